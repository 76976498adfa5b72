//! What must hold: the ratings and the movies put aside as a visitor would remember them, by what they did; and whether
//! the page and what it stores agree.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::look::{Look, Mark, Place};
use super::movies::{Movie, Movies};

/// As many edits are undone, one after the other (`crates/app/src/session.rs`).
const MEMORY: usize = 50;
/// The visitor among those who watch.
const YOU: &str = "you";

/// What the visitor did by an act, in the words of the page. Stars are those of its control, `4`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Did {
    /// Gave a movie stars, or took them back.
    Rate {
        movie: String,
        stars: Option<String>,
    },
    /// Put a movie aside for somebody, or back.
    Mark {
        viewer: String,
        movie: String,
        mark: Option<Mark>,
    },
    /// Brought movies with stars.
    Import(Vec<(String, String)>),
    /// Took all stars back.
    Clear,
    /// Took back what was done last.
    Undo,
    /// Tried other stars, or the list without a movie.
    Suppose {
        movie: String,
        stars: Option<String>,
    },
    /// Made a trial a rating.
    KeepTrial,
    /// Ended a trial.
    EndTrial,
}

/// What something holds of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// The visitor's stars for a movie.
    Stars(Movie),
    /// Whether somebody put it aside.
    Mark(String, Movie),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stars(movie) => write!(f, "stars of movie {movie}"),
            Self::Mark(viewer, movie) => write!(f, "movie {movie} put aside for {viewer}"),
        }
    }
}

/// What holds now: stars as the page writes them, `seen` or `hidden`.
type Facts = BTreeMap<Key, String>;

#[derive(Clone, Debug)]
struct Change {
    key: Key,
    before: Option<String>,
    after: Option<String>,
}

/// What one tab knows by itself.
#[derive(Debug, Default)]
struct Tab {
    /// Whether the browser refuses to store what is done here.
    is_refused: bool,
    /// What it has refused.
    unstored: Vec<(Key, Option<String>)>,
    /// What can be undone.
    done: Vec<Vec<Change>>,
    /// Other stars that are tried out.
    trial: Option<(Movie, Option<String>)>,
}

/// The visitor's memory of it all.
#[derive(Debug)]
pub(super) struct Oracle {
    movies: Movies,
    stored: Facts,
    tabs: Vec<Tab>,
}

/// What does not agree.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Never to be.
    pub(super) wrong: Vec<String>,
    /// Where it may still come: a part of the page that shows nothing until then.
    pub(super) late: Vec<String>,
}

impl Verdict {
    /// Tells whether all agrees.
    pub(super) fn is_good(&self) -> bool {
        self.wrong.is_empty() && self.late.is_empty()
    }

    fn expect(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(otherwise());
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<&str> = self
            .wrong
            .iter()
            .chain(&self.late)
            .map(String::as_str)
            .collect();
        f.write_str(&all.join("\n"))
    }
}

impl Oracle {
    /// Begins with so many tabs of a browser that has stored nothing.
    pub(super) fn new(movies: Movies, n_tabs: usize) -> Self {
        Self {
            movies,
            stored: Facts::new(),
            tabs: std::iter::repeat_with(Tab::default).take(n_tabs).collect(),
        }
    }

    /// From now on the browser refuses to store what is done in a tab, or no more.
    pub(super) fn refuse(&mut self, tab: usize, is_refused: bool) {
        self.tabs[tab].is_refused = is_refused;
    }

    /// Tells whether a tab knows something that is not stored.
    pub(super) fn is_unstored(&self, tab: usize) -> bool {
        !self.tabs[tab].unstored.is_empty()
    }

    /// Loads a tab anew.
    pub(super) fn reload(&mut self, tab: usize) {
        self.tabs[tab] = Tab {
            is_refused: self.tabs[tab].is_refused,
            ..Tab::default()
        };
    }

    /// Counts the ratings and the marks that are stored.
    pub(super) fn n_stored(&self) -> [usize; 2] {
        let n_stars = stars(&self.stored).count();
        [n_stars, self.stored.len() - n_stars]
    }

    /// For whom something is put aside.
    pub(super) fn who_put_aside(&self) -> Vec<String> {
        let mut viewers: Vec<String> = self
            .stored
            .keys()
            .filter_map(|key| match key {
                Key::Mark(viewer, _) => Some(viewer.clone()),
                Key::Stars(_) => None,
            })
            .collect();
        viewers.dedup();
        viewers
    }

    /// Hears what the visitor did in a tab.
    ///
    /// # Errors
    /// When there is no such movie, or nothing to undo.
    pub(super) fn hear(&mut self, tab: usize, did: &Did) -> Result<()> {
        match did {
            Did::Rate { movie, stars } => {
                let movie = self.movies.named(movie)?;
                self.edit(tab, vec![(Key::Stars(movie), stars.clone())]);
            }
            Did::Mark {
                viewer,
                movie,
                mark,
            } => {
                let key = Key::Mark(viewer.clone(), self.movies.named(movie)?);
                self.edit(tab, vec![(key, mark.map(word))]);
            }
            Did::Import(rows) => {
                let rows = rows.iter().map(|(movie, stars)| {
                    Ok((Key::Stars(self.movies.named(movie)?), Some(stars.clone())))
                });
                let rows = rows.collect::<Result<_>>()?;
                self.edit(tab, rows);
            }
            Did::Clear => {
                let facts = self.facts(tab);
                let all = stars(&facts).map(|(movie, _)| (Key::Stars(movie), None));
                self.edit(tab, all.collect());
            }
            Did::Undo => {
                let done = self.tabs[tab].done.pop();
                let done = done.context("the page has undone what nobody has done")?;
                self.tabs[tab].trial = None;
                self.store(tab, done.into_iter().map(|it| (it.key, it.before)));
            }
            Did::Suppose { movie, stars } => {
                let movie = self.movies.named(movie)?;
                let is_other = self.facts(tab).get(&Key::Stars(movie)) != stars.as_ref();
                self.tabs[tab].trial = is_other.then(|| (movie, stars.clone()));
            }
            Did::KeepTrial => {
                let trial = self.tabs[tab].trial.take();
                let (movie, stars) = trial.context("the page has kept what nobody has tried")?;
                self.edit(tab, vec![(Key::Stars(movie), stars)]);
            }
            Did::EndTrial => self.tabs[tab].trial = None,
        }
        Ok(())
    }

    fn edit(&mut self, tab: usize, facts: Vec<(Key, Option<String>)>) {
        let known = self.facts(tab);
        let changes = facts.into_iter().map(|(key, after)| Change {
            before: known.get(&key).cloned(),
            key,
            after,
        });
        let changes: Vec<Change> = changes.filter(|it| it.before != it.after).collect();
        if changes.is_empty() {
            return;
        }
        let of_tab = &mut self.tabs[tab];
        of_tab.trial = None;
        if of_tab.done.len() == MEMORY {
            of_tab.done.remove(0);
        }
        of_tab.done.push(changes.clone());
        self.store(tab, changes.into_iter().map(|it| (it.key, it.after)));
    }

    fn store(&mut self, tab: usize, facts: impl Iterator<Item = (Key, Option<String>)>) {
        let of_tab = &mut self.tabs[tab];
        of_tab.unstored.extend(facts);
        if !of_tab.is_refused {
            set(&mut self.stored, of_tab.unstored.drain(..));
        }
    }

    /// What holds in a tab: what is stored, and what it could not store.
    fn facts(&self, tab: usize) -> Facts {
        let mut facts = self.stored.clone();
        set(&mut facts, self.tabs[tab].unstored.iter().cloned());
        facts
    }

    /// Compares what a tab shows, and what is stored.
    ///
    /// # Errors
    /// When the page names a movie that there is none of.
    pub(super) fn judge(&self, tab: usize, look: &Look) -> Result<Verdict> {
        let mut verdict = Verdict::default();
        for wrong in &look.wrong {
            verdict.wrong.push(wrong.clone());
        }
        verdict.expect(look.state.is_empty(), || {
            format!("the page is {}", look.state)
        });
        verdict.expect(look.view != Place::None, || "there is no view".to_owned());
        verdict.expect(look.unread.is_empty(), || look.unread.clone());
        verdict.expect(look.unfetched.is_empty(), || look.unfetched.clone());
        // Where nothing is stored, no model of the visitor is.
        let is_kept = look.unkept.is_empty() || self.tabs.len() > 1;
        verdict.expect(is_kept, || look.unkept.clone());
        let facts = self.facts(tab);
        self.judge_stars(&facts, look, &mut verdict)?;
        self.judge_aside(&facts, look, &mut verdict)?;
        self.judge_lists(tab, &facts, look, &mut verdict)?;
        self.judge_stored(look, &mut verdict)?;
        Ok(verdict)
    }

    fn judge_stars(&self, facts: &Facts, look: &Look, verdict: &mut Verdict) -> Result<()> {
        let n = stars(facts).count();
        if let Some(shown) = look.n_given {
            verdict.expect(shown == n, || {
                format!("the desk has {shown} ratings in the place of {n}")
            });
        }
        let mut given = Vec::new();
        for named in &look.given {
            let movie = self.movies.named(named)?;
            verdict.expect(!given.contains(&movie), || {
                format!("{named} is given twice")
            });
            given.push(movie);
            verdict.expect(facts.contains_key(&Key::Stars(movie)), || {
                format!("{named} is given, and nobody has rated it")
            });
        }
        for (control, movie, shown) in &look.controls {
            let Some(movie) = movie else { continue };
            let expected = facts.get(&Key::Stars(self.movies.named(movie)?));
            verdict.expect(expected == shown.as_ref(), || {
                format!("{control} shows {shown:?} for {movie} in the place of {expected:?}")
            });
        }
        Ok(())
    }

    fn judge_aside(&self, facts: &Facts, look: &Look, verdict: &mut Verdict) -> Result<()> {
        let Some(aside) = &look.aside else {
            return Ok(());
        };
        let mut shown = Facts::new();
        for (movie, mark) in aside {
            let key = Key::Mark(look.viewer.clone(), self.movies.named(movie)?);
            let before = shown.insert(key, word(*mark));
            verdict.expect(before.is_none(), || format!("{movie} is put aside twice"));
        }
        // What the visitor has rated since is not spoken of.
        let is_told = |key: &Key| match key {
            Key::Mark(viewer, movie) => {
                *viewer == look.viewer
                    && (viewer != YOU || !facts.contains_key(&Key::Stars(*movie)))
            }
            Key::Stars(_) => false,
        };
        let expected = facts.iter().filter(|(key, _)| is_told(key));
        let expected = expected
            .map(|(key, mark)| (key.clone(), mark.clone()))
            .collect();
        let differences = differences(&expected, &shown, "put aside on the page");
        match aside.is_empty() {
            true => verdict.late.extend(differences),
            false => verdict.wrong.extend(differences),
        }
        Ok(())
    }

    fn judge_lists(
        &self,
        tab: usize,
        facts: &Facts,
        look: &Look,
        verdict: &mut Verdict,
    ) -> Result<()> {
        let mut with_trial = facts.clone();
        if let Some((movie, stars)) = &self.tabs[tab].trial {
            set(
                &mut with_trial,
                [(Key::Stars(*movie), stars.clone())].into_iter(),
            );
        }
        let is_out = |viewer: &str, movie: Movie| {
            let is_seen = match viewer {
                YOU => with_trial.contains_key(&Key::Stars(movie)),
                _ => self.movies.has_seen(viewer, movie),
            };
            is_seen || facts.contains_key(&Key::Mark(viewer.to_owned(), movie))
        };
        let mut judge = |what: &str, movies: &[String], viewers: &[&str]| -> Result<()> {
            let mut listed = Vec::new();
            for named in movies {
                let movie = self.movies.named(named)?;
                verdict.expect(!listed.contains(&movie), || {
                    format!("{named} is twice in {what}")
                });
                listed.push(movie);
                for viewer in viewers {
                    verdict.expect(!is_out(viewer, movie), || {
                        format!("{named} is in {what} and out of it for {viewer}")
                    });
                }
            }
            Ok(())
        };
        if let Some(list) = &look.list {
            judge("the list", list, &[&look.viewer])?;
        }
        if let Some(beside) = &look.beside {
            judge("the list beside it", &beside.movies, &[&beside.whose])?;
        }
        if let Some(both) = &look.both {
            let with = look.with.as_deref();
            let with = with.context("there is a list for two, and nobody is compared with")?;
            judge("the list for both", both, &[&look.viewer, with])?;
        }
        if let Some(alike) = &look.alike {
            judge("what is like a movie", alike, &[])?;
        }
        Ok(())
    }

    fn judge_stored(&self, look: &Look, verdict: &mut Verdict) -> Result<()> {
        let mut stored = Facts::new();
        for text in &look.stored {
            // The first line has the version.
            for line in text.lines().skip(1) {
                let fact = self
                    .fact(line)
                    .with_context(|| format!("what is `{line}`?"))?;
                set(&mut stored, std::iter::once(fact));
            }
        }
        let differences = differences(&self.stored, &stored, "stored");
        verdict.wrong.extend(differences);
        Ok(())
    }

    /// Reads a line of what is stored: `rate 50 5`, `unrate 50`, `mark you 50 seen`, `unmark 500 50`.
    fn fact(&self, line: &str) -> Result<(Key, Option<String>)> {
        let words: Vec<&str> = line.split(' ').collect();
        Ok(match words[..] {
            ["rate", movie, stars] => (
                Key::Stars(self.movies.numbered(movie)?),
                Some(stars.to_owned()),
            ),
            ["unrate", movie] => (Key::Stars(self.movies.numbered(movie)?), None),
            ["mark", viewer, movie, mark] => (
                Key::Mark(viewer.to_owned(), self.movies.numbered(movie)?),
                Some(mark.to_owned()),
            ),
            ["unmark", viewer, movie] => (
                Key::Mark(viewer.to_owned(), self.movies.numbered(movie)?),
                None,
            ),
            _ => bail!("it says nothing that is known here"),
        })
    }
}

fn stars(facts: &Facts) -> impl Iterator<Item = (Movie, &String)> {
    facts.iter().filter_map(|(key, stars)| match key {
        Key::Stars(movie) => Some((*movie, stars)),
        Key::Mark(..) => None,
    })
}

fn set(facts: &mut Facts, changes: impl Iterator<Item = (Key, Option<String>)>) {
    for (key, value) in changes {
        match value {
            Some(value) => facts.insert(key, value),
            None => facts.remove(&key),
        };
    }
}

fn word(mark: Mark) -> String {
    match mark {
        Mark::Seen => "seen",
        Mark::Hidden => "hidden",
    }
    .to_owned()
}

/// Says where `found` is not as expected.
fn differences(expected: &Facts, found: &Facts, what: &str) -> Vec<String> {
    let keys = expected
        .keys()
        .chain(found.keys().filter(|key| !expected.contains_key(*key)));
    let differ = keys.filter(|key| expected.get(*key) != found.get(*key));
    differ
        .map(|key| {
            let (before, now) = (expected.get(key), found.get(key));
            format!("{key} is {now:?} as {what} in the place of {before:?}")
        })
        .collect()
}

#[cfg(test)]
mod tests;

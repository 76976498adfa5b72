//! What stays in this browser, and its text form.
//!
//! ```text
//! matinee 1
//! rate 50 5
//! mark you 181 hidden
//! mark 500 56 seen
//! ```
//!
//! Raw movie ids, so that it outlives another catalogue. Lines, so that one that cannot be read
//! costs no other.

use std::fmt::Write;

use crate::domain::{MovieId, Stars};
use crate::page::watcher::Watcher;

use super::act::{Act, Change};

/// First line: what this is, and its version.
const HEAD: &str = "matinee 1";

/// Why a movie is put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Seen already.
    Seen,
    /// Not of interest.
    Hidden,
}

/// Lines of a stored text that say nothing. The others count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoiled {
    /// How many.
    pub n_lines: usize,
}

/// Ratings and marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// In the order in which they were given; each movie at most once.
    ratings: Vec<(MovieId, Stars)>,
    /// Each movie of each watcher at most once.
    marks: Vec<((Watcher, MovieId), Mark)>,
}

impl Mark {
    const fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Hidden => "hidden",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let mut all = [Self::Seen, Self::Hidden].into_iter();
        all.find(|mark| mark.word() == word)
    }
}

impl Kept {
    /// Reads what [`Kept::write`] wrote. Text of another version or of something else is nothing
    /// kept, and all of it spoiled.
    #[must_use]
    pub fn read(text: &str) -> (Self, Option<Spoiled>) {
        let mut kept = Self::default();
        let mut lines = text.lines();
        let is_ours = lines.next().is_none_or(|head| head == HEAD);
        let mut n_lines = usize::from(!is_ours);
        for line in lines {
            if !(is_ours && kept.read_line(line).is_some()) {
                n_lines += 1;
            }
        }
        (kept, (n_lines > 0).then_some(Spoiled { n_lines }))
    }

    fn read_line(&mut self, line: &str) -> Option<()> {
        let mut words = line.split(' ');
        match words.next()? {
            "rate" => {
                let movie = MovieId(words.next()?.parse().ok()?);
                let stars = Stars::try_from(words.next()?.parse::<u8>().ok()?).ok()?;
                put(&mut self.ratings, movie, Some(stars));
            }
            "mark" => {
                let watcher = Watcher::parse(words.next()?)?;
                let movie = MovieId(words.next()?.parse().ok()?);
                let mark = Mark::parse(words.next()?)?;
                put(&mut self.marks, (watcher, movie), Some(mark));
            }
            _ => return None,
        }
        words.next().is_none().then_some(())
    }

    /// The text form.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = HEAD.to_owned();
        // Writing to a string cannot fail.
        for (movie, stars) in &self.ratings {
            let _ = write!(text, "\nrate {movie} {}", stars.get());
        }
        for ((watcher, movie), mark) in &self.marks {
            let _ = write!(text, "\nmark {watcher} {movie} {}", mark.word());
        }
        text
    }

    /// The visitor's ratings, in the order in which they were given.
    #[must_use]
    pub fn ratings(&self) -> &[(MovieId, Stars)] {
        &self.ratings
    }

    /// What the visitor gave a movie.
    #[must_use]
    pub fn stars(&self, movie: MovieId) -> Option<Stars> {
        find(&self.ratings, movie)
    }

    /// Whether somebody put a movie aside, and why.
    #[must_use]
    pub fn mark(&self, watcher: Watcher, movie: MovieId) -> Option<Mark> {
        find(&self.marks, (watcher, movie))
    }

    /// All that anybody put aside: who, which movie, and why.
    pub fn marks(&self) -> impl Iterator<Item = (Watcher, MovieId, Mark)> {
        let marks = self.marks.iter();
        marks.map(|((watcher, movie), mark)| (*watcher, *movie, *mark))
    }

    /// The movies that somebody put aside, in the order in which they did.
    pub fn marks_of(&self, watcher: Watcher) -> impl Iterator<Item = (MovieId, Mark)> {
        let marks = self.marks.iter();
        marks
            .filter(move |((whose, _), _)| *whose == watcher)
            .map(|((_, movie), mark)| (*movie, *mark))
    }

    /// [`Kept::marks_of`] without what the visitor has rated since: that would not come back to
    /// their list without its mark either.
    pub fn put_aside_of(&self, watcher: Watcher) -> impl Iterator<Item = (MovieId, Mark)> {
        let is_rated = move |movie| watcher == Watcher::You && self.stars(movie).is_some();
        self.marks_of(watcher)
            .filter(move |(movie, _)| !is_rated(*movie))
    }

    /// Does an act.
    pub fn apply(&mut self, act: &Act) {
        for change in &act.changes {
            match *change {
                Change::Rating { movie, after, .. } => put(&mut self.ratings, movie, after),
                Change::Mark {
                    watcher,
                    movie,
                    after,
                    ..
                } => put(&mut self.marks, (watcher, movie), after),
            }
        }
    }
}

fn find<K: PartialEq, V: Copy>(entries: &[(K, V)], key: K) -> Option<V> {
    let entry = entries.iter().find(|(own, _)| *own == key);
    entry.map(|(_, value)| *value)
}

/// Changes a value in its place; a new one comes last, `None` takes it out.
pub(super) fn put<K: PartialEq, V>(entries: &mut Vec<(K, V)>, key: K, value: Option<V>) {
    let at = entries.iter().position(|(own, _)| *own == key);
    match (at, value) {
        (Some(at), Some(value)) => entries[at].1 = value,
        (Some(at), None) => {
            entries.remove(at);
        }
        (None, Some(value)) => entries.push((key, value)),
        (None, None) => {}
    }
}

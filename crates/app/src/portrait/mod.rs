//! A portrait of taste: what somebody likes more than the rest of what they saw, how generous they are
//! beside everybody, and who is most like them; and the same as a picture to keep.

mod picture;

use std::cmp::Reverse;

use matinee_core::decimal::decimal;
use matinee_core::domain::{MovieIdx, StarScale, Stars, UserId, UserIdx};
use matinee_core::order;
use matinee_engine::artifact::Catalogue;
use matinee_engine::engine::Engine;

use super::format;
use super::viewer::Viewer;

pub use picture::{Picture, picture};

/// A genre or a decade with fewer ratings says nothing of a taste.
const LEAST_LEANING: usize = 3;
/// So many people are named.
const N_ALIKE: usize = 3;
/// Two people with fewer movies in common are not compared.
const LEAST_BOTH: usize = 3;
/// With fewer movies in common, a likeness counts in proportion (Herlocker et al., 1999).
const MANY_BOTH: usize = 50;

/// The least that a chart reaches, stars.
const LEAST_REACH: f32 = 0.5;

/// What somebody rated, ascending by movie, each at most once.
type History = [(MovieIdx, Stars)];

/// A portrait of somebody's taste.
#[derive(Clone, Debug, PartialEq)]
pub struct Portrait {
    /// Whose it is.
    pub viewer: Viewer,
    /// How many movies they rated.
    pub n_ratings: usize,
    /// Mean stars.
    pub mean: f32,
    /// Genres, what they like most first.
    pub genres: Vec<Leaning>,
    /// Decades, the oldest first.
    pub decades: Vec<Leaning>,
    /// Beside other people; `None` in a page without their ratings.
    pub beside: Option<Beside>,
}

/// How far somebody's stars for a part of what they saw lie from their mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaning {
    /// A genre, or a decade: `1990s`.
    pub name: String,
    /// How many they rated.
    pub n: usize,
    /// Stars above their mean; below 0 for less.
    pub above: f32,
}

impl Leaning {
    /// Writes `+0.4`, `−0.2`.
    #[must_use]
    pub fn amount(&self) -> String {
        format::fixed((self.above * 10.0).round() as i32, 1, true)
    }

    /// Finds the ends of a chart of them, in stars: 0 lies between, and never both there.
    #[must_use]
    pub fn reach(leanings: &[Self]) -> (f32, f32) {
        let all = || leanings.iter().map(|it| it.above);
        let (least, most) = (all().fold(0.0, f32::min), all().fold(0.0, f32::max));
        (least, most.max(least + LEAST_REACH))
    }
}

/// Somebody beside the people of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// Stars more than others give the same movies, and the share of people who are stricter; `None`
    /// where nobody else has rated any of them.
    pub generosity: Option<(f32, f64)>,
    /// The most alike, best first; fewer than three where fewer are alike at all.
    pub alike: Vec<Alike>,
    /// What the stars go by.
    pub scale: StarScale,
}

/// Somebody whose taste is alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Who.
    pub user: UserId,
    /// Movies that both rated.
    pub n_both: usize,
    /// Those that both gave the same stars; with half stars, stars at most a half apart.
    pub n_same: usize,
    /// Those that were given stars further apart, but at most one.
    pub n_near: usize,
}

impl Portrait {
    /// Draws the portrait of somebody with this history. `None` without ratings.
    ///
    /// # Panics
    /// When a movie is not one of the engine's.
    #[must_use]
    pub fn of(engine: &Engine, viewer: Viewer, history: &History) -> Option<Self> {
        let catalogue = engine.catalogue();
        let mean = mean(history)?;
        let has_others = engine.has_ratings() && !engine.users().is_empty();
        Some(Self {
            viewer,
            n_ratings: history.len(),
            mean,
            genres: genres(history, mean, catalogue),
            decades: decades(history, mean, catalogue),
            beside: has_others.then(|| {
                let people = (0..).zip(engine.users());
                let people =
                    people.filter_map(|(row, user)| Some((user.id, engine.history(UserIdx(row))?)));
                Beside::of(viewer, history, &people.collect::<Vec<_>>(), catalogue)
            }),
        })
    }

    /// Heads the portrait.
    #[must_use]
    pub fn title(&self) -> String {
        match self.viewer {
            Viewer::You => "Your taste".to_owned(),
            Viewer::User(id) => format!("The taste of user {id}"),
        }
    }

    /// Says on what it rests: `24 movies rated, 3.6 ★ on average`.
    #[must_use]
    pub fn standfirst(&self) -> String {
        format!(
            "{} rated, {} on average",
            format::counted(self.n_ratings, "movie", "movies"),
            format::mean(self.mean)
        )
    }

    /// Says how generous they are, in sentences of a line each.
    #[must_use]
    pub fn generosity(&self) -> Vec<String> {
        let Some(beside) = &self.beside else {
            return vec!["This page has nobody else\u{2019}s stars to stand beside.".to_owned()];
        };
        let (they, is) = match self.viewer {
            Viewer::You => ("You give", "You are"),
            Viewer::User(_) => ("They give", "They are"),
        };
        let Some((more, stricter)) = beside.generosity else {
            return vec!["Nobody else here has rated these movies.".to_owned()];
        };
        let amount = decimal(more.abs(), 1);
        let first = match (&*amount, more < 0.0) {
            ("0.0", _) => format!("{they} what everybody gives the same movies."),
            (_, true) => format!("{they} {amount} ★ less than everybody gives the same movies."),
            (_, false) => format!("{they} {amount} ★ more than everybody gives the same movies."),
        };
        let second = match stricter < 0.5 {
            true => format!(
                "{is} stricter than {} of the people here.",
                format::percent(1.0 - stricter)
            ),
            false => format!(
                "{is} more generous than {} of the people here.",
                format::percent(stricter)
            ),
        };
        vec![first, second]
    }

    /// Says who is most alike, a line each; or why nobody is named.
    #[must_use]
    pub fn alike(&self) -> Vec<String> {
        let Some(beside) = &self.beside else {
            return vec!["This page has nobody else\u{2019}s ratings to compare with.".to_owned()];
        };
        if beside.alike.is_empty() {
            return vec!["Nobody here is much alike so far.".to_owned()];
        }
        let lines = beside.alike.iter().map(|it| it.line(beside.scale));
        lines.collect()
    }
}

impl Alike {
    /// Says how far they agree: `User 15: 31 movies rated by both; the same stars for 18, one apart for
    /// 11`.
    #[must_use]
    pub fn line(&self, scale: StarScale) -> String {
        let same = match scale {
            StarScale::Whole => "the same stars for",
            StarScale::Half => "at most half a star apart for",
        };
        format!(
            "{}: {} rated by both; {same} {}, one apart for {}",
            Viewer::User(self.user).name(),
            format::counted(self.n_both, "movie", "movies"),
            self.n_same,
            self.n_near
        )
    }
}

fn mean(history: &History) -> Option<f32> {
    let sum: f64 = history.iter().map(|(_, stars)| stars.as_f64()).sum();
    (!history.is_empty()).then(|| (sum / history.len() as f64) as f32)
}

/// Counts and sums up ratings by what a movie belongs to, of `n` things.
fn leanings(
    history: &History,
    mean: f32,
    n: usize,
    rows: impl Fn(MovieIdx) -> Vec<usize>,
    name: impl Fn(usize) -> String,
) -> Vec<Leaning> {
    let mut sums = vec![(0_usize, 0.0_f64); n];
    for (movie, stars) in history {
        for row in rows(*movie) {
            if let Some((n, sum)) = sums.get_mut(row) {
                *n += 1;
                *sum += stars.as_f64();
            }
        }
    }
    let leanings = sums.iter().enumerate().map(|(row, (n, sum))| Leaning {
        name: name(row),
        n: *n,
        above: (sum / (*n).max(1) as f64) as f32 - mean,
    });
    leanings.filter(|it| it.n >= LEAST_LEANING).collect()
}

fn genres(history: &History, mean: f32, catalogue: &Catalogue) -> Vec<Leaning> {
    let names = &catalogue.genres;
    let mut genres = leanings(
        history,
        mean,
        names.len(),
        |movie| catalogue.movies[movie.row()].genre_rows().collect(),
        |row| names[row].clone(),
    );
    order::sort(&mut genres, &|a, b| b.above.total_cmp(&a.above));
    genres
}

fn decades(history: &History, mean: f32, catalogue: &Catalogue) -> Vec<Leaning> {
    let decade = |movie: MovieIdx| catalogue.movies[movie.row()].year.map(|year| year / 10);
    let seen = || history.iter().filter_map(|(movie, _)| decade(*movie));
    let (Some(first), Some(last)) = (seen().min(), seen().max()) else {
        return Vec::new();
    };
    leanings(
        history,
        mean,
        usize::from(last - first) + 1,
        |movie| {
            let decade = decade(movie).into_iter();
            decade.map(|decade| usize::from(decade - first)).collect()
        },
        |row| format!("{}0s", usize::from(first) + row),
    )
}

impl Beside {
    /// Compares somebody with people, each with their history.
    fn of(
        viewer: Viewer,
        history: &History,
        people: &[(UserId, &History)],
        catalogue: &Catalogue,
    ) -> Self {
        let mut given = vec![(0_u32, 0.0_f64); catalogue.movies.len()];
        for (_, theirs) in people {
            for (movie, stars) in *theirs {
                let (n, sum) = &mut given[movie.row()];
                *n += 1;
                *sum += stars.as_f64();
            }
        }
        let is_self = |id: UserId| viewer == Viewer::User(id);
        let is_in = people.iter().any(|(id, _)| is_self(*id));
        let others = people.iter().filter(|(id, _)| !is_self(*id));
        let generosity = more_than_others(history, &given, is_in).map(|own| {
            let theirs = others
                .clone()
                .filter_map(|(_, theirs)| more_than_others(theirs, &given, true));
            let theirs: Vec<f32> = theirs.collect();
            let n_stricter = theirs.iter().filter(|more| **more < own).count();
            (own, n_stricter as f64 / theirs.len().max(1) as f64)
        });
        let compared = others.filter_map(|(id, theirs)| likeness(*id, history, theirs));
        let alike = order::first(N_ALIKE, compared, &|a, b| {
            let known = |alike: &Alike| (Reverse(alike.n_both), alike.user);
            (b.0.total_cmp(&a.0)).then_with(|| known(&a.1).cmp(&known(&b.1)))
        });
        Self {
            generosity,
            alike: alike.into_iter().map(|(_, alike)| alike).collect(),
            scale: catalogue.scale,
        }
    }
}

/// Averages how many stars more somebody gives than others give the same movies, of which there are
/// number and sum of all stars given; `is_in` says that those have the person's own among them.
fn more_than_others(history: &History, given: &[(u32, f64)], is_in: bool) -> Option<f32> {
    let (mut n_compared, mut sum) = (0_u32, 0.0);
    for (movie, stars) in history {
        let (n, all) = given[movie.row()];
        let stars = stars.as_f64();
        let (n, all) = if is_in {
            (n - 1, all - stars)
        } else {
            (n, all)
        };
        if n > 0 {
            n_compared += 1;
            sum += stars - all / f64::from(n);
        }
    }
    (n_compared > 0).then(|| (sum / f64::from(n_compared)) as f32)
}

/// Says how alike two people are, by the movies that both rated: the cosine of how far their stars lie
/// from their own means, less for few movies. `None` for people who are not alike.
fn likeness(user: UserId, one: &History, other: &History) -> Option<(f64, Alike)> {
    let means = [mean(one)?, mean(other)?].map(f64::from);
    let (mut product, mut squares) = (0.0, [0.0; 2]);
    let (mut n_both, mut n_same, mut n_near) = (0, 0, 0);
    for (movie, stars) in one {
        let Ok(row) = other.binary_search_by_key(movie, |it| it.0) else {
            continue;
        };
        let both = [*stars, other[row].1];
        n_both += 1;
        match both[0].halves().abs_diff(both[1].halves()) {
            0..=1 => n_same += 1,
            2 => n_near += 1,
            _ => {}
        }
        let [a, b] = [0, 1].map(|it| both[it].as_f64() - means[it]);
        product += a * b;
        squares[0] += a * a;
        squares[1] += b * b;
    }
    let cosine = product / (squares[0] * squares[1]).sqrt();
    let weight = n_both.min(MANY_BOTH) as f64 / MANY_BOTH as f64;
    let alike = Alike {
        user,
        n_both,
        n_same,
        n_near,
    };
    (n_both >= LEAST_BOTH && cosine > 0.0).then_some((cosine * weight, alike))
}

#[cfg(test)]
mod tests;

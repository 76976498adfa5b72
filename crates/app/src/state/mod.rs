//! What the address says: which view, who is watching, how many movies to list, by which model, and
//! which.
//!
//! `?user=500&k=10&model=seed&genre=comedy,-horror&years=1980-1999&obscure=20&varied=30&stars=60`,
//! and nothing else: ratings, marks and searches never reach an address.

mod notice;
mod query;
mod view;

use std::num::IntErrorKind;

use matinee_core::domain::{MovieId, UserId};

use super::filter::{self, Filter};
use super::levers::{self, Lever, Levers};
use super::models::{Models, Shown};
use super::viewer::Viewer;

pub use notice::Notice;
use query::{parameter, quoted};
pub use view::View;

/// Fewest and most movies that a list holds.
pub const K_RANGE: std::ops::RangeInclusive<usize> = 1..=50;
/// Length of the list unless the visitor asks for another.
pub const DEFAULT_K: usize = 10;

/// What the visitor asked for, in the words of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListState {
    /// What is shown.
    pub view: View,
    /// Who is watching.
    pub viewer: Viewer,
    /// How many movies to list.
    pub k: usize,
    /// Whose lists: by which models.
    pub shown: Shown,
    /// Somebody else, whose list stands beside; never the viewer.
    pub with: Option<Viewer>,
    /// Which movies may be listed.
    pub filter: Filter,
    /// How the list is steered.
    pub levers: Levers,
    /// The movie whose like is shown in the place of the list.
    pub like: Option<MovieId>,
}

/// What an address can name.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Who is watching unless the address says so.
    pub default_user: UserId,
    /// Whether there is such a user.
    pub is_user: &'a dyn Fn(UserId) -> bool,
    /// Whether there is such a movie.
    pub is_movie: &'a dyn Fn(MovieId) -> bool,
    /// The catalogue's.
    pub genres: &'a [String],
    /// The page's.
    pub models: &'a Models,
}

impl Known<'_> {
    fn viewer(&self, text: &str) -> Option<Viewer> {
        let viewer = Viewer::parse(text)?;
        let is_known = viewer.user().is_none_or(self.is_user);
        is_known.then_some(viewer)
    }
}

impl ListState {
    /// The list of somebody, with nothing else asked for.
    #[must_use]
    pub fn of(viewer: Viewer) -> Self {
        Self {
            view: View::default(),
            viewer,
            k: DEFAULT_K,
            shown: Shown::default(),
            with: None,
            filter: Filter::default(),
            levers: Levers::default(),
            like: None,
        }
    }

    /// Reads a query string, with or without its question mark.
    ///
    /// What is missing takes its default; what is wrong takes it too, with a notice. Of a name
    /// that occurs twice the first counts, and unknown names are passed over.
    #[must_use]
    pub fn parse(query: &str, known: &Known<'_>) -> (Self, Vec<Notice>) {
        let mut state = Self::of(Viewer::User(known.default_user));
        let mut notices = Vec::new();
        let mut complain = |what: &'static str, asked: &str, shown: String| {
            let asked = quoted(asked);
            notices.push(Notice::Unknown { what, asked, shown });
        };
        if let Some(asked) = parameter(query, "view") {
            match View::parse(&asked) {
                Some(view) => state.view = view,
                None => complain("view", &asked, "the list".into()),
            }
        }
        if let Some(asked) = parameter(query, "user") {
            match known.viewer(&asked) {
                Some(viewer) => state.viewer = viewer,
                None => complain("user", &asked, state.viewer.phrase()),
            }
        }
        if let Some(asked) = parameter(query, "model") {
            match known.models.parse(&asked) {
                Some(shown) => state.shown = shown,
                None => complain("model", &asked, known.models.all()[0].phrase()),
            }
        }
        if let Some(asked) = parameter(query, "with") {
            match known.viewer(&asked) {
                Some(viewer) => state.compare_with(Some(viewer)),
                None => complain("user", &asked, format!("{} alone", state.viewer.phrase())),
            }
        }
        if let Some(asked) = parameter(query, "like") {
            let movie = asked.parse().ok().map(MovieId);
            state.like = movie.filter(|id| (known.is_movie)(*id));
            if state.like.is_none() {
                complain("movie", &asked, "the list".into());
            }
        }
        if let Some(asked) = parameter(query, "genre") {
            for word in state.filter.read_genres(&asked, known.genres) {
                complain("genre", &word, "a list without that wish".into());
            }
        }
        if let Some(asked) = parameter(query, "years") {
            state.filter.years = filter::read_years(&asked);
            if state.filter.years.is_none() {
                complain("span of years", &asked, "every year".into());
            }
        }
        for lever in Lever::ALL {
            if let Some(asked) = parameter(query, lever.name()) {
                match levers::parse(&asked) {
                    Some(percent) => state.levers = lever.put(state.levers, percent),
                    None => {
                        let rest = lever.rest().to_string();
                        complain("strength from 0 to 100", &asked, rest);
                    }
                }
            }
        }
        if let Some(asked) = parameter(query, "k") {
            let (k, notice) = parse_k(&asked, DEFAULT_K);
            state.k = k;
            notices.extend(notice);
        }
        (state, notices)
    }

    /// The query string that [`ListState::parse`] reads, with its question mark. What has its
    /// default needs no word, but for who is watching and how many.
    ///
    /// # Panics
    /// When a row of `shown` is not one of the models.
    #[must_use]
    pub fn write(&self, known: &Known<'_>) -> String {
        let mut query = format!("?user={}&k={}", self.viewer, self.k);
        let mut say = |name: &str, value: &str| {
            for part in ["&", name, "=", value] {
                query += part;
            }
        };
        if self.view != View::default() {
            say("view", self.view.name());
        }
        if self.shown != Shown::default() {
            say("model", &known.models.write(self.shown));
        }
        if let Some(viewer) = self.with {
            say("with", &viewer.to_string());
        }
        if self.filter.include | self.filter.exclude != 0 {
            say("genre", &self.filter.genres(known.genres));
        }
        if let Some(years) = self.filter.years {
            say("years", &filter::write_years(years));
        }
        for lever in Lever::ALL {
            let percent = lever.of(self.levers);
            if percent != lever.rest() {
                say(lever.name(), &percent.to_string());
            }
        }
        if let Some(movie) = self.like {
            say("like", &movie.to_string());
        }
        query
    }

    /// Viewer and the one that they are compared with change places.
    pub fn swap(&mut self) {
        if let Some(with) = &mut self.with {
            std::mem::swap(&mut self.viewer, with);
        }
    }

    /// Puts somebody's list beside this one, in the place of another model's. Nobody is compared
    /// with themselves.
    pub fn compare_with(&mut self, viewer: Option<Viewer>) {
        self.with = viewer.filter(|other| *other != self.viewer);
        if self.with.is_some() {
            self.shown.beside = None;
        }
    }
}

/// Reads a list's length: clipped to [`K_RANGE`] when it is a whole number, else `fallback`;
/// with a notice in both cases.
#[must_use]
pub fn parse_k(asked: &str, fallback: usize) -> (usize, Option<Notice>) {
    let asked = asked.trim();
    let shown = match asked.parse::<usize>() {
        Ok(k) if K_RANGE.contains(&k) => return (k, None),
        Ok(0) => *K_RANGE.start(),
        Ok(_) => *K_RANGE.end(),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => *K_RANGE.end(),
        Err(_) if is_negative(asked) => *K_RANGE.start(),
        Err(_) => fallback,
    };
    let asked = quoted(asked);
    (shown, Some(Notice::ImpossibleK { asked, shown }))
}

fn is_negative(asked: &str) -> bool {
    asked
        .strip_prefix('-')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests;

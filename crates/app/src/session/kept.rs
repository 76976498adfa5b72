//! What stays in this browser: ratings and marks. [`crate::stored`] has its text form.

use crate::viewer::Viewer;
use matinee_core::domain::{MovieId, Stars};

use super::edit::{Change, Edit};
use super::entries::Entries;

/// Why a movie is put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Seen already.
    Seen,
    /// Not of interest.
    Hidden,
}

/// What holds of one movie from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The visitor's stars; `None` for none.
    Rating(MovieId, Option<Stars>),
    /// Whether somebody put it aside; `None` for not.
    Mark(Viewer, MovieId, Option<Mark>),
}

impl Fact {
    /// The same of the movie that `main` gives for its own: a catalogue may list a movie under
    /// several numbers.
    #[must_use]
    pub fn with_main_id(self, main: impl Fn(MovieId) -> MovieId) -> Self {
        match self {
            Self::Rating(movie, stars) => Self::Rating(main(movie), stars),
            Self::Mark(viewer, movie, mark) => Self::Mark(viewer, main(movie), mark),
        }
    }
}

/// Ratings and marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// In the order in which they were given; each movie at most once.
    ratings: Entries<MovieId, Stars>,
    /// Each movie of each viewer at most once.
    marks: Entries<(Viewer, MovieId), Mark>,
}

impl Kept {
    /// The visitor's ratings, in the order in which they were given.
    #[must_use]
    pub fn ratings(&self) -> &[(MovieId, Stars)] {
        self.ratings.list()
    }

    /// What the visitor gave a movie.
    #[must_use]
    pub fn stars(&self, movie: MovieId) -> Option<Stars> {
        self.ratings.get(movie)
    }

    /// Whether somebody put a movie aside, and why.
    #[must_use]
    pub fn mark(&self, viewer: Viewer, movie: MovieId) -> Option<Mark> {
        self.marks.get((viewer, movie))
    }

    /// Everybody's marks, in the order in which they were made.
    #[must_use]
    pub fn marks(&self) -> &[((Viewer, MovieId), Mark)] {
        self.marks.list()
    }

    /// The movies that somebody put aside, in the order in which they did.
    pub fn marks_of(&self, viewer: Viewer) -> impl Iterator<Item = (MovieId, Mark)> {
        let marks = self.marks().iter();
        marks
            .filter(move |((whose, _), _)| *whose == viewer)
            .map(|((_, movie), mark)| (*movie, *mark))
    }

    /// [`Kept::marks_of`] without what the visitor has rated since: that would not come back to
    /// their list without its mark either.
    pub fn put_aside_of(&self, viewer: Viewer) -> impl Iterator<Item = (MovieId, Mark)> {
        let is_rated = move |movie| viewer == Viewer::You && self.stars(movie).is_some();
        self.marks_of(viewer)
            .filter(move |(movie, _)| !is_rated(*movie))
    }

    /// Does an act.
    pub fn apply(&mut self, act: &Edit) {
        self.set(act.changes.iter().map(Change::fact));
    }

    /// Takes facts, the later ones of a movie in the place of the earlier ones.
    pub fn set(&mut self, facts: impl Iterator<Item = Fact> + Clone) {
        self.ratings
            .set(facts.clone().filter_map(|fact| match fact {
                Fact::Rating(movie, stars) => Some((movie, stars)),
                Fact::Mark(..) => None,
            }));
        self.marks.set(facts.filter_map(|fact| match fact {
            Fact::Mark(viewer, movie, mark) => Some(((viewer, movie), mark)),
            Fact::Rating(..) => None,
        }));
    }
}

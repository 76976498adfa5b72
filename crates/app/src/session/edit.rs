//! One thing that the visitor did, as changes of single movies.

use crate::viewer::Viewer;
use matinee_core::domain::{MovieId, Stars};

use super::kept::{Fact, Mark};

/// What the visitor did, in the words of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Gave a movie stars.
    Rated(MovieId, Stars),
    /// Took a movie's stars back.
    Unrated(MovieId),
    /// Put a movie aside.
    Marked(MovieId, Mark),
    /// Put a movie back.
    Unmarked(MovieId),
    /// Took so many ratings from a file.
    Imported(usize),
    /// Took all stars back, so many.
    Cleared(usize),
    /// Took another edit back.
    Undid,
}

/// What became of one movie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The visitor's stars.
    Rating {
        /// Which movie.
        movie: MovieId,
        /// Stars before; `None` for none.
        before: Option<Stars>,
        /// Stars after.
        after: Option<Stars>,
    },
    /// Whether somebody wants to see it.
    Mark {
        /// On whose list.
        viewer: Viewer,
        /// Which movie.
        movie: MovieId,
        /// Mark before; `None` for none.
        before: Option<Mark>,
        /// Mark after.
        after: Option<Mark>,
    },
}

/// What the visitor did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// In a word.
    pub kind: ActionKind,
    /// Movie by movie; each movie at most once.
    pub changes: Vec<Change>,
}

impl Edit {
    /// The act that takes this one back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let changes = self.changes.iter().map(|change| change.reversed());
        Self {
            kind: ActionKind::Undid,
            changes: changes.collect(),
        }
    }
}

impl Change {
    /// Whether anything is different after it.
    #[must_use]
    pub fn is_real(&self) -> bool {
        match self {
            Self::Rating { before, after, .. } => before != after,
            Self::Mark { before, after, .. } => before != after,
        }
    }

    /// What holds after it.
    #[must_use]
    pub const fn fact(&self) -> Fact {
        match *self {
            Self::Rating { movie, after, .. } => Fact::Rating(movie, after),
            Self::Mark {
                viewer,
                movie,
                after,
                ..
            } => Fact::Mark(viewer, movie, after),
        }
    }

    fn reversed(mut self) -> Self {
        match &mut self {
            Self::Rating { before, after, .. } => std::mem::swap(before, after),
            Self::Mark { before, after, .. } => std::mem::swap(before, after),
        }
        self
    }
}

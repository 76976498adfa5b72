//! Whom a list is for: somebody of the training data, or somebody new.

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::linear::NotPositiveDefinite;
use matinee_data::dataset::Gender;

use super::hybrid;

/// Somebody who was not in the training data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// What they rated, in any order; each movie at most once.
    pub ratings: Vec<(MovieIdx, Stars)>,
    /// What they say of themselves.
    pub details: Details,
}

/// What somebody says of themselves; whatever is `None` counts as the average person's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// In years.
    pub age: Option<u8>,
    /// One of the two values that the data set records.
    pub gender: Option<Gender>,
    /// Row in the model's occupations; one that is not there counts as `None`.
    pub occupation: Option<u8>,
}

/// What a model knows of one person, known or new. Cheap to keep while a list is steered.
///
/// It belongs to the engine that it came from.
#[derive(Clone, Debug)]
pub struct Person {
    /// Ascending, each at most once.
    pub(super) seen: Vec<MovieIdx>,
    /// Of all that they have seen; or none, where a model knows a person without them.
    pub(super) ratings: Vec<(MovieIdx, Stars)>,
    pub(super) taste: Taste,
    /// How far their ratings lie from what is expected of them: see [`crate::artifact::Spreads`].
    pub(super) spread: f32,
}

/// The network's side of a person.
#[derive(Clone, Debug)]
pub(super) enum Taste {
    Seed(UserIdx),
    Hybrid(Box<hybrid::Taste>),
}

impl Person {
    /// The movies that they have seen, ascending: never in their lists.
    #[must_use]
    pub fn seen(&self) -> &[MovieIdx] {
        &self.seen
    }

    /// What they rated, ascending by movie; nothing where a model knows them without their ratings.
    #[must_use]
    pub fn ratings(&self) -> &[(MovieIdx, Stars)] {
        &self.ratings
    }
}

/// Why a new person cannot be folded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldInError {
    /// The network knows a person only by a row of its own.
    #[error(
        "this model predicts only for the people it was trained on; use one of network `hybrid`"
    )]
    NotSupported,
    /// A movie that the model does not know.
    #[error("there is no movie {} in this model; take its rating out", movie.0)]
    UnknownMovie {
        /// The index that is out of range.
        movie: MovieIdx,
    },
    /// Two ratings of one movie.
    #[error("movie {} is rated twice; keep one of the two", movie.0)]
    RatedTwice {
        /// Dense index.
        movie: MovieIdx,
    },
    /// The model's numbers are so far apart that the regression has no solution.
    #[error("the ratings give no taste with this model; train it again")]
    NoSolution(#[from] NotPositiveDefinite),
}

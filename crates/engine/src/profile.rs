//! Somebody new: what they say, and why it cannot be used.

use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::linear::NotPositiveDefinite;
use matinee_data::dataset::Gender;

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

/// Why a new person cannot be folded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FoldInError {
    /// The network knows a person only by a row of its own.
    #[error(
        "this model predicts only for the people it was trained on; use one of network `hybrid`"
    )]
    NotSupported,
    /// What ratings say comes with the second part of the model.
    #[error("what ratings say is still on its way; ask again when all of the model is there")]
    NotYet,
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

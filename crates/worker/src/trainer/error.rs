//! Why a run cannot go on, or a data set cannot be trained on.

use matinee_data::formats::archive::ArchiveError;
use matinee_data::raw::ParseError;
use matinee_engine::artifact::ArtifactError;
use matinee_protocol::OutOfRange;
use matinee_train::training::{LaeError, TrainingError};

/// How large a data set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Number of people.
    pub n_users: u64,
    /// Number of movies.
    pub n_movies: u64,
    /// Number of ratings.
    pub n_ratings: u64,
}

/// What fits where a run does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// A recipe without an ensemble.
    NoEnsemble,
    /// The same recipe with smaller vectors, batches and hidden layers.
    SmallerNumbers,
    /// Nothing in a page.
    LessData,
}

impl WayOut {
    /// What to do.
    #[must_use]
    pub const fn said(self) -> &'static str {
        match self {
            Self::NoEnsemble => "choose a recipe without an ensemble",
            Self::SmallerNumbers => "choose a smaller embedding, batch or hidden layer",
            Self::LessData => {
                "bring fewer people, movies or ratings, or train with the command line, which may \
                 take all that the computer has"
            }
        }
    }
}

/// Why a run cannot go on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RunError {
    /// A number that no run can have.
    #[error(transparent)]
    Settings(#[from] OutOfRange),
    /// The training itself.
    #[error(transparent)]
    Training(#[from] TrainingError),
    /// The ranking head.
    #[error(transparent)]
    Ranking(#[from] LaeError),
    /// What was trained cannot be served.
    #[error("the model that was trained cannot be used: {0}")]
    Model(#[from] ArtifactError),
    /// Nothing to train on.
    #[error("this page carries nobody's ratings: bring a data set to train on")]
    NoRatings,
    /// Nothing to measure on.
    #[error("no row was held out to measure on: hold out a larger share")]
    NothingHeldOut,
    /// More than a trainer can hold.
    #[error(
        "{} people, {} movies and {} ratings take about {needed_mb} MB with these settings, and a \
         trainer in a page has {most_mb} MB: {}",
        counts.n_users, counts.n_movies, counts.n_ratings, way_out.said()
    )]
    TooLarge {
        /// Size of the data.
        counts: Counts,
        /// Megabytes that the run would take.
        needed_mb: u64,
        /// Megabytes that there are.
        most_mb: u64,
        /// What would fit.
        way_out: WayOut,
    },
    /// This trainer was built without it.
    #[error("this trainer has no {0}; load the page again")]
    NoBackend(&'static str),
    /// Stopped before there was a model.
    #[error("stopped before the end of the first epoch: there is no model yet")]
    TooEarly,
}

/// Fewer ratings than this teach nothing.
pub(super) const FEWEST: usize = 100;

/// Why a visitor's data set cannot be trained on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DataError {
    /// The zip itself.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A line of one of its files.
    #[error(transparent)]
    Line(#[from] ParseError),
    /// The tables are too large.
    #[error(transparent)]
    Tables(#[from] ArtifactError),
    /// Nothing is left to train on.
    #[error(
        "after cleaning {ratings} ratings of {movies} movies are left; {FEWEST} ratings at least are \
         needed"
    )]
    TooFew {
        /// Number of ratings.
        ratings: usize,
        /// Number of movies.
        movies: usize,
    },
    /// No recipe has room for it.
    #[error(
        "its {} people, {} movies and {} ratings are more than a trainer in a page has memory for; {}",
        .0.n_users, .0.n_movies, .0.n_ratings, WayOut::LessData.said()
    )]
    TooLarge(Counts),
}

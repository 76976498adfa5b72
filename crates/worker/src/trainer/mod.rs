//! A run as a page has it: asked for by [`matinee_protocol`], done in pieces, told step by step.
//!
//! Whoever hosts it (a worker in the browser, a test) hands over a model file with its tables and a
//! [`Link`]; there is no clock, no thread and no browser here.

mod drive;
mod ensemble;
mod hybrid;
mod measure;
mod memory;
mod recipes;
mod seed;
mod training_data;
mod unhosted;

pub use drive::{Flow, Link};
pub use memory::{Counts, MEMORY, WayOut, needed};
pub use training_data::{DataError, TrainingData};
pub use unhosted::run_in_one_go;

use matinee_engine::artifact::ArtifactError;
use matinee_protocol::{NetworkKind, OutOfRange, Settings};
use matinee_train::training::{LaeError, TrainingError};

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
        /// Of the data.
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

/// Does a whole run: trains, keeps the best checkpoint, measures it beside the built-in model. One
/// that would not fit into a page is refused before it begins.
///
/// # Errors
/// What makes going on impossible; checkpoints that were told before stay good.
pub async fn run(
    training_data: &TrainingData,
    settings: &Settings,
    link: &impl Link,
) -> Result<(), RunError> {
    settings.check()?;
    if training_data.rows.is_empty() {
        return Err(RunError::NoRatings);
    }
    memory::check(training_data.counts(), settings)?;
    match settings.preset.network() {
        NetworkKind::Seed => seed::run(training_data, settings, link).await,
        NetworkKind::Hybrid => hybrid::run(training_data, settings, link).await,
    }
}

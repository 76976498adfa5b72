//! What a run tells whoever watches it.

use serde::{Deserialize, Serialize};

use super::bayes::BayesError;
use super::recipe::RecipeError;

/// Why a run cannot go on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrainingError {
    /// The recipe is out of range.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// A student without its teachers.
    #[error("this student learns from an ensemble, and none was given to it")]
    NoEnsemble,
    /// A Bayesian factorisation cannot go on.
    #[error(transparent)]
    Bayes(#[from] BayesError),
    /// There is nothing to learn from.
    #[error(
        "there are too few rows to train on (found {found}, at least 2 are needed); use more data, or \
         hold fewer rows out"
    )]
    TooFewRows {
        /// Number of rows.
        found: usize,
    },
    /// A share of the rows that is less than one row.
    #[error(
        "a validation share of {share} holds nothing out (rows: {n_rows}); give a larger share, or 0 \
         for none"
    )]
    NothingHeldOut {
        /// Of the recipe.
        share: f32,
        /// Number of rows to hold out of.
        n_rows: usize,
    },
    /// A loss that is not a number.
    #[error(
        "the loss is no longer a number in epoch {epoch}; lower the learning rate ({learning_rate})"
    )]
    Diverged {
        /// From 1.
        epoch: u32,
        /// Of the recipe.
        learning_rate: f64,
    },
}

/// What the observer says after each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop here; the best checkpoint so far is kept.
    Stop,
}

/// Which part of a run a step belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Training beside held-out rows, to choose the number of epochs.
    Choose,
    /// Training again, on all rows.
    Refit,
}

/// Where a run stands after one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Which part of the run.
    pub phase: Phase,
    /// The epoch of this step, from 1.
    pub epoch: u32,
    /// Epochs of this part, at most.
    pub n_epochs: u32,
    /// Steps done in this epoch.
    pub step: u32,
    /// Steps of an epoch.
    pub n_steps: u32,
    /// Set after the last step of an epoch.
    pub report: Option<EpochReport>,
}

impl Progress {
    /// After sweep `sweep` (from 1) of a method that has no smaller steps.
    pub(super) fn of_sweep(sweep: u32, n_sweeps: u32) -> Self {
        Self {
            phase: Phase::Choose,
            epoch: sweep,
            n_epochs: n_sweeps,
            step: 1,
            n_steps: 1,
            report: None,
        }
    }
}

/// Mean squared errors after an epoch, in stars².
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochReport {
    /// From 1.
    pub epoch: u32,
    /// On the training rows, while training: dropout on, not clipped, without regularisation.
    pub training: f32,
    /// On the held-out rows, clipped to 1..5, if there are any.
    pub validation: Option<f32>,
    /// Whether this is the best epoch so far.
    pub is_best: bool,
}

/// The network after its best epoch so far, in inference mode.
#[derive(Clone, Debug)]
pub struct Checkpoint<N> {
    /// From 1.
    pub epoch: u32,
    /// Without autodiff.
    pub network: N,
}

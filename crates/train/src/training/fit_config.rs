//! How long, in which steps and at which rate a network is trained.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::recipe::{RecipeError, check};

/// How the learning rate changes over a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// The same for every step.
    Constant,
    /// From the full rate to 0 along half a cosine wave.
    Cosine,
}

/// The numbers of the training loop.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitConfig {
    /// Rows a step.
    pub batch_size: usize,
    /// Adam's step size at the start.
    pub learning_rate: f64,
    /// How it changes.
    pub schedule: Schedule,
    /// Passes over the training rows, at most.
    pub epochs: u32,
    /// Stop after this many epochs without a better validation loss.
    pub early_stopping: Option<u32>,
    /// Of every random draw.
    pub seed: u64,
}

impl FitConfig {
    /// The learning rate after `done` of a run's steps, as a share of 1.
    pub(super) fn rate(&self, done: f64) -> f64 {
        match self.schedule {
            Schedule::Constant => self.learning_rate,
            Schedule::Cosine => self.learning_rate * 0.5 * (1.0 + (PI * done).cos()),
        }
    }

    /// Checks every number's range.
    ///
    /// # Errors
    /// The first one that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check("batch size", self.batch_size, "at least 2", |&n| n >= 2)?;
        check("epochs", self.epochs, "1 to 10000", |n| {
            (1..=10_000).contains(n)
        })?;
        check(
            "learning rate",
            self.learning_rate,
            "above 0, at most 10",
            |&rate| rate > 0.0 && rate <= 10.0,
        )?;
        check(
            "early stopping",
            self.early_stopping.unwrap_or(1),
            "at least 1 epoch",
            |&n| n >= 1,
        )
    }
}

//! Turning rows into a network: one loop, run a step at a time.
//!
//! The loop knows neither files nor the browser. Whoever runs it passes in an
//! observer, which sees every step and may stop it.
//!
//! Depends on: `domain`, `dataset`, `features`, `model`, `random`.

mod heads;
mod optimizer;
mod predict;
mod progress;
mod recipe;
mod run;
mod target;
mod trainer;

pub use heads::{RankingHead, RatingHead};
pub use predict::Predictor;
pub use progress::{Checkpoint, EpochReport, Flow, Phase, Progress, TrainingError};
pub use recipe::{Cleaning, Network, Recipe, RecipeError, Schedule};
pub use run::{Trained, train};
pub use target::TargetUnit;
pub use trainer::Trainer;

//! Turning rows into a network: one loop, run a step at a time.
//!
//! The loop knows neither files nor the browser. Whoever runs it passes in an
//! observer, which sees every step and may stop it.
//!
//! Depends on: `model`.

mod adam;
mod bayes;
mod biases;
mod error;
mod heads;
pub mod hybrid;
mod lae;
mod recipe;
mod seed;
mod trainer;

pub use bayes::{BayesRecipe, Chain};
pub use biases::Biases;
pub use error::{BayesError, LaeError, RecipeError, TrainingError};
pub use heads::{RankingHead, RatingHead};
pub use lae::{LaeRecipe, fit as fit_ranking};
pub use recipe::{Cleaning, FitConfig, Recipe, Schedule, TargetUnit};
pub use seed::{Predictor, SeedLearner, Trained, train};
pub use trainer::{Checkpoint, EpochReport, Flow, Learner, Phase, Progress, Trainer, hold_out};

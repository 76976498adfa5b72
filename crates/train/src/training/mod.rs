//! Turning rows into a network: one loop, run a step at a time.
//!
//! The loop knows neither files nor the browser. Whoever runs it passes in an
//! observer, which sees every step and may stop it.
//!
//! Depends on: `model`.

mod bayes;
mod biases;
mod fit_config;
mod heads;
pub mod hybrid;
mod lae;
mod optimizer;
mod predict;
mod progress;
mod recipe;
mod run;
mod seed;
mod size;
mod target;
mod trainer;

pub use bayes::{BayesError, BayesRecipe, Chain};
pub use biases::Biases;
pub use fit_config::{FitConfig, Schedule};
pub use heads::{RankingHead, RatingHead};
pub use lae::{LaeError, LaeRecipe, fit as fit_ranking};
pub use predict::Predictor;
pub use progress::{Checkpoint, EpochReport, Flow, Phase, Progress, TrainingError};
pub use recipe::{Cleaning, Recipe, RecipeError};
pub use run::{Trained, hold_out, train};
pub use seed::SeedLearner;
pub use target::TargetUnit;
pub use trainer::{Learner, Trainer};

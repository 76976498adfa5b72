//! Model files made of what was trained: weights taken out of Burn's network or rounded, tables and an
//! account of the training put beside them, golden predictions, and ratings taken out again.
//!
//! What is made here is served by `matinee-engine`, which needs nothing of it.

mod build;
mod hybrid;
mod pack;
mod popularity;
mod seed;
mod strip;

pub use build::{TrainingAccount, build, build_over, histories, rows_sha256, spreads};
pub use hybrid::round;
pub use seed::{build_seed, fold, unfold};
pub use strip::without_ratings;

//! Model files made of what was trained: weights taken out of Burn's network or rounded, tables and an
//! account of the training put beside them, golden predictions, and ratings taken out again.
//!
//! What is made here is served by `matinee-engine`, which needs nothing of it.

mod build;
mod fold;
mod golden;
mod round;
mod strip;

pub use build::{TrainingAccount, build, build_over, build_seed, histories, rows_sha256, spreads};
pub use fold::{fold, unfold};
pub use round::round;
pub use strip::without_ratings;

//! Model files made of what was trained: weights taken out of Burn's network or rounded, tables and an
//! account of the training put beside them, golden predictions, and ratings taken out again.
//!
//! What is made here is served by `matinee-engine`, which needs nothing of it.

mod build;
mod factors;
mod hybrid;
mod people;
mod popularity;
mod seed;

pub use build::{
    TrainingAccount, assemble, build, build_over, histories, rows_sha256, seal, spreads,
    with_first_movies, with_people, without_ratings,
};
pub use factors::{levels_of, round_factors};
pub use hybrid::round;
pub use people::most_telling;
pub use seed::{assemble_seed, fold, unfold};

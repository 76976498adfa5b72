//! What every model must beat. All are fitted on training rows only.
//!
//! Each is written for clarity on data of this size: similarities and weights between movies are
//! dense, [n_movies, n_movies].

mod ease;
mod factors;
mod neighbours;
mod simple;

pub use ease::{Ease, EaseOptions};
pub use factors::{BiasedFactors, FactorOptions};
pub use neighbours::{ItemNeighbours, NeighbourOptions};
pub use simple::{GlobalMean, Popularity, UserMovieBias};

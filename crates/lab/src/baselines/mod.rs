//! What every model must beat, one a file. All are fitted on training rows only.
//!
//! Each is written for clarity on data of this size: similarities and weights between movies are
//! dense, [n_movies, n_movies].

mod bias;
mod ease;
mod factors;
mod mean;
mod neighbours;
mod popularity;

pub use bias::UserMovieBias;
pub use ease::{Ease, EaseOptions};
pub use factors::{BiasedFactors, FactorOptions};
pub use mean::GlobalMean;
pub use neighbours::{ItemNeighbours, NeighbourOptions};
pub use popularity::Popularity;

use matinee_core::domain::{MovieIdx, Rating, Stars};

fn stars(stars: Stars) -> f64 {
    f64::from(stars.get())
}

/// What each user gave, in the order of the rows.
fn by_user(training: &[Rating], n_users: usize) -> Vec<Vec<(MovieIdx, Stars)>> {
    let mut given = vec![Vec::new(); n_users];
    for rating in training {
        given[rating.user.row()].push((rating.movie, rating.stars));
    }
    given
}

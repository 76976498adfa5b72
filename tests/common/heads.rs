//! Heads of a hybrid that nobody has trained: numbers at random, of the sizes that matter.

use matinee_core::random::{Rng, seeded};
use matinee_data::dataset::Tables;
use matinee_engine::features::{Matrix, UserFeatures, n_user_features};
use matinee_train::training::{RankingHead, RatingHead};
use rand::RngExt;

/// Size of a vector; not a multiple of the engine's lanes, nor is one more.
pub const D: usize = 10;
/// Of the ranking head; not a multiple of the lanes either.
pub const RANK: usize = 5;

/// Heads for these tables. Another seed gives other numbers.
#[must_use]
pub fn heads(tables: &Tables, seed: u64) -> (RatingHead, RankingHead) {
    let mut rng = seeded(seed, 0);
    let (n_users, n_movies) = (tables.users.len(), tables.movies.len());
    let n_features = n_user_features(tables.occupations.len());
    let rating = RatingHead {
        mean: 3.5,
        users: matrix(n_users, D + 1, 0.4, &mut rng),
        movies: matrix(n_movies, D + 1, 0.4, &mut rng),
        rated: matrix(n_movies, D + 1, 0.3, &mut rng),
        features: matrix(n_features, D + 1, 0.1, &mut rng),
        start: values(D + 1, 0.2, &mut rng),
        own_l2: (0..=D).map(|_| rng.random_range(2.0..8.0)).collect(),
    };
    let said = matrix(n_features, RANK, 0.1, &mut rng);
    let ranking = RankingHead {
        movies: matrix(n_movies, RANK, 0.2, &mut rng),
        scale: positive(n_movies, &mut rng),
        shrinkage: positive(RANK, &mut rng),
        star_weights: [0.31, 0.4, 0.66, 1.0, 1.1],
        popularity: positive(n_movies, &mut rng),
        prior_weight: 0.15,
        prior_ratings: 20.0,
        start: silencing(&said, tables),
        features: said,
        details_ratings: 5.0,
        stars_weight: 0.05,
        below_weight: 0.08,
        stars_ratings: 5.0,
        genres_weight: 0.04,
        genres_ratings: 3.0,
    };
    (rating, ranking)
}

/// What makes the average person's features say nothing.
fn silencing(said: &Matrix, tables: &Tables) -> Vec<f32> {
    let people = UserFeatures::new(&tables.users, tables.occupations.len());
    let average = people.matrix().column_means();
    let axis = |axis: usize| -> f32 {
        let rows = average.iter().enumerate();
        -rows
            .map(|(row, value)| value * said.row(row)[axis])
            .sum::<f32>()
    };
    (0..said.n_cols).map(axis).collect()
}

fn matrix(n_rows: usize, n_cols: usize, size: f32, rng: &mut Rng) -> Matrix {
    Matrix {
        n_rows,
        n_cols,
        values: values(n_rows * n_cols, size, rng),
    }
}

/// Between −`size` and `size`.
fn values(n: usize, size: f32, rng: &mut Rng) -> Vec<f32> {
    (0..n).map(|_| rng.random_range(-size..size)).collect()
}

/// Between .1 and 1.
fn positive(n: usize, rng: &mut Rng) -> Vec<f32> {
    (0..n).map(|_| rng.random_range(0.1..1.0)).collect()
}

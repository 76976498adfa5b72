//! How generous people are and how good movies are: what a rating is compared with before it is
//! called an opinion.

use crate::domain::{MovieIdx, Rating, UserIdx};

/// Ratings' worth of "no opinion" added to every level.
const SHRINKAGE: f64 = 5.0;
/// Further sweeps change no prediction by as much as a hundredth of a star.
const N_SWEEPS: u32 = 10;

/// `mean + level_u + level_i`.
///
/// Regularised: in turn `level_i = Σ (r − mean − level_u) / (n + 5)` and the same for users, ten
/// times, from 0. A user or movie without training rows has level 0.
#[derive(Clone, Debug)]
pub struct Levels {
    /// Mean of the training ratings, stars; without rows, the middle of the scale.
    pub mean: f64,
    /// [n_users]
    pub users: Vec<f64>,
    /// [n_movies]
    pub movies: Vec<f64>,
}

impl Levels {
    /// Fits on the training rows.
    #[must_use]
    pub fn fit(training: &[Rating], [n_users, n_movies]: [usize; 2]) -> Self {
        let sum: f64 = training.iter().map(stars).sum();
        let mut levels = Self {
            mean: if training.is_empty() {
                3.0
            } else {
                sum / training.len() as f64
            },
            users: vec![0.0; n_users],
            movies: vec![0.0; n_movies],
        };
        for _ in 0..N_SWEEPS {
            levels.sweep(training);
        }
        levels
    }

    /// What the levels alone predict, stars.
    #[must_use]
    pub fn stars(&self, user: UserIdx, movie: MovieIdx) -> f64 {
        self.mean + self.users[user.row()] + self.movies[movie.row()]
    }

    fn sweep(&mut self, training: &[Rating]) {
        let of_movies = training.iter().map(|rating| {
            let rest = stars(rating) - self.mean - self.users[rating.user.row()];
            (rating.movie.row(), rest)
        });
        self.movies = shrunken_means(self.movies.len(), of_movies);
        let of_users = training.iter().map(|rating| {
            let rest = stars(rating) - self.mean - self.movies[rating.movie.row()];
            (rating.user.row(), rest)
        });
        self.users = shrunken_means(self.users.len(), of_users);
    }
}

fn stars(rating: &Rating) -> f64 {
    f64::from(rating.stars.get())
}

/// `Σ value / (n + shrinkage)` of the values of each row.
fn shrunken_means(n_rows: usize, values: impl Iterator<Item = (usize, f64)>) -> Vec<f64> {
    let mut sums = vec![(0.0, SHRINKAGE); n_rows];
    for (row, value) in values {
        sums[row].0 += value;
        sums[row].1 += 1.0;
    }
    sums.into_iter().map(|(sum, n)| sum / n).collect()
}

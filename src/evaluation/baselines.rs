//! What every model must beat. All are fitted on training rows only.

use crate::domain::{MovieIdx, Rating, UserIdx};

use super::metrics::mean;
use super::protocols::{Ranker, StarPredictor};

/// Ratings' worth of "no opinion" added to every bias.
const SHRINKAGE: f64 = 5.0;
/// Further sweeps change no prediction by as much as a hundredth of a star.
const N_SWEEPS: u32 = 10;

/// Predicts the mean of the training ratings for every pair. It has no order.
#[derive(Clone, Copy, Debug)]
pub struct GlobalMean(f64);

impl GlobalMean {
    /// The mean of the training rows; without rows, the middle of the scale.
    #[must_use]
    pub fn fit(training: &[Rating]) -> Self {
        Self(mean(training.iter().map(stars)).unwrap_or(3.0))
    }
}

impl StarPredictor for GlobalMean {
    fn stars(&self, _user: UserIdx, _movie: MovieIdx) -> f32 {
        to_f32(self.0)
    }
}

/// `μ + b_u + b_i`: how generous a person is and how good a movie is.
///
/// Regularised: in turn `b_i = Σ (r − μ − b_u) / (n + 5)` and `b_u = Σ (r − μ − b_i) / (n + 5)`,
/// ten times, from 0. A user or movie without training rows has bias 0.
#[derive(Clone, Debug)]
pub struct UserMovieBias {
    mean: f64,
    users: Vec<f64>,
    movies: Vec<f64>,
}

impl UserMovieBias {
    /// Fits on the training rows.
    #[must_use]
    pub fn fit(training: &[Rating], n_users: usize, n_movies: usize) -> Self {
        let GlobalMean(mean) = GlobalMean::fit(training);
        let mut model = Self {
            mean,
            users: vec![0.0; n_users],
            movies: vec![0.0; n_movies],
        };
        for _ in 0..N_SWEEPS {
            model.sweep(training);
        }
        model
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

impl StarPredictor for UserMovieBias {
    fn stars(&self, user: UserIdx, movie: MovieIdx) -> f32 {
        to_f32(self.mean + self.users[user.row()] + self.movies[movie.row()])
    }
}

impl Ranker for UserMovieBias {
    fn rank(&self, _user: UserIdx, movie: MovieIdx) -> f32 {
        to_f32(self.movies[movie.row()])
    }
}

/// Ranks by the number of training ratings of 4 stars or more, the same for everybody.
#[derive(Clone, Debug)]
pub struct Popularity(Vec<f32>);

impl Popularity {
    /// Counts the training rows.
    #[must_use]
    pub fn fit(training: &[Rating], n_movies: usize) -> Self {
        let mut n_liked = vec![0.0; n_movies];
        for rating in training.iter().filter(|rating| rating.stars.is_liked()) {
            n_liked[rating.movie.row()] += 1.0;
        }
        Self(n_liked)
    }
}

impl Ranker for Popularity {
    fn rank(&self, _user: UserIdx, movie: MovieIdx) -> f32 {
        self.0[movie.row()]
    }
}

fn stars(rating: &Rating) -> f64 {
    f64::from(rating.stars.get())
}

fn to_f32(stars: f64) -> f32 {
    stars as f32
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Stars;

    fn rating(user: u32, movie: u32, stars: u8) -> Rating {
        Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::try_from(stars).unwrap(),
        }
    }

    #[test]
    fn the_global_mean_knows_no_one() {
        let model = GlobalMean::fit(&[rating(0, 0, 5), rating(1, 1, 2)]);
        assert!((model.stars(UserIdx(7), MovieIdx(9)) - 3.5).abs() < 1e-6);
    }

    #[test]
    fn a_sweep_fits_shrunken_biases_movies_first() {
        let training = [rating(0, 0, 5), rating(1, 0, 5), rating(1, 1, 2)];
        let mut model = UserMovieBias {
            mean: 4.0,
            users: vec![0.0; 2],
            movies: vec![0.0; 2],
        };
        model.sweep(&training);
        // b_0 = (1 + 1) / 7, b_1 = −2 / 6; b_u of user 0 = (5 − 4 − 2/7) / 6
        assert!((model.movies[0] - 2.0 / 7.0).abs() < 1e-12);
        assert!((model.movies[1] + 2.0 / 6.0).abs() < 1e-12);
        assert!((model.users[0] - (5.0 / 7.0) / 6.0).abs() < 1e-12);
    }

    #[test]
    fn biases_agree_with_each_other_in_the_end() {
        let training = [rating(0, 0, 5), rating(1, 0, 5), rating(1, 1, 2)];
        let model = UserMovieBias::fit(&training, 2, 2);
        let expected = (1.0 - model.users[0] + 1.0 - model.users[1]) / 7.0;
        assert!((model.movies[0] - expected).abs() < 1e-6);
    }

    #[test]
    fn someone_without_training_rows_has_no_bias() {
        let model = UserMovieBias::fit(&[rating(0, 0, 5), rating(1, 0, 3)], 3, 2);
        assert!((model.stars(UserIdx(2), MovieIdx(1)) - 4.0).abs() < 1e-6);
    }

    #[test]
    fn popularity_counts_only_liked_movies() {
        let training = [rating(0, 0, 3), rating(1, 0, 3), rating(0, 1, 4)];
        let model = Popularity::fit(&training, 2);
        let [unliked, liked] = [0, 1].map(|movie| model.rank(UserIdx(0), MovieIdx(movie)));
        assert!(liked > unliked);
    }
}

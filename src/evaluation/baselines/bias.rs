//! How generous a person is and how good a movie is.

use crate::domain::{MovieIdx, Rating, Stars, UserIdx};
use crate::evaluation::{Newcomer, Opinion, System};

use super::{GlobalMean, stars};

/// Ratings' worth of "no opinion" added to every bias.
const SHRINKAGE: f64 = 5.0;
/// Further sweeps change no prediction by as much as a hundredth of a star.
const N_SWEEPS: u32 = 10;

/// `μ + b_u + b_i`.
///
/// Regularised: in turn `b_i = Σ (r − μ − b_u) / (n + 5)` and `b_u = Σ (r − μ − b_i) / (n + 5)`,
/// ten times, from 0. A user or movie without training rows has bias 0. Somebody new has the
/// `b_u` of the same formula.
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
        let mut model = Self {
            mean: GlobalMean::fit(training, n_movies).mean,
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
            let rest = stars(rating.stars) - self.mean - self.users[rating.user.row()];
            (rating.movie.row(), rest)
        });
        self.movies = shrunken_means(self.movies.len(), of_movies);
        let of_users = training.iter().map(|rating| {
            let rest = stars(rating.stars) - self.quality(rating.movie);
            (rating.user.row(), rest)
        });
        self.users = shrunken_means(self.users.len(), of_users);
    }

    /// `b_u` of a known user.
    pub(super) fn generosity(&self, user: UserIdx) -> f64 {
        self.users[user.row()]
    }

    /// `b_u` of somebody who gave these ratings.
    pub(super) fn generosity_of(&self, given: &[(MovieIdx, Stars)]) -> f64 {
        let rests = given
            .iter()
            .map(|(movie, given)| (0, stars(*given) - self.quality(*movie)));
        shrunken_means(1, rests)[0]
    }

    /// `μ + b_i`: what an average person gives to a movie.
    pub(super) fn quality(&self, movie: MovieIdx) -> f64 {
        self.mean + self.movies[movie.row()]
    }

    fn opinion(&self, generosity: f64) -> Opinion {
        let stars = |bias: &f64| (self.mean + generosity + bias) as f32;
        Opinion {
            stars: Some(self.movies.iter().map(stars).collect()),
            ranks: Some(self.movies.iter().map(|bias| *bias as f32).collect()),
        }
    }
}

impl System for UserMovieBias {
    fn known(&self, user: UserIdx) -> Opinion {
        self.opinion(self.generosity(user))
    }

    fn newcomer(&self, person: &Newcomer<'_>) -> Option<Opinion> {
        Some(self.opinion(self.generosity_of(person.given)))
    }
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
    use crate::evaluation::testing::{rating, stars, user};

    fn three_rows() -> [Rating; 3] {
        [rating(0, 0, 5), rating(1, 0, 5), rating(1, 1, 2)]
    }

    #[test]
    fn a_sweep_fits_shrunken_biases_movies_first() {
        let mut model = UserMovieBias {
            mean: 4.0,
            users: vec![0.0; 2],
            movies: vec![0.0; 2],
        };
        model.sweep(&three_rows());
        // b_0 = (1 + 1) / 7, b_1 = −2 / 6; b_u of user 0 = (5 − 4 − 2/7) / 6
        assert!((model.movies[0] - 2.0 / 7.0).abs() < 1e-12);
        assert!((model.movies[1] + 2.0 / 6.0).abs() < 1e-12);
        assert!((model.users[0] - (5.0 / 7.0) / 6.0).abs() < 1e-12);
    }

    #[test]
    fn biases_agree_with_each_other_in_the_end() {
        let model = UserMovieBias::fit(&three_rows(), 2, 2);
        let expected = (1.0 - model.users[0] + 1.0 - model.users[1]) / 7.0;
        assert!((model.movies[0] - expected).abs() < 1e-6);
    }

    #[test]
    fn someone_without_training_rows_has_no_bias() {
        let model = UserMovieBias::fit(&[rating(0, 0, 5), rating(1, 0, 3)], 3, 2);
        let stars = model.known(UserIdx(2)).stars.unwrap();
        assert!((stars[1] - 4.0).abs() < 1e-6);
    }

    #[test]
    fn someone_new_with_the_ratings_of_a_known_user_is_as_generous() {
        let model = UserMovieBias::fit(&three_rows(), 2, 2);
        let given = [(MovieIdx(0), stars(5)), (MovieIdx(1), stars(2))];
        let newcomer = Newcomer {
            details: &user(2),
            given: &given,
        };
        assert_eq!(model.newcomer(&newcomer), Some(model.known(UserIdx(1))));
    }
}

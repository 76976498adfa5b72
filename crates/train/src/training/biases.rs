//! How generous people are and how good movies are: what a rating is compared with before it is
//! called an opinion.

use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};

/// Ratings' worth of "no opinion" added to every level.
const SHRINKAGE: f64 = 5.0;
/// Further sweeps change no prediction by as much as a hundredth of a star.
const N_SWEEPS: u32 = 10;

/// `mean + level_u + level_i`.
///
/// Regularised: in turn `level_i = Σ (r − mean − level_u) / (n + 5)` and the same for users, ten
/// times, from 0. A user or movie without training rows has level 0.
#[derive(Clone, Debug)]
pub struct Biases {
    /// Mean of the training ratings, stars; without rows, the middle of the scale.
    pub mean: f64,
    /// [n_users]
    pub users: Vec<f64>,
    /// [n_movies]
    pub movies: Vec<f64>,
}

impl Biases {
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
        self.users[user.row()] + self.of_average_person(movie)
    }

    /// What an average person gives to a movie, stars.
    #[must_use]
    pub fn of_average_person(&self, movie: MovieIdx) -> f64 {
        self.mean + self.movies[movie.row()]
    }

    /// The level of somebody who gave these ratings, by the same formula.
    #[must_use]
    pub fn of_newcomer(&self, given: &[(MovieIdx, Stars)]) -> f64 {
        let rest = |(movie, given): &(MovieIdx, Stars)| {
            (0, given.as_f64() - self.of_average_person(*movie))
        };
        shrunken_means(1, given.iter().map(rest))[0]
    }

    fn sweep(&mut self, training: &[Rating]) {
        let of_movies = training.iter().map(|rating| {
            let rest = stars(rating) - self.mean - self.users[rating.user.row()];
            (rating.movie.row(), rest)
        });
        self.movies = shrunken_means(self.movies.len(), of_movies);
        let of_users = training.iter().map(|rating| {
            let rest = stars(rating) - self.of_average_person(rating.movie);
            (rating.user.row(), rest)
        });
        self.users = shrunken_means(self.users.len(), of_users);
    }
}

fn stars(rating: &Rating) -> f64 {
    rating.stars.as_f64()
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

    fn rating(user: u32, movie: u32, stars: usize) -> Rating {
        Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::WHOLE[stars - 1],
        }
    }

    fn three_rows() -> [Rating; 3] {
        [rating(0, 0, 5), rating(1, 0, 5), rating(1, 1, 2)]
    }

    #[test]
    fn a_sweep_fits_shrunken_levels_movies_first() {
        let mut levels = Biases {
            mean: 4.0,
            users: vec![0.0; 2],
            movies: vec![0.0; 2],
        };
        levels.sweep(&three_rows());
        // level_0 = (1 + 1) / 7, level_1 = −2 / 6; that of user 0 = (5 − 4 − 2/7) / 6
        assert!((levels.movies[0] - 2.0 / 7.0).abs() < 1e-12);
        assert!((levels.movies[1] + 2.0 / 6.0).abs() < 1e-12);
        assert!((levels.users[0] - (5.0 / 7.0) / 6.0).abs() < 1e-12);
    }

    #[test]
    fn levels_agree_with_each_other_in_the_end() {
        let levels = Biases::fit(&three_rows(), [2, 2]);
        let expected = (1.0 - levels.users[0] + 1.0 - levels.users[1]) / 7.0;
        assert!((levels.movies[0] - expected).abs() < 1e-6);
    }

    #[test]
    fn someone_without_rows_has_no_level() {
        let levels = Biases::fit(&[rating(0, 0, 5), rating(1, 0, 3)], [3, 2]);
        assert!((levels.stars(UserIdx(2), MovieIdx(1)) - 4.0).abs() < 1e-6);
    }
}

//! Biased matrix factorisation, by alternating least squares.

use rand_distr::{Distribution, Normal};

use crate::{Newcomer, Recommender, Scores};
use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
use matinee_core::linear::Cholesky;
use matinee_core::random::seeded;
use matinee_data::dataset::ratings_of_users;

use super::simple::GlobalMean;

/// The stream of [`seeded`] from which the first vectors are drawn.
const STREAM: u64 = 0x616c_7320;
/// Standard deviation of the first vectors.
const INITIAL_STD: f64 = 0.1;

/// What the factorisation depends on besides the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FactorOptions {
    /// d, the size of a vector.
    pub embedding_size: usize,
    /// λ of the vectors; above 0.
    pub vector_l2: f64,
    /// λ of the biases; above 0.
    pub bias_l2: f64,
    /// Rounds of users, then movies.
    pub n_sweeps: u32,
    /// Seed of the first vectors.
    pub seed: u64,
}

impl Default for FactorOptions {
    /// Chosen on a tenth of the base rows of fold 1.
    fn default() -> Self {
        Self {
            embedding_size: 10,
            vector_l2: 13.0,
            bias_l2: 3.0,
            n_sweeps: 12,
            seed: 1,
        }
    }
}

/// `stars(u, i) = μ + b_u + b_i + p_u · q_i`, with the least
/// `Σ (r − stars)² + λ Σ (‖p‖² + ‖q‖²) + λ_b Σ b²`.
///
/// With the movies fixed, each user's vector and bias are a ridge regression of `d + 1` unknowns,
/// and the other way round; somebody new is one such regression.
#[derive(Clone, Debug)]
pub struct BiasedFactors {
    mean: f64,
    options: FactorOptions,
    /// A row for each: a vector, then a bias.
    users: Vec<Vec<f64>>,
    movies: Vec<Vec<f64>>,
}

impl BiasedFactors {
    /// Fits on the training rows.
    #[must_use]
    pub fn fit(
        training: &[Rating],
        n_users: usize,
        n_movies: usize,
        options: FactorOptions,
    ) -> Self {
        let by_user = ratings_of_users(training, n_users);
        let mut by_movie = vec![Vec::new(); n_movies];
        for rating in training {
            by_movie[rating.movie.row()].push((rating.user, rating.stars));
        }
        let mut model = Self {
            mean: GlobalMean::fit(training, n_movies).mean,
            options,
            users: Vec::new(),
            movies: initial(n_movies, &options),
        };
        for _ in 0..options.n_sweeps {
            model.users = (by_user.iter()).map(|given| model.user(given)).collect();
            model.movies = (by_movie.iter()).map(|given| model.movie(given)).collect();
        }
        model
    }

    /// The row of a user who gave these ratings.
    fn user(&self, given: &[(MovieIdx, Stars)]) -> Vec<f64> {
        let rows = given
            .iter()
            .map(|(movie, given)| (&*self.movies[movie.row()], given.as_f64() - self.mean));
        ridge(rows, &self.options)
    }

    /// The row of a movie that was given these ratings.
    fn movie(&self, given: &[(UserIdx, Stars)]) -> Vec<f64> {
        let rows = given
            .iter()
            .map(|(user, given)| (&*self.users[user.row()], given.as_f64() - self.mean));
        ridge(rows, &self.options)
    }

    fn scores(&self, user: &[f64]) -> Scores {
        let d = self.options.embedding_size;
        let stars: Vec<f32> = (self.movies.iter())
            .map(|movie| {
                let likes: f64 = user[..d].iter().zip(&movie[..d]).map(|(p, q)| p * q).sum();
                (self.mean + user[d] + movie[d] + likes) as f32
            })
            .collect();
        Scores {
            ranges: None,
            ranks: Some(stars.clone()),
            stars: Some(stars),
        }
    }
}

impl Recommender for BiasedFactors {
    fn known(&self, user: UserIdx) -> Scores {
        self.scores(&self.users[user.row()])
    }

    fn newcomer(&self, person: &Newcomer<'_>) -> Option<Scores> {
        Some(self.scores(&self.user(person.given)))
    }
}

/// Rows of small random vectors with bias 0.
fn initial(n_rows: usize, options: &FactorOptions) -> Vec<Vec<f64>> {
    let mut rng = seeded(options.seed, STREAM);
    // The deviation is a finite constant: this cannot fail.
    let normal = Normal::new(0.0, INITIAL_STD).ok();
    let mut draw = || normal.map_or(0.0, |normal| normal.sample(&mut rng));
    (0..n_rows)
        .map(|_| {
            let mut row: Vec<f64> = (0..options.embedding_size).map(|_| draw()).collect();
            row.push(0.0);
            row
        })
        .collect()
}

/// The row `[p, b]` that explains `rest = r − μ` of each `(other row [q, c], rest)` as
/// `p · q + b + c`, regularised. Without rows it is 0.
fn ridge<'a>(rows: impl Iterator<Item = (&'a [f64], f64)>, options: &FactorOptions) -> Vec<f64> {
    let d = options.embedding_size;
    let n = d + 1;
    let mut gram = vec![0.0; n * n];
    let mut solution = vec![0.0; n];
    let mut features = vec![1.0; n];
    for (other, rest) in rows {
        features[..d].copy_from_slice(&other[..d]);
        let target = rest - other[d];
        for (row, feature) in features.iter().enumerate() {
            solution[row] += feature * target;
            for (gram, other) in gram[row * n..].iter_mut().zip(&features[..=row]) {
                *gram += feature * other;
            }
        }
    }
    for row in 0..n {
        let l2 = if row < d {
            options.vector_l2
        } else {
            options.bias_l2
        };
        gram[row * n + row] += l2;
    }
    match Cholesky::new(gram, n) {
        Ok(system) => system.solve(&mut solution),
        // Only without regularisation: nothing can be said of this row.
        Err(_) => solution.fill(0.0),
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{rating, stars, user};

    #[test]
    fn a_row_is_the_ridge_regression_on_the_other_side() {
        let options = FactorOptions {
            embedding_size: 1,
            vector_l2: 1.0,
            bias_l2: 2.0,
            ..FactorOptions::default()
        };
        let rows = [(&[1.0, 0.5][..], 2.5), (&[-1.0, 0.0], 1.0)];
        // Targets 2 and 1; [3 0; 0 4] [p b] = [1 3].
        let found = ridge(rows.into_iter(), &options);
        assert!((found[0] - 1.0 / 3.0).abs() < 1e-12, "{found:?}");
        assert!((found[1] - 0.75).abs() < 1e-12, "{found:?}");
    }

    /// Two tastes: whoever likes movie 0 likes movie 1 and not movie 2, and the other way round.
    fn two_tastes() -> Vec<Rating> {
        let rows = (0..12).flat_map(|user| {
            let (a, b) = if user % 2 == 0 { (5, 1) } else { (1, 5) };
            [(0, a), (1, a), (2, b)].map(|(movie, stars)| rating(user, movie, stars))
        });
        // Of user 0, the last movie is not known.
        rows.filter(|row| (row.user, row.movie) != (UserIdx(0), MovieIdx(2)))
            .collect()
    }

    fn model() -> BiasedFactors {
        let options = FactorOptions {
            embedding_size: 2,
            vector_l2: 0.5,
            ..FactorOptions::default()
        };
        BiasedFactors::fit(&two_tastes(), 12, 3, options)
    }

    #[test]
    fn it_finds_a_taste_that_biases_cannot() {
        let stars = model().known(UserIdx(0)).stars.unwrap();
        assert!(stars[0] > 4.0 && stars[2] < 2.0, "{stars:?}");
    }

    #[test]
    fn someone_new_with_a_known_taste_is_understood() {
        let newcomer = Newcomer {
            details: &user(12),
            given: &[(MovieIdx(0), stars(1)), (MovieIdx(1), stars(1))],
        };
        let stars = model().newcomer(&newcomer).unwrap().stars.unwrap();
        assert!(stars[2] > 3.0 && stars[0] < 2.5, "{stars:?}");
    }
}

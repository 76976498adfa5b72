//! What an ensemble leaves over, explained by neighbours: a k-nearest-neighbours correction of its
//! residuals, with every movie as a neighbour.

use serde::{Deserialize, Serialize};

use crate::training::error::{RecipeError, check};
use matinee_core::domain::Rating;
use matinee_engine::features::Matrix;

/// The numbers of the correction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeighbourRecipe {
    /// Common raters that halve a similarity.
    pub shrinkage: f32,
    /// Exponent of a similarity as a weight: a neighbour twice as similar counts 2^power times.
    pub power: f32,
}

impl Default for NeighbourRecipe {
    fn default() -> Self {
        Self {
            shrinkage: 50.0,
            power: 2.0,
        }
    }
}

impl NeighbourRecipe {
    /// Checks the ranges.
    ///
    /// # Errors
    /// The first number that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check(
            "neighbour shrinkage",
            self.shrinkage,
            "0 to a million",
            |x| (0.0..=1e6).contains(x),
        )?;
        check("neighbour power", self.power, "0.1 to 10", |x| {
            (0.1..=10.0).contains(x)
        })
    }
}

/// Adds to `predicted`, [n_users, n_movies], what the residuals e = r − predicted of a user's
/// *other* ratings say of each movie:
///
/// ```text
/// ρ_ij  = Σ e_ui e_uj / √(Σ e_ui² · Σ e_uj²) · c / (c + shrinkage)     over the c common raters, ρ_ii = 0
/// out_ui = predicted_ui + Σ_{j rated by u} sign(ρ_ij) |ρ_ij|^power · e_uj
/// ```
#[must_use]
pub(super) fn correct(predicted: &Matrix, rows: &[Rating], recipe: &NeighbourRecipe) -> Matrix {
    let n_movies = predicted.n_cols;
    let mut residuals: Vec<Vec<(usize, f32)>> = vec![Vec::new(); predicted.n_rows];
    for row in rows {
        let (user, movie) = (row.user.row(), row.movie.row());
        let residual = row.stars.as_f32() - predicted.row(user)[movie];
        residuals[user].push((movie, residual));
    }
    for residuals in &mut residuals {
        residuals.sort_unstable_by_key(|(movie, _)| *movie);
    }
    let weights = weights(&residuals, n_movies, recipe);
    let mut corrected = predicted.clone();
    for (row, residuals) in corrected
        .values
        .chunks_exact_mut(n_movies.max(1))
        .zip(&residuals)
    {
        for &(movie, residual) in residuals {
            let weights = &weights[movie * n_movies..][..n_movies];
            for (value, weight) in row.iter_mut().zip(weights) {
                *value += weight * residual;
            }
        }
    }
    corrected
}

/// sign(ρ) |ρ|^power, [n_movies, n_movies].
fn weights(residuals: &[Vec<(usize, f32)>], n_movies: usize, recipe: &NeighbourRecipe) -> Vec<f32> {
    // Sums over common raters, for j > i only: Σ e_i e_j, Σ e_i², Σ e_j², c
    let mut sums = vec![[0.0_f32; 4]; n_movies * n_movies];
    for residuals in residuals {
        for (position, &(i, e_i)) in residuals.iter().enumerate() {
            let row = &mut sums[i * n_movies..][..n_movies];
            for &(j, e_j) in &residuals[position + 1..] {
                let sum = &mut row[j];
                sum[0] += e_i * e_j;
                sum[1] += e_i * e_i;
                sum[2] += e_j * e_j;
                sum[3] += 1.0;
            }
        }
    }
    let mut weights = vec![0.0; n_movies * n_movies];
    for i in 0..n_movies {
        for j in i + 1..n_movies {
            let [product, square_i, square_j, n] = sums[i * n_movies + j];
            let norm = (square_i * square_j).sqrt();
            if norm > 0.0 {
                let similarity = product / norm * n / (n + recipe.shrinkage);
                let weight = similarity.signum() * similarity.abs().powf(recipe.power);
                weights[i * n_movies + j] = weight;
                weights[j * n_movies + i] = weight;
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::{MovieIdx, Stars, UserIdx};

    fn rating(user: u32, movie: u32, stars: u8) -> Rating {
        Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::try_from(stars).unwrap(),
        }
    }

    const EXACT: NeighbourRecipe = NeighbourRecipe {
        shrinkage: 0.0,
        power: 1.0,
    };

    fn predicted() -> Matrix {
        Matrix {
            n_rows: 3,
            n_cols: 3,
            values: vec![3.0; 9],
        }
    }

    #[test]
    fn a_movie_follows_its_neighbour() {
        // Users 0 and 1 are wrong about movies 0 and 1 in the same way; user 2 rated movie 0 only.
        let rows = [
            rating(0, 0, 5),
            rating(0, 1, 4),
            rating(1, 0, 1),
            rating(1, 1, 2),
            rating(2, 0, 5),
        ];
        let corrected = correct(&predicted(), &rows, &EXACT);
        // ρ = (2 · 1 + 2 · 1) / √(8 · 2) = 1
        assert!((corrected.row(2)[1] - 5.0).abs() < 1e-6);
        assert!((corrected.row(2)[2] - 3.0).abs() < 1e-6);
    }

    #[test]
    fn a_rating_does_not_speak_about_its_own_movie() {
        let rows = [rating(0, 0, 5), rating(1, 0, 5)];
        assert_eq!(correct(&predicted(), &rows, &EXACT), predicted());
    }

    #[test]
    fn few_common_raters_count_less() {
        let rows = [rating(0, 0, 5), rating(0, 1, 5), rating(1, 0, 5)];
        let shrunk = NeighbourRecipe {
            shrinkage: 3.0,
            ..EXACT
        };
        let corrected = correct(&predicted(), &rows, &shrunk);
        // One common rater: ρ = 1 · 1 / (1 + 3)
        assert!((corrected.row(1)[1] - 3.5).abs() < 1e-6);
    }
}

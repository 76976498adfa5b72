//! The ranking head's fit: a weighted, tied, low-rank linear autoencoder.
//!
//! What a person rated is compressed to a few numbers and spread out again over all movies;
//! movies that others rated together with theirs come out on top. There is no gradient: the best
//! linear code of a given size is made of the principal axes of the rows.

mod details;
mod profiles;
mod recipe;

pub use recipe::LaeRecipe;

use matinee_core::domain::Rating;
use matinee_core::linear::{Axes, NotPositiveDefinite, principal_axes};
use matinee_core::random::seeded;
use matinee_engine::features::Matrix;

use super::heads::RankingHead;
use super::recipe::RecipeError;
use details::{Details, regress};
use profiles::Profiles;

/// The stream of [`seeded`] from which the power iteration's first block is drawn.
const STREAM: u64 = 0x006C_6165;

/// Why no ranking head can be fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LaeError {
    /// The recipe cannot be run.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// All of X is 0.
    #[error("there is nothing to learn an order from: give ratings whose stars have a weight")]
    NothingToLearn,
    /// The regression of codes on features has no solution.
    #[error("people's features must be numbers")]
    Features(#[from] NotPositiveDefinite),
}

/// Fits the head on training rows, over `n_movies` movies and as many people as `people`, their
/// features [n_users, n_user_features], has rows: movies and people without rows are allowed.
///
/// ```text
/// x_uj = star_weights[stars], 0 where not rated       n_u = ratings of u
/// x'   = x · (n_u / mean n)^−row_damping              g_j = Σ_u x'²
/// d    = sqrt(max(g / mean g, energy_floor)^movie_damping + g / energy_unit)
/// A    = x' / d by column;  (e, V) = top eigenpairs of AᵀA;  s = e / (e + ridge)
/// q    = (pop + pop_s) / 2
/// ```
///
/// `pop` is the share of people who gave 4 stars or more, `pop_s` the head's own scores of the mean
/// profile, rescaled to the sum of `pop`. What features say of a code is a ridge regression of
/// (n_u / mean n)^−details_damping · s ⊙ Vᵀ (x / d). Means are over people and movies with
/// ratings.
///
/// # Errors
/// A recipe out of range; rows that are empty or weigh nothing; features that are no numbers.
///
/// # Panics
/// When a row names a user or a movie that does not exist.
pub fn fit(
    rows: &[Rating],
    people: &Matrix,
    n_movies: usize,
    recipe: &LaeRecipe,
) -> Result<RankingHead, LaeError> {
    recipe.check()?;
    let profiles = Profiles::new(rows, (people.n_rows, n_movies), &recipe.star_weights);
    let n_raters = profiles.n_raters() as f64;
    let mean_profile: Vec<f64> = (profiles.column_sums().iter())
        .map(|sum| sum / n_raters)
        .collect();

    let mut damped = profiles.clone();
    damped.damp_rows(f64::from(recipe.row_damping));
    let scale = scale(&damped.energies(), recipe).ok_or(LaeError::NothingToLearn)?;
    damped.divide_columns(&scale);
    let axes = principal_axes(
        n_movies,
        recipe.rank,
        recipe.n_iterations,
        &mut seeded(recipe.seed, STREAM),
        |block, width| damped.gram_times(block, width),
    );
    let ridge = f64::from(recipe.ridge);
    let shrinkage: Vec<f64> = axes.values.iter().map(|e| e / (e + ridge)).collect();

    let mut rated = profiles;
    rated.damp_rows(f64::from(recipe.details_damping));
    rated.divide_columns(&scale);
    let mut codes = rated.times(&axes.vectors, shrinkage.len());
    for code in codes.chunks_exact_mut(shrinkage.len()) {
        shrink(code, &shrinkage);
    }
    let raters: Vec<bool> = rated.raters().collect();
    let Details { features, start } = regress(&codes, shrinkage.len(), people, &raters, recipe)?;

    let mut liked = vec![0.0; n_movies];
    for rating in rows.iter().filter(|rating| rating.stars.is_liked()) {
        liked[rating.movie.row()] += 1.0 / n_raters;
    }
    let own = reconstruct(&axes, &shrinkage, &scale, &mean_profile);
    Ok(RankingHead {
        movies: Matrix {
            n_rows: n_movies,
            n_cols: axes.values.len(),
            values: to_f32(&axes.vectors),
        },
        scale: to_f32(&scale),
        shrinkage: to_f32(&shrinkage),
        star_weights: recipe.taste_weights,
        popularity: to_f32(&blend(&liked, &own)),
        prior_weight: recipe.prior_weight,
        prior_ratings: recipe.prior_ratings,
        features,
        start,
        details_ratings: recipe.details_ratings,
        stars_weight: recipe.stars_weight,
        below_weight: recipe.below_weight,
        stars_ratings: recipe.stars_ratings,
        genres_weight: recipe.genres_weight,
        genres_ratings: recipe.genres_ratings,
    })
}

/// d, from each movie's energy; `None` when no movie has any.
fn scale(energies: &[f64], recipe: &LaeRecipe) -> Option<Vec<f64>> {
    let n_rated = energies.iter().filter(|energy| **energy > 0.0).count();
    if n_rated == 0 {
        return None;
    }
    let mean = energies.iter().sum::<f64>() / n_rated as f64;
    let (floor, exponent) = (
        f64::from(recipe.energy_floor),
        f64::from(recipe.movie_damping),
    );
    let unit = f64::from(recipe.energy_unit);
    let of_movie = |energy: &f64| {
        let damping = libm::pow((energy / mean).max(floor), exponent);
        (damping + energy / unit).sqrt()
    };
    Some(energies.iter().map(of_movie).collect())
}

/// `d^½ ⊙ V (s ⊙ Vᵀ (x / d))`, [n_movies].
fn reconstruct(axes: &Axes, shrinkage: &[f64], scale: &[f64], profile: &[f64]) -> Vec<f64> {
    let k = shrinkage.len();
    let mut code = vec![0.0; k];
    for (row, (x, d)) in axes.vectors.chunks_exact(k).zip(profile.iter().zip(scale)) {
        for (code, v) in code.iter_mut().zip(row) {
            *code += v * x / d;
        }
    }
    shrink(&mut code, shrinkage);
    (axes.vectors.chunks_exact(k).zip(scale))
        .map(|(row, d)| d.sqrt() * row.iter().zip(&code).map(|(v, c)| v * c).sum::<f64>())
        .collect()
}

/// `code ⊙ shrinkage`, in place.
fn shrink(code: &mut [f64], shrinkage: &[f64]) {
    for (code, s) in code.iter_mut().zip(shrinkage) {
        *code *= s;
    }
}

/// The mean of `popularity` and `own`, the latter rescaled to the sum of the former.
fn blend(popularity: &[f64], own: &[f64]) -> Vec<f64> {
    let total: f64 = own.iter().sum();
    let factor = if total > 0.0 {
        popularity.iter().sum::<f64>() / total
    } else {
        0.0
    };
    (popularity.iter().zip(own))
        .map(|(pop, own)| f64::midpoint(*pop, own * factor))
        .collect()
}

fn to_f32(values: &[f64]) -> Vec<f32> {
    values.iter().map(|value| *value as f32).collect()
}

#[cfg(test)]
mod tests;

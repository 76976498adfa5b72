//! A Bayesian matrix factorisation, sampled: a teacher that knows how sure it is.
//!
//! Each user and movie has a level and a few factors, as in other factorisations; but instead of
//! the one best value of each, predictions are averaged over values that are all plausible. What
//! is known of a user or a movie, and which movies they rated whatever the stars, enters as a
//! Gaussian process on either side.
//!
//! Salakhutdinov and Mnih, Bayesian Probabilistic Matrix Factorization using Markov Chain Monte
//! Carlo, ICML 2008; side information as in Simm et al., Macau, 2017.

mod average;
mod kernels;
mod posterior;
mod prior;
mod process;
mod recipe;
mod sampler;
mod side;

pub use recipe::BayesRecipe;

use crate::model::FeatureTables;
use matinee_core::domain::Rating;
use matinee_core::linear::NotPositiveDefinite;
use matinee_engine::features::Matrix;

use super::progress::Progress;
use super::recipe::RecipeError;
use average::Average;
use sampler::Sampler;

/// Why nothing can be sampled.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BayesError {
    /// The recipe cannot be run.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// There are no rows.
    #[error("there is nothing to learn from: give at least one rating")]
    NoRows,
    /// Numbers grew until their differences were lost.
    #[error("the draws left what numbers can hold; use fewer factors or another seed")]
    BrokeDown(#[from] NotPositiveDefinite),
}

/// A factorisation on its way, a sweep at a time.
///
/// ```text
/// r = mean + level_u + level_i + p_u · q_i + N(0, 1/α)
/// [level, p] ~ N(m + g_features + g_company, Λ⁻¹)    the same for movies
/// ```
///
/// with m, Λ and the precisions of g and of the noise drawn too.
#[derive(Debug)]
pub struct Chain<'a> {
    recipe: &'a BayesRecipe,
    sampler: Sampler,
    average: Average,
    /// Sweeps done.
    sweep: u32,
}

impl<'a> Chain<'a> {
    /// Before the first sweep. Users and movies without rows are allowed.
    ///
    /// # Errors
    /// A recipe out of range; no rows; features that cannot be used.
    ///
    /// # Panics
    /// When a row names a user or a movie that does not exist.
    pub fn new(
        rows: &[Rating],
        tables: &FeatureTables,
        recipe: &'a BayesRecipe,
        seed: u64,
    ) -> Result<Self, BayesError> {
        recipe.check()?;
        if rows.is_empty() {
            return Err(BayesError::NoRows);
        }
        let (n_users, n_movies) = (tables.users.matrix().n_rows, tables.movies.matrix().n_rows);
        Ok(Self {
            recipe,
            sampler: Sampler::new(rows, tables, recipe, seed)?,
            average: Average::new(n_users, n_movies),
            sweep: 0,
        })
    }

    /// Whether no sweep is left.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.sweep == self.recipe.sweeps
    }

    /// Draws every unknown once.
    ///
    /// # Errors
    /// Draws that broke down.
    pub fn sweep(&mut self) -> Result<Progress, BayesError> {
        self.sampler.sweep()?;
        if self.recipe.averages(self.sweep) {
            self.sampler.add_to(&mut self.average);
        }
        self.sweep += 1;
        Ok(Progress::of_sweep(self.sweep, self.recipe.sweeps))
    }

    /// Expected stars of every user for every movie, [n_users, n_movies], 1 to 5: the mean over the
    /// samples so far.
    #[must_use]
    pub fn finish(self) -> Matrix {
        self.average.finish()
    }
}

#[cfg(test)]
mod tests;

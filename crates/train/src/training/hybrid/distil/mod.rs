//! The student of an ensemble: what it says of all pairs, in two small tables.
//!
//! There is no gradient: the ensemble says something of *every* pair, so the best two tables are
//! found by solving for one while the other stands (alternating least squares), and the tables of
//! a newcomer by ridge regression. A student trained by steps on samples of the pairs takes ten
//! times as long and is less accurate.

mod balance;
mod newcomers;
mod sweeps;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::training::RatingHead;
use crate::training::progress::Progress;
use crate::training::recipe::{RecipeError, check};
use matinee_engine::features::Matrix;

use super::learner::TrainContext;
pub use newcomers::NewcomerRecipe;

use newcomers::Newcomers;
use sweeps::{Factors, Pairs};

/// How a student learns from an ensemble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DistilRecipe {
    /// Size of the vectors.
    pub embedding_size: usize,
    /// Rounds of alternating least squares.
    pub sweeps: u32,
    /// Weight of a rated pair beside one that nobody has rated. What the ensemble says of a rated
    /// pair, it has read off the rating; only what it says of the others is a prediction.
    pub rated_weight: f32,
    /// A pair weighs (n_u + ½)^bias · (n_i + ½)^bias: where test pairs are likely, it has to be right.
    pub sampling_bias: f32,
    /// λ of the least squares; the weights of all pairs sum to the number of ratings.
    pub ridge: f32,
    /// How newcomers are placed.
    pub newcomers: NewcomerRecipe,
}

impl Default for DistilRecipe {
    fn default() -> Self {
        Self {
            embedding_size: 48,
            sweeps: 8,
            rated_weight: 0.05,
            sampling_bias: 0.75,
            ridge: 0.02,
            newcomers: NewcomerRecipe::default(),
        }
    }
}

impl DistilRecipe {
    /// Checks every number's range.
    ///
    /// # Errors
    /// The first one that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check("student's size", self.embedding_size, "1 to 512", |n| {
            (1..=512).contains(n)
        })?;
        check("student's sweeps", self.sweeps, "1 to 1000", |n| {
            (1..=1000).contains(n)
        })?;
        check("rated weight", self.rated_weight, "0 to 1", |x| {
            (0.0..=1.0).contains(x)
        })?;
        check("sampling bias", self.sampling_bias, "0 to 2", |x| {
            (0.0..=2.0).contains(x)
        })?;
        check(
            "student's ridge",
            self.ridge,
            "above 0, at most a million",
            |&x| x > 0.0 && x <= 1e6,
        )?;
        self.newcomers.check()
    }
}

/// A student on its way, a sweep at a time.
pub struct Distillation<'a> {
    recipe: &'a DistilRecipe,
    room: &'a TrainContext<'a>,
    seed: u64,
    pairs: Pairs,
    factors: Factors,
    /// Sweeps done.
    sweep: u32,
}

impl<'a> Distillation<'a> {
    /// Before the first sweep; the student learns `taught`, [n_users, n_movies], stars.
    pub(super) fn new(
        recipe: &'a DistilRecipe,
        room: &'a TrainContext<'a>,
        taught: &Matrix,
        seed: u64,
    ) -> Self {
        let pairs = Pairs::new(recipe, room, taught);
        Self {
            factors: pairs.draw(seed),
            pairs,
            recipe,
            room,
            seed,
            sweep: 0,
        }
    }

    /// Whether no sweep is left.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.sweep == self.recipe.sweeps
    }

    /// Solves for both tables once.
    pub fn sweep(&mut self) -> Progress {
        self.pairs.sweep(&mut self.factors);
        self.sweep += 1;
        Progress::of_sweep(self.sweep, self.recipe.sweeps)
    }

    /// The rating head, after the sweeps so far.
    #[must_use]
    pub fn finish(self) -> RatingHead {
        let Self {
            recipe, room, seed, ..
        } = self;
        let Factors { users, movies, .. } = balance::balanced(self.factors);
        let newcomers = Newcomers::fit(&recipe.newcomers, room, &users, seed);
        let matrix = |values: &[f64]| {
            let n_cols = recipe.embedding_size + 1;
            Matrix {
                n_rows: values.len() / n_cols,
                n_cols,
                values: to_f32(values),
            }
        };
        RatingHead {
            mean: room.neighbourhood.mean(),
            own_l2: to_f32(&newcomers.own_l2),
            users: matrix(&users),
            movies: matrix(&movies),
            rated: matrix(&newcomers.rated),
            features: matrix(&newcomers.features),
            start: to_f32(&newcomers.start),
        }
    }
}

impl fmt::Debug for Distillation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Distillation after sweep {}", self.sweep) // the pairs are millions
    }
}

fn to_f32(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&value| value as f32).collect()
}

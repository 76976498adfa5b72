//! A new person's taste: what everybody starts from, what they say of themselves, what they rated,
//! and a ridge regression on what is left to explain.
//!
//! In double precision throughout: it is little work, and the explanation has to sum up.

use crate::serving::profile::FoldInError;
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::linear::{Cholesky, NotPositiveDefinite};

use super::rating::{Rating, Vector};

/// The regression of `own` on the ratings of one person:
///
/// ```text
/// own = A⁻¹ Σ_j a_j (r_j − mean − level_j − a_j · base)
/// A   = Σ_j a_j a_jᵀ + diag(own_l2)
/// a_j = [vector_j, 1]
/// ```
pub(super) struct Ridge {
    /// A, [d + 1, d + 1]
    system: Cholesky,
    /// [n_ratings]: what the base leaves of each rating, stars.
    pub(super) residuals: Vec<f64>,
}

impl Rating {
    /// The vector and level of somebody with these features [n_user_features] and ratings.
    pub(super) fn fold_in(
        &self,
        features: &[f32],
        ratings: &[(MovieIdx, Stars)],
    ) -> Result<Vector, FoldInError> {
        let base = self.base(features, ratings);
        let ridge = Ridge::new(self, &base, ratings)?;
        let own = ridge.own(self, ratings);
        let row: Vec<f32> = base.iter().zip(own).map(|(b, o)| (b + o) as f32).collect();
        Ok(Vector::new(&row, self.mean))
    }

    /// [d + 1]: all of a person but `own`.
    pub(super) fn base(&self, features: &[f32], ratings: &[(MovieIdx, Stars)]) -> Vec<f64> {
        let mut base: Vec<f64> = self.start.iter().map(|value| f64::from(*value)).collect();
        for (row, &value) in features.iter().enumerate() {
            add(&mut base, f64::from(value), self.features.row(row));
        }
        let share = share(ratings.len());
        for (movie, _) in ratings {
            add(&mut base, share, self.rated.row(movie.row()));
        }
        base
    }

    /// [d + 1]: a movie's vector and a 1 for the level.
    fn design(&self, movie: MovieIdx) -> impl Iterator<Item = f64> {
        let vector = self.vector(movie).map(f64::from);
        vector.chain(std::iter::once(1.0))
    }
}

/// What each rated movie's row counts: n^-½.
pub(super) fn share(n_ratings: usize) -> f64 {
    1.0 / (n_ratings.max(1) as f64).sqrt()
}

impl Ridge {
    pub(super) fn new(
        rating: &Rating,
        base: &[f64],
        ratings: &[(MovieIdx, Stars)],
    ) -> Result<Self, NotPositiveDefinite> {
        let n = base.len();
        let mut system = vec![0.0; n * n];
        for (unknown, row) in system.chunks_exact_mut(n).enumerate() {
            row[unknown] = f64::from(rating.own_l2[unknown]);
        }
        let mut design = vec![0.0; n];
        let mut residuals = Vec::with_capacity(ratings.len());
        for (movie, stars) in ratings {
            fill(&mut design, rating.design(*movie));
            // The lower triangle is all that is read.
            for (unknown, row) in system.chunks_exact_mut(n).enumerate() {
                let value = design[unknown];
                for (cell, other) in row[..=unknown].iter_mut().zip(&design) {
                    *cell += value * other;
                }
            }
            let explained = f64::from(rating.mean)
                + f64::from(rating.levels[movie.row()])
                + design.iter().zip(base).map(|(a, b)| a * b).sum::<f64>();
            residuals.push(f64::from(stars.as_f32()) - explained);
        }
        Ok(Self {
            system: Cholesky::new(system, n)?,
            residuals,
        })
    }

    /// [d + 1]
    fn own(&self, rating: &Rating, ratings: &[(MovieIdx, Stars)]) -> Vec<f64> {
        let mut own = vec![0.0; rating.start.len()];
        for ((movie, _), residual) in ratings.iter().zip(&self.residuals) {
            for (own, a) in own.iter_mut().zip(rating.design(*movie)) {
                *own += residual * a;
            }
        }
        self.system.solve(&mut own);
        own
    }

    /// What each rating adds through `own` to `direction · own`, in the order of the ratings:
    /// directionᵀ A⁻¹ a_j · residual_j.
    pub(super) fn shares(
        &self,
        rating: &Rating,
        direction: &[f64],
        ratings: &[(MovieIdx, Stars)],
    ) -> Vec<f64> {
        let mut towards = direction.to_vec();
        self.system.solve(&mut towards);
        let through = |movie| {
            let design = rating.design(movie);
            design.zip(&towards).map(|(a, b)| a * b).sum::<f64>()
        };
        let ratings = ratings.iter().zip(&self.residuals);
        ratings
            .map(|((movie, _), residual)| through(*movie) * residual)
            .collect()
    }
}

fn add(sums: &mut [f64], factor: f64, row: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += factor * f64::from(*value);
    }
}

fn fill(to: &mut [f64], from: impl Iterator<Item = f64>) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = from;
    }
}

//! The rating head: a person's vector and level, and stars from them.
//!
//! A new person's taste is what everybody starts from, what they say of themselves, what they rated, and a
//! ridge regression on what is left to explain: in double precision throughout, for it is little work, and
//! the explanation has to sum up.

use crate::features::{UserFeatures, user_columns, user_features};
use crate::matrix::Matrix;
use crate::networks::bilinear::{Side, Vector, without_level};
use crate::profile::{Details, FoldInError};
use crate::tables::people::People;
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::linear::{Cholesky, NotPositiveDefinite};
use matinee_data::dataset::{Demographics, Gender};

use super::weights::RatingWeights;
use matinee_core::ready::Pause;

/// [`RatingWeights`], unpacked: rows of `d` values and a level where they are matrices.
#[derive(Debug)]
pub(super) struct Rating {
    pub(super) movies: Side,
    /// [n_user_features, d + 1]
    pub(super) features: Matrix,
    /// [d + 1]
    pub(super) start: Vec<f32>,
    /// [d + 1]
    pub(super) own_l2: Vec<f32>,
    /// Features of the people of the training data.
    pub(super) people: UserFeatures,
    /// [n_user_features]: their mean.
    average: Vec<f32>,
    pub(super) n_occupations: usize,
}

impl Rating {
    pub(super) async fn new(weights: &RatingWeights, people: &People, pause: Pause<'_>) -> Self {
        let n_occupations = people.occupations.len();
        Self {
            movies: Side::new(weights.mean, &weights.movies, pause).await,
            features: weights.features.to_matrix(),
            start: weights.start.clone(),
            own_l2: weights.own_l2.clone(),
            average: people.average.clone(),
            people: UserFeatures::new(&people.users, n_occupations),
            n_occupations,
        }
    }

    /// Length of a vector.
    pub(super) fn d(&self) -> usize {
        self.start.len() - 1
    }

    /// Mean of the training ratings, stars.
    pub(super) fn mean(&self) -> f32 {
        self.movies.mean()
    }

    /// A known person, of whom this is the row: [d + 1].
    pub(super) fn known(&self, row: &[f32]) -> Vector {
        self.movies.person(row)
    }

    /// What the mean, the movie's level and the person's own level leave of each rating, stars.
    pub(super) fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        let rest = |(movie, stars): &(MovieIdx, Stars)| {
            stars.as_f32() - self.mean() - self.movies.level(*movie)
        };
        without_level(ratings.iter().map(rest).collect())
    }

    /// [n_user_features]: what somebody says of themselves; where they say nothing, the average.
    pub(super) fn features_of(&self, details: &Details) -> Vec<f32> {
        let n_occupations = self.n_occupations;
        let Details { age, gender, .. } = *details;
        let occupation = (details.occupation).filter(|row| usize::from(*row) < n_occupations);
        // Made by the one function that makes features; of what it has to assume nothing is kept.
        let assumed = Demographics {
            age: age.unwrap_or_default(),
            gender: gender.unwrap_or(Gender::Female),
            occupation: occupation.unwrap_or_default(),
        };
        let said = user_features(Some(assumed), n_occupations);
        let mut features = self.average.clone();
        let is_said = [age.is_some(), gender.is_some(), occupation.is_some()];
        for (columns, is_said) in user_columns(n_occupations).into_iter().zip(is_said) {
            if is_said {
                features[columns.clone()].copy_from_slice(&said[columns]);
            }
        }
        features
    }
}

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
    /// The vector and level of somebody with these features [n_user_features] and ratings, of whom the
    /// rows of `rated` say something: [n_movies, d + 1].
    pub(super) fn fold_in(
        &self,
        features: &[f32],
        ratings: &[(MovieIdx, Stars)],
        rated: &Matrix,
    ) -> Result<Vector, FoldInError> {
        let base = self.base(features, ratings, rated);
        let ridge = Ridge::new(self, &base, ratings)?;
        let own = ridge.own(self, ratings);
        let row: Vec<f32> = base.iter().zip(own).map(|(b, o)| (b + o) as f32).collect();
        Ok(self.movies.person(&row))
    }

    /// [d + 1]: all of a person but `own`.
    pub(super) fn base(
        &self,
        features: &[f32],
        ratings: &[(MovieIdx, Stars)],
        rated: &Matrix,
    ) -> Vec<f64> {
        let mut base = self.said(features);
        let share = share(ratings.len());
        for (movie, _) in ratings {
            add_row(&mut base, share, rated.row(movie.row()));
        }
        base
    }

    /// Somebody who rated nothing.
    pub(super) fn unrated(&self, features: &[f32]) -> Vector {
        let row: Vec<f32> = self.said(features).iter().map(|it| *it as f32).collect();
        self.movies.person(&row)
    }

    /// [d + 1]: what features say of somebody, from where everybody starts.
    fn said(&self, features: &[f32]) -> Vec<f64> {
        let mut base: Vec<f64> = self.start.iter().map(|value| f64::from(*value)).collect();
        for (row, &value) in features.iter().enumerate() {
            add_row(&mut base, f64::from(value), self.features.row(row));
        }
        base
    }

    /// [d + 1]: a movie's vector and a 1 for the level.
    fn design(&self, movie: MovieIdx) -> impl Iterator<Item = f64> {
        let vector = self.movies.vector(movie).map(f64::from);
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
            let explained = f64::from(rating.mean())
                + f64::from(rating.movies.level(*movie))
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

fn add_row(sums: &mut [f64], factor: f64, row: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += factor * f64::from(*value);
    }
}

fn fill(to: &mut [f64], from: impl Iterator<Item = f64>) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = from;
    }
}

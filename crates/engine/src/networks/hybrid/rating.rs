//! The rating head: a person's vector and level, and stars from them.
//!
//! A new person's taste is what everybody starts from, what they say of themselves, what they rated, and a
//! ridge regression on what is left to explain: in double precision throughout, for it is little work, and
//! the explanation has to sum up.

use wide::f32x4;

use crate::features::{UserFeatures, user_columns, user_features};
use crate::matrix::{Matrix, Tiles};
use crate::profile::{Details, FoldInError};
use crate::tables::people::People;
use crate::tile::{Of, Tile, first, in_tiles, spread};
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::linear::{Cholesky, NotPositiveDefinite};
use matinee_data::dataset::{Demographics, Gender};

use super::weights::RatingWeights;

/// Ratings' worth of "no opinion" added to a person's level.
const SHRINKAGE: f32 = 5.0;

/// [`RatingWeights`], unpacked: rows of `d` values and a level where they are matrices.
#[derive(Debug)]
pub(super) struct Rating {
    pub(super) mean: f32,
    /// [n_movies, d]
    vectors: Tiles,
    /// [n_movies]
    pub(super) levels: Vec<f32>,
    /// [n_movies], in tiles; so the next.
    levels_in_tiles: Box<[Of<f32>]>,
    /// Of their vectors.
    lengths: Box<[Of<f32>]>,
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

/// A person as the rating head sees them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Vector {
    /// [d]
    pub(super) values: Vec<f32>,
    /// The same, [`spread`].
    spread: Vec<f32x4>,
    pub(super) level: f32,
    /// The mean and the level, in all lanes.
    base: f32x4,
    /// Of the values, a thousandth longer, in all lanes.
    length: f32x4,
}

/// By how much more than its length a vector reaches: products of thousands of values are less wrong.
const MARGIN: f64 = 1.001;

impl Vector {
    /// From `d` values and a level, where everybody gives `mean` on average.
    pub(super) fn new(row: &[f32], mean: f32) -> Self {
        let (values, level) = row.split_at(row.len() - 1);
        Self {
            spread: spread(values.iter().copied()),
            values: values.to_vec(),
            level: level[0],
            base: f32x4::splat(mean + level[0]),
            length: f32x4::splat((MARGIN * length(values)) as f32),
        }
    }
}

/// In double precision: a square of what is finite is finite.
fn length(vector: &[f32]) -> f64 {
    let squares = vector.iter().map(|value| f64::from(*value).powi(2));
    squares.sum::<f64>().sqrt()
}

impl Rating {
    pub(super) fn new(weights: &RatingWeights, people: &People) -> Self {
        let movies = weights.movies.to_matrix();
        let d = movies.n_cols - 1;
        let levels: Vec<f32> = (0..movies.n_rows).map(|row| movies.row(row)[d]).collect();
        let lengths = (0..movies.n_rows).map(|row| length(&movies.row(row)[..d]) as f32);
        let n_occupations = people.occupations.len();
        Self {
            mean: weights.mean,
            vectors: Tiles::new(&movies, d),
            levels_in_tiles: in_tiles(&levels),
            levels,
            lengths: in_tiles(&lengths.collect::<Vec<_>>()),
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

    /// A known person, of whom this is the row: [d + 1].
    pub(super) fn known(&self, row: &[f32]) -> Vector {
        Vector::new(row, self.mean)
    }

    pub(super) fn raw_stars(&self, person: &Vector, movie: MovieIdx) -> f32 {
        // One row alone is less work than its tile.
        let level = first(person.base) + self.levels[movie.row()];
        level + self.vectors.product(movie.row(), &person.values)
    }

    /// Of a tile of movies.
    #[inline(always)]
    pub(super) fn raw_stars_of(&self, person: &Vector, tile: usize) -> Tile {
        let levels = Tile::new(&self.levels_in_tiles[tile]) + person.base;
        levels + self.vectors.products(tile, &person.spread)
    }

    /// What none of [`Rating::raw_stars_of`] exceeds (Cauchy and Schwarz), rounding included.
    #[inline(always)]
    pub(super) fn most_stars_of(&self, person: &Vector, tile: usize) -> Tile {
        let levels = Tile::new(&self.levels_in_tiles[tile]) + person.base;
        levels + Tile::new(&self.lengths[tile]) * person.length
    }

    /// What the mean, the movie's level and the person's own level leave of each rating, stars. The
    /// last is what the others leave on average, with five ratings' worth of nothing, as in
    /// `matinee_train::training::Biases`.
    pub(super) fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        let rest = |(movie, stars): &(MovieIdx, Stars)| {
            stars.as_f32() - self.mean - self.levels[movie.row()]
        };
        let rests: Vec<f32> = ratings.iter().map(rest).collect();
        let level = rests.iter().sum::<f32>() / (rests.len() as f32 + SHRINKAGE);
        rests.into_iter().map(|rest| rest - level).collect()
    }

    /// Of [`Rating::raw_stars`], the sum of the magnitudes of what is added up.
    pub(super) fn magnitude(&self, person: &Vector, movie: MovieIdx) -> f32 {
        let levels = self.mean.abs() + person.level.abs() + self.levels[movie.row()].abs();
        let products = self.vector(movie).zip(&person.values);
        levels + products.map(|(a, b)| (a * b).abs()).sum::<f32>()
    }

    /// [d]: a movie's vector.
    pub(super) fn vector(&self, movie: MovieIdx) -> impl Iterator<Item = f32> + Clone {
        self.vectors.row(movie.row())
    }

    /// Cosines of a movie's vector with every movie's.
    pub(super) fn cosines(&self, movie: MovieIdx) -> impl Iterator<Item = f32> {
        self.vectors.cosines(movie.row())
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
        Ok(Vector::new(&row, self.mean))
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
        Vector::new(&row, self.mean)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::container::quantise::{Precision, Stored};
    use crate::tables::people::Histories;
    use crate::tile::lane;

    use super::*;

    const D: usize = 5;

    fn matrix(n_rows: usize, values: &[f32]) -> Matrix {
        Matrix::from_rows(D + 1, values.chunks_exact(D + 1).take(n_rows))
    }

    fn values(n_rows: usize) -> impl Strategy<Value = Vec<f32>> {
        prop::collection::vec(-3.0_f32..3.0, n_rows * (D + 1))
    }

    fn rating(movies: &[f32]) -> Rating {
        let stored = |n_rows, values: &[f32]| Stored::new(&matrix(n_rows, values), Precision::F32);
        let movies = stored(movies.len() / (D + 1), movies);
        let weights = RatingWeights {
            mean: 3.5,
            movies,
            features: Stored::new(
                &Matrix::from_rows::<[f32; D + 1]>(D + 1, []),
                Precision::F32,
            ),
            start: vec![0.0; D + 1],
            own_l2: vec![1.0; D + 1],
        };
        let nobody = People::all(Vec::new(), Vec::new(), Histories::Seen(Vec::new()));
        Rating::new(&weights, &nobody)
    }

    proptest! {
        #[test]
        fn stars_are_never_more_than_the_most_and_those_of_one_row_are_those_of_its_tile(
            users in values(1),
            movies in values(20),
            // Where both point the same way the bound is all but reached.
            parallel in prop::option::of(-2.0_f32..2.0),
        ) {
            let mut movies = movies;
            if let Some(times) = parallel {
                for (movie, user) in movies.iter_mut().zip(&users).take(D) {
                    *movie = user * times;
                }
            }
            let rating = rating(&movies);
            let person = rating.known(&users);
            for row in 0..20 {
                let stars = lane(row, |tile| rating.raw_stars_of(&person, tile));
                let most = lane(row, |tile| rating.most_stars_of(&person, tile));
                prop_assert!(stars <= most, "{} {}", stars, most);
                prop_assert_eq!(rating.raw_stars(&person, MovieIdx(row as u32)), stars);
            }
        }
    }
}

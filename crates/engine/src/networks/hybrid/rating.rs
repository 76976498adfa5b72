//! The rating head: a person's vector and level, and stars from them.

use wide::{f32x4, f32x16};

use crate::features::{Matrix, UserFeatures, user_columns, user_features};
use crate::serving::profile::Details;
use crate::serving::simd::{Tiles, in_tiles, lane, spread, tile_of};
use crate::tables::people::People;
use matinee_core::domain::{MovieIdx, Stars, UserId, UserIdx};
use matinee_data::dataset::{Gender, User};

use super::weights::RatingWeights;

/// Ratings' worth of "no opinion" added to a person's level.
const SHRINKAGE: f32 = 5.0;

/// [`RatingWeights`], unpacked: rows of `d` values and a level where they are matrices.
#[derive(Debug)]
pub(super) struct Rating {
    pub(super) mean: f32,
    /// [n_users, d + 1]
    users: Matrix,
    /// [n_movies, d]
    vectors: Tiles,
    /// [n_movies], in whole tiles
    pub(super) levels: Vec<f32>,
    /// [n_movies, d + 1]
    pub(super) rated: Matrix,
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
    base: f32x16,
}

impl Vector {
    /// From `d` values and a level, where everybody gives `mean` on average.
    pub(super) fn new(row: &[f32], mean: f32) -> Self {
        let (values, level) = row.split_at(row.len() - 1);
        Self {
            spread: spread(values.iter().copied()),
            values: values.to_vec(),
            level: level[0],
            base: f32x16::splat(mean + level[0]),
        }
    }
}

impl Rating {
    pub(super) fn new(weights: &RatingWeights, people: &People) -> Self {
        let movies = weights.movies.to_matrix();
        let d = movies.n_cols - 1;
        let levels: Vec<f32> = (0..movies.n_rows).map(|row| movies.row(row)[d]).collect();
        let n_occupations = people.occupations.len();
        let people = UserFeatures::new(&people.users, n_occupations);
        Self {
            mean: weights.mean,
            users: weights.users.to_matrix(),
            vectors: Tiles::new(&movies, d),
            levels: in_tiles(&levels),
            rated: weights.rated.to_matrix(),
            features: weights.features.to_matrix(),
            start: weights.start.clone(),
            own_l2: weights.own_l2.clone(),
            average: people.matrix().column_means(),
            people,
            n_occupations,
        }
    }

    /// Length of a vector.
    pub(super) fn d(&self) -> usize {
        self.start.len() - 1
    }

    pub(super) fn known(&self, user: UserIdx) -> Vector {
        Vector::new(self.users.row(user.row()), self.mean)
    }

    pub(super) fn raw_stars(&self, person: &Vector, movie: MovieIdx) -> f32 {
        lane(movie.row(), |tile| self.raw_stars_of(person, tile))
    }

    /// Of a tile of movies.
    #[inline(always)]
    pub(super) fn raw_stars_of(&self, person: &Vector, tile: usize) -> f32x16 {
        let levels = person.base + tile_of(&self.levels, tile);
        levels + self.vectors.products(tile, &person.spread)
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
        let assumed = User {
            id: UserId(0),
            age: age.unwrap_or_default(),
            gender: gender.unwrap_or(Gender::Female),
            occupation: occupation.unwrap_or_default(),
        };
        let said = user_features(&assumed, n_occupations);
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

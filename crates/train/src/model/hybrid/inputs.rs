//! What a hybrid network reads: who rated what, features, and the pairs of a batch.

use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::model::batch::{FeatureTables, indices};
use crate::model::pooling::Pooling;
use matinee_core::domain::{MovieIdx, Rating, UserIdx};
use matinee_engine::features::Matrix;

/// Who rated what: the part of the training data that is an input of the network.
#[derive(Clone, Debug)]
pub struct Neighbourhood {
    /// [n_users, n_movies], 1/√n_u
    pub(super) rated: Pooling,
    /// [n_movies, n_users], 1/√n_i
    pub(super) raters: Pooling,
    /// [n_users, n_movies], (r − level)/√n_u
    pub(super) opinions: Pooling,
    /// Mean of the ratings, stars.
    pub(super) mean: f32,
}

impl Neighbourhood {
    /// Looks at the training rows; `level(u, i)` is what a rating is compared with to be an opinion.
    #[must_use]
    pub fn new(shape: [usize; 2], rows: &[Rating], level: impl Fn(&Rating) -> f32) -> Self {
        let stars = rows.iter().map(|row| f64::from(row.stars.get()));
        Self {
            rated: Pooling::of_users(shape, rows, |_| 1.0),
            raters: Pooling::of_movies(shape, rows),
            opinions: Pooling::of_users(shape, rows, |row| row.stars.as_f32() - level(row)),
            mean: (stars.sum::<f64>() / rows.len().max(1) as f64) as f32,
        }
    }

    /// Mean of the ratings, stars.
    #[must_use]
    pub fn mean(&self) -> f32 {
        self.mean
    }

    /// What a user's own ratings weigh in their pooled opinions: (movie, weight).
    #[must_use]
    pub fn opinions_of(&self, user: UserIdx) -> &[(u32, f32)] {
        self.opinions.row(user.row())
    }

    /// [n_users, n_movies]
    #[must_use]
    pub fn shape(&self) -> [usize; 2] {
        self.rated.shape()
    }
}

/// Features as tensors.
#[derive(Clone, Debug)]
pub struct FeatureTensors {
    /// [n_users, user features]
    pub users: Tensor<2>,
    /// [n_movies, movie features]
    pub movies: Tensor<2>,
}

impl FeatureTensors {
    /// Copies the tables to `device`.
    #[must_use]
    pub fn new(tables: &FeatureTables, device: &Device) -> Self {
        let tensor = |matrix: &Matrix| {
            let shape = [matrix.n_rows, matrix.n_cols];
            Tensor::from_data(TensorData::new(matrix.values.clone(), shape), device)
        };
        Self {
            users: tensor(tables.users.matrix()),
            movies: tensor(tables.movies.matrix()),
        }
    }
}

/// A batch of pairs.
#[derive(Clone, Debug)]
pub struct HybridBatch {
    /// [batch]; dense user indices
    pub(super) users: Tensor<1, Int>,
    /// [batch]; dense movie indices
    pub(super) movies: Tensor<1, Int>,
    /// [batch, 1]: what the pair's own rating weighs in the user's opinions, to be left out;
    /// `None` when no pair has one.
    pub(super) own: Option<Tensor<2>>,
}

impl HybridBatch {
    /// `own(user, movie)` is the weight of the pair's own rating in the user's pooled opinions, 0
    /// for a pair that was not rated: without it the network would be told what it has to guess.
    pub fn new(
        pairs: impl Iterator<Item = (UserIdx, MovieIdx)> + Clone,
        own: Option<&[f32]>,
        device: &Device,
    ) -> Self {
        Self {
            users: indices(pairs.clone().map(|(user, _)| user.0), device),
            movies: indices(pairs.map(|(_, movie)| movie.0), device),
            own: own.map(|own| {
                Tensor::from_data(TensorData::new(own.to_vec(), [own.len(), 1]), device)
            }),
        }
    }
}

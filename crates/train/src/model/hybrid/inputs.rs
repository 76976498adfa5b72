//! What a hybrid network reads: who rated what, features, and the pairs of a batch.

use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData};

use crate::model::batch::FeatureTables;
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

/// The features of one side, as rows to look up and as a factor of a product.
#[derive(Clone, Debug)]
pub(super) struct SideFeatures {
    /// [n, features]
    pub(super) rows: Arc<Matrix>,
    /// [n, features]
    pub(super) tensor: Tensor<2>,
}

/// Features of users and movies.
#[derive(Clone, Debug)]
pub struct FeatureTensors {
    pub(super) users: SideFeatures,
    pub(super) movies: SideFeatures,
}

impl FeatureTensors {
    /// Copies the tables to `device`.
    #[must_use]
    pub fn new(tables: &FeatureTables, device: &Device) -> Self {
        Self::of([tables.users.matrix(), tables.movies.matrix()], device)
    }

    /// [`FeatureTensors::new`] from the users' and the movies' matrix.
    pub(super) fn of(sides: [&Matrix; 2], device: &Device) -> Self {
        let [users, movies] = sides.map(|matrix| SideFeatures {
            rows: Arc::new(matrix.clone()),
            tensor: tensor(
                matrix.values.clone(),
                [matrix.n_rows, matrix.n_cols],
                device,
            ),
        });
        Self { users, movies }
    }
}

/// A batch of pairs.
#[derive(Clone, Debug)]
pub struct HybridBatch {
    /// [batch]; dense user indices
    pub(super) users: Vec<u32>,
    /// [batch]; dense movie indices
    pub(super) movies: Vec<u32>,
    /// [batch]: what the pair's own rating weighs in the user's opinions, to be left out; `None` when
    /// no pair has one.
    pub(super) own: Option<Vec<f32>>,
}

impl HybridBatch {
    /// `own` is, of each pair, the weight of its own rating in the user's pooled opinions, 0 for a pair
    /// that was not rated: without it the network would be told what it has to guess.
    pub fn new(
        pairs: impl Iterator<Item = (UserIdx, MovieIdx)> + Clone,
        own: Option<&[f32]>,
    ) -> Self {
        Self {
            users: pairs.clone().map(|(user, _)| user.0).collect(),
            movies: pairs.map(|(_, movie)| movie.0).collect(),
            own: own.map(<[f32]>::to_vec),
        }
    }
}

/// A tensor of these values, row by row.
pub(super) fn tensor(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

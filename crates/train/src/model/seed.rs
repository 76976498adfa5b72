//! The seed network: the system this project re-implements.
//!
//! ```text
//! [E_u, E_i, x_u, x_i] → fc1 → BatchNorm → ReLU → dropout → fc2 → target
//! ```

use burn::module::{Module, ParamId};
use burn::nn::{BatchNorm, BatchNormConfig, Embedding, Linear};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_core::random::Rng;
use matinee_engine::features::Matrix;

use super::inputs::FeatureTables;
use super::tensors::{Init, add, normal, param, read, tensor};

/// The sizes of a [`SeedNetwork`] and how it starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeedNetworkConfig {
    /// Rows of the user embedding.
    pub n_users: usize,
    /// Rows of the movie embedding.
    pub n_movies: usize,
    /// Columns of [`crate::model::FeatureTables::users`].
    pub n_user_features: usize,
    /// Columns of [`crate::model::FeatureTables::movies`].
    pub n_movie_features: usize,
    /// Size of either embedding.
    pub embedding_size: usize,
    /// Units of fc1.
    pub hidden: usize,
    /// Standard deviation of the initial embeddings.
    pub embedding_std: f32,
    /// How fc1 and fc2 start.
    pub init: Init,
    /// Initial bias of fc2, if it shall not be drawn: the mean target spares the network
    /// learning it.
    pub initial_output: Option<f32>,
}

/// User and movie embeddings, concatenated with the features → fc1 → BatchNorm → ReLU → fc2.
#[derive(Module, Debug)]
pub struct SeedNetwork {
    /// [n_users, embedding size]
    pub user_embedding: Embedding,
    /// [n_movies, embedding size]
    pub movie_embedding: Embedding,
    /// 2 · embedding size + features → hidden
    pub fc1: Linear,
    /// Over the hidden units.
    pub norm: BatchNorm,
    /// hidden → 1
    pub fc2: Linear,
}

impl SeedNetworkConfig {
    /// Draws the initial network.
    pub fn init(&self, rng: &mut Rng, device: &Device) -> SeedNetwork {
        let mut embedding = |n_rows| Embedding {
            weight: param(
                normal(n_rows * self.embedding_size, self.embedding_std, rng),
                [n_rows, self.embedding_size],
                device,
            ),
        };
        let user_embedding = embedding(self.n_users);
        let movie_embedding = embedding(self.n_movies);
        let inputs = 2 * self.embedding_size + self.n_user_features + self.n_movie_features;
        let fc1 = self.init.linear(inputs, self.hidden, rng, device);
        let mut fc2 = self.init.linear(self.hidden, 1, rng, device);
        if let Some(output) = self.initial_output {
            fc2.bias = Some(param(vec![output], [1], device));
        }
        SeedNetwork {
            user_embedding,
            movie_embedding,
            fc1,
            norm: BatchNormConfig::new(self.hidden).init(device),
            fc2,
        }
    }
}

impl SeedNetwork {
    /// Predicts the target of each pair, in the unit the network was trained in.
    ///
    /// `dropout_mask` multiplies the hidden units; `None` leaves them alone.
    ///
    /// # Shapes
    /// - `input`: [batch, 2 · embedding + features], of [`SeedRows::input`]
    /// - `dropout_mask`: [batch, hidden]
    /// - output: [batch]
    pub fn forward(&self, input: Tensor<2>, dropout_mask: Option<Tensor<2>>) -> Tensor<1> {
        let hidden = relu(self.norm.forward(self.fc1.forward(input))); // [batch, hidden]
        let hidden = match dropout_mask {
            Some(mask) => hidden * mask,
            None => hidden,
        };
        self.fc2.forward(hidden).squeeze_dim::<1>(1) // [batch]
    }

    /// The same network with other embeddings, of people and of movies.
    #[must_use]
    pub fn with_embeddings(mut self, [users, movies]: &[Matrix; 2]) -> Self {
        let put = |embedding: &mut Embedding, matrix: &Matrix| {
            let weight = &mut embedding.weight;
            let (device, shape) = (weight.val().device(), [matrix.n_rows, matrix.n_cols]);
            let values = tensor(matrix.values.clone(), shape, &device);
            *weight = weight.clone().map(|_| values.require_grad());
        };
        put(&mut self.user_embedding, users);
        put(&mut self.movie_embedding, movies);
        self
    }

    /// The parameters of both embeddings, of people and of movies.
    #[must_use]
    pub fn embedding_ids(&self) -> [ParamId; 2] {
        [
            self.user_embedding.weight.id,
            self.movie_embedding.weight.id,
        ]
    }

    /// The weights (not the biases) of both fully connected layers.
    #[must_use]
    pub fn fc_weight_ids(&self) -> Vec<ParamId> {
        vec![self.fc1.weight.id, self.fc2.weight.id]
    }

    /// Units of fc1.
    #[must_use]
    pub fn hidden(&self) -> usize {
        let [_, hidden] = self.fc1.weight.dims();
        hidden
    }
}

/// What a [`SeedNetwork`] reads of people and movies, row by row.
///
/// Its embeddings are here, not in Burn's graph: looking up rows there, and above all taking gradients back to whole
/// tables, is slower than all the rest of a step but its products.
#[derive(Clone, Debug)]
pub struct SeedRows<'a> {
    /// [n_users, embedding size], [n_movies, embedding size]
    pub embeddings: [Matrix; 2],
    features: &'a FeatureTables,
}

impl<'a> SeedRows<'a> {
    /// Those of a network.
    #[must_use]
    pub fn new(network: &SeedNetwork, features: &'a FeatureTables) -> Self {
        let matrix = |embedding: &Embedding| {
            let [n_rows, n_cols] = embedding.weight.dims();
            Matrix {
                n_rows,
                n_cols,
                values: read(&embedding.weight.val()),
            }
        };
        Self {
            embeddings: [&network.user_embedding, &network.movie_embedding].map(matrix),
            features,
        }
    }

    /// What the network reads of each pair, of which there is at least one: [batch, 2 · embedding + features].
    #[must_use]
    pub fn input(
        &self,
        pairs: impl Iterator<Item = (UserIdx, MovieIdx)>,
        device: &Device,
    ) -> Tensor<2> {
        let [of_users, of_movies] = &self.embeddings;
        let (mut values, mut n) = (Vec::new(), 0);
        for (user, movie) in pairs {
            values.extend_from_slice(of_users.row(user.row()));
            values.extend_from_slice(of_movies.row(movie.row()));
            values.extend_from_slice(self.features.users.row(user));
            values.extend_from_slice(self.features.movies.row(movie));
            n += 1;
        }
        let n_cols = values.len() / n;
        tensor(values, [n, n_cols], device)
    }

    /// Adds the gradient of an [`Self::input`] to those of the embeddings, which are of their shapes.
    pub fn add_gradient(
        &self,
        pairs: impl Iterator<Item = (UserIdx, MovieIdx)>,
        of_input: &[f32],
        [of_users, of_movies]: &mut [Vec<f32>; 2],
    ) {
        let d = self.embeddings[0].n_cols;
        let n_cols =
            2 * d + self.features.users.matrix().n_cols + self.features.movies.matrix().n_cols;
        for ((user, movie), row) in pairs.zip(of_input.chunks_exact(n_cols)) {
            add(&mut of_users[user.row() * d..][..d], &row[..d]);
            add(&mut of_movies[movie.row() * d..][..d], &row[d..2 * d]);
        }
    }
}

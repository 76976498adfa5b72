//! The seed network: the system this project re-implements.
//!
//! ```text
//! [E_u, E_i, x_u, x_i] → fc1 → BatchNorm → ReLU → dropout → fc2 → target
//! ```

use burn::module::{Module, ParamId};
use burn::nn::{BatchNorm, BatchNormConfig, Embedding, Linear};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Int, Tensor};
use serde::{Deserialize, Serialize};

use matinee_core::random::Rng;

use super::inputs::PairBatch;
use super::tensors::{Init, normal, param};

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
    /// - `batch`: [batch] pairs
    /// - `dropout_mask`: [batch, hidden]
    /// - output: [batch]
    pub fn forward(&self, batch: &PairBatch, dropout_mask: Option<Tensor<2>>) -> Tensor<1> {
        let [n] = batch.users.dims();
        let look_up = |table: &Embedding, rows: &Tensor<1, Int>| {
            table
                .forward(rows.clone().reshape([n, 1])) // [batch, 1, embedding]
                .squeeze_dim::<2>(1) // [batch, embedding]
        };
        let input = Tensor::cat(
            vec![
                look_up(&self.user_embedding, &batch.users),
                look_up(&self.movie_embedding, &batch.movies),
                batch.user_features.clone(),
                batch.movie_features.clone(),
            ],
            1,
        ); // [batch, 2 · embedding + features]
        let hidden = relu(self.norm.forward(self.fc1.forward(input))); // [batch, hidden]
        let hidden = match dropout_mask {
            Some(mask) => hidden * mask,
            None => hidden,
        };
        self.fc2.forward(hidden).squeeze_dim::<1>(1) // [batch]
    }

    /// The parameters of both embeddings.
    #[must_use]
    pub fn embedding_ids(&self) -> Vec<ParamId> {
        vec![
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

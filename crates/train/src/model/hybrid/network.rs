//! The network's parameters, and what joins the towers.

use burn::module::{Module, Param, ParamId};
use burn::nn::{BatchNorm, BatchNormConfig, Linear};
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use matinee_core::random::Rng;

use crate::model::init::{Init, normal, param};

use super::inputs::{HybridBatch, SideFeatures, tensor};
use super::towers::{Rows, Towers};

/// What the network's last layer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Output {
    /// Stars.
    Stars,
    /// A probability for each of 1 to 5 stars: softmax of `t_k + (k − 3) · (score − mean)`, with
    /// five learned t. The prediction is the expected number of stars.
    Ordinal,
}

/// What t of [`Output::Ordinal`] starts from: about the logarithms of how often each number of
/// stars is given.
const INITIAL_THRESHOLDS: [f32; 5] = [-1.2, -0.5, 0.3, 0.5, 0.0];

/// The sizes of a [`HybridNetwork`] and how it starts.
#[derive(Clone, Debug, PartialEq)]
pub struct HybridNetworkConfig {
    /// Size `d` of the vectors.
    pub embedding_size: usize,
    /// Units of fc1; 0 for no fully connected part.
    pub hidden: usize,
    /// Whether a user's opinions (X above) are pooled too.
    pub has_opinions: bool,
    /// Whether u ∘ i goes into fc1.
    pub has_product: bool,
    /// What the last layer says.
    pub output: Output,
    /// Standard deviation of the initial embeddings; pooled tables start at half of it.
    pub embedding_std: f32,
}

/// The tables of both towers, and the fully connected part.
#[derive(Module, Debug)]
pub struct HybridNetwork {
    /// E_u, [n_users, d]
    pub users: Param<Tensor<2>>,
    /// [n_users, 1]
    pub user_levels: Param<Tensor<2>>,
    /// E_i, [n_movies, d]
    pub movies: Param<Tensor<2>>,
    /// [n_movies, 1]
    pub movie_levels: Param<Tensor<2>>,
    /// F, [user features, d + 1]
    pub user_features: Param<Tensor<2>>,
    /// G, [movie features, d + 1]
    pub movie_features: Param<Tensor<2>>,
    /// Y, [n_movies, d + 1]: what having rated a movie says of a person.
    pub rated: Param<Tensor<2>>,
    /// Z, [n_users, d + 1]: what having been rated by a person says of a movie.
    pub raters: Param<Tensor<2>>,
    /// X, [n_movies, d + 1]: what having liked or disliked a movie says of a person.
    pub opinions: Option<Param<Tensor<2>>>,
    /// The part beside the dot product.
    pub fc: Option<FullyConnected>,
    /// t, [1, 5], for [`Output::Ordinal`].
    pub thresholds: Option<Param<Tensor<2>>>,
    /// Whether u ∘ i goes into fc1.
    #[module(skip)]
    pub has_product: bool,
}

/// fc1 → BatchNorm → ReLU → fc2.
#[derive(Module, Debug)]
pub struct FullyConnected {
    /// [u, i, (u ∘ i), x_u, x_i] → hidden
    pub fc1: Linear,
    /// Over the hidden units.
    pub norm: BatchNorm,
    /// hidden → outputs
    pub fc2: Linear,
}

/// What dropout multiplies in a training step; `None` leaves it alone.
#[derive(Clone, Debug, Default)]
pub struct Masks {
    /// [batch, 2 d or 3 d]: u, i and, if it goes there, u ∘ i on their way into fc1.
    pub vectors: Option<Tensor<2>>,
    /// [batch, hidden]
    pub hidden: Option<Tensor<2>>,
}

impl HybridNetworkConfig {
    /// Draws the initial network for `shape` = [n_users, n_movies].
    pub fn init(
        &self,
        [n_users, n_movies]: [usize; 2],
        [n_user_features, n_movie_features]: [usize; 2],
        rng: &mut Rng,
        device: &Device,
    ) -> HybridNetwork {
        let d = self.embedding_size;
        let mut table = |n_rows: usize, n_cols: usize, std: f32| {
            param(normal(n_rows * n_cols, std, rng), [n_rows, n_cols], device)
        };
        let zeros = |n_rows: usize, n_cols: usize| {
            param(vec![0.0; n_rows * n_cols], [n_rows, n_cols], device)
        };
        let pooled_std = self.embedding_std / 2.0;
        let users = table(n_users, d, self.embedding_std);
        let movies = table(n_movies, d, self.embedding_std);
        let rated = table(n_movies, d + 1, pooled_std);
        let raters = table(n_users, d + 1, pooled_std);
        let opinions = self
            .has_opinions
            .then(|| table(n_movies, d + 1, pooled_std));
        let n_vectors = if self.has_product { 3 } else { 2 };
        let inputs = n_vectors * d + n_user_features + n_movie_features;
        let fc = (self.hidden > 0).then(|| FullyConnected {
            fc1: Init::He.linear(inputs, self.hidden, rng, device),
            norm: BatchNormConfig::new(self.hidden).init(device),
            fc2: Init::He.linear(self.hidden, 1, rng, device),
        });
        HybridNetwork {
            users,
            user_levels: zeros(n_users, 1),
            movies,
            movie_levels: zeros(n_movies, 1),
            user_features: zeros(n_user_features, d + 1),
            movie_features: zeros(n_movie_features, d + 1),
            rated,
            raters,
            opinions,
            fc,
            thresholds: (self.output == Output::Ordinal)
                .then(|| param(INITIAL_THRESHOLDS.to_vec(), [1, 5], device)),
            has_product: self.has_product,
        }
    }
}

impl HybridNetwork {
    /// Size of the vectors.
    #[must_use]
    pub fn embedding_size(&self) -> usize {
        let [_, d] = self.users.dims();
        d
    }

    /// Units of fc1; 0 without a fully connected part.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.fc.as_ref().map_or(0, |fc| fc.fc1.weight.dims()[1])
    }

    /// The last layer: stars, or five logits.
    ///
    /// # Shapes
    /// - `batch`: [batch] pairs, and `rows` those of the towers for it
    /// - output: [batch, 1] or [batch, 5]
    pub fn forward(
        &self,
        towers: &Towers,
        batch: &HybridBatch,
        rows: &Rows,
        masks: &Masks,
    ) -> Tensor<2> {
        let Rows { users, movies } = rows;
        let (user, movie) = (users.vectors.clone(), movies.vectors.clone());
        let level = users.levels.clone() + movies.levels.clone();
        let product = user.clone() * movie.clone();
        let score = product.clone().sum_dim(1) + level; // [batch, 1]
        let rest = self.fc.as_ref().map(|fc| {
            let device = user.device();
            let mut vectors = vec![user, movie];
            if self.has_product {
                vectors.push(product);
            }
            let mut vectors = Tensor::cat(vectors, 1);
            if let Some(mask) = &masks.vectors {
                vectors = vectors * mask.clone();
            }
            let features = |side: &SideFeatures, indices: &[u32]| {
                let rows = indices.iter().map(|index| side.rows.row(*index as usize));
                let shape = [indices.len(), side.rows.n_cols];
                tensor(rows.flatten().copied().collect(), shape, &device)
            };
            let of_users = features(&towers.features.users, &batch.users);
            let of_movies = features(&towers.features.movies, &batch.movies);
            let inputs = Tensor::cat(vec![vectors, of_users, of_movies], 1);
            fc.forward(inputs, masks.hidden.as_ref())
        });
        let score = match rest {
            Some(rest) => score + rest,
            None => score,
        };
        match &self.thresholds {
            None => score + towers.mean,
            Some(thresholds) => {
                let steps = Tensor::<2>::from_data([[-2.0, -1.0, 0.0, 1.0, 2.0]], &score.device());
                score * steps + thresholds.val() // [batch, 5]
            }
        }
    }

    /// Stars from the last layer: [batch, 1] or [batch, 5] → [batch].
    pub fn stars(&self, output: Tensor<2>) -> Tensor<1> {
        if self.thresholds.is_none() {
            return output.squeeze_dim::<1>(1);
        }
        let stars = Tensor::<2>::from_data([[1.0, 2.0, 3.0, 4.0, 5.0]], &output.device());
        (softmax(output, 1) * stars).sum_dim(1).squeeze_dim::<1>(1)
    }

    /// E_u and E_i.
    #[must_use]
    pub fn embedding_ids(&self) -> Vec<ParamId> {
        vec![self.users.id, self.movies.id]
    }

    /// The levels of users and movies.
    #[must_use]
    pub fn level_ids(&self) -> Vec<ParamId> {
        vec![self.user_levels.id, self.movie_levels.id]
    }

    /// F and G.
    #[must_use]
    pub fn feature_ids(&self) -> Vec<ParamId> {
        vec![self.user_features.id, self.movie_features.id]
    }

    /// Y and Z.
    #[must_use]
    pub fn pooled_ids(&self) -> Vec<ParamId> {
        vec![self.rated.id, self.raters.id]
    }

    /// X.
    #[must_use]
    pub fn opinion_ids(&self) -> Vec<ParamId> {
        self.opinions.iter().map(|opinions| opinions.id).collect()
    }

    /// The weights (not the biases) of both fully connected layers.
    #[must_use]
    pub fn fc_weight_ids(&self) -> Vec<ParamId> {
        let ids = |fc: &FullyConnected| vec![fc.fc1.weight.id, fc.fc2.weight.id];
        self.fc.as_ref().map(ids).unwrap_or_default()
    }
}

impl FullyConnected {
    fn forward(&self, input: Tensor<2>, mask: Option<&Tensor<2>>) -> Tensor<2> {
        let hidden = relu(self.norm.forward(self.fc1.forward(input))); // [batch, hidden]
        self.fc2.forward(match mask {
            Some(mask) => hidden * mask.clone(),
            None => hidden,
        })
    }
}

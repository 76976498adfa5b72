//! What is packed of a seed network: Burn's network ↔ the weights that are served.

use burn::module::Param;
use burn::nn::{BatchNormConfig, Embedding, Linear};
use burn::tensor::{Device, Tensor, TensorData};

use crate::model::{Backend, FeatureTables, SeedNetwork, device, values};
use crate::training::{Predictor, Recipe, TargetUnit, Trained};
use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_data::dataset::Tables;
use matinee_engine::artifact::{
    Artifact, Catalogue, EpochLoss, GoldenPrediction, Metric, People, Precisions, SeedWeights,
    Stored,
};
use matinee_engine::features::Matrix;

use super::build::Pack;
use super::build::{TrainingAccount, assemble};

impl Pack for SeedWeights {
    fn keep(&mut self, kept: &[UserIdx]) {
        let rows: Vec<usize> = kept.iter().map(|user| user.row()).collect();
        self.user_embedding = self.user_embedding.only(&rows);
    }

    /// Predicts with the rounded network, through Burn.
    fn golden(
        &self,
        pairs: &[(UserIdx, MovieIdx)],
        catalogue: &Catalogue,
        people: &People,
    ) -> Vec<GoldenPrediction> {
        let device = device(Backend::fastest());
        let features = FeatureTables::of(people, catalogue);
        let network = unfold(self, &device);
        let predictor = Predictor::new(network, &features, TargetUnit::Stars, device);
        let predict = |((user, movie), raw_stars): (&(UserIdx, MovieIdx), f32)| {
            let n_liked = f64::from(catalogue.n_liked[movie.row()]);
            let prior = f64::from(self.popularity_weight) * libm::log(1.0 + n_liked);
            GoldenPrediction {
                user: user.0,
                movie: movie.0,
                raw_stars,
                ranking_score: raw_stars + prior as f32,
            }
        };
        pairs
            .iter()
            .zip(predictor.raw_stars(pairs))
            .map(predict)
            .collect()
    }
}

/// The artifact of a trained seed network, not sealed: see [`assemble`].
#[must_use]
pub fn assemble_seed(
    tables: &Tables,
    recipe: &Recipe,
    trained: &Trained,
    metrics: Vec<Metric>,
    precisions: Precisions,
) -> Artifact {
    let weights = fold(
        &trained.network,
        recipe.target.stars_per_unit(),
        recipe.popularity_weight,
        precisions,
    );
    let account = TrainingAccount {
        preset: recipe.name.clone(),
        recipe: recipe.describe(),
        seed: recipe.seed,
        data_notice: tables.notice.clone(),
        training: trained.training.clone(),
        losses: trained.reports.iter().map(EpochLoss::from).collect(),
        metrics,
        curves: Vec::new(),
    };
    assemble(tables, account, weights.into())
}

/// Takes a trained network apart for serving.
///
/// `network` is in inference mode; `stars_per_unit` converts its output; see
/// [`SeedWeights`] for the formula and `popularity_weight`.
#[must_use]
pub fn fold(
    network: &SeedNetwork,
    stars_per_unit: f32,
    popularity_weight: f32,
    precisions: Precisions,
) -> SeedWeights {
    let norm = &network.norm;
    let mean = values(norm.running_mean.value());
    let variance = values(norm.running_var.value());
    let gamma = values(norm.gamma.val());
    let beta = values(norm.beta.val());
    let fc1_bias = bias(&network.fc1);

    let epsilon = norm.epsilon as f32;
    let scale: Vec<f32> = gamma
        .iter()
        .zip(&variance)
        .map(|(gamma, variance)| gamma / (variance + epsilon).sqrt())
        .collect();
    let shift = (0..scale.len())
        .map(|unit| beta[unit] + (fc1_bias[unit] - mean[unit]) * scale[unit])
        .collect();
    let in_stars = |units: Vec<f32>| units.into_iter().map(|unit| unit * stars_per_unit);
    let stored = |tensor: &Param<Tensor<2>>, precision| Stored::new(&matrix(tensor), precision);
    SeedWeights {
        user_embedding: stored(&network.user_embedding.weight, precisions.embeddings),
        movie_embedding: stored(&network.movie_embedding.weight, precisions.embeddings),
        fc1: stored(&network.fc1.weight, precisions.fc1),
        scale,
        shift,
        fc2: in_stars(values(network.fc2.weight.val())).collect(),
        fc2_bias: in_stars(bias(&network.fc2)).sum(),
        popularity_weight,
    }
}

/// Puts served weights back into Burn's network, which then outputs stars: the oracle that the
/// engine is tested against.
#[must_use]
pub fn unfold(weights: &SeedWeights, device: &Device) -> SeedNetwork {
    let embedding = |stored: &Stored| Embedding {
        weight: param(stored.to_matrix(), device),
    };
    let (_, hidden) = weights.fc1.shape();
    let mut norm = BatchNormConfig::new(hidden).init(device);
    norm.gamma = Param::from_tensor(vector(&weights.scale, device));
    norm.beta = Param::from_tensor(vector(&weights.shift, device));
    // Mean 0 and a variance that gives 1 with ε: only scale and shift are left.
    norm.running_var
        .update(Tensor::ones([hidden], device) - norm.epsilon);
    SeedNetwork {
        user_embedding: embedding(&weights.user_embedding),
        movie_embedding: embedding(&weights.movie_embedding),
        fc1: Linear {
            weight: param(weights.fc1.to_matrix(), device),
            bias: None,
        },
        norm,
        fc2: Linear {
            weight: Param::from_tensor(vector(&weights.fc2, device).unsqueeze_dim(1)),
            bias: Some(Param::from_tensor(vector(&[weights.fc2_bias], device))),
        },
    }
}

fn matrix(tensor: &Param<Tensor<2>>) -> Matrix {
    let [n_rows, n_cols] = tensor.dims();
    Matrix {
        n_rows,
        n_cols,
        values: values(tensor.val()),
    }
}

fn param(matrix: Matrix, device: &Device) -> Param<Tensor<2>> {
    let shape = [matrix.n_rows, matrix.n_cols];
    Param::from_data(TensorData::new(matrix.values, shape), device)
}

fn vector(values: &[f32], device: &Device) -> Tensor<1> {
    Tensor::from_data(TensorData::from(values), device)
}

fn bias(layer: &Linear) -> Vec<f32> {
    let [_, outputs] = layer.weight.dims();
    layer
        .bias
        .as_ref()
        .map_or_else(|| vec![0.0; outputs], |bias| values(bias.val()))
}

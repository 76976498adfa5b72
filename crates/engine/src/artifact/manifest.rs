//! What a model says of itself.

use serde::{Deserialize, Serialize};

use matinee_core::domain::{MovieIdx, UserIdx};

use super::WeightsAsset;

/// The artifact's own account: configuration, origin, accuracy, self-test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this package that wrote the file.
    pub written_by: String,
    /// Name of the network: see [`matinee_core::network_kind::NetworkKind`].
    pub network: String,
    /// Name of the recipe: `original`, `plain`, `page`, or `custom`.
    pub preset: String,
    /// The recipe, one `(name, value)` a hyper-parameter, for people to read.
    pub recipe: Vec<(String, String)>,
    /// The seed of every random draw.
    pub seed: u64,
    /// Where the data comes from and what may be done with it.
    pub data_notice: String,
    /// SHA-256 of the rating rows that the network was trained on, hexadecimal.
    pub training_rows_sha256: String,
    /// Number of rating rows that the network was trained on.
    pub n_training_rows: u32,
    /// SHA-256 over the SHA-256 of the sections with the catalogue, the users and the histories,
    /// hexadecimal: which tables the weights belong to.
    pub tables_sha256: String,
    /// Losses of the run that chose the number of epochs.
    pub losses: Vec<EpochLoss>,
    /// Measured accuracy, each with its protocol.
    pub metrics: Vec<Metric>,
    /// What steering the list costs and gains.
    pub curves: Vec<Curve>,
    /// Predictions of the network where it was made.
    pub golden: Vec<GoldenPrediction>,
    /// SHA-256 over every user's top 10 (dense movie indices, little-endian `u32`, users in
    /// order), hexadecimal: the list is the same wherever it is computed.
    pub lists_sha256: String,
    /// Other networks over the same tables, for whoever carries this model to offer beside it.
    pub companions: Vec<WeightsAsset>,
}

/// Mean squared error after one epoch, in stars².
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochLoss {
    /// From 1.
    pub epoch: u32,
    /// On the training rows, measured while training (dropout on), without the regularisation terms.
    pub training: f32,
    /// On the validation rows; `None` when there are none.
    pub validation: Option<f32>,
}

/// One measured number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// On which rows, for example `u1` or `validation 10 %`.
    pub protocol: String,
    /// For example `RMSE`.
    pub name: String,
    /// The value; stars for RMSE and MAE.
    pub value: f32,
}

/// What the network predicts for one pair, before clipping.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoldenPrediction {
    /// Dense user index.
    pub user: u32,
    /// Dense movie index.
    pub movie: u32,
    /// Raw output in stars.
    pub raw_stars: f32,
    /// What lists are ordered by.
    pub ranking_score: f32,
}

/// Golden predictions in a manifest: each is a sum over every column, of one user and one movie in
/// twenty.
const N_GOLDEN: u32 = 64;

/// Of which pairs a model of so many users and movies has golden predictions: spread over all of
/// them by two strides. There are users and movies.
pub fn golden_pairs(n_users: usize, n_movies: usize) -> impl Iterator<Item = (UserIdx, MovieIdx)> {
    let (n_users, n_movies) = (n_users as u32, n_movies as u32);
    (0..N_GOLDEN).map(move |i| (UserIdx((i * 631) % n_users), MovieIdx((i * 997) % n_movies)))
}

/// How the lists change with the strength of one lever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// `blend`, `discount`, `variety` or `calibration`; see [`crate::engine::Steering`].
    pub lever: String,
    /// On which rows, for example `u1`.
    pub protocol: String,
    /// By ascending strength; one of them is 0, the plain list.
    pub points: Vec<CurvePoint>,
}

/// Means over the lists of one strength; see `ListQuality` of `matinee-lab`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Strength of the lever.
    pub strength: f32,
    /// NDCG@10.
    pub ndcg: f32,
    /// NDCG@10 with the gain 2^stars − 1.
    pub graded_ndcg: f32,
    /// Share of 1 and 2 stars among the listed movies that were rated in the test; 0 without any.
    pub disliked: f32,
    /// Mean stars that the listed movies got in the test; 0 where none was rated.
    pub stars_given: f32,
    /// Share of places with a movie half a star below the person's mean; 0 without predicted stars.
    pub low_places: f32,
    /// Recall@10.
    pub recall: f32,
    /// Share of the movies that are in somebody's list.
    pub coverage: f32,
    /// Bits.
    pub novelty: f32,
    /// Genre distance within a list, 0 to 1.
    pub distance: f32,
    /// KL divergence of genres from the history, nats: lower is better.
    pub calibration: f32,
    /// Gini coefficient of exposure.
    pub gini: f32,
}

//! What a model says of itself.

use serde::{Deserialize, Serialize};

/// The artifact's own account: configuration, origin, accuracy, self-test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this package that wrote the file.
    pub written_by: String,
    /// Name of the network: `seed`.
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
    /// Losses of the run that chose the number of epochs.
    pub losses: Vec<EpochLoss>,
    /// Measured accuracy, each with its protocol.
    pub metrics: Vec<Metric>,
    /// Predictions of the network where it was made.
    pub golden: Vec<GoldenPrediction>,
    /// SHA-256 over every user's top 10 (dense movie indices, little-endian `u32`, users in
    /// order), hexadecimal: the list is the same wherever it is computed.
    pub lists_sha256: String,
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
}

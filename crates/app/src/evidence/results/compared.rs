//! Systems beside each other: by every protocol, and with fewer ratings or without features.

use serde::{Deserialize, Serialize};

use super::Head;

/// Every system by every protocol but cold start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SystemsResults {
    /// What the file is.
    pub head: Head,
    /// What was compared.
    pub systems: Vec<SystemName>,
    /// What was measured.
    pub metrics: Vec<MetricName>,
    /// How.
    pub protocols: Vec<ProtocolResults>,
}

/// A system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemName {
    /// As on the command line: `mean`, `bias`, `popularity`, `knn`, `factors`, `ease`, `seed`, `hybrid`.
    pub key: String,
    /// In tables.
    pub title: String,
}

/// A metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricName {
    /// As in the JSON of `matinee evaluate`: `rmse_stars`, `ndcg`, `coverage`, `gini`, `fit_seconds`, …
    pub key: String,
    /// In tables.
    pub heading: String,
    /// To be shown after the point.
    pub digits: u8,
    /// Whether more is better; `None` where that is a matter of taste.
    pub more_is_better: Option<bool>,
}

/// A name of a part: `u1`, `draw 3`.
pub type PartName = String;

/// What a protocol gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtocolResults {
    /// As on the command line: `folds`, `stratified`, `time`.
    pub key: String,
    /// For people: `Five folds, u1 to u5`.
    pub title: String,
    /// Two sentences.
    pub explanation: String,
    /// Folds or draws.
    pub parts: Vec<PartName>,
    /// Sets of rows: one, or those of `time`, `everybody` last.
    pub sets: Vec<SetResults>,
}

/// What was measured on one set of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetResults {
    /// Which rows: `new people`; empty where there is only one set.
    pub name: String,
    /// Those systems that can do what was asked, in the order of [`SystemsResults::systems`].
    pub systems: Vec<SystemValues>,
}

/// What one system gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SystemValues {
    /// [`SystemName::key`].
    pub system: String,
    /// What there is of it, in the order of [`SystemsResults::metrics`].
    pub metrics: Vec<MetricValues>,
}

/// A number on every part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricValues {
    /// [`MetricName::key`].
    pub metric: String,
    /// [n_parts].
    pub parts: Vec<f32>,
    /// Over the parts.
    pub mean: f32,
    /// Standard deviation over the parts (of a sample); `None` of one part.
    pub spread: Option<f32>,
}

/// A mean of several draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sampled {
    /// The mean.
    pub mean: f32,
    /// Standard deviation (of a sample).
    pub spread: f32,
}

/// What few ratings cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SparsityResults {
    /// What the file is.
    pub head: Head,
    /// Ends of the rows of cells: movies with so many training ratings, from the first number up to, not
    /// including, the next; the last has no end. [n_movie_bins]
    pub movie_bins: Vec<u32>,
    /// The same of people. [n_person_bins]
    pub person_bins: Vec<u32>,
    /// [n_movie_bins × n_person_bins], movie by movie.
    pub cells: Vec<SparsityCell>,
    /// Shares of the training ratings that were kept, falling, 0 to 1. [n_shares]
    pub shares: Vec<f32>,
    /// How many ratings that were. [n_shares]
    pub n_kept: Vec<u32>,
    /// What each system made of them.
    pub systems: Vec<ThinnedSystem>,
    /// The hybrid without what is known of people and movies besides ratings (age, gender, job, genres,
    /// year), on the same rows as with it: RMSE in stars and NDCG@10, with, then without.
    pub features_rmse: [f32; 2],
    /// NDCG@10 with, then without.
    pub features_ndcg: [f32; 2],
}

/// Test ratings of movies of one bin by people of one bin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SparsityCell {
    /// How many there are.
    pub n: u32,
    /// RMSE of the hybrid, stars; `None` where there are none.
    pub rmse: Option<f32>,
    /// RMSE without features.
    pub rmse_without_features: Option<f32>,
}

/// A system that learned from fewer and fewer ratings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThinnedSystem {
    /// Which.
    pub system: SystemName,
    /// RMSE in stars; empty where it predicts none. [n_shares]
    pub rmse: Vec<f32>,
    /// NDCG@10; empty where it has no order. [n_shares]
    pub ndcg: Vec<f32>,
}

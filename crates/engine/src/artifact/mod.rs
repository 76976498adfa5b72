//! The artifact: the only contract between build time and the browser.
//!
//! Little-endian. A header (magic, format version, total length), a table of
//! sections (kind, offset, length, SHA-256), then the sections. Reading checks
//! size, magic, version, hashes, exact shapes and finiteness before anything
//! is handed out; [`crate::engine::Engine::new`] then checks the golden
//! predictions, so that a model is used only if it predicts what it predicted
//! where it was made.
//!
//! A second network over the same tables travels without them ([`write_weights`]): it joins
//! whatever model has tables of the same hash, and is found by the [`WeightsAsset`] in its manifest.
//!
//! A page opens a model in two parts ([`Parts`]): the first has one person's history in the place of
//! everybody's.
//!
//! A site that may not carry anybody's ratings has an artifact without them (`without_ratings`):
//! people come with the movies that they have seen, and with what the network made of their stars.
//!
//! What makes an artifact from what was trained is `packing` of `matinee-train`.

mod codec;
mod manifest;
mod parts;
#[cfg(test)]
mod tests;
mod validate;

pub use crate::container::quantise::{Precision, Precisions, Stored};
pub use crate::container::sections::ArtifactError;
pub use crate::networks::Weights;
pub use crate::networks::factors::weights::{
    Confidence, FactorSet, FactorWeights, Feedback, Fit, Order,
};
pub use crate::networks::hybrid::weights::{
    HybridWeights, PeopleWeights, RankingWeights, RatingWeights,
};
pub use crate::networks::popularity::PopularityWeights;
pub use crate::networks::seed::weights::SeedWeights;
pub use crate::tables::catalogue::Catalogue;
pub use crate::tables::people::{Histories, People};
pub use crate::tables::spreads::Spreads;
pub use codec::{read, read_parts, read_weights, tables_sha256, write, write_weights};
pub(crate) use codec::{read_first, read_rest};
pub use manifest::{
    Artifact, Curve, CurvePoint, EpochLoss, GoldenPrediction, Manifest, Metric, WeightsAsset,
    golden_pairs, hex,
};
pub(crate) use parts::split;
pub use parts::{FirstPerson, Parts};

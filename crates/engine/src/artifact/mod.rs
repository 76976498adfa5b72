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
//! A site that may not carry anybody's ratings has an artifact without them (`without_ratings`):
//! people come with the movies that they have seen, and with what the network made of their stars.
//!
//! What makes an artifact from what was trained is `packing` of `matinee-train`.

mod codec;
mod manifest;
#[cfg(test)]
mod tests;
mod validate;
mod weights_asset;

pub use crate::container::error::ArtifactError;
pub use crate::container::quantise::{Precision, Precisions, Stored};
pub use crate::networks::Weights;
pub use crate::networks::hybrid::weights::{HybridWeights, RankingWeights, RatingWeights};
pub use crate::networks::popularity::PopularityWeights;
pub use crate::networks::seed::weights::SeedWeights;
pub use crate::tables::catalogue::Catalogue;
pub use crate::tables::people::{Histories, People};
pub use crate::tables::spreads::Spreads;
pub use codec::{read, read_in_pieces, read_weights, tables_sha256, write, write_weights};
pub use manifest::{
    Curve, CurvePoint, EpochLoss, GoldenPrediction, Manifest, Metric, golden_pairs,
};
pub use weights_asset::WeightsAsset;

/// Everything the page needs to recommend: what is embedded in the site.
#[derive(Clone, Debug, PartialEq)]
pub struct Artifact {
    /// What this is, where it comes from and how good it is.
    pub manifest: Manifest,
    /// The movies.
    pub catalogue: Catalogue,
    /// The users and what they rated.
    pub people: People,
    /// How far ratings lie from what is expected of them.
    pub spreads: Spreads,
    /// The network, ready to be served.
    pub weights: Weights,
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

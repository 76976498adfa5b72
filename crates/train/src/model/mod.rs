//! Networks in Burn. The only module that imports `burn::nn`.
//!
//! Depends on nothing else of this crate.

mod hybrid;
mod inputs;
mod output;
mod seed;
mod tensors;

pub use hybrid::{GradientSums, HybridNetwork, HybridNetworkConfig, Masks, Rows, Towers};
pub(crate) use inputs::mean_stars;
pub use inputs::{FeatureTables, FeatureTensors, HybridBatch, Neighbourhood, Pooling};
pub use output::Output;
pub use seed::{SeedNetwork, SeedNetworkConfig, SeedRows};
pub use tensors::{Backend, Init, device};
pub(crate) use tensors::{dropout_mask, read, values};

//! Networks in Burn. The only module that imports `burn::nn`.
//!
//! Depends on nothing else of this crate.

mod batch;
mod device;
mod hybrid;
mod init;
mod pooling;
mod seed;

pub use batch::{FeatureTables, PairBatch};
pub(crate) use batch::{dropout_mask, values};
pub use device::{Backend, device};
pub use hybrid::{
    FeatureTensors, HybridBatch, HybridNetwork, HybridNetworkConfig, Masks, Neighbourhood, Output,
    Rows, Towers,
};
pub use init::Init;
pub use pooling::Pooling;
pub use seed::{SeedNetwork, SeedNetworkConfig};

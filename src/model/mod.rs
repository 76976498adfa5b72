//! Networks in Burn. The only module that imports `burn::nn`.
//!
//! Depends on: `domain`, `features` (the shape of a matrix), `random`.

mod batch;
mod device;
mod init;
mod seed;

pub(crate) use batch::values;
pub use batch::{FeatureTables, PairBatch};
pub use device::{Backend, device};
pub use init::Init;
pub use seed::{SeedNetwork, SeedNetworkConfig};

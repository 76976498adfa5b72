//! The hybrid network: two towers, each an embedding, features and what the other side's ratings
//! say, joined by a dot product and, if wanted, a small fully connected part.
//!
//! ```text
//! user u  = E_u + F x_u + n_u^-½ Σ_{j rated by u} Y_j  [+ n_u^-½ Σ_{j rated by u, j ≠ i} (r_uj − level) X_j]
//! movie i = E_i + G x_i + n_i^-½ Σ_{v raters of i} Z_v
//! score   = mean + u · i + level of u + level of i  [+ fc2 relu(norm(fc1 [u, i, (u ∘ i), x_u, x_i]))]
//! ```
//!
//! Every table has one column more than the vectors: the level (bias), pooled like the rest.

mod inputs;
mod network;
#[cfg(test)]
mod tests;
mod towers;

pub use inputs::{FeatureTensors, HybridBatch, Neighbourhood};
pub use network::{HybridNetwork, HybridNetworkConfig, Masks, Output};
pub use towers::{Rows, Towers};

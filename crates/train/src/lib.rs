//! Networks in Burn ([`model`]), how they are trained ([`training`]), and the model files that are made of
//! what was trained ([`packing`]).
//!
//! The only crate that names Burn.

pub mod model;
pub mod packing;
pub mod training;

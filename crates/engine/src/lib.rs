//! Serving: what is known of people and movies ([`features`]), the model file with every check of it
//! ([`artifact`]), and the lists, scores and explanations that are made of it ([`engine`]).
//!
//! What makes a model file is in `matinee-train`.

pub mod artifact;
pub mod engine;
pub mod features;

//! Serving: what is known of people and movies ([`features`]), the model file with every check of it
//! ([`artifact`]), and the lists, scores and explanations that are made of it ([`engine`]).
//!
//! What makes a model file is in `matinee-train`.
#![doc = ""]
#![doc = include_str!("../README.md")]

pub mod artifact;
mod container;
pub mod engine;
mod explanation;
pub mod features;
mod matrix;
mod networks;
mod profile;
mod tables;
mod tile;

pub use engine::{
    Account, Aggregate, Cause, Details, Engine, Explanation, FoldInError, Kind, Likely, Person,
    Profile, Recommendation, Request, Selection, Shared, Standing, Steering, Term,
};
pub use matinee_core::domain::{MovieId, MovieIdx, Score, Stars, UserId, UserIdx};
pub use networks::network::About;
pub use networks::{about, movies_stand_alone};

//! What the Evidence view shows: numbers that were measured before the page was published, and what the page
//! works out beside them. Each module is an act: it makes figures, claims and sentences from results.

pub mod address;
pub mod carried;
pub mod cold_start;
pub mod data;
pub mod diversity;
pub mod figure;
pub mod glossary;
pub mod groups;
pub mod learning;
pub mod map;
pub mod minute;
pub mod outline;
pub mod play;
pub mod reasons;
pub mod results;
pub mod sparsity;
pub mod systems;

mod card;
mod markup;
mod packed;

#[cfg(test)]
mod examples;

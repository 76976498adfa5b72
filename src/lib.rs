//! Matinee: a movie recommender that lives whole inside the browser.
//!
//! The crate is one pipeline, and its modules follow the way of one rating:
//! bytes → [`dataset`] → [`features`] → [`model`] → [`training`] → [`artifact`]
//! → [`engine`] → a list. [`evaluation`] measures what comes out, [`page`] decides
//! how it is shown. Below the two
//! edges, `cli` (native) and `web` (browser), there are no files, no clock, no
//! environment and no global random state: bytes, time and seeds are arguments.
//!
//! ARCHITECTURE.md has the map; `tests/architecture.rs` keeps it true.

pub mod decimal;
pub mod domain;
pub mod encoding;
pub mod linear;
pub mod normalise;
pub mod order;
pub mod random;
pub mod spreadsheet;

pub mod dataset;

pub mod features;

#[cfg(feature = "train")]
pub mod model;
#[cfg(feature = "train")]
pub mod training;

pub mod artifact;
pub mod engine;

#[cfg(feature = "train")]
pub mod evaluation;

pub mod rating_files;

pub mod page;

pub mod task;
#[cfg(feature = "train")]
pub mod trainer;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "web")]
pub mod web;
#[cfg(feature = "trainer")]
pub mod worker;

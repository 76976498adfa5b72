//! Bytes in, tables out: parsing, cleaning, splitting, counting. No IO.
//!
//! ```text
//! a zip ── archive ──▶ RawFiles
//! RawFiles ── movielens::parse ──▶ RawTables ── clean ──▶ (Tables, CleaningReport)
//!                                                            │
//!                                       split::fold, ::random, ::block, ::by_movie
//! ```
//!
//! Depends on nothing else of this crate.

#[cfg(feature = "archive")]
pub mod archive;
mod clean;
mod generate;
pub mod movielens;
pub mod split;
pub mod stats;
mod tables;

pub use clean::{CleaningReport, CleaningRules, Counts, Merged, RuleCount, clean, keep_latest};
pub use generate::{GeneratorConfig, GeneratorError, Planted, generate};
pub use movielens::{ParseError, RawFiles, RawTables, parse};
pub use split::Split;
pub use tables::{Gender, Movie, ReleaseDate, Tables, User, Vocabulary};

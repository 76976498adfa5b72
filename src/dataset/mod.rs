//! Bytes in, tables out: parsing, cleaning, splitting, counting. No IO.
//!
//! ```text
//! RawFiles ── movielens::parse ──▶ RawTables ── clean ──▶ (Tables, CleaningReport)
//!                                                            │
//!                                       split::folds, ::random, ::by_movie
//! ```
//!
//! Depends on: `domain`, `random`.

mod clean;
pub mod movielens;
pub mod split;
mod tables;

pub use clean::{CleaningReport, CleaningRules, RuleCount, clean};
pub use movielens::{ParseError, RawFiles, RawTables, parse};
pub use split::Split;
pub use tables::{Gender, Movie, ReleaseDate, Tables, User, Vocabulary};

//! What training and serving know of a data set: cleaning, splitting, counting. No IO.
//!
//! ```text
//! Source ── read ──▶ RawTables ── clean ──▶ (Tables, CleaningReport)
//!                                              │
//!                         split::fold, ::random, ::block, ::by_movie
//! ```
//!
//! Depends on `raw` and `titles`; what formats there are it does not know.

mod clean;
pub mod split;
pub mod stats;
mod tables;

pub use crate::ids::RawId;
pub use clean::{CleaningReport, CleaningRules, Counts, Merged, RuleCount, clean, keep_latest};
pub use split::Split;
pub use tables::{
    Demographics, Gender, Movie, ReleaseDate, Tables, User, Vocabulary, ratings_of_users,
};

//! The format of MovieLens 20M, 25M, 32M, Latest and Latest Small: `ratings.csv`, `movies.csv`,
//! `links.csv`, each with a header, in UTF-8.
//!
//! [`CsvFiles`] is the [`Source`](crate::raw::Source); [`write`](mod@write) makes such files.

mod files;
pub mod write;

pub use files::CsvFiles;
pub(super) use files::{
    external, is_links, is_movies, is_pairs, is_ratings, numbered_pairs, numbered_rows,
};

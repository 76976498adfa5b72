//! The MovieLens 100K file format: `u.data`, `u.item`, `u.user`, `u.genre`, `u.occupation`.
//!
//! The data set's text is Latin-1; copies that an editor has saved in UTF-8 or Windows-1252 are read
//! too. Rows end in `\n` (or `\r\n`), and nothing is quoted. [`RawFiles`] is the
//! [`Source`](crate::raw::Source); [`write`](mod@write) makes the same lines again, in Latin-1.

#[cfg(feature = "archive")]
pub mod archive;
mod files;
mod parse;
mod text;
pub mod write;

pub use files::{FILE_NAMES, MOVIELENS_100K, NOTICE, OFFICIAL_RATINGS_MD5, RawFiles, UNKNOWN, md5};
pub use parse::{MAX_GENRES, MAX_OCCUPATIONS, parse_movies, parse_pairs, parse_ratings};
pub use write::{FoldError, fold_files};

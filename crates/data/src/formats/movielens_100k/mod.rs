//! The MovieLens 100K file format: `u.data`, `u.item`, `u.user`, `u.genre`, `u.occupation`.
//!
//! The data set's text is Latin-1; copies that an editor has saved in UTF-8 or Windows-1252 are read
//! too. Rows end in `\n` (or `\r\n`), and nothing is quoted. [`RawFiles`] is the
//! [`Source`](crate::raw::Source); [`write`](mod@write) makes the same lines again, in Latin-1.

mod files;
mod parse;
pub mod write;

pub use super::catalogue::MAX_GENRES;
pub use super::notices::UNKNOWN;
pub use files::{FILE_NAMES, MOVIELENS_100K, NOTICE, OFFICIAL_RATINGS_MD5, RawFiles, md5};
pub use parse::{MAX_OCCUPATIONS, parse_movies, parse_pairs, parse_ratings};
pub(super) use parse::{pairs_between, read_ratings};
pub use write::{FoldError, fold_files};

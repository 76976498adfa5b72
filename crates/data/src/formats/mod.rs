//! Formats of data sets, a folder each. Each gives [`RawTables`](crate::raw::RawTables) by the one
//! trait [`Source`](crate::raw::Source), so that nobody else knows which it was.
//!
//! | format | files | told by |
//! |---|---|---|
//! | [`movielens_100k`] | `u.data`, `u.item`, `u.user`, `u.genre`, `u.occupation` | the five names, in one folder |
//! | [`movielens_dat`] | `ratings.dat`, `movies.dat`, `users.dat` (MovieLens 1M and 10M) | `::` between what they hold |
//! | [`movielens_csv`] | `ratings.csv`, `movies.csv`, `links.csv` (20M and later) | their columns |
//! | [`table`] | a table of ratings, and one of items | somebody says which column is what |
//!
//! [`find`] finds which of the first three a folder or a zip holds. What they share: [`text`] (lines,
//! fields, where an error is), [`csv`] (tables with a header), [`ratings`] (rows by the million),
//! [`pairs`], [`catalogue`] (movies), [`notices`].

#[cfg(feature = "archive")]
pub mod archive;
mod catalogue;
mod csv;
mod data_set;
pub mod movielens_100k;
pub mod movielens_csv;
pub mod movielens_dat;
mod notices;
mod pairs;
mod ratings;
mod rows;
pub mod table;
mod text;

pub use catalogue::{MAX_GENRES, MovieLine, NotWritable};
pub use data_set::{DataFile, DataSet, Files, NOTICE, TABLE_NAMES, find};
pub use notices::UNKNOWN;
pub use rows::{parse_pairs, parse_rows};

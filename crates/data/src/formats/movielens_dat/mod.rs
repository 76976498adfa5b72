//! The format of MovieLens 1M and 10M: `ratings.dat`, `movies.dat`, `users.dat`, with `::` between
//! fields and no header.
//!
//! MovieLens 1M is in Latin-1, has whole stars and says who its people are; 10M is in UTF-8, has half
//! stars and no `users.dat`. [`DatFiles`] is the [`Source`](crate::raw::Source);
//! [`write`](mod@write) makes such files.

mod files;
pub mod write;

pub use files::{AGES, DatFiles, OCCUPATIONS};
pub(super) use files::{is_movies, is_ratings, is_users, read_ratings};

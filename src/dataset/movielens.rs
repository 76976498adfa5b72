//! The MovieLens 100K file format: `u.data`, `u.item`, `u.user`, `u.genre`, `u.occupation`.

use crate::domain::{MovieId, Stars, UserId};

use super::tables::{Movie, User};

/// The five files, as bytes. Field names are the files' roles; errors use the files' names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawFiles {
    /// `u.data`: user, movie, stars, Unix time; tab-separated.
    pub ratings: Vec<u8>,
    /// `u.item`: 24 columns separated by `|`, Latin-1.
    pub movies: Vec<u8>,
    /// `u.user`: id, age, gender, occupation, zip code, separated by `|`.
    pub users: Vec<u8>,
    /// `u.genre`: name, row, separated by `|`.
    pub genres: Vec<u8>,
    /// `u.occupation`: one name a line.
    pub occupations: Vec<u8>,
}

/// One line of `u.data`, in raw ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawRating {
    /// Who rated.
    pub user: UserId,
    /// What was rated.
    pub movie: MovieId,
    /// How it was rated.
    pub stars: Stars,
    /// When, in seconds since 1970-01-01 UTC.
    pub unix_time: i64,
}

/// The parsed files, before cleaning. Every rating names a known user and a known movie,
/// and no (user, movie) pair occurs twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTables {
    /// Lines of `u.data`, in the order of the file.
    pub ratings: Vec<RawRating>,
    /// Lines of `u.item`, in the order of the file.
    pub movies: Vec<Movie>,
    /// Lines of `u.user`, in the order of the file.
    pub users: Vec<User>,
    /// Lines of `u.genre`.
    pub genres: Vec<String>,
    /// Lines of `u.occupation`.
    pub occupations: Vec<String>,
}

/// A line that cannot be read: where, what was found, what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {reason}")]
pub struct ParseError {
    /// File name, as the caller gave it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column of the field (not of the character), from 1.
    pub column: usize,
    /// What was expected and what was found.
    pub reason: String,
}

/// Parses the five files together and checks what they say of each other.
///
/// # Errors
/// The first line that cannot be read, or that contradicts another file.
pub fn parse(files: &RawFiles) -> Result<RawTables, ParseError> {
    let _ = files;
    todo!()
}

/// Parses rows in the format of `u.data`; `file` is the name used in errors.
///
/// # Errors
/// The first line that cannot be read, and a (user, movie) pair that occurs twice.
pub fn parse_ratings(bytes: &[u8], file: &str) -> Result<Vec<RawRating>, ParseError> {
    let _ = (bytes, file);
    todo!()
}

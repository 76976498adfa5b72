//! A data set as it was found, whatever its format: raw ids, nothing cleaned.

use matinee_core::domain::{MovieId, StarScale, Stars, UserId};

use crate::dataset::split::Folds;
use crate::dataset::{Movie, User};
use crate::reader::Reader;
use matinee_core::crew::Alone;

/// A data set in some format; [`crate::formats`] has a folder for each.
pub trait Source {
    /// Parses it, and checks what its parts say of each other.
    ///
    /// # Errors
    /// The first line that cannot be read, or that contradicts another.
    fn read(&self) -> Result<RawTables, ParseError> {
        self.read_by(&mut Reader::new(&Alone))
    }

    /// [`Source::read`] by a reader, who may work side by side and leave bad rows of ratings out.
    ///
    /// # Errors
    /// As [`Source::read`]; of ratings only where the reader leaves nothing out.
    fn read_by(&self, reader: &mut Reader<'_>) -> Result<RawTables, ParseError>;
}

/// One rating, in raw ids.
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

/// What a data set says, before cleaning. Every rating names a known user and a known movie,
/// and no (user, movie) pair occurs twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTables {
    /// In the order of the file.
    pub ratings: Vec<RawRating>,
    /// In the order of the file.
    pub movies: Vec<Movie>,
    /// In the order of the file.
    pub users: Vec<User>,
    /// The ratings that can be given.
    pub scale: StarScale,
    /// How it is cut into folds.
    pub folds: Folds,
    /// What users are called where the data has names instead of numbers: [`UserId`] `n` is called by
    /// row `n - 1`. Empty where it has numbers.
    pub user_names: Vec<String>,
    /// Names; a bit of [`Movie::genres`] is a row.
    pub genres: Vec<String>,
    /// Names; [`User::occupation`] is a row.
    pub occupations: Vec<String>,
    /// Where the data comes from and what may be done with it, one paragraph.
    pub notice: String,
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

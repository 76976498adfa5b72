//! Ratings and lists as files: what a visitor brings along and takes away.
//!
//! [`read`] takes the bytes of any file and finds in its header what it is:
//!
//! | format | columns it is known by | scale | a movie is found by |
//! |---|---|---|---|
//! | our own | `title,year,stars,movie_id` | 1 to 5 | number, if the title agrees; else title and year |
//! | Letterboxd | `Name`, `Letterboxd URI`, `Rating` (and `Year`) | ½ to 5 | title and year |
//! | IMDb | `Title`, `Your Rating` (and `Original Title`, `Year`) | 1 to 10 | title or original title, and year |
//! | MovieLens, with titles | `title`, `rating` (and `year`) | ½ to 5 | title and year |
//! | MovieLens 100K, `u.data` | none: four numbers, or movie and stars, between tabs | 1 to 5 | number |
//!
//! The numbers of movies in newer MovieLens data sets are not those of the 100K, so a file that has
//! nothing else is refused: most of them exist here too, as other movies.
//!
//! Half stars are rounded up (3½ → 4), tens are halved and rounded up (7 → 4). When a movie is rated
//! more than once the last row counts. A row that cannot be used is a [`Problem`], a title that is
//! not in the catalogue an [`Unmatched`]: nothing is dropped in silence.

mod decode;
mod error;
mod import;
mod layout;
mod matching;
mod records;
mod write;

#[cfg(test)]
mod tests;

pub use error::{Problem, Reason, Refused};
pub use import::{Import, Matched, Unmatched, read};
pub use layout::Format;
pub(super) use matching::key as title_key;
pub use write::{About, list_csv, list_json, ratings_csv};

/// The longest file that is read, bytes.
pub const MAX_BYTES: usize = 10_000_000;
/// The most rows that are read.
pub const MAX_ROWS: usize = 200_000;

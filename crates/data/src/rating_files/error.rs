//! Why a file or a row of it cannot be used, and how large a file may be.

use thiserror::Error;

use matinee_core::decimal::thousands;

use super::scale::Scale;

/// The longest file that is read, bytes.
pub const MAX_BYTES: usize = 50_000_000;
/// The most rows that are read.
pub const MAX_ROWS: usize = 200_000;
/// The longest title that is looked for, in characters. Reviews may have any length.
pub const MAX_TITLE: usize = 500;

/// Why nothing was read from a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// More than [`MAX_BYTES`].
    #[error(
        "the file has {} bytes, more than the {} that are read here; a file of your own ratings is far smaller",
        thousands(*found), thousands(MAX_BYTES)
    )]
    TooLarge {
        /// Size of the file, bytes.
        found: usize,
    },
    /// More than [`MAX_ROWS`].
    #[error(
        "the file has more than the {} rows that are read here; keep the rows of one person",
        thousands(MAX_ROWS)
    )]
    TooManyRows,
    /// Nothing but blanks.
    #[error("the file is empty; choose the one with your ratings")]
    Empty,
    /// A zip, or a spreadsheet, which is one.
    #[error(
        "this is a zip: unpack it and choose ratings.csv; if it is a spreadsheet, save it as CSV"
    )]
    Zip,
    /// Not text.
    #[error("this is not a text file; choose a CSV file with your ratings")]
    Binary,
    /// No header that is known.
    #[error(
        "line {line} names no columns known here, it begins {found:?}; a file from here has title, year, stars, movie_id, one from Letterboxd Name, Year, Letterboxd URI, Rating, one from IMDb Title, Year, Your Rating, a table of your own title, year, rating"
    )]
    Unrecognised {
        /// The first line that is not blank, from 1.
        line: usize,
        /// Beginning of the header.
        found: String,
    },
    /// A file of Letterboxd without the column `Rating`.
    #[error("this file of Letterboxd has no column Rating; choose ratings.csv of the same export")]
    NoRatings,
    /// Movies named only by numbers of another data set.
    #[error(
        "this file names movies only by number, and the numbers of newer MovieLens data sets are other movies here; add the column title of its movies.csv, or use a file of MovieLens 100K (u.data)"
    )]
    NumbersOnly,
    /// Movies named only by numbers of MovieLens 100K, where those of all others are known.
    #[error(
        "this looks like u.data of MovieLens 100K, which numbers movies in a way of its own: here those are other movies; use ratings.csv of a newer MovieLens, or add a column title"
    )]
    OlderNumbers,
    /// Numbers that are not those of the movies here.
    #[error(
        "{n_unknown} of its {n_rows} numbers are of no movie here (line {line} has {found}, the last one here is {last}): these are the numbers of another data set, and the others would be other movies; add a column title"
    )]
    OtherNumbers {
        /// Rows whose number no movie here has.
        n_unknown: usize,
        /// Rows.
        n_rows: usize,
        /// A line with a number that cannot be one of these movies, from 1.
        line: usize,
        /// That number.
        found: u32,
        /// The greatest number of a movie here.
        last: u32,
    },
    /// Ratings of more than one person.
    #[error(
        "line {line} is of user {second:?}, the lines before of user {first:?}; keep the lines of one person"
    )]
    SeveralPeople {
        /// The first line of somebody else, from 1.
        line: usize,
        /// The person of the lines before.
        first: String,
        /// The person of that line.
        second: String,
    },
}

/// A row that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file on which the row begins, from 1.
    pub line: usize,
    /// The title in it, where there is one.
    pub title: Option<String>,
    /// Why.
    pub reason: Reason,
}

/// Why a row does not count.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    /// A quotation mark without its partner, or with text behind it.
    #[error("a quotation mark is not closed, or text follows the closing one")]
    Quote,
    /// The last row: a quotation mark is not closed to the end of the file.
    #[error("a quotation mark is not closed to the end of the file; is the file cut short?")]
    CutShort,
    /// A series, a game, a podcast: what the services keep beside films.
    #[error("{kind} is no film")]
    NoFilm {
        /// Sort of work, as in the file.
        kind: String,
    },
    /// A title that nobody wrote.
    #[error("the title has {found} characters, {MAX_TITLE} are the most")]
    LongTitle {
        /// Number of characters.
        found: usize,
    },
    /// More or fewer cells than the header.
    #[error("{found} cells instead of {expected}; put quotation marks around a title with a comma")]
    Cells {
        /// Number of cells in the header.
        expected: usize,
        /// Number of cells in this row.
        found: usize,
    },
    /// The cell of the title is empty.
    #[error("no title")]
    NoTitle,
    /// The cell of the rating is empty.
    #[error("no rating")]
    NoRating,
    /// No number.
    #[error("the rating {found:?} is no number")]
    NoNumber {
        /// Contents of the cell.
        found: String,
    },
    /// A rating that the scale of the file does not have.
    #[error("the rating {found:?} is not one out of {}", scale.top())]
    OffScale {
        /// Contents of the cell.
        found: String,
        /// Scale of the file.
        scale: Scale,
    },
    /// Not a year.
    #[error("{found:?} is not a year")]
    Year {
        /// Contents of the cell.
        found: String,
    },
    /// A number that no movie here has.
    #[error("no movie here has the number {found:?}")]
    UnknownMovie {
        /// Contents of the cell.
        found: String,
    },
    /// A later row rates the same movie.
    #[error("rated again in line {line}, which counts")]
    RatedAgain {
        /// The later row, from 1.
        line: usize,
    },
}

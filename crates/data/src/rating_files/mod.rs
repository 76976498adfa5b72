//! Files of ratings that somebody brings along, of any service in any of its shapes.
//!
//! [`read`] takes the bytes of any file and finds in its header what it is:
//!
//! | service | columns it is known by | scale |
//! |---|---|---|
//! | our own | `title,year,stars`, with `movie_id` or without | ½ to 5 |
//! | Letterboxd | `Letterboxd URI`; its import format by `Rating10` or `WatchedDate` | ½ to 5, or 1 to 10 |
//! | IMDb | `Const`, `Your Rating`, in former years `You rated` | 1 to 10 |
//! | Trakt, Simkl, TMDB | `trakt_id`, `SIMKL_ID`, `TMDb ID` | 1 to 10 |
//! | Criticker | `Film Name`, `Score` | 1 to 10 or 0 to 100: the column decides |
//! | MovieLens, with titles | `movieId` or `timestamp`, beside `title` and `rating` | ½ to 5 |
//! | a table | a column for titles, one for ratings | the column decides |
//! | MovieLens, `ratings.csv` and `ratings.dat` | `movieId` beside `rating`; `::` between cells | ½ to 5 |
//! | MovieLens 100K, `u.data` | none: user, movie, rating, time, or some of them | ½ to 5 |
//!
//! A movie is found by its number at IMDb or TMDb where row and catalogue have one, else by title and
//! year ([`matching`]); where a file has numbers alone, by these, if they are the catalogue's
//! ([`numbering`]). All MovieLens data sets but 100K have the same numbers, and in 100K those are other
//! movies: a file that has nothing but the numbers of the other sort is refused, and so is one with
//! numbers that no movie here can have.
//!
//! Ratings are kept as the file has them; [`Scale::stars`] makes stars of them that can be given in
//! the data, whole or half ones, the middle rounded up. Every row ends as a rating, as a title that is asked about ([`Unmatched`]) or as a
//! [`Problem`]: nothing is dropped in silence, and no movie has two ratings.

mod decoding;
mod error;
mod import;
mod layout;
mod matching;
mod numbering;
mod reading;
mod scale;
mod titles;

#[cfg(test)]
#[path = "table/tests.rs"]
mod table;
#[cfg(test)]
mod tests;

pub use error::{MAX_BYTES, MAX_ROWS, MAX_TITLE, Problem, Reason, Refused};
pub use import::{
    Caution, Group, Import, Matched, Unmatched, groups, read, rounded_words, source_words,
};
pub use matching::Strength;
pub use scale::{Decision, Given, Scale, Scales, Service};
pub use titles::key as title_key;

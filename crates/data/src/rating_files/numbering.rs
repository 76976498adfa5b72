//! Whose numbers the movies here have: what tells whether a file that names movies by number alone can be
//! read.
//!
//! All MovieLens data sets but 100K count as movielens.org does: movie 296 of any of them is *Pulp Fiction*,
//! which is 56 in MovieLens 100K. So a handful of well-known movies tells one from the other, and both from
//! a data set of one's own.

use matinee_core::domain::{MovieId, MovieIdx};
use matinee_core::order;

use crate::dataset::Movie;

use super::error::Refused;
use super::import::Caution;
use super::layout::Layout;
use super::reading::Row;
use super::scale::Step;

/// Who numbered the movies of a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbering {
    /// movielens.org: MovieLens 1M to 32M, Latest and Latest Small.
    MovieLens,
    /// MovieLens 100K, or somebody else.
    Other,
}

/// Title and year, and the number at movielens.org, which MovieLens 100K gives to another movie.
const WELL_KNOWN: [(&str, u16, u32); 16] = [
    ("GoldenEye", 1995, 10),
    ("Braveheart", 1995, 110),
    ("Apollo 13", 1995, 150),
    ("Pulp Fiction", 1994, 296),
    ("Forrest Gump", 1994, 356),
    ("Speed", 1994, 377),
    ("True Lies", 1994, 380),
    ("Jurassic Park", 1993, 480),
    ("Schindler's List", 1993, 527),
    ("Aladdin", 1992, 588),
    ("Dances with Wolves", 1990, 590),
    ("Batman", 1989, 592),
    ("Beauty and the Beast", 1991, 595),
    ("Pretty Woman", 1990, 597),
    ("Fargo", 1996, 608),
    ("Twister", 1996, 736),
];
/// So many of them have to be here with these numbers: fewer could be chance.
const ENOUGH: usize = 3;

impl Numbering {
    /// Of these movies.
    pub(super) fn of(movies: &[Movie]) -> Self {
        let number_here = |title: &str, year| {
            let is_it = |movie: &&Movie| movie.year == Some(year) && movie.title == title;
            movies.iter().find(is_it).map(|movie| movie.id.0)
        };
        let here = WELL_KNOWN
            .into_iter()
            .filter_map(|(title, year, number)| Some(number_here(title, year)? == number));
        let (mut n_alike, mut n_here) = (0, 0);
        for is_alike in here {
            n_alike += usize::from(is_alike);
            n_here += 1;
        }
        match n_alike >= ENOUGH && n_alike == n_here {
            true => Self::MovieLens,
            false => Self::Other,
        }
    }
}

/// Ratings newer than the newest movie by so many years are of people who had newer ones to rate.
const LATER: u16 = 5;
const SECONDS_A_YEAR: u64 = 31_556_952;
/// Smaller numbers are no seconds since 1970.
const SECONDS: std::ops::Range<u64> = 100_000_000..100_000_000_000;
/// Of the rows of a whole-star data set, one in so many may have half a star by mistake.
const SLIPS: usize = 20;

impl Numbering {
    /// Checks that numbers alone, each with its line, name movies that are here; and says what speaks
    /// against it.
    ///
    /// # Errors
    /// When they are those of another data set.
    pub(super) fn check(
        self,
        layout: &Layout,
        rows: &[Row<'_>],
        numbers: &[(usize, u32)],
        movies: &[Movie],
        row_of: &dyn Fn(MovieId) -> Option<MovieIdx>,
    ) -> Result<Option<Caution>, Refused> {
        let last = movies.iter().map(|movie| movie.id.0).max().unwrap_or(0);
        let is_known = |id| row_of(MovieId(id)).is_some();
        match self {
            Self::MovieLens => {
                check_movielens(layout, rows)?;
                check_known(numbers, is_known, (last, u32::MAX))?;
                Ok(None)
            }
            Self::Other => {
                let end = last.saturating_add(BEYOND_AT_LEAST.max(last / BEYOND));
                check_known(numbers, is_known, (last, end))?;
                check_other(layout, rows, movies)
            }
        }
    }
}

/// Ratings of MovieLens 100K end in April 1998, seconds since 1970.
const END_OF_100K: u64 = 893_400_000;

/// Checks that these are not rows of MovieLens 100K.
fn check_movielens(layout: &Layout, rows: &[Row<'_>]) -> Result<(), Refused> {
    let is_old = |row: &Row<'_>| row.date.is_some_and(|date| date < END_OF_100K);
    let is_table = !layout.has_header && layout.separator == b'\t' && layout.person.is_some();
    match is_table && !rows.is_empty() && rows.iter().all(is_old) {
        true => Err(Refused::OlderNumbers),
        false => Ok(()),
    }
}

/// Checks that these are not rows of a newer data set, as far as they tell.
fn check_other(
    layout: &Layout,
    rows: &[Row<'_>],
    movies: &[Movie],
) -> Result<Option<Caution>, Refused> {
    // Newer data sets have half stars.
    let n_halves = rows
        .iter()
        .filter(|row| !row.given.is_step(Step::Whole))
        .count();
    if layout.person.is_some() && layout.date.is_some() && n_halves * SLIPS > rows.len() {
        return Err(Refused::NumbersOnly);
    }
    let mut dates: Vec<u64> = rows.iter().filter_map(|row| row.date).collect();
    dates.retain(|date| SECONDS.contains(date));
    order::sort(&mut dates, &Ord::cmp);
    let newest = movies.iter().filter_map(|movie| movie.year).max();
    let (Some(middle), Some(newest)) = (dates.get(dates.len() / 2), newest) else {
        return Ok(None);
    };
    let rated = (1970 + middle / SECONDS_A_YEAR) as u16;
    Ok((rated > newest + LATER).then_some(Caution::LaterNumbers { rated, newest }))
}

/// Beyond the last number here, the movies that cleaning took out: a twentieth, or so many.
const BEYOND: u32 = 20;
const BEYOND_AT_LEAST: u32 = 50;
/// A number far beyond is a slip of the pen among so many others.
const UNKNOWN_SLIPS: usize = 50;
/// Fewer unknown numbers say nothing.
const FEW: usize = 3;

/// Checks that the numbers of the rows, with their lines, are those of the movies here; `is_known` says
/// of each whether a movie here has it; `last` is the greatest of those, `end` the greatest that one can have.
///
/// MovieLens 100K and others number their movies each in a way of its own, and small numbers exist in all
/// of them. What tells another data set is a number that no movie here can have. Cleaning has taken movies
/// out, so a number that is missing here may well be one of this data set: as long as it is not far
/// beyond the last one, and most numbers are known.
///
/// # Errors
/// When they are those of another data set.
fn check_known(
    rows: &[(usize, u32)],
    is_known: impl Fn(u32) -> bool,
    (last, end): (u32, u32),
) -> Result<(), Refused> {
    let is_unknown = |row: &&(usize, u32)| !is_known(row.1);
    let n_unknown = rows.iter().filter(is_unknown).count();
    let n_beyond = rows.iter().filter(|row| row.1 > end).count();
    let is_other =
        n_beyond * UNKNOWN_SLIPS > rows.len() || (n_unknown >= FEW && 2 * n_unknown > rows.len());
    // The farthest is the plainest.
    match rows.iter().filter(is_unknown).max_by_key(|row| row.1) {
        Some((line, found)) if is_other => Err(Refused::OtherNumbers {
            n_unknown,
            n_rows: rows.len(),
            line: *line,
            found: *found,
            last,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numbers: &[u32], expected: Numbering) {
        let movies: Vec<Movie> = (WELL_KNOWN.iter().zip(numbers))
            .map(|((title, year, _), number)| Movie {
                id: MovieId(*number),
                title: (*title).into(),
                year: Some(*year),
                released: None,
                genres: 0,
                imdb: None,
                tmdb: None,
            })
            .collect();
        assert_eq!(Numbering::of(&movies), expected, "{numbers:?}");
    }

    #[test]
    fn a_few_movies_with_its_numbers_and_none_with_another_are_of_movielens() {
        check(&[10, 110, 150], Numbering::MovieLens);
        check(&[10, 110, 150, 296, 356], Numbering::MovieLens);
        check(&[], Numbering::Other);
        check(&[10, 110], Numbering::Other);
        check(&[10, 110, 150, 297], Numbering::Other);
        // MovieLens 100K.
        check(&[2, 22, 28, 56, 69, 568, 385], Numbering::Other);
    }

    /// Of 1,620 movies every fifth was cleaned out.
    fn is_other(numbers: &[u32]) -> bool {
        let rows: Vec<_> = (1..).zip(numbers.iter().copied()).collect();
        check_known(&rows, |id| id <= 1_620 && id % 5 != 0, (1_620, 1_701)).is_err()
    }

    #[test]
    fn numbers_beyond_the_catalogue_are_of_another_data_set() {
        assert!(is_other(&[1, 2, 3, 2_571]));
        assert!(is_other(&[2_858]));
        assert!(is_other(&[1, 4_000, 6, 7, 8, 9, 11, 12, 13, 14]));
    }

    #[test]
    fn movies_that_cleaning_took_out_are_of_this_one() {
        assert!(!is_other(&[1, 2, 5, 10, 3, 4]));
        assert!(!is_other(&[1, 2, 3, 1_682]));
        assert!(!is_other(&[5]));
        assert!(!is_other(&[5, 10]));
        assert!(!is_other(&[]));
    }

    #[test]
    fn mostly_unknown_numbers_are_of_another_data_set() {
        assert!(is_other(&[5, 10, 15, 1]));
    }

    #[test]
    fn a_slip_of_the_pen_is_no_data_set() {
        let mut numbers: Vec<u32> = (1..=60).filter(|id| id % 5 != 0).collect();
        numbers.extend([101, 102, 50_000]);
        assert!(!is_other(&numbers));
    }
}

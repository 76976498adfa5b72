//! `u.data` and files like it: rows of ratings, pairs, movies that are asked about, and the files of the five
//! canonical folds.

use std::collections::HashMap;

use crate::dataset::split::{SplitError, fold_rows};
use crate::raw::{ParseError, RawRating};
use matinee_core::domain::{MovieId, MovieIdx, Stars, UserId};

use super::text::{Format, Row};
use super::write::write_ratings;

/// Seconds from 1970 to the end of the year 9999. A time in milliseconds is beyond it.
const UNIX_TIMES: std::ops::RangeInclusive<i64> = 0..=253_402_300_799;

/// Parses rows in the format of `u.data`; `file` is the name used in errors.
///
/// # Errors
/// The first line that cannot be read, and a (user, movie) pair that occurs twice.
pub fn parse_ratings(bytes: &[u8], file: &str) -> Result<Vec<RawRating>, ParseError> {
    let format = Format {
        file,
        separator: b'\t',
        n_columns: 4,
        more_allowed: false,
        layout: "user, movie, stars, Unix time",
    };
    let mut first_lines = HashMap::new();
    let mut ratings = Vec::new();
    for row in format.rows(bytes)? {
        let row = row?;
        let (user, movie) = pair(&row)?;
        let stars = stars(&row, 3)?;
        let unix_time = unix_time(&row, 4)?;
        if let Some(first) = first_lines.insert((user, movie), row.line) {
            return Err(row.error(
                2,
                format!(
                    "user {user} rated movie {movie} on line {first} already: keep one of the two"
                ),
            ));
        }
        ratings.push(RawRating {
            user,
            movie,
            stars,
            unix_time,
        });
    }
    Ok(ratings)
}

/// Parses lines `user⇥movie`; further columns are ignored, so that `u1.test` will do. A pair
/// may occur again.
///
/// # Errors
/// The first line that cannot be read.
pub fn parse_pairs(bytes: &[u8], file: &str) -> Result<Vec<(UserId, MovieId)>, ParseError> {
    let format = Format {
        file,
        separator: b'\t',
        n_columns: 2,
        more_allowed: true,
        layout: "user, movie",
    };
    format.rows(bytes)?.map(|row| pair(&row?)).collect()
}

fn pair(row: &Row<'_>) -> Result<(UserId, MovieId), ParseError> {
    let user = row.number(1, "the user id", 1..=u32::MAX)?;
    let movie = row.number(2, "the movie id", 1..=u32::MAX)?;
    Ok((UserId(user), MovieId(movie)))
}

fn unix_time(row: &Row<'_>, column: usize) -> Result<i64, ParseError> {
    row.number(column, "the time in seconds since 1970", UNIX_TIMES)
}

fn stars(row: &Row<'_>, column: usize) -> Result<Stars, ParseError> {
    match row.field(column) {
        [digit @ b'1'..=b'5'] => Stars::try_from(digit - b'0').ok(),
        _ => None,
    }
    .ok_or_else(|| row.unexpected(column, "the rating must be 1, 2, 3, 4 or 5 stars"))
}

/// Parses the movies that are asked about: lines `movie`, or `user⇥movie` as for
/// [`parse_pairs`], where the user is of no importance; further columns are ignored. Each is
/// returned with its id as the file has it.
///
/// # Errors
/// The first line that cannot be read, and a movie that is not known.
pub fn parse_movies(
    bytes: &[u8],
    file: &str,
    known: impl Fn(MovieId) -> Option<MovieIdx>,
) -> Result<Vec<(MovieId, MovieIdx)>, ParseError> {
    let column = n_columns(bytes).min(2);
    let format = Format {
        file,
        separator: b'\t',
        n_columns: column,
        more_allowed: true,
        layout: if column == 1 { "movie" } else { "user, movie" },
    };
    let movies = format.rows(bytes)?;
    movies
        .map(|row| known_movie(&row?, column, &known))
        .collect()
}

fn known_movie(
    row: &Row<'_>,
    column: usize,
    known: &impl Fn(MovieId) -> Option<MovieIdx>,
) -> Result<(MovieId, MovieIdx), ParseError> {
    let id = MovieId(row.number(column, "the movie id", 1..=u32::MAX)?);
    let movie = known(id).ok_or_else(|| {
        let reason = format!("movie {id} is not in this model; take the line out");
        row.error(column, reason)
    })?;
    Ok((id, movie))
}

/// Counts the columns of the first line.
fn n_columns(bytes: &[u8]) -> usize {
    let line = bytes.split(|byte| *byte == b'\n').next();
    line.map_or(1, |line| line.split(|byte| *byte == b'\t').count())
}

/// Why there are no files of a fold.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FoldError {
    /// A line that cannot be read.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A fold outside 1 to 5; fewer than five rows.
    #[error(transparent)]
    Split(#[from] SplitError),
}

/// The files `u1.base` and `u1.test` (to `u5`), byte for byte, from `u.data`.
///
/// # Errors
/// A file that cannot be read, a fold outside 1 to 5, fewer than five rows.
pub fn fold_files(u_data: &[u8], fold: u32) -> Result<(Vec<u8>, Vec<u8>), FoldError> {
    let rows = parse_ratings(u_data, "u.data")?;
    let (base, test) = fold_rows(&rows, fold, |row| (row.user, row.movie))?;
    Ok((write_ratings(&base), write_ratings(&test)))
}

#[cfg(test)]
mod tests {
    use super::*;

    mod ratings {
        use super::*;

        fn check_refused(bytes: &[u8], expected: &str) {
            let message = parse_ratings(bytes, "u.data")
                .expect_err("must be refused")
                .to_string();
            assert!(
                message.starts_with(expected),
                "{message:?} should start with {expected:?}"
            );
        }

        #[test]
        fn rows_keep_the_order_of_the_file() {
            let ratings =
                parse_ratings(b"196\t242\t3\t881250949\n22\t377\t1\t878887116\n", "u.data");
            assert_eq!(
                ratings.unwrap(),
                [
                    RawRating {
                        user: UserId(196),
                        movie: MovieId(242),
                        stars: Stars::ALL[2],
                        unix_time: 881_250_949,
                    },
                    RawRating {
                        user: UserId(22),
                        movie: MovieId(377),
                        stars: Stars::ALL[0],
                        unix_time: 878_887_116,
                    },
                ]
            );
        }

        #[test]
        fn ratings_outside_one_to_five_whole_stars_are_refused() {
            for stars in ["0", "6", "4.5", "-1", "", "five", "05"] {
                check_refused(
                    format!("1\t1\t3\t1\n1\t2\t{stars}\t1\n").as_bytes(),
                    &format!(
                        "u.data:2:3: the rating must be 1, 2, 3, 4 or 5 stars, found {stars:?}"
                    ),
                );
            }
        }

        #[test]
        fn ids_of_zero_or_out_of_range_or_not_numeric_are_refused() {
            for id in ["0", "4294967296", "x", "1.0", " 1"] {
                check_refused(
                    format!("{id}\t1\t3\t1\n").as_bytes(),
                    "u.data:1:1: the user id must be",
                );
                check_refused(
                    format!("1\t{id}\t3\t1\n").as_bytes(),
                    "u.data:1:2: the movie id must be",
                );
            }
        }

        #[test]
        fn a_time_that_is_not_in_seconds_is_refused() {
            check_refused(
                b"1\t1\t3\t881250949000\n",
                "u.data:1:4: the time in seconds since 1970",
            );
            check_refused(b"1\t1\t3\t\n", "u.data:1:4: the time in seconds since 1970");
        }

        #[test]
        fn a_repeated_pair_names_the_first_line() {
            check_refused(
                b"1\t1\t3\t1\n1\t2\t3\t1\n1\t1\t4\t2\n",
                "u.data:3:2: user 1 rated movie 1 on line 1 already: keep one of the two",
            );
        }

        #[test]
        fn missing_and_extra_columns_are_refused() {
            check_refused(
                b"1\t1\t3\n",
                "u.data:1:4: expected 4 columns separated by a tab",
            );
            check_refused(
                b"1\t1\t3\t1\t1\n",
                "u.data:1:5: expected 4 columns separated by a tab",
            );
            check_refused(
                b"1::1::3::1\n",
                "u.data:1:2: expected 4 columns separated by a tab",
            );
        }

        #[test]
        fn pairs_may_have_further_columns_and_repeat() {
            let pairs = parse_pairs(b"1\t2\n1\t2\t5\t881250949\r\n3\t4\n", "pairs.tsv").unwrap();
            assert_eq!(
                pairs,
                [
                    (UserId(1), MovieId(2)),
                    (UserId(1), MovieId(2)),
                    (UserId(3), MovieId(4))
                ]
            );
        }

        #[test]
        fn a_pair_with_one_column_is_refused() {
            let message = parse_pairs(b"1\t2\n3\n", "pairs.tsv")
                .unwrap_err()
                .to_string();
            assert!(
                message.starts_with("pairs.tsv:2:2: expected at least 2 columns"),
                "{message}"
            );
        }
    }

    mod profile {
        use super::*;

        /// Movies 1 to 9 are known, by rows from 0, and 30 as the same movie as 3.
        fn known(id: MovieId) -> Option<MovieIdx> {
            match id.0 {
                1..10 => Some(MovieIdx(id.0 - 1)),
                30 => Some(MovieIdx(2)),
                _ => None,
            }
        }

        #[test]
        fn movies_may_stand_alone_or_behind_a_user() {
            let expected = [(3, 2), (1, 0)].map(|(id, row)| (MovieId(id), MovieIdx(row)));
            for bytes in [&b"3\n1\n"[..], b"7\t3\n8\t1\n", b"7\t3\t5\t1\n7\t1\t1\t2\n"] {
                assert_eq!(parse_movies(bytes, "movies", known).unwrap(), expected);
            }
            let alias = parse_movies(b"30\n", "movies", known).unwrap();
            assert_eq!(alias, [(MovieId(30), MovieIdx(2))]);
            let message = parse_movies(b"3\n40\n", "movies", known).unwrap_err();
            assert!(message.to_string().starts_with("movies:2:1: movie 40"));
        }
    }

    mod folds {
        use super::*;

        #[test]
        fn fold_files_are_sorted_by_number_and_not_by_text() {
            let u_data = b"10\t1\t1\t5\n9\t10\t2\t6\n9\t9\t3\t7\n1\t1\t4\t8\n2\t1\t5\t9\n";
            let (base, test) = fold_files(u_data, 5).unwrap();
            assert_eq!(base, b"1\t1\t4\t8\n9\t9\t3\t7\n9\t10\t2\t6\n10\t1\t1\t5\n");
            assert_eq!(test, b"2\t1\t5\t9\n");
        }
    }
}

//! `u.data` and files of pairs.

use std::collections::HashMap;

use matinee_core::domain::{MovieId, Stars, UserId};

use super::text::{Format, Row};
use super::{ParseError, RawRating};

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

#[cfg(test)]
mod tests {
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
        let ratings = parse_ratings(b"196\t242\t3\t881250949\n22\t377\t1\t878887116\n", "u.data");
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
                &format!("u.data:2:3: the rating must be 1, 2, 3, 4 or 5 stars, found {stars:?}"),
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

//! What one person rated, and which movies are asked about: short files that people write.

use std::collections::HashMap;

use crate::dataset::keep_latest;
use crate::domain::{MovieId, MovieIdx, Stars};

use super::ParseError;
use super::ratings::{stars, unix_time};
use super::text::{Format, Row};

/// Parses one person's ratings: lines `movie⇥stars`, or all of them as in `u.data`, of one user,
/// whose id is of no importance. A file without lines is a person without ratings.
///
/// `known` gives the index of a movie; `file` is the name used in errors. Where two ids are one
/// movie to `known`, the rating given last counts, or the one that comes last.
///
/// # Errors
/// The first line that cannot be read, a movie that is not known, an id that occurs twice, a second
/// user.
pub fn parse_profile(
    bytes: &[u8],
    file: &str,
    known: impl Fn(MovieId) -> Option<MovieIdx>,
) -> Result<Vec<(MovieIdx, Stars)>, ParseError> {
    if bytes.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    let as_in_u_data = n_columns(bytes) > 2;
    let format = Format {
        file,
        separator: b'\t',
        n_columns: if as_in_u_data { 4 } else { 2 },
        more_allowed: false,
        layout: if as_in_u_data {
            "user, movie, stars, Unix time"
        } else {
            "movie, stars"
        },
    };
    let column = if as_in_u_data { 2 } else { 1 };
    let mut first_lines = HashMap::new();
    let mut first_user = None;
    let mut ratings = Vec::new();
    for row in format.rows(bytes)? {
        let row = row?;
        if as_in_u_data {
            let user: u32 = row.number(1, "the user id", 1..=u32::MAX)?;
            let first = *first_user.get_or_insert(user);
            if user != first {
                let reason = format!(
                    "a rating of user {user}, line 1 is of user {first}: a profile is one person's"
                );
                return Err(row.error(1, reason));
            }
        }
        let (id, movie) = movie(&row, column, &known)?;
        if let Some(first) = first_lines.insert(id, row.line) {
            let reason =
                format!("this movie is rated on line {first} already: keep one of the two");
            return Err(row.error(column, reason));
        }
        let stars = stars(&row, column + 1)?;
        // It decides between two ids of one movie only: without one the lines' order does.
        let time = as_in_u_data.then(|| unix_time(&row, 4).unwrap_or(0));
        ratings.push((movie, stars, time));
    }
    keep_latest(
        &mut ratings,
        |(movie, ..)| *movie,
        |(.., time)| time.unwrap_or(0),
    );
    let ratings = ratings.into_iter();
    Ok(ratings.map(|(movie, stars, _)| (movie, stars)).collect())
}

/// Parses the movies that are asked about: lines `movie`, or `user⇥movie` as for
/// [`super::parse_pairs`], where the user is of no importance; further columns are ignored. Each is
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
    movies.map(|row| movie(&row?, column, &known)).collect()
}

fn movie(
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

/// Of the first line.
fn n_columns(bytes: &[u8]) -> usize {
    let line = bytes.split(|byte| *byte == b'\n').next();
    line.map_or(1, |line| line.split(|byte| *byte == b'\t').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Movies 1 to 9 are known, by rows from 0, and 30 as the same movie as 3.
    fn known(id: MovieId) -> Option<MovieIdx> {
        match id.0 {
            1..10 => Some(MovieIdx(id.0 - 1)),
            30 => Some(MovieIdx(2)),
            _ => None,
        }
    }

    fn check_refused(bytes: &[u8], expected: &str) {
        let error = parse_profile(bytes, "me.tsv", known).unwrap_err();
        let message = error.to_string();
        assert!(message.starts_with(expected), "{message:?}");
    }

    #[test]
    fn both_formats_give_movies_and_stars() {
        let expected = [(MovieIdx(2), Stars::ALL[4]), (MovieIdx(0), Stars::ALL[0])];
        for bytes in [
            &b"3\t5\n1\t1\n"[..],
            b"7\t3\t5\t881250949\n7\t1\t1\t881250950\n",
        ] {
            assert_eq!(parse_profile(bytes, "me.tsv", known).unwrap(), expected);
        }
    }

    #[test]
    fn an_empty_file_is_a_person_without_ratings() {
        for bytes in [&b""[..], b" \r\n\n"] {
            assert_eq!(parse_profile(bytes, "me.tsv", known), Ok(Vec::new()));
        }
    }

    #[test]
    fn a_movie_that_is_not_known_is_named_with_its_place() {
        check_refused(
            b"3\t5\n40\t1\n",
            "me.tsv:2:1: movie 40 is not in this model",
        );
        check_refused(
            b"7\t40\t1\t1\n",
            "me.tsv:1:2: movie 40 is not in this model",
        );
    }

    #[test]
    fn a_movie_rated_twice_names_both_lines() {
        check_refused(
            b"3\t5\n1\t1\n3\t4\n",
            "me.tsv:3:1: this movie is rated on line 1",
        );
    }

    #[test]
    fn of_ratings_under_two_ids_of_one_movie_the_later_counts() {
        for (bytes, stars) in [
            (&b"3\t5\n30\t2\n"[..], 2),
            (b"30\t2\n3\t5\n", 5),
            (b"7\t3\t5\t881250950\n7\t30\t2\t881250949\n", 5),
            (b"7\t3\t5\t881250949\n7\t30\t2\t881250949\n", 2),
            (b"7\t3\t5\tnoon\n7\t30\t2\tnight\n", 2),
        ] {
            let expected = [(MovieIdx(2), Stars::try_from(stars).unwrap())];
            assert_eq!(parse_profile(bytes, "me.tsv", known).unwrap(), expected);
        }
        check_refused(
            b"30\t5\n30\t4\n",
            "me.tsv:2:1: this movie is rated on line 1",
        );
    }

    #[test]
    fn ratings_outside_one_to_five_are_refused() {
        for stars in ["0", "6", "4.5", ""] {
            let line = format!("3\t{stars}\n");
            check_refused(
                line.as_bytes(),
                "me.tsv:1:2: the rating must be 1, 2, 3, 4 or 5",
            );
        }
    }

    #[test]
    fn lines_of_another_shape_and_of_somebody_else_are_refused() {
        check_refused(b"3\t5\n1\n", "me.tsv:2:2: expected 2 columns");
        check_refused(b"3,5\n", "me.tsv:1:2: expected 2 columns");
        check_refused(
            b"7\t3\t5\t1\n8\t1\t1\t1\n",
            "me.tsv:2:1: a rating of user 8, line 1 is of user 7",
        );
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

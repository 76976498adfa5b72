//! `u.item`: id, title, release date, video release date, URL, one column a genre.

use std::collections::HashMap;

use crate::dataset::Movie;
use matinee_core::domain::MovieId;

use super::ParseError;
use super::dates;
use super::text::{Format, Row};
use crate::titles::display_title;

/// Columns in front of the genres.
const N_FIXED: usize = 5;

/// Parses the movies; `n_genres` is the number of lines of `u.genre`.
pub(super) fn parse_movies(
    bytes: &[u8],
    file: &str,
    n_genres: usize,
) -> Result<Vec<Movie>, ParseError> {
    let layout =
        format!("movie, title, release date, video release date, URL, {n_genres} genres as 0 or 1");
    let format = Format {
        file,
        separator: b'|',
        n_columns: N_FIXED + n_genres,
        more_allowed: false,
        layout: &layout,
    };
    let mut first_lines = HashMap::new();
    let mut movies = Vec::new();
    for row in format.rows(bytes)? {
        let row = row?;
        let id = MovieId(row.number(1, "the movie id", 1..=u32::MAX)?);
        if let Some(first) = first_lines.insert(id, row.line) {
            return Err(row.error(1, format!("movie {id} is on line {first} already")));
        }
        let (title, year) = display_title(&row.text(2)?);
        if title.is_empty() {
            return Err(row.error(2, "the title is empty".to_owned()));
        }
        let released = match row.field(3) {
            b"" => None,
            date => {
                Some(dates::parse_date(date).ok_or_else(|| row.unexpected(3, dates::EXPECTED))?)
            }
        };
        // Not kept, but a broken file should not pass for a good one.
        row.text(4)?;
        row.text(5)?;
        movies.push(Movie {
            id,
            title,
            year,
            released,
            genres: genre_bits(&row, n_genres)?,
        });
    }
    Ok(movies)
}

fn genre_bits(row: &Row<'_>, n_genres: usize) -> Result<u32, ParseError> {
    let mut bits = 0;
    for genre in 0..n_genres {
        let column = N_FIXED + 1 + genre;
        match row.field(column) {
            b"0" => {}
            b"1" => bits |= 1 << genre,
            _ => return Err(row.unexpected(column, "a genre column must be 0 or 1")),
        }
    }
    Ok(bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ReleaseDate;

    fn read(bytes: &[u8]) -> Result<Vec<Movie>, ParseError> {
        parse_movies(bytes, "u.item", 3)
    }

    fn check_refused(bytes: &[u8], expected: &str) {
        let message = read(bytes).expect_err("must be refused").to_string();
        assert!(
            message.starts_with(expected),
            "{message:?} should start with {expected:?}"
        );
    }

    #[test]
    fn a_line_becomes_a_movie() {
        assert_eq!(
            read(b"127|Godfather, The (1972)|01-Jan-1972||http://example.org|0|1|1\n").unwrap(),
            [Movie {
                id: MovieId(127),
                title: "The Godfather".to_owned(),
                year: Some(1972),
                released: Some(ReleaseDate {
                    year: 1972,
                    month: 1
                }),
                genres: 0b110,
            }]
        );
    }

    #[test]
    fn the_movie_unknown_has_neither_date_nor_url() {
        let movies = read(b"267|unknown||||1|0|0\n").unwrap();
        assert_eq!(
            (movies[0].title.as_str(), movies[0].released),
            ("unknown", None)
        );
    }

    #[test]
    fn a_day_without_its_zero_is_a_date() {
        let movies = read(b"1373|Good Morning (1971)|4-Feb-1971|||1|0|0\n").unwrap();
        assert_eq!(
            movies[0].released,
            Some(ReleaseDate {
                year: 1971,
                month: 2
            })
        );
    }

    #[test]
    fn bad_fields_are_refused_where_they_are() {
        check_refused(b"0|A (1990)||||0|0|0\n", "u.item:1:1: the movie id must be");
        check_refused(b"1| ||||0|0|0\n", "u.item:1:2: the title is empty");
        check_refused(b"1|\x81 (1990)||||0|0|0\n", "u.item:1:2: expected text");
        check_refused(
            b"1|A (1990)|1990|||0|0|0\n",
            "u.item:1:3: the release date must look like",
        );
        check_refused(
            b"1|A (1990)||||0|2|0\n",
            "u.item:1:7: a genre column must be 0 or 1, found \"2\"",
        );
    }

    #[test]
    fn missing_and_extra_columns_are_refused() {
        check_refused(b"1|A (1990)||||0|0\n", "u.item:1:8: expected 8 columns");
        check_refused(b"1|A (1990)||||0|0|0|0\n", "u.item:1:9: expected 8 columns");
    }

    #[test]
    fn a_repeated_movie_names_the_first_line() {
        check_refused(
            b"1|A (1990)||||0|0|0\n1|B (1990)||||0|0|0\n",
            "u.item:2:1: movie 1 is on line 1 already",
        );
    }
}

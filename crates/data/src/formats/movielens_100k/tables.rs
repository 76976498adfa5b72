//! The tables of movies and users, `u.item` and `u.user`, and the names behind their numbers, `u.genre` and
//! `u.occupation`.

use std::collections::HashMap;

use crate::dataset::{Gender, Movie, ReleaseDate, User};
use crate::raw::ParseError;
use crate::titles::display_title;
use matinee_core::domain::{MovieId, UserId};

use super::text::{Format, Row};

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
            date => Some(parse_date(date).ok_or_else(|| row.unexpected(3, EXPECTED_DATE))?),
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

/// Ages of living people, in years.
const AGES: std::ops::RangeInclusive<u8> = 1..=120;

/// Parses the users; `occupations` are the names of `u.occupation`.
pub(super) fn parse_users(
    bytes: &[u8],
    file: &str,
    occupations: &[String],
) -> Result<Vec<User>, ParseError> {
    let format = Format {
        file,
        separator: b'|',
        n_columns: 5,
        more_allowed: false,
        layout: "user, age, gender, occupation, zip code",
    };
    let occupation_rows: HashMap<&str, u8> = occupations
        .iter()
        .map(String::as_str)
        .zip(0..=u8::MAX)
        .collect();
    let mut first_lines = HashMap::new();
    let mut users = Vec::new();
    for row in format.rows(bytes)? {
        let row = row?;
        let id = UserId(row.number(1, "the user id", 1..=u32::MAX)?);
        if let Some(first) = first_lines.insert(id, row.line) {
            return Err(row.error(1, format!("user {id} is on line {first} already")));
        }
        let age = row.number(2, "the age in years", AGES)?;
        let gender = match row.field(3) {
            b"F" => Gender::Female,
            b"M" => Gender::Male,
            _ => return Err(row.unexpected(3, "the gender must be F or M")),
        };
        let occupation = *occupation_rows
            .get(row.text(4)?.trim())
            .ok_or_else(|| row.unexpected(4, "the occupation must be one of u.occupation"))?;
        // The zip code is not kept, but a broken file should not pass for a good one.
        row.text(5)?;
        users.push(User {
            id,
            age,
            gender,
            occupation,
        });
    }
    Ok(users)
}

/// Genres fit into the bits of [`Movie::genres`](crate::dataset::Movie::genres).
pub const MAX_GENRES: usize = 32;

/// Occupations fit into [`User::occupation`](crate::dataset::User::occupation).
pub const MAX_OCCUPATIONS: usize = 256;

/// Parses `name|row` lines, rows ascending from 0.
pub(super) fn parse_genres(bytes: &[u8], file: &str) -> Result<Vec<String>, ParseError> {
    let format = Format {
        file,
        separator: b'|',
        n_columns: 2,
        more_allowed: false,
        layout: "genre, row",
    };
    let mut names = Vec::new();
    for row in format.rows(bytes)? {
        let row = row?;
        push_name(&mut names, &row, "genre", MAX_GENRES)?;
        let expected = names.len() - 1;
        row.number(
            2,
            "genres are numbered from 0 without gaps: the row",
            expected..=expected,
        )?;
    }
    Ok(names)
}

/// Parses one name a line.
pub(super) fn parse_occupations(bytes: &[u8], file: &str) -> Result<Vec<String>, ParseError> {
    let format = Format {
        file,
        separator: b'|',
        n_columns: 1,
        more_allowed: false,
        layout: "occupation",
    };
    let mut names = Vec::new();
    for row in format.rows(bytes)? {
        push_name(&mut names, &row?, "occupation", MAX_OCCUPATIONS)?;
    }
    Ok(names)
}

fn push_name(
    names: &mut Vec<String>,
    row: &Row<'_>,
    what: &str,
    at_most: usize,
) -> Result<(), ParseError> {
    let name = row.text(1)?.trim().to_owned();
    if name.is_empty() {
        return Err(row.error(1, format!("the name of the {what} is empty")));
    }
    if let Some(first) = names.iter().position(|known| *known == name) {
        return Err(row.error(
            1,
            format!("{what} {name:?} is on line {} already", first + 1),
        ));
    }
    if names.len() == at_most {
        return Err(row.error(
            1,
            format!("at most {at_most} {what}s are supported, found more"),
        ));
    }
    names.push(name);
    Ok(())
}

const MONTHS: [(&str, u8); 12] = [
    ("Jan", 31),
    ("Feb", 29),
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
];

/// From the first films to a time that no file of ours will see.
const YEARS: std::ops::RangeInclusive<u16> = 1870..=2100;

/// What a date must look like, for errors.
const EXPECTED_DATE: &str =
    "the release date must look like 01-Jan-1995, with a year from 1870 to 2100, or be empty";

/// Parses `day-Mon-year`; the day has one or two digits.
fn parse_date(text: &[u8]) -> Option<ReleaseDate> {
    let text = std::str::from_utf8(text).ok()?;
    let mut parts = text.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !(1..=2).contains(&day.len()) || year.len() != 4 {
        return None;
    }
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(day) || !is_number(year) {
        return None;
    }
    let (number, (_, n_days)) = (1..).zip(MONTHS).find(|(_, (name, _))| *name == month)?;
    let day: u8 = day.parse().ok()?;
    let year = year.parse().ok().filter(|year| YEARS.contains(year))?;
    (1..=n_days).contains(&day).then_some(ReleaseDate {
        year,
        month: number,
    })
}

/// The date as the file writes it, on the first of the month.
pub(super) fn format_date(date: ReleaseDate) -> String {
    let month = MONTHS[usize::from(date.month.clamp(1, 12)) - 1].0;
    format!("01-{month}-{}", date.year)
}

#[cfg(test)]
mod tests {
    use super::*;

    mod movies {
        use crate::dataset::ReleaseDate;

        use super::*;

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

    mod users {
        use super::*;

        fn read(bytes: &[u8]) -> Result<Vec<User>, ParseError> {
            parse_users(bytes, "u.user", &["other".to_owned(), "writer".to_owned()])
        }

        fn check_refused(bytes: &[u8], expected: &str) {
            let message = read(bytes).expect_err("must be refused").to_string();
            assert!(
                message.starts_with(expected),
                "{message:?} should start with {expected:?}"
            );
        }

        #[test]
        fn a_line_becomes_a_user() {
            assert_eq!(
                read(b"7|57|M|writer|91344\n").unwrap(),
                [User {
                    id: UserId(7),
                    age: 57,
                    gender: Gender::Male,
                    occupation: 1
                }]
            );
        }

        #[test]
        fn a_zip_code_may_have_letters() {
            assert_eq!(read(b"7|57|F|other|E2A4H\n").unwrap().len(), 1);
        }

        #[test]
        fn bad_fields_are_refused_where_they_are() {
            check_refused(b"0|57|M|writer|1\n", "u.user:1:1: the user id must be");
            check_refused(
                b"4294967296|57|M|writer|1\n",
                "u.user:1:1: the user id must be",
            );
            check_refused(b"1|0|M|writer|1\n", "u.user:1:2: the age in years must be");
            check_refused(
                b"1|old|M|writer|1\n",
                "u.user:1:2: the age in years must be",
            );
            check_refused(
                b"1|57|m|writer|1\n",
                "u.user:1:3: the gender must be F or M, found \"m\"",
            );
            check_refused(
                b"1|57|M|wizard|1\n",
                "u.user:1:4: the occupation must be one of",
            );
            check_refused(b"1|57|M|writer|\x01\n", "u.user:1:5: expected text");
        }

        #[test]
        fn a_repeated_user_names_the_first_line() {
            check_refused(
                b"1|57|M|writer|1\n2|57|M|writer|1\n1|30|F|other|1\n",
                "u.user:3:1: user 1 is on line 1 already",
            );
        }
    }

    mod lists {
        use super::*;

        fn check_genres_refused(bytes: &[u8], expected: &str) {
            let message = parse_genres(bytes, "u.genre")
                .expect_err("must be refused")
                .to_string();
            assert!(
                message.starts_with(expected),
                "{message:?} should start with {expected:?}"
            );
        }

        #[test]
        fn genres_keep_the_order_of_the_file() {
            let genres = parse_genres(b"unknown|0\nAction|1\nFilm-Noir|2\n\n", "u.genre").unwrap();
            assert_eq!(genres, ["unknown", "Action", "Film-Noir"]);
        }

        #[test]
        fn genre_rows_with_a_gap_are_refused() {
            check_genres_refused(
                b"unknown|0\nWar|2\n",
                "u.genre:2:2: genres are numbered from 0",
            );
        }

        #[test]
        fn a_repeated_genre_names_its_first_line() {
            check_genres_refused(
                b"War|0\nWar|1\n",
                "u.genre:2:1: genre \"War\" is on line 1 already",
            );
        }

        #[test]
        fn the_thirty_third_genre_is_refused() {
            let file: String = (0..33).map(|row| format!("genre {row}|{row}\n")).collect();
            check_genres_refused(
                file.as_bytes(),
                "u.genre:33:1: at most 32 genres are supported",
            );
            let first_32 = file.lines().take(32).collect::<Vec<_>>().join("\n");
            assert_eq!(
                parse_genres(first_32.as_bytes(), "u.genre").unwrap().len(),
                32
            );
        }

        #[test]
        fn occupations_are_one_a_line() {
            let occupations = parse_occupations(b"artist\ndoctor\n", "u.occupation").unwrap();
            assert_eq!(occupations, ["artist", "doctor"]);
        }

        #[test]
        fn a_repeated_occupation_is_refused() {
            let error = parse_occupations(b"artist\nartist\n", "u.occupation").unwrap_err();
            assert_eq!((error.line, error.column), (2, 1));
        }
    }

    mod dates {
        use super::*;

        fn check(text: &str, expected: Option<(u16, u8)>) {
            let expected = expected.map(|(year, month)| ReleaseDate { year, month });
            assert_eq!(parse_date(text.as_bytes()), expected, "{text:?}");
        }

        #[test]
        fn dates_of_the_file_are_read() {
            check("01-Jan-1995", Some((1995, 1)));
            check("31-Dec-1998", Some((1998, 12)));
        }

        #[test]
        fn a_day_without_its_zero_is_read() {
            check("4-Feb-1971", Some((1971, 2)));
        }

        #[test]
        fn anything_else_is_no_date() {
            for text in [
                "",
                "1995",
                "01-Jan-95",
                "1995-01-01",
                "01-jan-1995",
                "32-Jan-1995",
                "31-Apr-1995",
                "0-Jan-1995",
                "01-Jan-1995-",
                "01-Jan-1066",
                "01-Jan-+995",
                "+1-Jan-1995",
            ] {
                check(text, None);
            }
        }

        #[test]
        fn a_written_date_is_read_again() {
            for month in 1..=12 {
                let date = ReleaseDate { year: 1987, month };
                assert_eq!(parse_date(format_date(date).as_bytes()), Some(date));
            }
        }
    }
}

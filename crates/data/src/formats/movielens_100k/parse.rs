//! The five formats: `u.data` and files like it, rows of ratings, pairs, movies that are asked about, and the
//! files of the five canonical folds; the tables of movies and users, `u.item` and `u.user`; and the names
//! behind their numbers, `u.genre` and `u.occupation`.

use std::collections::HashMap;

use crate::dataset::{Demographics, Movie, ReleaseDate, User};
use crate::formats::catalogue::{MAX_GENRES, YEARS};
use crate::formats::ratings::{Names, RatingTable, Ratings, StarText, Value};
use crate::formats::text::{Format, Row, Separator};
use crate::raw::{ParseError, RawRating};
use crate::reader::Reader;
use crate::titles::display_title;
use matinee_core::crew::Alone;
use matinee_core::domain::{MovieId, MovieIdx, UserId};

/// Parses rows in the format of `u.data`; `file` is the name used in errors.
///
/// # Errors
/// The first line that cannot be read, and a (user, movie) pair that occurs twice.
pub fn parse_ratings(bytes: &[u8], file: &str) -> Result<Vec<RawRating>, ParseError> {
    let ratings = read_ratings(bytes, file, &mut Reader::new(&Alone))?;
    Ok(ratings.rows)
}

/// [`parse_ratings`] by a reader.
pub(in crate::formats) fn read_ratings<'a>(
    bytes: &'a [u8],
    file: &'a str,
    reader: &mut Reader<'_>,
) -> Result<Ratings<'a>, ParseError> {
    let table = RatingTable {
        format: Format {
            file,
            separator: Separator::Tab,
            n_columns: 4,
            more_allowed: false,
            layout: "user, movie, stars, Unix time",
        },
        columns: &[Value::User, Value::Movie, Value::Stars, Value::Time],
        stars: StarText::Whole,
        least_id: 1,
        names: Names::default(),
        first_line: 1,
        has_blank_lines: false,
    };
    table.read(table.format.content(bytes)?, reader)
}

/// Parses lines `user⇥movie`; further columns are ignored, so that `u1.test` will do. A pair
/// may occur again.
///
/// # Errors
/// The first line that cannot be read.
pub fn parse_pairs(bytes: &[u8], file: &str) -> Result<Vec<(UserId, MovieId)>, ParseError> {
    pairs_between(Separator::Tab, bytes, file)
}

/// [`parse_pairs`] with another separator than a tab.
pub(in crate::formats) fn pairs_between(
    separator: Separator,
    bytes: &[u8],
    file: &str,
) -> Result<Vec<(UserId, MovieId)>, ParseError> {
    let format = Format {
        file,
        separator,
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
        separator: Separator::Tab,
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

/// Columns in front of the genres.
const N_FIXED: usize = 5;

/// Parses the movies; `n_genres` is the number of lines of `u.genre`.
pub(super) fn parse_catalogue(
    bytes: &[u8],
    file: &str,
    n_genres: usize,
) -> Result<Vec<Movie>, ParseError> {
    let layout =
        format!("movie, title, release date, video release date, URL, {n_genres} genres as 0 or 1");
    let format = Format {
        file,
        separator: Separator::Bar,
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
            imdb: None,
            tmdb: None,
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
        separator: Separator::Bar,
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
        let gender = row.gender(3)?;
        let occupation = *occupation_rows
            .get(row.text(4)?.trim())
            .ok_or_else(|| row.unexpected(4, "the occupation must be one of u.occupation"))?;
        // The zip code is not kept, but a broken file should not pass for a good one.
        row.text(5)?;
        users.push(User {
            id,
            demographics: Some(Demographics {
                age,
                gender,
                occupation,
            }),
        });
    }
    Ok(users)
}

/// Occupations fit into [`User::occupation`](crate::dataset::User::occupation).
pub const MAX_OCCUPATIONS: usize = 256;

/// Parses `name|row` lines, rows ascending from 0.
pub(super) fn parse_genres(bytes: &[u8], file: &str) -> Result<Vec<String>, ParseError> {
    let format = Format {
        file,
        separator: Separator::Bar,
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
        separator: Separator::Bar,
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
    use crate::dataset::Gender;

    use super::*;

    mod ratings {
        use matinee_core::domain::Stars;

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
                        stars: Stars::WHOLE[2],
                        unix_time: 881_250_949,
                    },
                    RawRating {
                        user: UserId(22),
                        movie: MovieId(377),
                        stars: Stars::WHOLE[0],
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

    mod movies {
        use crate::dataset::ReleaseDate;

        use super::*;

        fn read(bytes: &[u8]) -> Result<Vec<Movie>, ParseError> {
            parse_catalogue(bytes, "u.item", 3)
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
                    imdb: None,
                    tmdb: None,
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
                    demographics: Some(Demographics {
                        age: 57,
                        gender: Gender::Male,
                        occupation: 1
                    })
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

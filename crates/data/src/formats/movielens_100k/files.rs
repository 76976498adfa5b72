//! The five files together, and what they say of each other.

use std::collections::HashSet;

use crate::dataset::{Movie, User};
use crate::raw::{ParseError, RawRating, RawTables, Source};
use matinee_core::domain::{MovieId, UserId};

use super::notice;
use super::rows::parse_ratings;
use super::tables::{parse_genres, parse_movies, parse_occupations, parse_users};

/// The five files, as bytes. Field names are the files' roles; errors use the files' names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawFiles {
    /// `u.data`: user, movie, stars, Unix time; tab-separated.
    pub ratings: Vec<u8>,
    /// `u.item`: 24 columns separated by `|`, Latin-1.
    pub movies: Vec<u8>,
    /// `u.user`: id, age, gender, occupation, zip code, separated by `|`.
    pub users: Vec<u8>,
    /// `u.genre`: name, row, separated by `|`.
    pub genres: Vec<u8>,
    /// `u.occupation`: one name a line.
    pub occupations: Vec<u8>,
    /// `u.notice`, if there is one: where the data comes from and what may be done with it, as a
    /// paragraph of UTF-8 text. The official data set has none.
    pub notice: Option<Vec<u8>>,
}

/// The official names of the five files, in the order of the fields of [`RawFiles`].
pub const FILE_NAMES: [&str; 5] = [RATINGS, MOVIES, USERS, GENRES, OCCUPATIONS];

const RATINGS: &str = "u.data";
const MOVIES: &str = "u.item";
const USERS: &str = "u.user";
const GENRES: &str = "u.genre";
const OCCUPATIONS: &str = "u.occupation";

impl Source for RawFiles {
    fn read(&self) -> Result<RawTables, ParseError> {
        let genres = parse_genres(&self.genres, GENRES)?;
        let occupations = parse_occupations(&self.occupations, OCCUPATIONS)?;
        let users = parse_users(&self.users, USERS, &occupations)?;
        let movies = parse_movies(&self.movies, MOVIES, genres.len())?;
        let ratings = parse_ratings(&self.ratings, RATINGS)?;
        check_references(&ratings, &users, &movies)?;
        Ok(RawTables {
            notice: notice::of(&self.ratings, &self.movies, self.notice.as_deref())?,
            ratings,
            movies,
            users,
            genres,
            occupations,
        })
    }
}

/// Every rating must name a user of `u.user` and a movie of `u.item`.
fn check_references(
    ratings: &[RawRating],
    users: &[User],
    movies: &[Movie],
) -> Result<(), ParseError> {
    let users: HashSet<UserId> = users.iter().map(|user| user.id).collect();
    let movies: HashSet<MovieId> = movies.iter().map(|movie| movie.id).collect();
    // `parse_ratings` allows no blank lines between rows, so row `i` is line `i + 1`.
    for (line, rating) in (1..).zip(ratings) {
        let (column, what, file) = if !users.contains(&rating.user) {
            (1, format!("user {}", rating.user), USERS)
        } else if !movies.contains(&rating.movie) {
            (2, format!("movie {}", rating.movie), MOVIES)
        } else {
            continue;
        };
        return Err(ParseError {
            file: RATINGS.to_owned(),
            line,
            column,
            reason: format!(
                "{what} is not in {file}: take the files from one data set, or remove the rating"
            ),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small_files() -> RawFiles {
        RawFiles {
            ratings: b"1\t1\t5\t881250949\n2\t1\t3\t881250950\n".to_vec(),
            movies: b"1|Toy Story (1995)|01-Jan-1995|||0|1\n".to_vec(),
            users: b"1|24|M|writer|85711\n2|53|F|other|V3N4P\n".to_vec(),
            genres: b"unknown|0\nComedy|1\n".to_vec(),
            occupations: b"other\nwriter\n".to_vec(),
            notice: None,
        }
    }

    /// The message of the error that `change` provokes in otherwise good files.
    fn error(change: impl FnOnce(&mut RawFiles)) -> String {
        let mut files = small_files();
        change(&mut files);
        files
            .read()
            .expect_err("a broken file must be refused")
            .to_string()
    }

    #[test]
    fn five_good_files_become_tables() {
        let tables = small_files().read().unwrap();
        assert_eq!(
            (
                tables.users.len(),
                tables.movies.len(),
                tables.ratings.len()
            ),
            (2, 1, 2)
        );
        assert_eq!(
            tables.occupations[usize::from(tables.users[0].occupation)],
            "writer"
        );
    }

    /// The original's loader took the first line of `u.item` for a header and lost Toy Story.
    #[test]
    fn the_first_line_of_u_item_is_a_movie_and_not_a_header() {
        let tables = small_files().read().unwrap();
        assert_eq!(tables.movies[0].title, "Toy Story");
        assert_eq!(tables.ratings[0].movie, tables.movies[0].id);
    }

    #[test]
    fn a_rating_of_an_unknown_user_names_line_column_and_remedy() {
        let message = error(|files| files.ratings = b"1\t1\t5\t1\n9\t1\t5\t1\n".to_vec());
        assert_eq!(
            message,
            "u.data:2:1: user 9 is not in u.user: take the files from one data set, or remove the rating"
        );
    }

    #[test]
    fn a_rating_of_an_unknown_movie_names_line_and_column() {
        let message = error(|files| files.ratings = b"1\t1\t5\t1\n1\t7\t5\t1\n".to_vec());
        assert!(
            message.starts_with("u.data:2:2: movie 7 is not in u.item"),
            "{message}"
        );
    }

    #[test]
    fn an_empty_file_is_named() {
        let message = error(|files| files.occupations.clear());
        assert!(
            message.starts_with("u.occupation:1:1: the file is empty"),
            "{message}"
        );
    }

    #[test]
    fn a_web_page_instead_of_data_is_called_so() {
        let message = error(|files| files.movies = b"\n <!DOCTYPE html><html>404".to_vec());
        assert!(
            message.starts_with("u.item:1:1: this is an HTML page"),
            "{message}"
        );
    }

    #[test]
    fn genre_columns_must_match_the_genre_file() {
        let message = error(|files| files.genres = b"unknown|0\nComedy|1\nWar|2\n".to_vec());
        assert!(
            message.starts_with("u.item:1:8: expected 8 columns"),
            "{message}"
        );
    }
}

//! The five files together: what they say of each other, where they come from and what may be done with
//! them, which every model says that is made of them.
//!
//! MovieLens 100K is known by its bytes; other data may say it in a file of its own, `u.notice`.

use md5::{Digest, Md5};

use crate::dataset::split::Folds;
use crate::formats::notices::{UNKNOWN, parse_notice};
use crate::formats::ratings::Ids;
use crate::ids::IdRows;
use crate::raw::{ParseError, RawTables, Source};
use crate::reader::Reader;
use matinee_core::domain::StarScale;

use super::parse::{parse_catalogue, parse_genres, parse_occupations, parse_users, read_ratings};

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

impl RawFiles {
    /// The files with their names, in the order of [`FILE_NAMES`]; then the notice, if there is one.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let bytes = [
            &self.ratings,
            &self.movies,
            &self.users,
            &self.genres,
            &self.occupations,
        ];
        let files = FILE_NAMES.into_iter().zip(bytes.map(Vec::as_slice));
        files.chain(self.notice.iter().map(|bytes| (NOTICE, bytes.as_slice())))
    }
}

impl Source for RawFiles {
    fn read_by(&self, reader: &mut Reader<'_>) -> Result<RawTables, ParseError> {
        let genres = parse_genres(&self.genres, GENRES)?;
        let occupations = parse_occupations(&self.occupations, OCCUPATIONS)?;
        let users = parse_users(&self.users, USERS, &occupations)?;
        let movies = parse_catalogue(&self.movies, MOVIES, genres.len())?;
        let user_ids = Ids {
            rows: IdRows::of(users.iter().map(|user| user.id.0)),
            file: USERS,
        };
        let movie_ids = Ids {
            rows: IdRows::of(movies.iter().map(|movie| movie.id.0)),
            file: MOVIES,
        };
        let ratings = read_ratings(&self.ratings, RATINGS, reader)?;
        let ratings = ratings.that_refer_to(Some(&user_ids), &movie_ids, reader)?;
        Ok(RawTables {
            user_names: Vec::new(),
            notice: notice_of(&self.ratings, &self.movies, self.notice.as_deref())?,
            ratings,
            movies,
            users,
            scale: StarScale::Whole,
            folds: Folds::OfTheFile,
            genres,
            occupations,
        })
    }
}

/// The name of the notice, which a data set need not have.
pub const NOTICE: &str = "u.notice";

/// MD5 of the official `u.data`, hexadecimal.
pub const OFFICIAL_RATINGS_MD5: &str = "6e47046882bad158b0efbb84cd5cb987";
/// MD5 of the official `u.item`, hexadecimal: a part of the ratings is MovieLens 100K, too.
const OFFICIAL_MOVIES_MD5: &str = "c9e7f390115d79079537301d5204f3f7";
/// Their lengths in bytes.
const OFFICIAL_RATINGS_LENGTH: usize = 1_979_173;
const OFFICIAL_MOVIES_LENGTH: usize = 236_344;

/// What is said of MovieLens 100K.
pub const MOVIELENS_100K: &str = "Made from MovieLens 100K by GroupLens (F. M. Harper and J. A. \
Konstan, The MovieLens Datasets: History and Context, ACM TiiS 5, 4, 2015), which is licensed for \
research and not for commercial use, and may not be redistributed without permission: ask \
GroupLens before you publish.";

/// The MD5 of some bytes, hexadecimal.
#[must_use]
pub fn md5(bytes: &[u8]) -> String {
    let hash = Md5::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a model says of the data set that it is made of: `u.data`, `u.item` and, if there is one,
/// `u.notice`.
///
/// # Errors
/// A notice that is no paragraph of text.
fn notice_of(ratings: &[u8], movies: &[u8], notice: Option<&[u8]>) -> Result<String, ParseError> {
    // Hashing what has another length would take longer than reading it.
    let is =
        |bytes: &[u8], (length, hash): (usize, &str)| bytes.len() == length && md5(bytes) == hash;
    let is_official = is(ratings, (OFFICIAL_RATINGS_LENGTH, OFFICIAL_RATINGS_MD5))
        || is(movies, (OFFICIAL_MOVIES_LENGTH, OFFICIAL_MOVIES_MD5));
    match notice {
        _ if is_official => Ok(MOVIELENS_100K.to_owned()),
        Some(bytes) => parse_notice(bytes, NOTICE),
        None => Ok(UNKNOWN.to_owned()),
    }
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
            tables.users[0].demographics.map(|it| it.occupation),
            Some(1)
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

    fn with_notice(notice: &[u8]) -> Result<String, ParseError> {
        notice_of(b"", b"", Some(notice))
    }

    #[test]
    fn data_says_what_it_is_itself() {
        assert_eq!(notice_of(b"", b"", None).unwrap(), UNKNOWN);
        let said = with_notice("\u{feff}Ratings of our club,\r\n\tfree to use – März\n".as_bytes());
        assert_eq!(said.unwrap(), "Ratings of our club, free to use – März");
    }
}

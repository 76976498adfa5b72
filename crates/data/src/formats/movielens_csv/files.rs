//! The files together.
//!
//! Columns are found by their names, whatever their order; others beside them are not read. A movie
//! that `links.csv` has and `movies.csv` has not is passed over: it is nobody's.

use std::collections::HashMap;

use matinee_core::domain::{MovieId, StarScale, UserId};

use crate::dataset::split::Folds;
use crate::dataset::{Movie, User};
use crate::formats::DataFile;
use crate::formats::catalogue::{Catalogue, MovieColumns};
use crate::formats::csv::CsvTable;
use crate::formats::notices::notice_of;
use crate::formats::pairs::users_of;
use crate::formats::ratings::{Ids, Names, Value};
use crate::formats::text::{Row, Separator};
use crate::ids::IdRows;
use crate::raw::{ParseError, RawRating, RawTables, Source};
use crate::reader::Reader;
use matinee_core::crew::Alone;

const USER: &str = "userId";
const MOVIE: &str = "movieId";
const STARS: &str = "rating";
const TIME: &str = "timestamp";
const TITLE: &str = "title";
const GENRES: &str = "genres";
const IMDB: &str = "imdbId";
const TMDB: &str = "tmdbId";

/// The files, each with its name, which errors have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvFiles {
    /// `userId,movieId,rating,timestamp`
    pub ratings: DataFile,
    /// `movieId,title,genres`; genres are separated by `|`.
    pub movies: DataFile,
    /// `movieId,imdbId,tmdbId`; an id may be empty.
    pub links: Option<DataFile>,
    /// What GroupLens says of the data; it tells which data set it is.
    pub readme: Option<DataFile>,
    /// What other data says of itself, a paragraph.
    pub notice: Option<DataFile>,
}

impl Source for CsvFiles {
    fn read_by(&self, reader: &mut Reader<'_>) -> Result<RawTables, ParseError> {
        let (mut movies, genres) = read_movies(&self.movies)?;
        let movie_ids = Ids {
            rows: IdRows::of(movies.iter().map(|movie| movie.id.0)),
            file: &self.movies.name,
        };
        if let Some(links) = &self.links {
            read_links(links, &mut movies, &movie_ids.rows)?;
        }
        let layout = [USER, MOVIE, STARS, TIME].join(", ");
        let table = open(&self.ratings, &layout)?;
        let columns = rating_columns(&table)?;
        let ratings = table.ratings(&columns, 1, Names::default(), reader)?;
        let ratings = ratings.that_refer_to(None, &movie_ids, reader)?;
        let (notice, is_theirs) = notice_of(
            ratings.len(),
            &movies,
            self.readme.as_ref(),
            self.notice.as_ref(),
        )?;
        let user = |id| User {
            id,
            demographics: None,
        };
        Ok(RawTables {
            user_names: Vec::new(),
            folds: Folds::Drawn,
            scale: if is_theirs {
                StarScale::Half
            } else {
                StarScale::of(ratings.iter().map(|rating| rating.stars))
            },
            users: users_of(&ratings).into_iter().map(user).collect(),
            ratings,
            movies,
            genres,
            occupations: Vec::new(),
            notice,
        })
    }
}

/// What the columns of a table of ratings hold.
fn rating_columns(table: &CsvTable<'_>) -> Result<Vec<Value>, ParseError> {
    Ok(table.values(&[
        (table.required(&[USER])?, Value::User),
        (table.required(&[MOVIE])?, Value::Movie),
        (table.required(&[STARS])?, Value::Stars),
        (table.required(&[TIME])?, Value::Time),
    ]))
}

/// The rows of a table of ratings alone, each with its line, from 1.
pub(in crate::formats) fn numbered_rows(
    bytes: &[u8],
    file: &str,
) -> Result<Vec<(usize, RawRating)>, ParseError> {
    let layout = [USER, MOVIE, STARS, TIME].join(", ");
    let table = CsvTable::open(bytes, file, &[Separator::Comma], &layout)?;
    let columns = rating_columns(&table)?;
    let ratings = table.ratings(&columns, 1, Names::default(), &mut Reader::new(&Alone))?;
    Ok(ratings.numbered())
}

/// The pairs of a table with users and movies, each with its line, from 1.
pub(in crate::formats) fn numbered_pairs(
    bytes: &[u8],
    file: &str,
) -> Result<Vec<(usize, UserId, MovieId)>, ParseError> {
    let layout = [USER, MOVIE].join(", ");
    let table = CsvTable::open(bytes, file, &[Separator::Comma], &layout)?;
    let (user, movie) = (table.required(&[USER])? + 1, table.required(&[MOVIE])? + 1);
    let pair = |row: Row<'_>| {
        let user = row.number(user, "the user id", 1..=u32::MAX)?;
        Ok((row.line, UserId(user), movie_id(&row, movie)?))
    };
    table.rows().map(|row| pair(row?)).collect()
}

fn open<'a>(file: &'a DataFile, layout: &'a str) -> Result<CsvTable<'a>, ParseError> {
    CsvTable::open(&file.bytes, &file.name, &[Separator::Comma], layout)
}

fn movie_id(row: &Row<'_>, column: usize) -> Result<MovieId, ParseError> {
    row.number(column, "the movie id", 1..=u32::MAX)
        .map(MovieId)
}

fn read_movies(file: &DataFile) -> Result<(Vec<Movie>, Vec<String>), ParseError> {
    let layout = [MOVIE, TITLE, GENRES].join(", ");
    let table = open(file, &layout)?;
    let columns = MovieColumns {
        id: table.required(&[MOVIE])? + 1,
        title: table.required(&[TITLE])? + 1,
        genres: Some(table.required(&[GENRES])? + 1),
    };
    let mut catalogue = Catalogue::default();
    for row in table.rows() {
        let row = row?;
        let id = movie_id(&row, columns.id)?;
        catalogue.push(&row, id, &columns)?;
    }
    Ok(catalogue.finish())
}

/// Gives movies their ids at IMDb and TMDb.
fn read_links(file: &DataFile, movies: &mut [Movie], rows: &IdRows) -> Result<(), ParseError> {
    let layout = [MOVIE, IMDB, TMDB].join(", ");
    let table = open(file, &layout)?;
    let id_column = table.required(&[MOVIE])? + 1;
    let imdb_column = table.required(&[IMDB])? + 1;
    let tmdb_column = table.required(&[TMDB])? + 1;
    let mut first_lines = HashMap::new();
    for row in table.rows() {
        let row = row?;
        let id = movie_id(&row, id_column)?;
        if let Some(first) = first_lines.insert(id, row.line) {
            return Err(row.error(id_column, format!("movie {id} is on line {first} already")));
        }
        let imdb = external(&row, imdb_column, "the IMDb id")?;
        let tmdb = external(&row, tmdb_column, "the TMDb id")?;
        if let Some(movie) = rows.row(id.0) {
            let movie = &mut movies[movie as usize];
            (movie.imdb, movie.tmdb) = (imdb, tmdb);
        }
    }
    Ok(())
}

/// An id at another service, which may be empty.
pub(in crate::formats) fn external(
    row: &Row<'_>,
    column: usize,
    what: &str,
) -> Result<Option<u32>, ParseError> {
    match row.field(column).trim_ascii() {
        b"" => Ok(None),
        _ => row.number(column, what, 1..=u32::MAX).map(Some),
    }
}

/// Whether these are the first lines of a table of ratings.
pub(in crate::formats) fn is_ratings(head: &[u8]) -> bool {
    has_columns(head, &[USER, MOVIE, STARS])
}

/// Whether these are the first lines of a table that has at least users and movies.
pub(in crate::formats) fn is_pairs(head: &[u8]) -> bool {
    has_columns(head, &[USER, MOVIE])
}

/// Whether these are the first lines of a table of movies.
pub(in crate::formats) fn is_movies(head: &[u8]) -> bool {
    has_columns(head, &[MOVIE, TITLE, GENRES])
}

/// Whether these are the first lines of a table of ids at other services.
pub(in crate::formats) fn is_links(head: &[u8]) -> bool {
    has_columns(head, &[MOVIE, IMDB, TMDB])
}

fn has_columns(head: &[u8], names: &[&str]) -> bool {
    let line = head.split(|byte| matches!(byte, b'\n' | b'\r')).next();
    let table = CsvTable::open(line.unwrap_or_default(), "", &[Separator::Comma], "");
    // What is there twice is there: reading will say so.
    table.is_ok_and(|table| {
        names
            .iter()
            .all(|name| !matches!(table.column(&[name]), Ok(None)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ReleaseDate;

    fn file(name: &str, text: &str) -> DataFile {
        DataFile {
            name: name.to_owned(),
            bytes: text.into(),
        }
    }

    fn small() -> CsvFiles {
        CsvFiles {
            ratings: file(
                "ratings.csv",
                "userId,movieId,rating,timestamp\n7,1,4.0,9\n3,2,0.5,8\n",
            ),
            movies: file(
                "movies.csv",
                "movieId,title,genres\n1,Toy Story (1995),Comedy|Adventure\n2,Heat,Drama\n",
            ),
            ..CsvFiles::default()
        }
    }

    /// The message of the error that `change` provokes in otherwise good files.
    fn error(change: impl FnOnce(&mut CsvFiles)) -> String {
        let mut files = small();
        change(&mut files);
        files
            .read()
            .expect_err("a broken file must be refused")
            .to_string()
    }

    /// The only movie of a table of one row.
    fn movie(row: &str) -> (Movie, Vec<String>) {
        let text = format!("movieId,title,genres\n{row}\n");
        let (movies, genres) = read_movies(&file("movies.csv", &text)).unwrap();
        let [movie] = movies.try_into().unwrap();
        (movie, genres)
    }

    #[test]
    fn good_files_become_tables() {
        let tables = small().read().unwrap();
        let users: Vec<UserId> = tables.users.iter().map(|user| user.id).collect();
        assert_eq!(users, [UserId(3), UserId(7)]);
        assert!(tables.users.iter().all(|user| user.demographics.is_none()));
        assert_eq!(tables.genres, ["Adventure", "Comedy", "Drama"]);
        assert_eq!(tables.movies[0].genres, 0b011);
        assert_eq!(
            tables.movies[0].released,
            Some(ReleaseDate {
                year: 1995,
                month: 1
            })
        );
        assert_eq!(tables.movies[1].released, None);
        assert_eq!(tables.scale, StarScale::Half);
        assert!(tables.occupations.is_empty());
        assert!(tables.notice.contains("does not say where it comes from"));
    }

    #[test]
    fn the_scale_is_that_of_the_ratings_unless_the_data_set_is_known() {
        let mut files = small();
        files.ratings = file("r", "userId,movieId,rating,timestamp\n7,1,4.0,9\n3,2,1,8\n");
        assert_eq!(files.read().unwrap().scale, StarScale::Whole);
        files.readme = Some(file("README.txt", "This dataset (ml-25m) describes"));
        let tables = files.read().unwrap();
        assert_eq!(tables.scale, StarScale::Half);
        assert!(tables.notice.contains("MovieLens 25M"), "{}", tables.notice);
    }

    #[test]
    fn titles_are_read_in_all_their_oddities() {
        for (row, title, year) in [
            (
                "7789,\"11'09\"\"01 - September 11 (2002)\",Drama",
                "11'09\"01 - September 11",
                Some(2002),
            ),
            (
                "1,\"American President, The (1995)\",Drama",
                "The American President",
                Some(1995),
            ),
            ("2,Hyena Road,(no genres listed)", "Hyena Road", None),
            (
                "3,Death Note: Desu n\u{f4}to (2006\u{2013}2007),Drama",
                "Death Note: Desu n\u{f4}to",
                Some(2006),
            ),
            (
                "4,Fawlty Towers (1975-1979),Comedy",
                "Fawlty Towers",
                Some(1975),
            ),
            ("5,\"Trailing (1999) \",Comedy", "Trailing", Some(1999)),
            ("6,Two Friends (1986) ,Comedy", "Two Friends", Some(1986)),
            (
                "00000193609,Andrew Dice Clay (1991),Comedy",
                "Andrew Dice Clay",
                Some(1991),
            ),
        ] {
            let (movie, _) = movie(row);
            assert_eq!((movie.title.as_str(), movie.year), (title, year), "{row}");
        }
    }

    #[test]
    fn a_movie_may_have_no_genre() {
        for genres in ["(no genres listed)", "", "|"] {
            let (movie, names) = movie(&format!("1,Heat (1995),{genres}"));
            assert_eq!((movie.genres, names), (0, Vec::new()), "{genres}");
        }
    }

    #[test]
    fn the_thirty_third_genre_is_refused_where_it_is_met() {
        let genres = |n: u32| {
            (0..n)
                .map(|n| format!("genre {n}"))
                .collect::<Vec<_>>()
                .join("|")
        };
        assert_eq!(movie(&format!("1,Heat (1995),{}", genres(32))).1.len(), 32);
        let message = error(|files| {
            let text = format!(
                "movieId,title,genres\n1,Heat (1995),{}\n2,Ran,{}\n",
                genres(32),
                "More"
            );
            files.movies = file("movies.csv", &text);
        });
        assert_eq!(
            message,
            "movies.csv:3:3: at most 32 genres are supported, found more"
        );
    }

    #[test]
    fn two_movies_of_one_title_are_two_and_of_one_number_are_refused() {
        let mut files = small();
        files.movies = file(
            "movies.csv",
            "movieId,title,genres\n1,Emma (1996),Drama\n2,Emma (1996),Drama\n",
        );
        assert_eq!(files.read().unwrap().movies.len(), 2);
        let message = error(|files| {
            files.movies = file(
                "movies.csv",
                "movieId,title,genres\n1,Emma,Drama\n01,Ran,Drama\n",
            );
        });
        assert_eq!(message, "movies.csv:3:1: movie 1 is on line 2 already");
    }

    #[test]
    fn links_give_ids_with_zeros_in_front_of_eight_digits_or_none() {
        let mut files = small();
        files.links = Some(file(
            "links.csv",
            "movieId,imdbId,tmdbId\r\n1,0114709,\r\n2,10872600,862\r\n9,1,1\r\n",
        ));
        let movies = files.read().unwrap().movies;
        assert_eq!((movies[0].imdb, movies[0].tmdb), (Some(114_709), None));
        assert_eq!(
            (movies[1].imdb, movies[1].tmdb),
            (Some(10_872_600), Some(862))
        );
        assert_eq!(small().read().unwrap().movies[0].imdb, None);
        let message = error(|files| {
            files.links = Some(file(
                "links.csv",
                "movieId,imdbId,tmdbId\n1,tt0114709,862\n",
            ));
        });
        assert!(
            message.starts_with("links.csv:2:2: the IMDb id must be a whole number"),
            "{message}"
        );
    }

    #[test]
    fn columns_may_be_in_another_order_and_others_between_them() {
        let mut files = small();
        files.ratings = file(
            "r.csv",
            "timestamp,rating,note,movieId,userId\n9,4.5,x,1,7\n",
        );
        files.movies = file(
            "m.csv",
            "genres,movieId,title\nComedy|War,1,Toy Story (1995)\n",
        );
        let tables = files.read().unwrap();
        assert_eq!(tables.ratings[0].user, UserId(7));
        assert_eq!(tables.ratings[0].stars.halves(), 9);
        assert_eq!(tables.ratings[0].unix_time, 9);
        assert_eq!(tables.movies[0].title, "Toy Story");
    }

    #[test]
    fn a_column_that_is_missing_or_there_twice_is_refused() {
        let ratings = |text: &str| error(|files| files.ratings = file("ratings.csv", text));
        let missing = ratings("userId,movieId,timestamp\n7,1,9\n");
        let words = "ratings.csv:1:1: there is no column rating; the columns are userId, movieId, timestamp";
        assert_eq!(missing, words);
        let twice = ratings("userId,movieId,rating,timestamp,movieId\n7,1,4.0,9,1\n");
        assert!(
            twice.starts_with("ratings.csv:1:5: the column movieId is there already"),
            "{twice}"
        );
    }

    #[test]
    fn ids_above_32_bits_and_of_no_movie_are_refused() {
        let ratings = |row: &str| {
            let text = format!("userId,movieId,rating,timestamp\n7,1,4.0,9\n{row}\n");
            error(|files| files.ratings = file("ratings.csv", &text))
        };
        let message = ratings("4294967296,1,4.0,9");
        assert!(
            message.starts_with("ratings.csv:3:1: the user id must be"),
            "{message}"
        );
        let message = ratings("7,4294967296,4.0,9");
        assert!(
            message.starts_with("ratings.csv:3:2: the movie id must be"),
            "{message}"
        );
        let message = ratings("7,33,4.0,9");
        assert_eq!(
            message,
            "ratings.csv:3:2: movie 33 is not in movies.csv: take the files from one data set, or \
             remove the rating"
        );
    }

    #[test]
    fn tables_are_told_by_their_columns() {
        assert!(is_ratings(
            b"userId,movieId,rating,timestamp\r\n1,1,4.0,9\r\n"
        ));
        assert!(is_ratings(
            b"\"timestamp\",\"userId\",\"rating\",\"movieId\"\n"
        ));
        assert!(!is_ratings(b"userId,movieId,tag,timestamp\n"));
        assert!(is_movies(b"movieId,title,genres\n") && !is_movies(b"movieId,imdbId,tmdbId\n"));
        assert!(is_links(b"movieId,imdbId,tmdbId\n") && !is_links(b"movieId,tagId,relevance\n"));
        for other in [&b""[..], b"\"", b"1::1::5::9\n", b"PK\x03\x04", b"\xff\xfe"] {
            assert!(
                !is_ratings(other) && !is_movies(other) && !is_links(other),
                "{other:?}"
            );
        }
    }
}

//! The tables with their headers, lines ending in CR LF as in the official files. What is written
//! here, [`Source::read`](crate::raw::Source::read) reads again.

use std::borrow::Cow;
use std::fmt::Write as _;

use matinee_core::domain::MovieId;

use crate::formats::MovieLine;
use crate::raw::RawRating;

/// The first line of `movies.csv`.
pub const MOVIES_HEADER: &str = "movieId,title,genres\r\n";

/// The first line of `links.csv`.
pub const LINKS_HEADER: &str = "movieId,imdbId,tmdbId\r\n";

/// A line of `links.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkLine {
    /// First column.
    pub id: MovieId,
    /// Id at IMDb; the file has seven digits at least.
    pub imdb: u32,
    /// Id at TMDb, if there is one.
    pub tmdb: Option<u32>,
}

/// `ratings.csv` from its rows, in the order given.
#[must_use]
pub fn write_ratings(ratings: &[RawRating]) -> Vec<u8> {
    let mut text = String::with_capacity(40 + ratings.len() * 28);
    text.push_str("userId,movieId,rating,timestamp\r\n");
    for RawRating {
        user,
        movie,
        stars,
        unix_time,
    } in ratings
    {
        // Writing to a string cannot fail.
        let _ = write!(text, "{user},{movie},{:.1},{unix_time}\r\n", stars.as_f32());
    }
    text.into_bytes()
}

/// Appends a line to `movies.csv`.
pub fn write_movie(out: &mut String, movie: &MovieLine<'_>) {
    let (title, genres) = (cell(movie.title), movie.genre_text());
    let _ = write!(out, "{},{title},{}\r\n", movie.id, cell(&genres));
}

/// Appends a line to `links.csv`.
pub fn write_link(out: &mut String, link: LinkLine) {
    let tmdb = link.tmdb.map(|id| id.to_string()).unwrap_or_default();
    let _ = write!(out, "{},{:07},{tmdb}\r\n", link.id, link.imdb);
}

/// A text as a cell: in quotation marks where that is needed.
fn cell(text: &str) -> Cow<'_, str> {
    match text.contains([',', '"', '\r', '\n']) {
        true => Cow::Owned(format!("\"{}\"", text.replace('"', "\"\""))),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::{Stars, UserId};

    use super::*;

    #[test]
    fn lines_are_written_as_the_official_files_have_them() {
        let rating = RawRating {
            user: UserId(1),
            movie: MovieId(31),
            stars: Stars::from_halves(5).unwrap(),
            unix_time: 1_260_759_144,
        };
        let expected = b"userId,movieId,rating,timestamp\r\n1,31,2.5,1260759144\r\n";
        assert_eq!(write_ratings(&[rating]), expected);
        let mut movies = String::new();
        for (id, title, genres) in [
            (7789, "11'09\"01 - September 11 (2002)", &["Drama"][..]),
            (11, "American President, The (1995)", &["Comedy", "Drama"]),
            (171_495, "Cosmos", &[]),
        ] {
            let id = MovieId(id);
            write_movie(&mut movies, &MovieLine { id, title, genres });
        }
        assert_eq!(
            movies,
            "7789,\"11'09\"\"01 - September 11 (2002)\",Drama\r\n\
             11,\"American President, The (1995)\",Comedy|Drama\r\n\
             171495,Cosmos,(no genres listed)\r\n"
        );
        let mut links = String::new();
        for (imdb, tmdb) in [(114_709, Some(862)), (10_872_600, None)] {
            write_link(
                &mut links,
                LinkLine {
                    id: MovieId(1),
                    imdb,
                    tmdb,
                },
            );
        }
        assert_eq!(links, "1,0114709,862\r\n1,10872600,\r\n");
    }
}

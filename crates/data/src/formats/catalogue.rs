//! Movies of the formats that have one line a movie: id, title with its year, names of genres
//! separated by `|`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::RangeInclusive;

use matinee_core::domain::MovieId;

use crate::dataset::{Movie, ReleaseDate};
use crate::raw::ParseError;
use crate::titles::display_title;

use super::text::Row;

/// Genres fit into the bits of [`Movie::genres`].
pub const MAX_GENRES: usize = 32;

/// From the first films to a time that no file of ours will see.
pub(super) const YEARS: RangeInclusive<u16> = 1870..=2100;

/// By which these formats say that they know no genre.
const NO_GENRES: &str = "(no genres listed)";

/// What stands between two genres.
const BETWEEN_GENRES: char = '|';

/// A line of a table of movies, for writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovieLine<'a> {
    /// First column.
    pub id: MovieId,
    /// With year and trailing article: `Godfather, The (1972)`.
    pub title: &'a str,
    /// Names, possibly none.
    pub genres: &'a [&'a str],
}

impl MovieLine<'_> {
    /// The genres as one field.
    pub(super) fn genre_text(&self) -> String {
        match self.genres {
            [] => NO_GENRES.to_owned(),
            names => names.join(&BETWEEN_GENRES.to_string()),
        }
    }
}

/// Text that a file cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} cannot be written: {letter:?} is not Latin-1 text, or separates columns")]
pub struct NotWritable {
    /// The field.
    pub text: String,
    /// The first letter in the way.
    pub letter: char,
}

/// Where a row has what, in columns from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct MovieColumns {
    pub(super) id: usize,
    pub(super) title: usize,
    pub(super) genres: Option<usize>,
}

/// Movies as they are read, line by line.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    movies: Vec<Movie>,
    /// In the order in which they are met.
    genres: Vec<String>,
    first_lines: HashMap<MovieId, usize>,
}

impl Catalogue {
    /// Adds the movie of a row. Formats with these columns have no release dates: it is taken for
    /// released with its year, in January, as MovieLens 100K has it of most.
    ///
    /// # Errors
    /// A field that cannot be read; a movie that is there already; a 33rd genre.
    pub(super) fn push(
        &mut self,
        row: &Row<'_>,
        id: MovieId,
        columns: &MovieColumns,
    ) -> Result<&mut Movie, ParseError> {
        match self.first_lines.entry(id) {
            Entry::Vacant(place) => place.insert(row.line),
            Entry::Occupied(first) => {
                let reason = format!("movie {id} is on line {} already", first.get());
                return Err(row.error(columns.id, reason));
            }
        };
        let (title, year) = display_title(&row.text(columns.title)?);
        if title.is_empty() {
            return Err(row.error(columns.title, "the title is empty".to_owned()));
        }
        let genres = match columns.genres {
            Some(column) => self.genres(row, column)?,
            None => 0,
        };
        self.movies.push(Movie {
            id,
            title,
            year,
            released: released(year),
            genres,
            imdb: None,
            tmdb: None,
        });
        let last = self.movies.len() - 1;
        Ok(&mut self.movies[last])
    }

    /// Bits of the genres in a field.
    fn genres(&mut self, row: &Row<'_>, column: usize) -> Result<u32, ParseError> {
        let mut bits = 0;
        let text = row.text(column)?;
        for name in text.split(BETWEEN_GENRES).map(str::trim) {
            if name.is_empty() || name.eq_ignore_ascii_case(NO_GENRES) {
                continue;
            }
            let known = self.genres.iter().position(|known| known == name);
            let genre = known.unwrap_or(self.genres.len());
            if genre == MAX_GENRES {
                let reason = format!("at most {MAX_GENRES} genres are supported, found more");
                return Err(row.error(column, reason));
            }
            if known.is_none() {
                self.genres.push(name.to_owned());
            }
            bits |= 1 << genre;
        }
        Ok(bits)
    }

    /// The movies, in the order of the file, and the names of the genres, sorted: which movie comes
    /// first says nothing.
    pub(super) fn finish(self) -> (Vec<Movie>, Vec<String>) {
        let Self {
            mut movies, genres, ..
        } = self;
        let mut sorted = genres.clone();
        sorted.sort_unstable();
        let place = |name: &String| sorted.iter().position(|it| it == name).unwrap_or_default();
        let places: Vec<usize> = genres.iter().map(place).collect();
        for movie in &mut movies {
            movie.genres = movie
                .genre_rows()
                .fold(0, |bits, row| bits | 1 << places[row]);
        }
        (movies, sorted)
    }
}

/// When a movie came out of which only the year is known.
pub(super) fn released(year: Option<u16>) -> Option<ReleaseDate> {
    let year = year.filter(|year| YEARS.contains(year))?;
    Some(ReleaseDate { year, month: 1 })
}

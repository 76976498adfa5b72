//! The movie's side: genres, release year, release month.

use std::ops::Range;

use matinee_core::domain::MovieIdx;
use matinee_data::dataset::{Movie, ReleaseDate};

use super::Matrix;

/// Three columns of the year, twelve of the month.
const N_YEAR: usize = 3;
const N_DATE: usize = N_YEAR + 12;

/// Number of features of a movie: 34 with the 19 genres of MovieLens 100K.
#[must_use]
pub const fn n_movie_features(n_genres: usize) -> usize {
    n_genres + N_DATE
}

/// The columns of a movie's features that speak of its genres and of its release.
#[must_use]
pub const fn movie_columns(n_genres: usize) -> [Range<usize>; 2] {
    [0..n_genres, n_genres..n_movie_features(n_genres)]
}

/// Features of one movie: one column a genre, the year as (year − 1990) / 10,
/// max(year − 1993, 0) / 2.5 and max(1980 − year, 0) / 20, then one column a month.
///
/// The year is bent twice, because most movies of MovieLens 100K are of 1993 to 1998 and the
/// old ones are classics. Without a date all its columns are 0.
///
/// # Shapes
/// `[n_movie_features(n_genres)]`. Bits of `genres` from `n_genres` up have no column.
#[must_use]
pub fn movie_features(released: Option<ReleaseDate>, genres: u32, n_genres: usize) -> Vec<f32> {
    let mut features = vec![0.0; n_movie_features(n_genres)];
    let (genre_columns, date_columns) = features.split_at_mut(n_genres);
    for (row, column) in genre_columns.iter_mut().enumerate().take(32) {
        *column = if genres >> row & 1 == 1 { 1.0 } else { 0.0 };
    }
    if let Some(ReleaseDate { year, month }) = released {
        let year = f32::from(year);
        date_columns[0] = (year - 1990.0) / 10.0;
        date_columns[1] = (year - 1993.0).max(0.0) / 2.5;
        date_columns[2] = (1980.0 - year).max(0.0) / 20.0;
        if let Some(column) = date_columns[N_YEAR..].get_mut(usize::from(month).wrapping_sub(1)) {
            *column = 1.0;
        }
    }
    features
}

/// Features of all movies. Only a [`MovieIdx`] picks a row, so a user's number or a raw id cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct MovieFeatures(Matrix);

impl MovieFeatures {
    /// Row `i` is made of `movies[i]`, the movie with [`MovieIdx`] `i`.
    #[must_use]
    pub fn new(movies: &[Movie], n_genres: usize) -> Self {
        let rows = movies
            .iter()
            .map(|movie| movie_features(movie.released, movie.genres, n_genres));
        Self(Matrix::from_rows(n_movie_features(n_genres), rows))
    }

    /// Features of one movie.
    ///
    /// # Panics
    /// If there is no such movie.
    #[must_use]
    pub fn row(&self, movie: MovieIdx) -> &[f32] {
        self.0.row(movie.row())
    }

    /// All rows: `[n_movies, n_movie_features]`.
    #[must_use]
    pub const fn matrix(&self) -> &Matrix {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::MovieId;

    fn date(year: u16, month: u8) -> Option<ReleaseDate> {
        Some(ReleaseDate { year, month })
    }

    fn check_year(year: u16, expected: [f32; 3]) {
        let features = movie_features(date(year, 1), 0, 0);
        for (found, expected) in features.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{year}: {features:?}");
        }
    }

    #[test]
    fn genres_year_and_month_have_their_columns() {
        let features = movie_features(date(1990, 12), 0b101, 3);
        let mut expected = vec![1.0, 0.0, 1.0];
        expected.extend([0.0; 14]);
        expected.push(1.0);
        assert_eq!(features, expected);
    }

    #[test]
    fn the_year_is_bent_at_1980_and_1993() {
        check_year(1990, [0.0, 0.0, 0.0]);
        check_year(1998, [0.8, 2.0, 0.0]);
        check_year(1940, [-5.0, 0.0, 2.0]);
    }

    #[test]
    fn a_movie_of_movielens_100k_has_34_features() {
        assert_eq!(movie_features(date(1995, 1), 0, 19).len(), 34);
        assert_eq!(n_movie_features(19), 34);
    }

    #[test]
    fn without_a_date_year_and_month_are_zero() {
        assert_eq!(movie_features(None, 0b1, 2)[..2], [1.0, 0.0]);
        assert_eq!(movie_features(None, 0b1, 2)[2..], [0.0; 15]);
    }

    /// The original cast the scaled year to an integer, which made it 0 for almost every movie.
    #[test]
    fn the_year_is_not_cast_to_an_integer() {
        let years = [1989, 1990, 1991, 1995, 1996];
        let mut features = years
            .map(|year| movie_features(date(year, 1), 0, 1)[1])
            .to_vec();
        features.dedup();
        assert_eq!(features.len(), years.len(), "{features:?}");
    }

    /// The original put the features together twice, in two orders.
    #[test]
    fn movies_have_their_features_in_the_same_order_one_by_one_and_all_at_once() {
        let movie = |id, genres, released| Movie {
            id: MovieId(id),
            title: String::new(),
            year: None,
            released,
            genres,
        };
        let movies = [movie(7, 0b01, date(1995, 3)), movie(3, 0b10, None)];
        let features = MovieFeatures::new(&movies, 2);
        for (idx, movie) in (0..).map(MovieIdx).zip(&movies) {
            assert_eq!(
                features.row(idx),
                movie_features(movie.released, movie.genres, 2)
            );
        }
    }

    #[test]
    fn genre_bits_without_a_column_are_left_out() {
        assert_eq!(
            movie_features(None, u32::MAX, 2),
            movie_features(None, 0b11, 2)
        );
    }
}

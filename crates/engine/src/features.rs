//! What is known of a user and of a movie besides who they are.
//!
//! One function a side, used by training, evaluation, export and serving alike: there is no
//! second place where an order or a unit could differ.
//!
//! What sets of genres have in common is here too: bit `g` of a set stands for genre `g`. The formulas by
//! which lists are measured are those by which they are steered.

pub use crate::matrix::Matrix;

use std::ops::Range;

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_data::dataset::{Demographics, Gender, Movie, ReleaseDate, User};
use serde::{Deserialize, Serialize};

/// Age and gender, in front of the occupations.
const N_FIXED: usize = 2;

/// Mean and spread of the ages in MovieLens 100K, rounded. Not of the data: somebody new tells their age
/// to a model that may carry nobody else's, and people are as old everywhere.
const AGE_MEAN: f32 = 34.0;
const AGE_SPREAD: f32 = 12.0;

/// Number of features of a user: 23 with the 21 occupations of MovieLens 100K.
#[must_use]
pub const fn n_user_features(n_occupations: usize) -> usize {
    N_FIXED + n_occupations
}

/// The columns of a user's features that speak of age, of gender and of occupation.
#[must_use]
pub const fn user_columns(n_occupations: usize) -> [Range<usize>; 3] {
    [0..1, 1..N_FIXED, N_FIXED..n_user_features(n_occupations)]
}

/// Features of one user: (age − 34) / 12, gender (F 0, M 1), then one column an occupation.
///
/// # Shapes
/// `[n_user_features(n_occupations)]`. An occupation beyond `n_occupations` has no column; of somebody of
/// whom nothing is known every column is 0.
#[must_use]
pub fn user_features(known: Option<Demographics>, n_occupations: usize) -> Vec<f32> {
    let mut features = vec![0.0; n_user_features(n_occupations)];
    let Some(Demographics {
        age,
        gender,
        occupation,
    }) = known
    else {
        return features;
    };
    features[0] = (f32::from(age) - AGE_MEAN) / AGE_SPREAD;
    features[1] = match gender {
        Gender::Female => 0.0,
        Gender::Male => 1.0,
    };
    if let Some(column) = features[N_FIXED..].get_mut(usize::from(occupation)) {
        *column = 1.0;
    }
    features
}

/// Features of all users. Only a [`UserIdx`] picks a row, so a movie's number or a raw id cannot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserFeatures(Matrix);

impl UserFeatures {
    /// Row `i` is made of `users[i]`, the user with [`UserIdx`] `i`.
    #[must_use]
    pub fn new(users: &[User], n_occupations: usize) -> Self {
        let row = |user: &User| user_features(user.demographics, n_occupations);
        let rows = users.iter().map(row);
        Self(Matrix::from_rows(n_user_features(n_occupations), rows))
    }

    /// Features of one user.
    ///
    /// # Panics
    /// If there is no such user.
    #[must_use]
    pub fn row(&self, user: UserIdx) -> &[f32] {
        self.0.row(user.row())
    }

    /// All rows: `[n_users, n_user_features]`.
    #[must_use]
    pub const fn matrix(&self) -> &Matrix {
        &self.0
    }
}

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

/// How the release years of a data set lie: what their features are measured from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YearScale {
    /// Mean, in whole decades: 1990 in MovieLens 100K.
    middle: f32,
    /// Standard deviation, in whole decades, one at least: 10.
    spread: f32,
    /// Five years before the newest: 1993.
    recent: f32,
}

impl YearScale {
    /// Of these movies. Without a dated one it is that of MovieLens 100K.
    #[must_use]
    pub fn of(movies: &[Movie]) -> Self {
        let dates = movies.iter().filter_map(|movie| movie.released);
        let years = dates.map(|date| f64::from(date.year));
        let n = years.clone().count() as f64;
        let Some(newest) = years.clone().reduce(f64::max) else {
            return Self {
                middle: 1990.0,
                spread: 10.0,
                recent: 1993.0,
            };
        };
        let mean = years.clone().sum::<f64>() / n;
        let variance = years.map(|year| (year - mean) * (year - mean)).sum::<f64>() / n;
        let decades = |years: f64| (years / 10.0).round() * 10.0;
        Self {
            middle: decades(mean) as f32,
            spread: decades(variance.sqrt()).max(10.0) as f32,
            recent: newest as f32 - 5.0,
        }
    }

    /// The year less the mean in spreads, years since it was recent / 2.5, and spreads below the usual / 2.
    fn features(self, year: u16) -> [f32; N_YEAR] {
        let Self {
            middle,
            spread,
            recent,
        } = self;
        let year = f32::from(year);
        [
            (year - middle) / spread,
            (year - recent).max(0.0) / 2.5,
            (middle - spread - year).max(0.0) / (2.0 * spread),
        ]
    }
}

/// Features of one movie: one column a genre, three of the year, then one column a month. In MovieLens
/// 100K the year is (year − 1990) / 10, max(year − 1993, 0) / 2.5 and max(1980 − year, 0) / 20.
///
/// The year is bent twice, because most movies are of the last years before a data set was made and
/// the old ones are classics. Without a date all its columns are 0.
///
/// # Shapes
/// `[n_movie_features(n_genres)]`. Bits of `genres` from `n_genres` up have no column.
#[must_use]
pub fn movie_features(
    released: Option<ReleaseDate>,
    genres: u32,
    n_genres: usize,
    years: YearScale,
) -> Vec<f32> {
    let mut features = vec![0.0; n_movie_features(n_genres)];
    let (genre_columns, date_columns) = features.split_at_mut(n_genres);
    for (row, column) in genre_columns.iter_mut().enumerate().take(32) {
        *column = if genres >> row & 1 == 1 { 1.0 } else { 0.0 };
    }
    if let Some(ReleaseDate { year, month }) = released {
        date_columns[..N_YEAR].copy_from_slice(&years.features(year));
        if let Some(column) = date_columns[N_YEAR..].get_mut(usize::from(month).wrapping_sub(1)) {
            *column = 1.0;
        }
    }
    features
}

/// Features of all movies. Only a [`MovieIdx`] picks a row, so a user's number or a raw id cannot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MovieFeatures(Matrix);

impl MovieFeatures {
    /// Row `i` is made of `movies[i]`, the movie with [`MovieIdx`] `i`.
    #[must_use]
    pub fn new(movies: &[Movie], n_genres: usize) -> Self {
        let years = YearScale::of(movies);
        let row = |movie: &Movie| movie_features(movie.released, movie.genres, n_genres, years);
        let rows = movies.iter().map(row);
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

/// Weight of the history in the smoothed distribution of a list (Steck's α).
const SMOOTHING: f64 = 0.01;

/// Cosine of two genre vectors, `|a ∧ b| / √(|a| |b|)`; 0 when either has no genre.
#[must_use]
pub fn genre_cosine(a: u32, b: u32) -> f64 {
    if a == 0 || b == 0 {
        return 0.0;
    }
    let [both, a, b] = [a & b, a, b].map(|genres| f64::from(genres.count_ones()));
    both / (a * b).sqrt()
}

/// Intra-list distance, `1 − mean pairwise cosine` of the genre vectors of a list: 0 (all alike) to
/// 1 (nothing in common).
///
/// A movie of no genre has nothing in common with any other. `None` for a list with fewer than two
/// movies.
#[must_use]
pub fn genre_distance(genres: &[u32]) -> Option<f64> {
    let mut similarity = 0.0;
    for (place, a) in genres.iter().enumerate() {
        for b in &genres[place + 1..] {
            similarity += genre_cosine(*a, *b);
        }
    }
    let n_pairs = genres.len() * genres.len().saturating_sub(1) / 2;
    (n_pairs > 0).then(|| 1.0 - similarity / n_pairs as f64)
}

/// The share of each genre in a set of movies. A movie spreads one unit evenly
/// over its genres.
///
/// Movies of no genre are left out. `None` when no movie has a genre.
#[must_use]
pub fn genre_distribution(genres: impl IntoIterator<Item = u32>) -> Option<[f64; 32]> {
    let mut shares = [0.0; 32];
    let mut total = 0.0;
    for movie in genres.into_iter().filter(|movie| *movie != 0) {
        total += 1.0;
        for (row, share) in shares.iter_mut().enumerate() {
            if movie >> row & 1 == 1 {
                *share += 1.0 / f64::from(movie.count_ones());
            }
        }
    }
    (total > 0.0).then(|| shares.map(|share| share / total))
}

/// One genre's part of the divergence of a list from a history, nats:
/// `p ln(p / (.99 q + .01 p))`, 0 where the history has nothing of the genre.
///
/// The logarithm is not the platform's, so that lists are the same everywhere.
#[must_use]
pub fn genre_divergence(p: f64, q: f64) -> f64 {
    if p > 0.0 {
        p * libm::log(p / ((1.0 - SMOOTHING) * q + SMOOTHING * p))
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::{MovieId, UserId};

    use super::*;

    /// The years of MovieLens 100K.
    fn years() -> YearScale {
        YearScale::of(&[])
    }

    fn said(age: u8, gender: Gender, occupation: u8) -> Option<Demographics> {
        Some(Demographics {
            age,
            gender,
            occupation,
        })
    }

    fn user(demographics: Option<Demographics>) -> User {
        User {
            id: UserId(500),
            demographics,
        }
    }

    #[test]
    fn age_gender_and_occupation_have_their_columns() {
        let features = user_features(said(46, Gender::Male, 2), 4);
        assert_eq!(features, [1.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
        let features = user_features(said(22, Gender::Female, 0), 4);
        assert_eq!(features, [-1.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn a_user_of_movielens_100k_has_23_features() {
        assert_eq!(user_features(said(30, Gender::Male, 20), 21).len(), 23);
        assert_eq!(n_user_features(21), 23);
    }

    /// The original cast the scaled age to an integer, which made it 0 for almost everyone.
    #[test]
    fn the_age_is_not_cast_to_an_integer() {
        let ages = [20, 33, 34, 35, 40];
        let mut features = ages
            .map(|age| user_features(said(age, Gender::Male, 0), 1)[0])
            .to_vec();
        features.dedup();
        assert_eq!(features.len(), ages.len(), "{features:?}");
        assert!((features[3] - 1.0 / 12.0).abs() < 1e-6);
    }

    /// The original put the features together twice, in two orders.
    #[test]
    fn users_have_their_features_in_the_same_order_one_by_one_and_all_at_once() {
        let users = [said(46, Gender::Male, 2), None].map(user);
        let features = UserFeatures::new(&users, 3);
        for (idx, user) in (0..).map(UserIdx).zip(&users) {
            assert_eq!(features.row(idx), user_features(user.demographics, 3));
        }
    }

    #[test]
    fn an_occupation_without_a_column_leaves_all_of_them_zero() {
        assert_eq!(user_features(said(34, Gender::Female, 9), 2), [0.0; 4]);
    }

    fn date(year: u16, month: u8) -> Option<ReleaseDate> {
        Some(ReleaseDate { year, month })
    }

    fn check_year(year: u16, expected: [f32; 3]) {
        let features = movie_features(date(year, 1), 0, 0, years());
        for (found, expected) in features.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{year}: {features:?}");
        }
    }

    #[test]
    fn genres_year_and_month_have_their_columns() {
        let features = movie_features(date(1990, 12), 0b101, 3, years());
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
    fn years_are_measured_from_those_of_the_data() {
        let dated = |year| Movie {
            id: MovieId(1),
            title: String::new(),
            year: None,
            released: date(year, 1),
            genres: 0,
            imdb: None,
            tmdb: None,
        };
        let scale = YearScale::of(&[1951, 1995, 2005, 2018].map(dated));
        let expected = YearScale {
            middle: 1990.0,
            spread: 30.0,
            recent: 2013.0,
        };
        assert_eq!(scale, expected);
        assert_eq!(scale.features(2018), [28.0 / 30.0, 2.0, 0.0]);
        assert_eq!(scale.features(1930), [-2.0, 0.0, 0.5]);
        // All of one year: nothing is divided by 0.
        assert_eq!(
            YearScale::of(&[dated(2018)]).features(2018),
            [-0.2, 2.0, 0.0]
        );
    }

    #[test]
    fn of_somebody_of_whom_nothing_is_known_every_feature_is_zero() {
        assert_eq!(user_features(None, 3), [0.0; 5]);
    }

    #[test]
    fn a_movie_of_movielens_100k_has_34_features() {
        assert_eq!(movie_features(date(1995, 1), 0, 19, years()).len(), 34);
        assert_eq!(n_movie_features(19), 34);
    }

    #[test]
    fn without_a_date_year_and_month_are_zero() {
        assert_eq!(movie_features(None, 0b1, 2, years())[..2], [1.0, 0.0]);
        assert_eq!(movie_features(None, 0b1, 2, years())[2..], [0.0; 15]);
    }

    /// The original cast the scaled year to an integer, which made it 0 for almost every movie.
    #[test]
    fn the_year_is_not_cast_to_an_integer() {
        let dates = [1989, 1990, 1991, 1995, 1996];
        let mut features = dates
            .map(|year| movie_features(date(year, 1), 0, 1, years())[1])
            .to_vec();
        features.dedup();
        assert_eq!(features.len(), dates.len(), "{features:?}");
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
            imdb: None,
            tmdb: None,
        };
        let movies = [movie(7, 0b01, date(1995, 3)), movie(3, 0b10, None)];
        let features = MovieFeatures::new(&movies, 2);
        for (idx, movie) in (0..).map(MovieIdx).zip(&movies) {
            assert_eq!(
                features.row(idx),
                movie_features(movie.released, movie.genres, 2, YearScale::of(&movies))
            );
        }
    }

    #[test]
    fn genre_bits_without_a_column_are_left_out() {
        assert_eq!(
            movie_features(None, u32::MAX, 2, years()),
            movie_features(None, 0b11, 2, years())
        );
    }

    #[test]
    fn a_movie_spreads_one_unit_over_its_genres() {
        let shares = genre_distribution([0b011, 0b001]).unwrap();
        assert_eq!(shares[..3], [0.75, 0.25, 0.0]);
    }

    #[test]
    fn movies_without_genre_are_left_out() {
        assert_eq!(genre_distribution([0, 0]), None);
        assert_eq!(genre_distribution([0, 1]), genre_distribution([1]));
    }

    #[test]
    fn genres_are_alike_as_far_as_they_are_shared() {
        for (a, b, expected) in [(0b11, 0b11, 1.0), (0b01, 0b10, 0.0), (0, 0b1, 0.0)] {
            assert!(
                (genre_cosine(a, b) - expected).abs() < 1e-12,
                "{a:b}, {b:b}"
            );
        }
        assert!((genre_cosine(0b1, 0b11) - 0.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_genre_that_the_list_misses_costs_the_most() {
        assert!((genre_divergence(0.5, 0.0) - 0.5 * 100_f64.ln()).abs() < 1e-12);
        assert!(genre_divergence(0.5, 0.5).abs() < 1e-12);
        assert!(genre_divergence(0.0, 0.5).abs() < 1e-12);
    }
}

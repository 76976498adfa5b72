//! What the unit tests of this crate share.

use matinee_core::domain::{MovieId, MovieIdx, Rating, StarScale, Stars, UserId, UserIdx};
use matinee_data::dataset::split::Folds;
use matinee_data::dataset::{Demographics, Gender, Movie, Tables, User, Vocabulary};

use super::recommender::{Newcomer, Recommender, Scores};

/// Says the same of each of eight movies to everybody.
pub(super) struct Always(pub(super) f32);

impl Recommender for Always {
    fn known(&self, _user: UserIdx) -> Scores {
        Scores {
            stars: Some(vec![self.0; 8]),
            ranges: None,
            ranks: Some(vec![self.0; 8]),
        }
    }

    fn newcomer(&self, _person: &Newcomer<'_>) -> Option<Scores> {
        Some(self.known(UserIdx(0)))
    }
}

pub(super) fn rating(user: u32, movie: u32, stars: u8) -> Rating {
    Rating {
        user: UserIdx(user),
        movie: MovieIdx(movie),
        stars: self::stars(stars),
    }
}

pub(super) fn stars(stars: u8) -> Stars {
    Stars::try_from(stars).unwrap()
}

/// Movie `i` has raw id `i + 1` and genre `i` alone.
pub(super) fn movies(n: u32) -> Vec<Movie> {
    (0..n)
        .map(|row| Movie {
            id: MovieId(row + 1),
            title: format!("Movie {row}"),
            year: None,
            released: None,
            genres: 1 << (row % 32),
            imdb: None,
            tmdb: None,
        })
        .collect()
}

/// User `i` has raw id `i + 1`.
pub(super) fn user(row: u32) -> User {
    User {
        id: UserId(row + 1),
        demographics: Some(Demographics {
            age: 30,
            gender: Gender::Female,
            occupation: 0,
        }),
    }
}

pub(super) fn tables(n_users: u32, n_movies: u32, ratings: Vec<Rating>) -> Tables {
    let users: Vec<User> = (0..n_users).map(user).collect();
    let movies = movies(n_movies);
    Tables {
        user_ids: Vocabulary::new(users.iter().map(|user| user.id)),
        movie_ids: Vocabulary::new(movies.iter().map(|movie| movie.id)),
        users,
        movies,
        ratings,
        scale: StarScale::Whole,
        folds: Folds::OfTheFile,
        genres: (0..32).map(|genre| format!("Genre {genre}")).collect(),
        occupations: vec!["none".into()],
        notice: String::new(),
    }
}

pub(super) fn assert_close(found: Option<f64>, expected: f64) {
    let found = found.expect("the metric is defined here");
    assert!(
        (found - expected).abs() < 1e-9,
        "found {found}, expected {expected}"
    );
}

//! What tests of several modules are made of.

use matinee_core::domain::{MovieId, MovieIdx, Score};
use matinee_data::dataset::Movie;
use matinee_engine::artifact::Catalogue;
use matinee_engine::engine::{Likely, Recommendation};

/// Makes a movie with this id and title, without a year or genres.
pub(crate) fn movie(id: u32, title: &str) -> Movie {
    Movie {
        id: MovieId(id),
        title: title.to_owned(),
        year: None,
        released: None,
        genres: 0,
    }
}

/// Makes a catalogue of movies, each rated so many times.
pub(crate) fn catalogue(movies: impl IntoIterator<Item = (Movie, u32)>) -> Catalogue {
    let (movies, n_ratings): (Vec<_>, Vec<_>) = movies.into_iter().unzip();
    Catalogue {
        aliases: Vec::new(),
        genres: Vec::new(),
        n_liked: vec![0; movies.len()],
        movies,
        n_ratings,
    }
}

/// Puts the movie of a row on a list, with predicted stars and a ranking score.
pub(crate) fn recommended(movie: u32, stars: f32, ranking_score: f32) -> Recommendation {
    Recommendation {
        movie: MovieIdx(movie),
        stars: Score::clip(stars),
        likely: Likely::around(Score::clip(stars), 1.0),
        ranking_score,
    }
}

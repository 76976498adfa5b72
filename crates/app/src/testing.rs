//! What tests of several modules are made of.

use matinee_core::domain::{MovieId, MovieIdx, Score, StarScale};
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
        imdb: None,
        tmdb: None,
    }
}

/// Makes a catalogue of movies, each rated so many times.
pub(crate) fn catalogue(movies: impl IntoIterator<Item = (Movie, u32)>) -> Catalogue {
    let (movies, n_ratings): (Vec<_>, Vec<_>) = movies.into_iter().unzip();
    Catalogue {
        aliases: Vec::new(),
        genres: Vec::new(),
        scale: StarScale::Whole,
        n_liked: vec![0; movies.len()],
        n_first: movies.len(),
        movies,
        n_ratings,
    }
}

/// Clips to the scale of whole stars.
pub(crate) fn clip(stars: f32) -> Score {
    Score::clip(stars, StarScale::Whole)
}

/// Makes a catalogue of movies that nobody has rated.
pub(crate) fn unrated(movies: impl IntoIterator<Item = Movie>) -> Catalogue {
    catalogue(movies.into_iter().map(|movie| (movie, 0)))
}

/// Puts the movie of a row on a list, with predicted stars and a ranking score.
pub(crate) fn recommended(movie: u32, stars: f32, ranking_score: f32) -> Recommendation {
    Recommendation {
        movie: MovieIdx(movie),
        stars: clip(stars),
        likely: Likely::around(clip(stars), 1.0, StarScale::Whole),
        ranking_score,
    }
}

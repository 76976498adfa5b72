//! Lists of held-out people, and how exposure is spread over movies.

use matinee_core::domain::{MovieId, UserId};
use serde::{Deserialize, Serialize};

use super::{Head, OtherMovie, SystemName};

/// A dozen people of a fold, and what every system recommends them: their test ratings were hidden from all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlayResults {
    /// What the file is.
    pub head: Head,
    /// Those that make lists.
    pub systems: Vec<SystemName>,
    /// Three that predict stars, to be beaten by guessing.
    pub rivals: Vec<SystemName>,
    /// The people.
    pub people: Vec<PlayPerson>,
    /// Names of movies here that cleaning takes out of the page's catalogue.
    pub others: Vec<OtherMovie>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlayPerson {
    /// Who.
    pub user: UserId,
    /// How many of their ratings the systems knew.
    pub n_known: u32,
    /// Top ten of each of [`PlayResults::systems`], best first. [n_systems][10]
    pub lists: Vec<Vec<MovieId>>,
    /// All their hidden ratings, best first.
    pub hidden: Vec<HiddenRating>,
    /// Ten of the hidden ratings to guess.
    pub guesses: Vec<Guess>,
}

/// A rating that no system saw.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HiddenRating {
    /// Of which movie.
    pub movie: MovieId,
    /// What they gave.
    pub stars: f32,
}

/// A hidden rating, and what was predicted of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    /// Of which movie.
    pub movie: MovieId,
    /// What they gave.
    pub stars: f32,
    /// What each of [`PlayResults::rivals`] predicted, stars. [n_rivals]
    pub predicted: Vec<f32>,
}

/// How the places of all top tens are spread over the movies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExposureResults {
    /// What the file is.
    pub head: Head,
    /// Movies that could be listed.
    pub n_movies: u32,
    /// People with a list.
    pub n_people: u32,
    /// Those that make lists.
    pub systems: Vec<Exposure>,
}

/// What one system shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// Which.
    pub system: SystemName,
    /// Lorenz curve: share of the movies, least shown first, and share of all places that they have; both
    /// rise from 0 to 1.
    pub lorenz: Vec<[f32; 2]>,
    /// Share of the movies that are in somebody's list.
    pub coverage: f32,
    /// Gini coefficient: 0 when all are shown equally, 1 when one has all places.
    pub gini: f32,
    /// Share of all places that the ten most shown movies have.
    pub top_ten: f32,
}

//! The engine and the weights of a seed network for a page of other programs: `cargo xtask peers` runs the same
//! network in them, beside the engine (`tests/peers/`).
#![cfg(target_arch = "wasm32")]

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_engine::artifact::{self, Artifact, Stored, Weights};
use matinee_engine::engine::Engine;
use matinee_engine::features::{MovieFeatures, UserFeatures};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// Length of the lists.
const K: usize = 10;

/// A model, ready to make lists.
#[wasm_bindgen]
pub struct Lists(Engine);

#[wasm_bindgen]
impl Lists {
    /// Opens a model's bytes.
    ///
    /// # Errors
    /// As the engine says of them.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Self, JsError> {
        Ok(Self(Engine::open(bytes)?))
    }

    /// How many users it knows.
    #[must_use]
    pub fn n_users(&self) -> usize {
        self.0.users().len()
    }

    /// The ten best movies of a user of the data, best first.
    #[must_use]
    pub fn list(&self, user: u32) -> Vec<u32> {
        let list = self.0.recommend(UserIdx(user), K);
        list.iter().map(|entry| entry.movie.0).collect()
    }

    /// Stars of every movie, before they are clipped.
    #[must_use]
    pub fn stars(&self, user: u32) -> Vec<f32> {
        let person = self.0.person(UserIdx(user));
        let movies = 0..self.0.catalogue().movies.len() as u32;
        movies
            .map(|movie| self.0.raw_stars_for(&person, MovieIdx(movie)))
            .collect()
    }

    /// What a user has rated, which no list has.
    #[must_use]
    pub fn seen(&self, user: u32) -> Vec<u32> {
        let person = self.0.person(UserIdx(user));
        person.seen().iter().map(|movie| movie.0).collect()
    }
}

/// A seed network as others can run it.
#[wasm_bindgen]
pub struct Network {
    artifact: Artifact,
}

#[wasm_bindgen]
impl Network {
    /// Reads a model's bytes.
    ///
    /// # Errors
    /// Where they are not a model.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8]) -> Result<Self, JsError> {
        Ok(Self {
            artifact: artifact::read(bytes)?,
        })
    }

    /// How many users it knows.
    #[must_use]
    pub fn n_users(&self) -> usize {
        self.artifact.people.users.len()
    }

    /// How many movies it lists.
    #[must_use]
    pub fn n_movies(&self) -> usize {
        self.artifact.catalogue.movies.len()
    }

    /// The numbers of a part, row by row; `undefined` where there is none of this name.
    ///
    /// `scale` and `shift` are BatchNorm as it is in use. `prior` is what popularity adds to the stars in the order of
    /// a list.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<Vec<f32>> {
        let Weights::Seed(weights) = &self.artifact.weights else {
            return None;
        };
        let Artifact {
            catalogue, people, ..
        } = &self.artifact;
        let prior = |&n_liked: &u32| weights.popularity_weight * libm::logf(1.0 + n_liked as f32);
        match name {
            "userEmbedding" => Some(numbers(&weights.user_embedding)),
            "movieEmbedding" => Some(numbers(&weights.movie_embedding)),
            "userFeatures" => {
                let features = UserFeatures::new(&people.users, people.occupations.len());
                let users = 0..people.users.len() as u32;
                Some(
                    users
                        .flat_map(|user| features.row(UserIdx(user)).to_vec())
                        .collect(),
                )
            }
            "movieFeatures" => {
                let features = MovieFeatures::new(&catalogue.movies, catalogue.genres.len());
                let movies = 0..catalogue.movies.len() as u32;
                let rows = movies.flat_map(|movie| features.row(MovieIdx(movie)).to_vec());
                Some(rows.collect())
            }
            "fc1" => Some(numbers(&weights.fc1)),
            "scale" => Some(weights.scale.clone()),
            "shift" => Some(weights.shift.clone()),
            "fc2" => Some(weights.fc2.clone()),
            "fc2Bias" => Some(vec![weights.fc2_bias]),
            "prior" => Some(catalogue.n_liked.iter().map(prior).collect()),
            _ => None,
        }
    }

    /// User, movie and stars of every rating that the model carries.
    #[must_use]
    pub fn ratings(&self) -> Vec<f32> {
        let histories = &self.artifact.people.histories;
        let users = 0..self.artifact.people.users.len() as u32;
        users
            .flat_map(|user| {
                let rated = histories.rated(UserIdx(user)).unwrap_or_default();
                let rows = rated.iter();
                rows.flat_map(move |(movie, stars)| [user as f32, movie.0 as f32, stars.as_f32()])
            })
            .collect()
    }
}

fn numbers(stored: &Stored) -> Vec<f32> {
    let matrix = stored.to_matrix();
    (0..matrix.n_rows)
        .flat_map(|row| matrix.row(row).to_vec())
        .collect()
}

//! What is told of data and model: cleaning, the map of movies, the model card.

use matinee_core::domain::MovieId;
use serde::{Deserialize, Serialize};

use super::Head;

/// What cleaning removed, by reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CleaningResults {
    /// What the file is.
    pub head: Head,
    /// What the data has.
    pub before: Counts,
    /// Entries that name a movie which is there already: merged first. Their ratings stay but for doubles.
    pub merged: Dropped,
    /// Each rule, in the order in which they are applied.
    pub rules: Vec<Dropped>,
    /// What is left.
    pub after: Counts,
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Movies.
    pub movies: u32,
    /// Ratings.
    pub ratings: u32,
    /// Users.
    pub users: u32,
}

/// What a rule removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// After "movies": `without a release date`.
    pub reason: String,
    /// Movies.
    pub movies: u32,
    /// Ratings.
    pub ratings: u32,
    /// Users who have no rating left.
    pub users: u32,
}

/// Where each movie of the model lies on a plane: like movies lie near each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapResults {
    /// What the file is.
    pub head: Head,
    /// How the plane was made of which vectors, in a sentence.
    pub method: String,
    /// Share of a movie's ten nearest neighbours by the full vectors that are among its ten nearest on the
    /// plane, mean over movies, 0 to 1.
    pub neighbours_kept: f32,
    /// Trustworthiness at 12 neighbours (Venna and Kaski, 2001), 0 to 1.
    pub trustworthiness: f32,
    /// Both coordinates lie between 0 and this.
    pub extent: u16,
    /// [n_movies], ascending.
    pub movies: Vec<MovieId>,
    /// [n_movies], from the left.
    pub x: Vec<u16>,
    /// [n_movies], from the top.
    pub y: Vec<u16>,
}

/// The model, told on a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// What the file is.
    pub head: Head,
    /// What it is for, and what not: a paragraph each.
    pub purpose: Vec<String>,
    /// What it learned from.
    pub data: DatasetCard,
    /// How it is trained.
    pub recipe: Vec<RecipeItem>,
    /// How good it is, on held-out rows.
    pub metrics: Vec<Metric>,
    /// What is known to be weak: a paragraph each.
    pub limits: Vec<String>,
    /// How long the stages of training take.
    pub stages: Vec<Stage>,
    /// By which files are told apart.
    pub hashes: Vec<Hash>,
    /// What makes the model, and its numbers, again.
    pub commands: Vec<String>,
    /// How to cite the data, and this.
    pub citation: String,
}

/// The data of a model card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatasetCard {
    /// `MovieLens 100K`.
    pub name: String,
    /// Where it comes from and what may be done with it, as its owner says.
    pub notice: String,
    /// Before cleaning.
    pub before: Counts,
    /// What the model learned from.
    pub after: Counts,
}

/// A number of the recipe, or a part with numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecipeItem {
    /// What it is.
    pub name: String,
    /// Its value with its unit; empty of a part.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// What a part consists of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<RecipeItem>,
}

/// A measured number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// On which rows.
    pub protocol: String,
    /// What.
    pub name: String,
    /// How much.
    pub value: f32,
    /// Of what: `stars`; empty where it has no unit.
    pub unit: String,
}

/// A stage of the training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Which.
    pub name: String,
    /// How long it took, of the clock.
    pub seconds: f32,
}

/// What tells a file apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hash {
    /// Of what.
    pub of: String,
    /// Hexadecimal.
    pub sha256: String,
}

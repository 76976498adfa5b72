//! Recipes: every number that decides what a training run gives, the numbers of the training loop, the
//! unit that a network is trained in, and about how many bytes a run takes.
//!
//! The only place where stars change into the network's unit and back.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::model::{Backend, FeatureTables, Init};
use matinee_core::domain::Stars;
use matinee_data::dataset::CleaningRules;

use super::error::{RecipeError, check};

/// How the data set is cleaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cleaning {
    /// [`CleaningRules::standard`].
    #[serde(alias = "original")]
    Standard,
    /// [`CleaningRules::original`]: a movie may be there twice.
    Unmerged,
    /// [`CleaningRules::rated`]: for data of today.
    Rated,
    /// Entries of one movie are merged, nothing is left out.
    Merged,
    /// Nothing is merged or left out, as the canonical protocols want it.
    None,
}

impl Cleaning {
    /// The rules.
    #[must_use]
    pub const fn rules(self) -> CleaningRules {
        match self {
            Self::Standard => CleaningRules::standard(),
            Self::Unmerged => CleaningRules::original(),
            Self::Rated => CleaningRules::rated(),
            Self::Merged => CleaningRules {
                merge_twins: true,
                ..CleaningRules::none()
            },
            Self::None => CleaningRules::none(),
        }
    }
}

/// All hyper-parameters of a run. Same recipe, same rows, same seed: same numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// `original`, `plain` or `page`: where the numbers started from.
    pub name: String,
    /// How the data set is cleaned.
    pub cleaning: Cleaning,
    /// Size of the user and of the movie embedding.
    pub embedding_size: usize,
    /// Units of fc1.
    pub hidden: usize,
    /// Share of hidden units set to 0 in a training step.
    pub dropout: f32,
    /// Standard deviation of the initial embeddings.
    pub embedding_std: f32,
    /// How the fully connected layers start.
    pub init: Init,
    /// What the network outputs.
    pub target: TargetUnit,
    /// Rows a step.
    pub batch_size: usize,
    /// Adam's step size at the start.
    pub learning_rate: f64,
    /// How it changes.
    pub schedule: Schedule,
    /// Passes over the training rows, at most.
    pub epochs: u32,
    /// Decoupled weight decay of the fully connected layers' weights.
    pub fc_weight_decay: f32,
    /// λ of the embeddings: the loss has λ / N · ‖E‖², with N training rows.
    pub embedding_l2: f32,
    /// Share of the rows that is held out to choose the number of epochs; 0 for none.
    pub validation_share: f32,
    /// Stop after this many epochs without a better validation loss.
    pub early_stopping: Option<u32>,
    /// Train again on all rows, for the number of epochs that was best on the held-out ones.
    pub refit: bool,
    /// What popularity adds to the ranking score; see `artifact::SeedWeights`.
    pub popularity_weight: f32,
    /// Of every random draw.
    pub seed: u64,
    /// What runs the tensor operations.
    pub backend: Backend,
}

impl Recipe {
    /// The original project's recipe: 16 + 16, fc 64, Adam 1e-3, batch 64, 7 epochs, random 80/20,
    /// targets divided by 5, PyTorch's initial weights.
    #[must_use]
    pub fn original() -> Self {
        Self {
            name: "original".into(),
            cleaning: Cleaning::Standard,
            embedding_size: 16,
            hidden: 64,
            dropout: 0.0,
            embedding_std: 1.0,
            init: Init::Torch,
            target: TargetUnit::Fifths,
            batch_size: 64,
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            epochs: 7,
            fc_weight_decay: 0.0,
            embedding_l2: 0.0,
            validation_share: 0.2,
            early_stopping: None,
            refit: false,
            popularity_weight: 2.0,
            seed: 1,
            backend: Backend::Ndarray,
        }
    }

    /// The same network, regularised: the most accurate of its kind.
    #[must_use]
    pub fn plain() -> Self {
        Self {
            name: "plain".into(),
            cleaning: Cleaning::None,
            embedding_size: 64,
            hidden: 128,
            dropout: 0.2,
            embedding_std: 0.05,
            init: Init::He,
            target: TargetUnit::Stars,
            batch_size: 256,
            learning_rate: 0.0063,
            schedule: Schedule::Cosine,
            epochs: 6,
            fc_weight_decay: 0.14,
            embedding_l2: 6.5,
            validation_share: 0.1,
            refit: true,
            ..Self::original()
        }
    }

    /// The network that the page carries: half of `plain`'s sizes, and on held-out rows as
    /// accurate.
    #[must_use]
    pub fn page() -> Self {
        Self {
            name: "page".into(),
            cleaning: Cleaning::Standard,
            embedding_size: 32,
            hidden: 64,
            epochs: 8,
            ..Self::plain()
        }
    }

    /// The numbers of the training loop.
    #[must_use]
    pub fn fit_config(&self) -> FitConfig {
        FitConfig {
            batch_size: self.batch_size,
            learning_rate: self.learning_rate,
            schedule: self.schedule,
            epochs: self.epochs,
            early_stopping: self.early_stopping,
            seed: self.seed,
        }
    }

    /// Checks every number's range.
    ///
    /// # Errors
    /// The first hyper-parameter that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        let size = 1..=4096;
        check("embedding size", self.embedding_size, "1 to 4096", |n| {
            size.contains(n)
        })?;
        check("hidden units", self.hidden, "1 to 4096", |n| {
            size.contains(n)
        })?;
        check("dropout", self.dropout, "0 or more, below 1", |x| {
            (0.0..1.0).contains(x)
        })?;
        check(
            "validation share",
            self.validation_share,
            "0 to 0.9",
            |share| (0.0..=0.9).contains(share),
        )?;
        for (field, value) in [
            ("embedding deviation", self.embedding_std),
            ("weight decay", self.fc_weight_decay),
            ("embedding L2", self.embedding_l2),
            ("popularity weight", self.popularity_weight),
        ] {
            check(field, value, "0 to a million", |x| (0.0..=1e6).contains(x))?;
        }
        self.fit_config().check()
    }

    /// The recipe as `(name, value)`, for a model's manifest.
    #[must_use]
    pub fn describe(&self) -> Vec<(String, String)> {
        describe(self)
    }
}

/// A recipe's fields as `(name, value)`, for people to read.
pub(super) fn describe(recipe: &impl Serialize) -> Vec<(String, String)> {
    match serde_json::to_value(recipe) {
        Ok(serde_json::Value::Object(fields)) => fields
            .into_iter()
            .map(|(name, value)| match value {
                serde_json::Value::String(text) => (name, text),
                // A number of single precision has digits in double precision that it never had.
                serde_json::Value::Number(number) if number.is_f64() => {
                    let number = number.as_f64().unwrap_or(f64::NAN) as f32;
                    (name, number.to_string())
                }
                other => (name, other.to_string()),
            })
            .collect(),
        // A struct always becomes an object.
        _ => Vec::new(),
    }
}

/// Bytes of a number.
pub(super) const NUMBER: u64 = 4;
/// Of each parameter there are: itself, its gradient, two moments of the optimizer, the best one so
/// far, and what is made of them on the way.
const COPIES: u64 = 8;

/// The numbers that decide how many bytes a run takes, besides a recipe. Counted are the large parts
/// only, each as often as it is held at one time.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    pub(super) users: u64,
    pub(super) movies: u64,
    pub(super) rows: u64,
    pub(super) features: u64,
}

impl Counts {
    pub(super) fn of(tables: &FeatureTables, n_rows: usize) -> Self {
        let (users, movies) = (tables.users.matrix(), tables.movies.matrix());
        Self {
            users: users.n_rows as u64,
            movies: movies.n_rows as u64,
            rows: n_rows as u64,
            features: (users.n_cols + movies.n_cols) as u64,
        }
    }

    /// A network with `width` numbers of each user and movie, and `hidden` units over both.
    pub(super) fn network(self, width: u64, hidden: u64, batch: usize) -> u64 {
        let inputs = width.saturating_mul(2).saturating_add(self.features);
        let people = self.users.saturating_add(self.movies);
        let parameters = (people.saturating_mul(width)).saturating_add(inputs * hidden);
        // Forwards, backwards and in between.
        let step = (batch as u64).min(self.rows) * (inputs + 3 * hidden) * 6;
        // Served, every user and movie has a half of each unit.
        let served = people.saturating_mul(2 * (inputs + hidden));
        let numbers = (parameters.saturating_mul(COPIES)).saturating_add(step);
        numbers.saturating_add(served).saturating_mul(NUMBER)
    }

    /// What is solved, with `width` numbers of each user and movie: who rated what from both sides, and of each
    /// user and movie a triangle and a dozen rows, all of which are twice as wide as others.
    pub(super) fn solved(self, width: u64) -> u64 {
        let people = self.users.saturating_add(self.movies);
        let triangle = width.saturating_mul(width) / 2;
        let of_each = triangle.saturating_add(12 * width).saturating_mul(2);
        let numbers = (people.saturating_mul(of_each)).saturating_add(4 * self.rows);
        numbers.saturating_mul(NUMBER)
    }
}

impl Recipe {
    /// About how many bytes a run takes on so many rows of these tables.
    #[must_use]
    pub fn n_bytes(&self, tables: &FeatureTables, n_rows: usize) -> u64 {
        let counts = Counts::of(tables, n_rows);
        let (width, hidden) = (self.embedding_size as u64, self.hidden as u64);
        counts.network(width, hidden, self.batch_size)
    }
}

/// How the learning rate changes over a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// The same for every step.
    Constant,
    /// From the full rate to 0 along half a cosine wave.
    Cosine,
}

/// The numbers of the training loop.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FitConfig {
    /// Rows a step.
    pub batch_size: usize,
    /// Adam's step size at the start.
    pub learning_rate: f64,
    /// How it changes.
    pub schedule: Schedule,
    /// Passes over the training rows, at most.
    pub epochs: u32,
    /// Stop after this many epochs without a better validation loss.
    pub early_stopping: Option<u32>,
    /// Of every random draw.
    pub seed: u64,
}

impl FitConfig {
    /// The learning rate after `done` of a run's steps, as a share of 1.
    pub(super) fn rate(&self, done: f64) -> f64 {
        match self.schedule {
            Schedule::Constant => self.learning_rate,
            Schedule::Cosine => self.learning_rate * 0.5 * (1.0 + (PI * done).cos()),
        }
    }

    /// Checks every number's range.
    ///
    /// # Errors
    /// The first one that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check("batch size", self.batch_size, "at least 2", |&n| n >= 2)?;
        check("epochs", self.epochs, "1 to 10000", |n| {
            (1..=10_000).contains(n)
        })?;
        check(
            "learning rate",
            self.learning_rate,
            "above 0, at most 10",
            |&rate| rate > 0.0 && rate <= 10.0,
        )?;
        check(
            "early stopping",
            self.early_stopping.unwrap_or(1),
            "at least 1 epoch",
            |&n| n >= 1,
        )
    }
}

/// The unit of a network's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetUnit {
    /// Stars, 1 to 5.
    Stars,
    /// Stars divided by 5, as the original trains.
    Fifths,
}

impl TargetUnit {
    /// What the network should output for a rating.
    #[must_use]
    pub fn of_stars(self, stars: Stars) -> f32 {
        stars.as_f32() / self.stars_per_unit()
    }

    /// Stars for one unit of output.
    #[must_use]
    pub const fn stars_per_unit(self) -> f32 {
        match self {
            Self::Stars => 1.0,
            Self::Fifths => 5.0,
        }
    }
}

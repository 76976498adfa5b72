//! How one hybrid network is trained.

use serde::{Deserialize, Serialize};

use crate::model::{HybridNetworkConfig, Output};
use crate::training::fit_config::{FitConfig, Schedule};
use crate::training::recipe::{RecipeError, check};

/// What a hybrid network is trained to make small.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Squared error in stars².
    SquaredError,
    /// Cross-entropy of the five probabilities times `cross_entropy`, plus squared error of the
    /// expected stars times `squared_error`.
    Ordinal {
        /// Weight.
        cross_entropy: f32,
        /// Weight.
        squared_error: f32,
    },
}

/// How one hybrid network is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TowerRecipe {
    /// Size of the vectors.
    pub embedding_size: usize,
    /// Units of fc1; 0 for none.
    pub hidden: usize,
    /// Whether a user's opinions are pooled too.
    pub has_opinions: bool,
    /// Whether u ∘ i goes into fc1.
    pub has_product: bool,
    /// What is made small.
    pub loss: Loss,
    /// Share of hidden units dropped in training.
    pub dropout: f32,
    /// Share of the vectors' values dropped on the way into fc1.
    pub vector_dropout: f32,
    /// Standard deviation of the initial embeddings.
    pub embedding_std: f32,
    /// λ of E: the loss has λ / N · ‖E‖², and so on for the other tables.
    pub embedding_l2: f32,
    /// λ of Y and Z.
    pub pooled_l2: f32,
    /// λ of X.
    pub opinion_l2: f32,
    /// λ of F and G.
    pub feature_l2: f32,
    /// λ of the levels.
    pub level_l2: f32,
    /// Decoupled weight decay of the fully connected layers' weights.
    pub fc_weight_decay: f32,
    /// Rows a step.
    pub batch_size: usize,
    /// Adam's step size at the start; half a cosine wave takes it to 0.
    pub learning_rate: f64,
    /// Passes over the training rows.
    pub epochs: u32,
}

impl TowerRecipe {
    /// Embeddings, features, dot product, pooling on both sides and a small fully connected part.
    #[must_use]
    pub fn simple() -> Self {
        Self {
            embedding_size: 16,
            hidden: 32,
            has_opinions: false,
            has_product: false,
            loss: Loss::SquaredError,
            dropout: 0.3,
            vector_dropout: 0.0,
            embedding_std: 0.05,
            embedding_l2: 30.0,
            pooled_l2: 13.4,
            opinion_l2: 0.0,
            feature_l2: 15.3,
            level_l2: 5.3,
            fc_weight_decay: 0.27,
            batch_size: 2048,
            learning_rate: 0.004,
            epochs: 12,
        }
    }

    /// `simple`, larger, with opinions.
    #[must_use]
    pub fn full() -> Self {
        Self {
            embedding_size: 24,
            has_opinions: true,
            has_product: true,
            dropout: 0.5,
            vector_dropout: 0.3,
            embedding_l2: 25.2,
            pooled_l2: 14.5,
            opinion_l2: 41.8,
            feature_l2: 19.9,
            level_l2: 4.0,
            fc_weight_decay: 0.055,
            learning_rate: 0.006,
            epochs: 10,
            ..Self::simple()
        }
    }

    /// `simple` that predicts a probability for each number of stars.
    #[must_use]
    pub fn ordinal(cross_entropy: f32, squared_error: f32) -> Self {
        Self {
            loss: Loss::Ordinal {
                cross_entropy,
                squared_error,
            },
            ..Self::simple()
        }
    }

    /// The network of this recipe.
    pub(super) fn network(&self) -> HybridNetworkConfig {
        HybridNetworkConfig {
            embedding_size: self.embedding_size,
            hidden: self.hidden,
            has_opinions: self.has_opinions,
            has_product: self.has_product,
            output: match self.loss {
                Loss::SquaredError => Output::Stars,
                Loss::Ordinal { .. } => Output::Ordinal,
            },
            embedding_std: self.embedding_std,
        }
    }

    /// The numbers of the training loop.
    pub(super) fn fit_config(&self, seed: u64) -> FitConfig {
        FitConfig {
            batch_size: self.batch_size,
            learning_rate: self.learning_rate,
            schedule: Schedule::Cosine,
            epochs: self.epochs,
            early_stopping: None,
            seed,
        }
    }

    /// Checks every number's range.
    ///
    /// # Errors
    /// The first hyper-parameter that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check("embedding size", self.embedding_size, "1 to 4096", |n| {
            (1..=4096).contains(n)
        })?;
        check("hidden units", self.hidden, "0 to 4096", |&n| n <= 4096)?;
        for (field, share) in [
            ("dropout", self.dropout),
            ("vector dropout", self.vector_dropout),
        ] {
            check(field, share, "0 or more, below 1", |x| {
                (0.0..1.0).contains(x)
            })?;
        }
        for (field, value) in [
            ("embedding deviation", self.embedding_std),
            ("embedding L2", self.embedding_l2),
            ("pooled L2", self.pooled_l2),
            ("opinion L2", self.opinion_l2),
            ("feature L2", self.feature_l2),
            ("level L2", self.level_l2),
            ("weight decay", self.fc_weight_decay),
        ] {
            check(field, value, "0 to a million", |x| (0.0..=1e6).contains(x))?;
        }
        self.fit_config(0).check()
    }
}

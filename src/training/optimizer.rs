//! Adam, with another regularisation for each group of parameters.

use std::f64::consts::PI;
use std::fmt;

use burn::module::ParamGroup;
use burn::optim::decay::WeightDecayConfig;
use burn::optim::{AdamConfig, AdamWConfig, GradientsParams, ModuleOptimizer};

use crate::model::SeedNetwork;

use super::recipe::{Recipe, Schedule};

/// PyTorch's default; Burn's own is 1e-5.
const EPSILON: f32 = 1e-8;

/// Adam for everything; with L2 for the embeddings, with decoupled decay for the fc weights.
pub(super) struct Optimizer(ModuleOptimizer);

impl Optimizer {
    pub(super) fn new(recipe: &Recipe, network: &SeedNetwork, n_rows: usize) -> Self {
        let adam = AdamConfig::new().with_epsilon(EPSILON);
        // The gradient of λ / N · ‖E‖² is 2 λ / N · E.
        let l2 = WeightDecayConfig::new(2.0 * recipe.embedding_l2 / n_rows as f32);
        let decayed = AdamWConfig::new()
            .with_epsilon(EPSILON)
            .with_weight_decay(recipe.fc_weight_decay);
        let embeddings = ParamGroup::from_ids(network.embedding_ids());
        let fc_weights = ParamGroup::from_ids(network.fc_weight_ids());
        Self(
            adam.init()
                .with_group(
                    embeddings,
                    adam.clone().with_weight_decay(Some(l2)).build(),
                    None,
                )
                .with_group(fc_weights, decayed.build(), None),
        )
    }

    pub(super) fn step(
        &mut self,
        rate: f64,
        network: SeedNetwork,
        gradients: GradientsParams,
    ) -> SeedNetwork {
        self.0.step(rate, network, gradients)
    }
}

impl fmt::Debug for Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Optimizer") // Burn's has no `Debug`
    }
}

/// The learning rate after `done` of a run's steps, as a share of 1.
pub(super) fn learning_rate(recipe: &Recipe, done: f64) -> f64 {
    match recipe.schedule {
        Schedule::Constant => recipe.learning_rate,
        Schedule::Cosine => recipe.learning_rate * 0.5 * (1.0 + (PI * done).cos()),
    }
}

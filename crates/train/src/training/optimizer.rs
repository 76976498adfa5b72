//! Adam, with another regularisation for each group of parameters.

use std::fmt;

use burn::module::{Module, ParamGroup, ParamId};
use burn::optim::decay::WeightDecayConfig;
use burn::optim::{AdamConfig, AdamWConfig, GradientsParams, ModuleOptimizer};

/// PyTorch's default; Burn's own is 1e-5.
const EPSILON: f32 = 1e-8;

/// What keeps parameters small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Regularisation {
    /// λ: the loss has λ / N · ‖θ‖², with N training rows.
    L2(f32),
    /// Decoupled weight decay, as in AdamW.
    Decay(f32),
}

/// Parameters that are regularised alike.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) parameters: Vec<ParamId>,
    pub(super) regularisation: Regularisation,
}

/// Adam for everything; regularised for the parameters that are in a group.
pub(super) struct Optimizer(ModuleOptimizer);

impl Optimizer {
    /// For a loss that is a mean over `n_rows` training rows.
    pub(super) fn new(groups: impl IntoIterator<Item = Group>, n_rows: usize) -> Self {
        let adam = AdamConfig::new().with_epsilon(EPSILON);
        let mut optimizer = adam.init();
        for group in groups {
            let parameters = ParamGroup::from_ids(group.parameters);
            optimizer = match group.regularisation {
                Regularisation::L2(lambda) => {
                    // The gradient of λ / N · ‖θ‖² is 2 λ / N · θ.
                    let l2 = WeightDecayConfig::new(2.0 * lambda / n_rows as f32);
                    let adam = adam.clone().with_weight_decay(Some(l2));
                    optimizer.with_group(parameters, adam.build(), None)
                }
                Regularisation::Decay(decay) => {
                    let adam = AdamWConfig::new()
                        .with_epsilon(EPSILON)
                        .with_weight_decay(decay);
                    optimizer.with_group(parameters, adam.build(), None)
                }
            };
        }
        Self(optimizer)
    }

    pub(super) fn step<M: Module>(
        &mut self,
        rate: f64,
        network: M,
        gradients: GradientsParams,
    ) -> M {
        self.0.step(rate, network, gradients)
    }
}

impl fmt::Debug for Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Optimizer") // Burn's has no `Debug`
    }
}

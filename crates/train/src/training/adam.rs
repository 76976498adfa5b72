//! Adam (Kingma & Ba 2015) with another regularisation for each group of parameters, in one pass over the values of a
//! parameter.
//!
//! Burn's goes through a parameter a dozen times, with a tensor made in between each time, and all tables are updated
//! whole at every step. What comes of it is the same, bit by bit.

use std::collections::HashMap;

use burn::module::{Module, ModuleMapper, Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};
use wide::f32x4;

use crate::model::{read, values};

/// PyTorch's defaults.
const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/// What keeps parameters small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Regularisation {
    /// λ: the loss has λ / N · ‖θ‖², with N training rows.
    L2(f32),
    /// Decoupled weight decay, as in AdamW (Loshchilov & Hutter 2019).
    Decay(f32),
}

/// Parameters that are regularised alike.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) parameters: Vec<ParamId>,
    pub(super) regularisation: Regularisation,
}

/// Adam for everything; regularised for the parameters that are in a group.
#[derive(Debug)]
pub(super) struct Adam {
    rules: HashMap<ParamId, Regularisation>,
    /// Training rows.
    n_rows: f32,
    moments: HashMap<ParamId, Moments>,
}

/// What Adam remembers of a parameter, a value for each of its own.
#[derive(Debug, Default)]
struct Moments {
    n_steps: i32,
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Adam {
    /// For a loss that is a mean over `n_rows` training rows.
    pub(super) fn new(groups: impl IntoIterator<Item = Group>, n_rows: usize) -> Self {
        let rules = groups.into_iter().flat_map(|group| {
            let rule = group.regularisation;
            group.parameters.into_iter().map(move |id| (id, rule))
        });
        Self {
            rules: rules.collect(),
            n_rows: n_rows as f32,
            moments: HashMap::new(),
        }
    }

    /// Takes a step with a parameter whose values are not in a tensor.
    pub(super) fn step_values(
        &mut self,
        rate: f64,
        id: ParamId,
        values: &mut [f32],
        gradient: &[f32],
    ) {
        let rule = self.rules.get(&id).copied();
        let moments = self.moments.entry(id).or_default();
        moments.update(values, gradient, rule, rate, self.n_rows);
    }

    /// The network after a step of `rate`; a parameter without a gradient stays.
    pub(super) fn step<M: Module>(
        &mut self,
        rate: f64,
        network: M,
        gradients: GradientsParams,
    ) -> M {
        network.map(&mut Step {
            adam: self,
            rate,
            gradients,
        })
    }
}

struct Step<'a> {
    adam: &'a mut Adam,
    rate: f64,
    gradients: GradientsParams,
}

impl ModuleMapper for Step<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(gradient) = self.gradients.remove::<D>(param.id) else {
            return param;
        };
        let id = param.id;
        param.map(|tensor| {
            let (shape, device) = (tensor.shape(), tensor.device());
            let mut parameter = read(&tensor);
            self.adam
                .step_values(self.rate, id, &mut parameter, &values(gradient));
            Tensor::from_data(TensorData::new(parameter, shape), &device).require_grad()
        })
    }
}

impl Moments {
    fn update(
        &mut self,
        parameter: &mut [f32],
        gradient: &[f32],
        rule: Option<Regularisation>,
        rate: f64,
        n_rows: f32,
    ) {
        self.n_steps += 1;
        self.first.resize(parameter.len(), 0.0);
        self.second.resize(parameter.len(), 0.0);
        let lanes = f32x4::splat;
        let unbias_1 = 1.0 - BETA_1.powi(self.n_steps);
        let unbias_2 = 1.0 - BETA_2.powi(self.n_steps);
        let step = lanes(rate as f32);
        // Burn rounds in another order for either.
        match rule {
            Some(Regularisation::Decay(decay)) => {
                let kept = lanes((1.0 - rate * f64::from(decay)) as f32);
                let (unbias_1, unbias_2) = (lanes(unbias_1), lanes(unbias_2));
                let epsilon = lanes(EPSILON);
                self.pass(
                    parameter,
                    gradient,
                    |_, gradient| gradient,
                    |value, first, second| {
                        let change = (first / unbias_1) / ((second / unbias_2).sqrt() + epsilon);
                        value * kept - change * step
                    },
                );
            }
            None | Some(Regularisation::L2(_)) => {
                // The gradient of λ / N · ‖θ‖² is 2 λ / N · θ.
                let penalty = match rule {
                    Some(Regularisation::L2(lambda)) => lanes(2.0 * lambda / n_rows),
                    _ => lanes(0.0),
                };
                let root = unbias_2.sqrt();
                let (factor, epsilon) = (lanes(root / unbias_1), lanes(EPSILON * root));
                self.pass(
                    parameter,
                    gradient,
                    |value, gradient| value * penalty + gradient,
                    |value, first, second| {
                        let change = (first * factor) / (second.sqrt() + epsilon);
                        value - change * step
                    },
                );
            }
        }
    }

    /// One pass: `slope` of a value and its gradient goes into the moments; `moved` is the value after that.
    fn pass(
        &mut self,
        parameter: &mut [f32],
        gradient: &[f32],
        slope: impl Fn(f32x4, f32x4) -> f32x4,
        moved: impl Fn(f32x4, f32x4, f32x4) -> f32x4,
    ) {
        let lanes = f32x4::splat;
        let [kept_1, new_1] = [lanes(BETA_1), lanes(1.0 - BETA_1)];
        let [kept_2, new_2] = [lanes(BETA_2), lanes(1.0 - BETA_2)];
        let four = |value: &mut [f32; 4],
                    gradient: [f32; 4],
                    first: &mut [f32; 4],
                    second: &mut [f32; 4]| {
            let slope = slope(f32x4::new(*value), f32x4::new(gradient));
            let first_now = f32x4::new(*first) * kept_1 + slope * new_1;
            let second_now = f32x4::new(*second) * kept_2 + slope * slope * new_2;
            *value = moved(f32x4::new(*value), first_now, second_now).to_array();
            *first = first_now.to_array();
            *second = second_now.to_array();
        };
        let (values, last_values) = parameter.as_chunks_mut::<4>();
        let (gradients, last_gradients) = gradient.as_chunks::<4>();
        let (firsts, last_firsts) = self.first.as_chunks_mut::<4>();
        let (seconds, last_seconds) = self.second.as_chunks_mut::<4>();
        for (((value, gradient), first), second) in
            values.iter_mut().zip(gradients).zip(firsts).zip(seconds)
        {
            four(value, *gradient, first, second);
        }
        for (((value, gradient), first), second) in last_values
            .iter_mut()
            .zip(last_gradients)
            .zip(last_firsts)
            .zip(last_seconds)
        {
            let [mut values, mut firsts, mut seconds] = [[*value; 4], [*first; 4], [*second; 4]];
            four(&mut values, [*gradient; 4], &mut firsts, &mut seconds);
            [*value, *first, *second] = [values[0], firsts[0], seconds[0]];
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::module::ParamGroup;
    use burn::nn::Linear;
    use burn::optim::decay::WeightDecayConfig;
    use burn::optim::{AdamConfig, AdamWConfig};
    use burn::tensor::Device;

    use super::*;
    use crate::model::{Backend, device};

    /// [3, 7]: five lanes of four and one more.
    fn input(step: usize, device: &Device) -> Tensor<2> {
        let values = (0..21).map(|i| ((i * 7 + step * 5) % 11) as f32 / 5.0 - 1.0);
        Tensor::from_data(TensorData::new(values.collect::<Vec<_>>(), [3, 7]), device)
    }

    /// 7 → 3. Not drawn by Burn, whose generator others use, too.
    fn start(device: &Device) -> Linear {
        let weight = (0..21).map(|i| ((i * 13) % 17) as f32 / 20.0 - 0.4);
        let weight = TensorData::new(weight.collect::<Vec<f32>>(), [7, 3]);
        Linear {
            weight: Param::from_data(weight, device),
            bias: Some(Param::from_data([0.1_f32, -0.2, 0.3], device)),
        }
    }

    fn gradients(network: &Linear, step: usize, device: &Device) -> GradientsParams {
        let loss = network.forward(input(step, device)).square().mean();
        GradientsParams::from_grads(loss.backward(), network)
    }

    fn bits(network: &Linear) -> Vec<u32> {
        let mut all = values(network.weight.val().inner());
        all.extend(network.bias.iter().flat_map(|it| values(it.val().inner())));
        all.into_iter().map(f32::to_bits).collect()
    }

    /// Twenty steps of this and of `burns`, the weights regularised by `rule`.
    fn check(
        rule: Option<Regularisation>,
        mut burns: burn::optim::ModuleOptimizer,
        start: &Linear,
    ) {
        let device = device(Backend::Ndarray).autodiff();
        let groups = rule.map(|regularisation| Group {
            parameters: vec![start.weight.id],
            regularisation,
        });
        let mut adam = Adam::new(groups, 10);
        let [mut ours, mut theirs] = [start.clone(), start.clone()];
        for step in 0..20 {
            let rate = 0.01 / (1.0 + step as f64);
            let slopes = gradients(&ours, step, &device);
            ours = adam.step(rate, ours, slopes);
            let slopes = gradients(&theirs, step, &device);
            theirs = burns.step(rate, theirs, slopes);
            assert_eq!(bits(&ours), bits(&theirs), "{rule:?} at step {step}");
        }
        assert_ne!(bits(&ours), bits(start));
    }

    #[test]
    fn it_is_what_burn_makes_of_it_bit_by_bit() {
        let start = start(&device(Backend::Ndarray).autodiff());
        let weights = || ParamGroup::from_ids(vec![start.weight.id]);
        let adam = || AdamConfig::new().with_epsilon(EPSILON);
        check(None, adam().init(), &start);
        let l2 = WeightDecayConfig::new(2.0 * 0.3 / 10.0_f32);
        let l2 = adam().with_weight_decay(Some(l2));
        let l2 = adam().init().with_group(weights(), l2.build(), None);
        check(Some(Regularisation::L2(0.3)), l2, &start);
        let decay = AdamWConfig::new()
            .with_epsilon(EPSILON)
            .with_weight_decay(0.2);
        let decay = adam().init().with_group(weights(), decay.build(), None);
        check(Some(Regularisation::Decay(0.2)), decay, &start);
    }
}

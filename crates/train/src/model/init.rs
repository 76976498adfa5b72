//! Initial weights, drawn from our own generator: Burn's is one per process,
//! so its draws would depend on whatever else runs.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use rand_distr::{Distribution, Normal, Uniform};
use serde::{Deserialize, Serialize};

use matinee_core::random::Rng;

/// How a fully connected layer starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Init {
    /// PyTorch's default for `nn.Linear`: weights and biases uniform in ± 1/√inputs.
    Torch,
    /// He et al. 2015: weights normal with variance 2/inputs, biases 0.
    He,
}

impl Init {
    /// A layer of `inputs` → `outputs`; weights are [inputs, outputs].
    pub(super) fn linear(
        self,
        inputs: usize,
        outputs: usize,
        rng: &mut Rng,
        device: &Device,
    ) -> Linear {
        let n = inputs * outputs;
        let fan_in = inputs.max(1) as f32;
        let (weight, bias) = match self {
            Self::Torch => {
                let bound = fan_in.sqrt().recip();
                (uniform(n, bound, rng), uniform(outputs, bound, rng))
            }
            Self::He => (normal(n, (2.0 / fan_in).sqrt(), rng), vec![0.0; outputs]),
        };
        Linear {
            weight: param(weight, [inputs, outputs], device),
            bias: Some(param(bias, [outputs], device)),
        }
    }
}

/// `n` draws from N(0, `std`²).
pub(super) fn normal(n: usize, std: f32, rng: &mut Rng) -> Vec<f32> {
    // `new` fails only for a deviation that is not finite, which the recipe's checks exclude.
    Normal::new(0.0, std).map_or_else(
        |_| vec![0.0; n],
        |normal| normal.sample_iter(rng).take(n).collect(),
    )
}

/// `n` draws, uniform in ± `bound`.
fn uniform(n: usize, bound: f32, rng: &mut Rng) -> Vec<f32> {
    Uniform::new_inclusive(-bound, bound).map_or_else(
        |_| vec![0.0; n],
        |uniform| uniform.sample_iter(rng).take(n).collect(),
    )
}

/// A trainable tensor with the given values.
pub(super) fn param<const D: usize>(
    values: Vec<f32>,
    shape: [usize; D],
    device: &Device,
) -> Param<Tensor<D>> {
    Param::from_data(TensorData::new(values, shape), device)
}

//! Tensors and how they start: the backend that runs them, initial weights, dropout masks, and values
//! in and out.
//!
//! The one place that names Burn's backends. Whatever is random is drawn from our own generator: Burn's
//! is one per process, so its draws would depend on whatever else runs.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;
use rand_distr::{Distribution, Normal, Uniform};
use serde::{Deserialize, Serialize};

use matinee_core::random::Rng;

/// What runs the tensor operations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// `burn-ndarray`, the backend this project was asked for.
    #[default]
    Ndarray,
    /// `burn-flex`, its successor upstream.
    Flex,
}

impl Backend {
    /// Whether this program was built with it: a page's trainer has one of them.
    #[must_use]
    pub const fn is_there(self) -> bool {
        match self {
            Self::Ndarray => cfg!(feature = "ndarray"),
            Self::Flex => cfg!(feature = "flex"),
        }
    }

    /// The faster one of those that are there.
    #[must_use]
    pub const fn fastest() -> Self {
        match Self::Flex.is_there() {
            true => Self::Flex,
            false => Self::Ndarray,
        }
    }
}

/// The CPU as a Burn device, without autodiff.
///
/// `burn-ndarray` is deprecated upstream in favour of `burn-flex`. It stays the
/// default as long as it exists, because it is the backend this project names;
/// when it goes, this function is what changes.
///
/// # Panics
/// For a backend that is not there ([`Backend::is_there`]).
#[must_use]
#[allow(deprecated)]
#[allow(clippy::panic, reason = "whoever chooses a backend asks first")]
pub fn device(backend: Backend) -> Device {
    match backend {
        #[cfg(feature = "ndarray")]
        Backend::Ndarray => Device::ndarray(),
        #[cfg(feature = "flex")]
        Backend::Flex => Device::flex(),
        #[cfg(not(all(feature = "ndarray", feature = "flex")))]
        other => panic!("this program was built without {other:?}"),
    }
}

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

/// What dropout multiplies the units of a layer with: 0 for a dropped one, 1 / (1 − share) for a
/// kept one; `None` for a share of 0. Drawn from our own generator, as initial weights are.
pub(crate) fn dropout_mask(
    shape: [usize; 2],
    share: f32,
    rng: &mut Rng,
    device: &Device,
) -> Option<Tensor<2>> {
    if share == 0.0 {
        return None;
    }
    let kept = 1.0 / (1.0 - share);
    let mut unit = || {
        let dropped = rng.random::<f32>() < share;
        if dropped { 0.0 } else { kept }
    };
    let mask: Vec<f32> = (0..shape[0] * shape[1]).map(|_| unit()).collect();
    Some(Tensor::from_data(TensorData::new(mask, shape), device))
}

/// A tensor's values, row by row. Reading back cannot fail on a CPU; if it ever does, every
/// caller sees a wrong length and not wrong numbers.
pub(crate) fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec::<f32>().unwrap_or_default()
}

/// The values of a tensor that a network holds, too, row by row: what is shared `burn-ndarray` reads value by value,
/// many times as slowly as it makes a product.
pub(crate) fn read<const D: usize>(shared: &Tensor<D>) -> Vec<f32> {
    values(shared.clone().inner() * 1.0)
}

/// Adds values to sums, one by one.
pub(super) fn add(sums: &mut [f32], values: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

/// A tensor of these values, row by row.
pub(super) fn tensor(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

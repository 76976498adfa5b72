//! The one place that names Burn's backends.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

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

/// The CPU as a Burn device, without autodiff.
///
/// `burn-ndarray` is deprecated upstream in favour of `burn-flex`. It stays the
/// default as long as it exists, because it is the backend this project names;
/// when it goes, this function is what changes.
#[must_use]
#[allow(deprecated)]
pub fn device(backend: Backend) -> Device {
    match backend {
        Backend::Ndarray => Device::ndarray(),
        Backend::Flex => Device::flex(),
    }
}

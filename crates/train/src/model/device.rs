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

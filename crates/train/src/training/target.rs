//! Stars ↔ what the network is trained to output. The only place where this unit changes.

use serde::{Deserialize, Serialize};

use matinee_core::domain::Stars;

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

//! How sure a prediction of stars is.

use matinee_core::domain::{Score, StarScale};

/// A range of stars that holds the rating of four in five.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likely {
    /// Its lower end.
    pub low: Score,
    /// Its upper end.
    pub high: Score,
}

impl Likely {
    /// From `half` below to `half` above, as far as the scale goes.
    #[must_use]
    pub fn around(stars: Score, half: f32, scale: StarScale) -> Self {
        Self {
            low: Score::clip(stars.stars() - half, scale),
            high: Score::clip(stars.stars() + half, scale),
        }
    }
}

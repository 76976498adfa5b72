//! The words of the field, as types that cannot be swapped.
//!
//! Raw ids (what the files say) and dense indices (rows of a table) are
//! different types. They meet in `matinee_data::dataset::Vocabulary` and nowhere
//! else, so a title can never be looked up with the wrong kind of number.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A user as the files name them (`u.user`, first column).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub u32);

/// A movie as the files name it (`u.item`, first column).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MovieId(pub u32);

/// A user's row in the tables: dense, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserIdx(pub u32);

/// A movie's row in the tables: dense, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MovieIdx(pub u32);

impl UserIdx {
    /// The row number, for indexing slices.
    #[must_use]
    pub const fn row(self) -> usize {
        self.0 as usize
    }
}

impl MovieIdx {
    /// The row number, for indexing slices.
    #[must_use]
    pub const fn row(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for MovieId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A rating that a person gave: a whole number of stars, 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Stars(u8);

/// A number of stars outside 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rating has 1 to 5 stars, found {0}")]
pub struct StarsOutOfRange(pub u8);

impl Stars {
    /// Every value, fewest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// The number of stars, 1 to 5.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Whether the person liked the movie: 4 stars or more, as in the field's top-N protocols.
    #[must_use]
    pub const fn is_liked(self) -> bool {
        self.0 >= 4
    }

    /// Whether the person disliked the movie: 1 or 2 stars.
    #[must_use]
    pub const fn is_disliked(self) -> bool {
        self.0 <= 2
    }

    /// The number of stars as a float, for arithmetic.
    #[must_use]
    pub fn as_f32(self) -> f32 {
        f32::from(self.0)
    }

    /// How far above the middle of the scale, which speaks neither for nor against.
    #[must_use]
    pub fn above_middle(self) -> f32 {
        self.as_f32() - 3.0
    }
}

impl TryFrom<u8> for Stars {
    type Error = StarsOutOfRange;

    fn try_from(stars: u8) -> Result<Self, Self::Error> {
        match stars {
            1..=5 => Ok(Self(stars)),
            _ => Err(StarsOutOfRange(stars)),
        }
    }
}

impl From<Stars> for u8 {
    fn from(stars: Stars) -> Self {
        stars.0
    }
}

/// A predicted rating in stars, always within 1 to 5.
///
/// The only way to make one clips: a prediction outside the scale cannot reach
/// a metric or a screen.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(f32);

impl Score {
    /// The middle of the scale.
    pub const MIDDLE: Self = Self(3.0);

    /// Clips a network's raw output, in stars, to the scale. Not-a-number becomes 1.
    #[must_use]
    pub fn clip(raw_stars: f32) -> Self {
        if raw_stars.is_nan() {
            return Self(1.0);
        }
        Self(raw_stars.clamp(1.0, 5.0))
    }

    /// The predicted stars, 1 to 5.
    #[must_use]
    pub const fn stars(self) -> f32 {
        self.0
    }
}

/// One rating, in dense indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Who rated.
    pub user: UserIdx,
    /// What was rated.
    pub movie: MovieIdx,
    /// How it was rated.
    pub stars: Stars,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_predicted_score_never_leaves_the_scale() {
        for (raw, clipped) in [
            (-3.0, 1.0),
            (0.99, 1.0),
            (3.25, 3.25),
            (5.5, 5.0),
            (f32::INFINITY, 5.0),
            (f32::NEG_INFINITY, 1.0),
            (f32::NAN, 1.0),
        ] {
            assert_eq!(Score::clip(raw).stars(), clipped, "from {raw}");
        }
    }

    #[test]
    fn only_one_to_five_stars_can_be_given() {
        for stars in [0, 6, 255] {
            assert_eq!(Stars::try_from(stars), Err(StarsOutOfRange(stars)));
        }
        for stars in 1..=5 {
            assert_eq!(Stars::try_from(stars).map(Stars::get), Ok(stars));
        }
    }
}

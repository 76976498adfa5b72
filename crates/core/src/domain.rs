//! The words of the field, as types that cannot be swapped.
//!
//! Raw ids (what the files say) and dense indices (rows of a table) are
//! different types. They meet in `matinee_data::dataset::Vocabulary` and nowhere
//! else, so a title can never be looked up with the wrong kind of number.

use std::fmt;
use std::str::FromStr;

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

/// A rating that a person gave: ½ to 5 stars in steps of a half. Which of them can be given is the
/// [`StarScale`] of the data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stars {
    /// Half stars, 1 to 10.
    halves: u8,
}

/// A whole number of stars outside 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rating of whole stars has 1 to 5, found {0}")]
pub struct StarsOutOfRange(pub u8);

impl Stars {
    /// 1, 2, 3, 4 and 5 stars.
    pub const WHOLE: [Self; 5] = [
        Self { halves: 2 },
        Self { halves: 4 },
        Self { halves: 6 },
        Self { halves: 8 },
        Self { halves: 10 },
    ];

    /// The rating of so many half stars, 1 to 10.
    #[must_use]
    pub const fn from_halves(halves: u8) -> Option<Self> {
        match halves {
            1..=10 => Some(Self { halves }),
            _ => None,
        }
    }

    /// The number of half stars, 1 to 10.
    #[must_use]
    pub const fn halves(self) -> u8 {
        self.halves
    }

    /// Whether the person liked the movie: 4 stars or more, as in the field's top-N protocols.
    #[must_use]
    pub const fn is_liked(self) -> bool {
        self.halves >= 8
    }

    /// Whether the person disliked the movie: 2 stars or fewer.
    #[must_use]
    pub const fn is_disliked(self) -> bool {
        self.halves <= 4
    }

    /// The number of stars as a float, for arithmetic.
    #[must_use]
    pub fn as_f32(self) -> f32 {
        f32::from(self.halves) / 2.0
    }

    /// The number of stars as a float, for sums over many.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        f64::from(self.halves) / 2.0
    }

    /// How far above three stars, which speak neither for nor against.
    #[must_use]
    pub fn above_middle(self) -> f32 {
        self.as_f32() - 3.0
    }

    /// What stands for these stars in a table with a value for each whole number of them; a half lies
    /// in the middle between its neighbours, and half a star counts as one.
    #[must_use]
    pub fn pick(self, of_whole: &[f32; 5]) -> f32 {
        let row = usize::from(self.halves.max(2) / 2) - 1;
        match self.halves % 2 {
            1 if self.halves > 1 => f32::midpoint(of_whole[row], of_whole[row + 1]),
            _ => of_whole[row],
        }
    }
}

/// As people read it: `4`, `3.5`.
impl fmt::Display for Stars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.halves % 2 == 1 { ".5" } else { "" };
        write!(f, "{}{half}", self.halves / 2)
    }
}

/// A number that cannot be given as stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rating has 0.5 to 5 stars in steps of a half")]
pub struct NotStars;

/// As [`Stars`] are displayed; and as files write them, `4.0`.
impl FromStr for Stars {
    type Err = NotStars;

    fn from_str(text: &str) -> Result<Self, NotStars> {
        let (whole, half) = match text.split_once('.') {
            None => (text, 0),
            Some((whole, "0")) => (whole, 0),
            Some((whole, "5")) => (whole, 1),
            Some(_) => return Err(NotStars),
        };
        match whole.as_bytes() {
            [digit @ b'0'..=b'5'] => Self::from_halves(2 * (digit - b'0') + half).ok_or(NotStars),
            _ => Err(NotStars),
        }
    }
}

impl fmt::Debug for Stars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stars({self})")
    }
}

impl TryFrom<u8> for Stars {
    type Error = StarsOutOfRange;

    /// So many whole stars, 1 to 5.
    fn try_from(stars: u8) -> Result<Self, Self::Error> {
        match stars {
            1..=5 => Ok(Self { halves: 2 * stars }),
            _ => Err(StarsOutOfRange(stars)),
        }
    }
}

/// Half stars are written as a number of halves.
impl Serialize for Stars {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.halves)
    }
}

impl<'de> Deserialize<'de> for Stars {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let halves = u8::deserialize(deserializer)?;
        let refused = || serde::de::Error::custom("a rating has 1 to 10 half stars");
        Self::from_halves(halves).ok_or_else(refused)
    }
}

/// The ratings that can be given in a data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StarScale {
    /// 1 to 5 stars in steps of one.
    #[default]
    Whole,
    /// ½ to 5 stars in steps of a half.
    Half,
}

impl StarScale {
    /// Every rating that can be given, fewest stars first.
    #[must_use]
    pub const fn values(self) -> &'static [Stars] {
        const HALF: [Stars; 10] = {
            let mut values = [Stars { halves: 1 }; 10];
            let mut row = 1;
            while row < values.len() {
                values[row].halves = values[row - 1].halves + 1;
                row += 1;
            }
            values
        };
        match self {
            Self::Whole => &Stars::WHOLE,
            Self::Half => &HALF,
        }
    }

    /// The fewest stars.
    #[must_use]
    pub const fn least(self) -> Stars {
        self.values()[0]
    }

    /// The most stars: five.
    #[must_use]
    pub const fn most(self) -> Stars {
        Stars::WHOLE[4]
    }

    /// The half stars between one value and the next.
    #[must_use]
    pub const fn step_halves(self) -> u8 {
        match self {
            Self::Whole => 2,
            Self::Half => 1,
        }
    }

    /// Where a rating stands in [`StarScale::values`]; `None` when it cannot be given.
    #[must_use]
    pub const fn row(self, stars: Stars) -> Option<usize> {
        match self {
            Self::Half => Some(stars.halves as usize - 1),
            Self::Whole if stars.halves.is_multiple_of(2) => Some(stars.halves as usize / 2 - 1),
            Self::Whole => None,
        }
    }

    /// The scale of ratings that do not say theirs: halves, where there is one.
    #[must_use]
    pub fn of(ratings: impl IntoIterator<Item = Stars>) -> Self {
        match ratings.into_iter().any(|stars| stars.halves % 2 == 1) {
            true => Self::Half,
            false => Self::Whole,
        }
    }

    /// The rating that can be given next to `stars`; of two, the higher one. Not-a-number is the least.
    #[must_use]
    pub fn nearest(self, stars: f32) -> Stars {
        let step = f32::from(self.step_halves());
        let halves = (stars * 2.0 / step + 0.5).floor() * step;
        let [least, most] = [self.least(), self.most()].map(|end| f32::from(end.halves));
        let halves = halves.max(least).min(most) as u8;
        Stars::from_halves(halves).unwrap_or(self.least())
    }
}

/// A predicted rating in stars, always on the scale of the data.
///
/// The only way to make one clips: a prediction outside the scale cannot reach
/// a metric or a screen.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(f32);

impl Score {
    /// Three stars, which speak neither for nor against.
    pub const MIDDLE: Self = Self(3.0);

    /// Clips a network's raw output, in stars, to the scale. Not-a-number becomes the least.
    #[must_use]
    pub fn clip(raw_stars: f32, scale: StarScale) -> Self {
        let [least, most] = [scale.least(), scale.most()].map(Stars::as_f32);
        if raw_stars.is_nan() {
            return Self(least);
        }
        Self(raw_stars.clamp(least, most))
    }

    /// The predicted stars.
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
        for (raw, whole, half) in [
            (-3.0, 1.0, 0.5),
            (0.75, 1.0, 0.75),
            (3.25, 3.25, 3.25),
            (5.5, 5.0, 5.0),
            (f32::INFINITY, 5.0, 5.0),
            (f32::NEG_INFINITY, 1.0, 0.5),
            (f32::NAN, 1.0, 0.5),
        ] {
            let clipped =
                [StarScale::Whole, StarScale::Half].map(|it| Score::clip(raw, it).stars());
            assert_eq!(clipped, [whole, half], "from {raw}");
        }
    }

    #[test]
    fn whole_stars_are_one_to_five() {
        for stars in [0, 6, 255] {
            assert_eq!(Stars::try_from(stars), Err(StarsOutOfRange(stars)));
        }
        let whole: Vec<_> = (1..=5).filter_map(|n| Stars::try_from(n).ok()).collect();
        assert_eq!(whole, Stars::WHOLE);
        assert_eq!(Stars::from_halves(0), None);
        assert_eq!(Stars::from_halves(11), None);
    }

    #[test]
    fn stars_read_as_people_write_them() {
        let read: Vec<_> = StarScale::Half
            .values()
            .iter()
            .map(Stars::to_string)
            .collect();
        let expected = ["0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5"];
        assert_eq!(read, expected);
    }

    #[test]
    fn stars_are_read_as_they_are_written() {
        for stars in StarScale::Half.values() {
            assert_eq!(stars.to_string().parse(), Ok(*stars));
        }
        assert_eq!("4.0".parse(), Ok(Stars::WHOLE[3]));
        for text in [
            "", "0", "0.0", "5.5", "6", "4.25", "+4", "04", ".5", "4.", "4,5",
        ] {
            assert_eq!(text.parse::<Stars>(), Err(NotStars), "{text:?}");
        }
    }

    #[test]
    fn every_value_of_a_scale_stands_in_its_row() {
        for scale in [StarScale::Whole, StarScale::Half] {
            for (row, stars) in scale.values().iter().enumerate() {
                assert_eq!(scale.row(*stars), Some(row));
                assert_eq!(scale.nearest(stars.as_f32()), *stars);
            }
        }
        let half = Stars::from_halves(7).unwrap();
        assert_eq!(StarScale::Whole.row(half), None);
        assert_eq!(StarScale::of([Stars::WHOLE[0], half]), StarScale::Half);
        assert_eq!(StarScale::of(Stars::WHOLE), StarScale::Whole);
    }

    #[test]
    fn the_nearest_rating_is_on_the_scale() {
        for (stars, whole, half) in [
            (0.2, 2, 1),
            (2.5, 6, 5),
            (2.24, 4, 4),
            (2.25, 4, 5),
            (9.0, 10, 10),
            (f32::NAN, 2, 1),
        ] {
            let nearest = [StarScale::Whole, StarScale::Half].map(|it| it.nearest(stars).halves());
            assert_eq!(nearest, [whole, half], "of {stars}");
        }
    }

    #[test]
    fn half_stars_lie_between_their_neighbours_in_a_table() {
        let table = [10.0, 20.0, 40.0, 80.0, 160.0];
        let picked = StarScale::Half.values().iter().map(|it| it.pick(&table));
        let expected = [10.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0, 80.0, 120.0, 160.0];
        assert!(picked.eq(expected));
    }
}

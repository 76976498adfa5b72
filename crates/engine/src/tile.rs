//! Sixteen movies worked on side by side, in explicit SIMD: the page is compiled for size, which leaves loops
//! scalar, makes a loop of four a loop, and a call of what should be one instruction.
//!
//! So all of it is inlined by force, and what is done four times is written four times. Each lane has the
//! same operations in the same order as a number by itself would have: the bits are the same.

use std::ops::{Add, Mul, Sub};

use wide::f32x4;

/// Rows of a tile.
pub(crate) const TILE: usize = 16;

/// A number of each row of a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tile([f32x4; 4]);

/// Something of each row of a tile, as it lies in memory: four a register.
pub(crate) type Of<T> = [[T; 4]; 4];

impl Tile {
    pub(crate) const ZERO: Self = Self([f32x4::ZERO; 4]);

    /// Reads them.
    #[inline(always)]
    pub(crate) fn new([a, b, c, d]: &Of<f32>) -> Self {
        let [a, b, c, d] = [*a, *b, *c, *d];
        Self([f32x4::new(a), f32x4::new(b), f32x4::new(c), f32x4::new(d)])
    }

    #[inline(always)]
    pub(crate) fn to_array(self) -> Of<f32> {
        let Self([a, b, c, d]) = self;
        [a.to_array(), b.to_array(), c.to_array(), d.to_array()]
    }

    #[inline(always)]
    fn zip(self, other: Self, both: impl Fn(f32x4, f32x4) -> f32x4) -> Self {
        let (Self([a, b, c, d]), Self([e, f, g, h])) = (self, other);
        Self([both(a, e), both(b, f), both(c, g), both(d, h)])
    }

    #[inline(always)]
    fn map(self, each: impl Fn(f32x4) -> f32x4) -> Self {
        let Self([a, b, c, d]) = self;
        Self([each(a), each(b), each(c), each(d)])
    }

    /// 0 where a number is above 0.
    #[inline(always)]
    pub(crate) fn at_most_zero(self) -> Self {
        self.map(|four| four.fast_min(f32x4::ZERO))
    }

    #[inline(always)]
    pub(crate) fn sqrt(self) -> Self {
        self.map(f32x4::sqrt)
    }

    /// Whether one of them is `least` or more, which is in all lanes.
    #[inline(always)]
    pub(crate) fn reaches(self, least: f32x4) -> bool {
        let Self([a, b, c, d]) = self;
        let is = |four: f32x4| four.simd_ge(least);
        ((is(a) | is(b)) | (is(c) | is(d))).any()
    }
}

impl Add for Tile {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
}

impl Mul for Tile {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }
}

/// What is in all lanes of `by` to each row; so below.
impl Add<f32x4> for Tile {
    type Output = Self;

    #[inline(always)]
    fn add(self, by: f32x4) -> Self {
        self.map(|four| four + by)
    }
}

impl Sub<f32x4> for Tile {
    type Output = Self;

    #[inline(always)]
    fn sub(self, by: f32x4) -> Self {
        self.map(|four| four - by)
    }
}

impl Mul<f32x4> for Tile {
    type Output = Self;

    #[inline(always)]
    fn mul(self, by: f32x4) -> Self {
        self.map(|four| four * by)
    }
}

/// Of what is the same in all lanes.
pub(crate) fn first(values: f32x4) -> f32 {
    values.to_array()[0]
}

/// What is worked out for a tile, of one row.
pub(crate) fn lane(row: usize, of_tile: impl FnOnce(usize) -> Tile) -> f32 {
    of_tile(row / TILE).to_array()[row % TILE / 4][row % 4]
}

/// Each value in four lanes. Once for many products: it takes as long as several of them.
pub(crate) fn spread(values: impl IntoIterator<Item = f32>) -> Vec<f32x4> {
    values.into_iter().map(f32x4::splat).collect()
}

/// `values` in whole tiles, the last one filled up with the default.
pub(crate) fn in_tiles<T: Copy + Default>(values: &[T]) -> Box<[Of<T>]> {
    let mut tiles = vec![[[T::default(); 4]; 4]; values.len().div_ceil(TILE)];
    for (tile, values) in tiles.iter_mut().zip(values.chunks(TILE)) {
        tile.as_flattened_mut()[..values.len()].copy_from_slice(values);
    }
    // Not a vector: to index it is a call in what is compiled for size.
    tiles.into()
}

//! The inner loops, in explicit SIMD: the page is compiled for size, which leaves loops scalar.
//!
//! A product and a sum, never a fused one: wasm has none, and the bits must be the same.

use wide::f32x8;

use crate::features::Matrix;

/// Floats summed side by side: one 256-bit or two 128-bit SIMD registers. It fixes the order of
/// the sums, so it is part of what makes scores the same everywhere.
pub(super) const LANES: usize = 8;

/// Rows of equal length, filled up with zeros to whole lanes.
#[derive(Debug)]
pub(super) struct Rows {
    width: usize,
    values: Vec<f32>,
}

impl Rows {
    /// The first `n_cols` columns of a matrix.
    pub(super) fn new(matrix: &Matrix, n_cols: usize) -> Self {
        let width = n_cols.next_multiple_of(LANES);
        let mut values = Vec::with_capacity(matrix.n_rows * width);
        for row in 0..matrix.n_rows {
            values.extend_from_slice(&matrix.row(row)[..n_cols]);
            values.resize((row + 1) * width, 0.0);
        }
        Self { width, values }
    }

    /// Values in a row, a multiple of [`LANES`].
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..][..self.width]
    }

    /// Cosines of one row with every row; 0 where either has nothing but zeros.
    pub(super) fn cosines(&self, row: usize) -> impl Iterator<Item = f32> {
        let one = self.row(row);
        let square = dot(one, one);
        self.iter().map(move |other| {
            let squares = square * dot(other, other);
            if squares > 0.0 {
                dot(one, other) / squares.sqrt()
            } else {
                0.0
            }
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact(self.width)
    }
}

/// `values`, filled up with zeros to whole lanes.
pub(super) fn padded(values: &[f32]) -> Vec<f32> {
    let mut padded = values.to_vec();
    padded.resize(values.len().next_multiple_of(LANES), 0.0);
    padded
}

/// Σ |a b|.
pub(super) fn dot_of_magnitudes(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a * b).abs()).sum()
}

/// Σ a b, in [`LANES`] running sums. Both have whole lanes and the same length.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = f32x8::ZERO;
    for (a, b) in a
        .as_chunks::<LANES>()
        .0
        .iter()
        .zip(b.as_chunks::<LANES>().0)
    {
        sums += f32x8::new(*a) * f32x8::new(*b);
    }
    total(sums)
}

/// Σ weights · max(a + b, 0), in [`LANES`] running sums. As for [`dot`].
pub(super) fn relu_dot(a: &[f32], b: &[f32], weights: &[f32]) -> f32 {
    let (a, b, weights) = (
        a.as_chunks::<LANES>().0,
        b.as_chunks::<LANES>().0,
        weights.as_chunks::<LANES>().0,
    );
    let mut sums = f32x8::ZERO;
    for ((a, b), weights) in a.iter().zip(b).zip(weights) {
        let active = (f32x8::new(*a) + f32x8::new(*b)).fast_max(f32x8::ZERO);
        sums += f32x8::new(*weights) * active;
    }
    total(sums)
}

/// sums += factor · row.
pub(super) fn add_scaled(sums: &mut [f32], factor: f32, row: &[f32]) {
    let lanes = sums.as_chunks_mut::<LANES>().0;
    for (sums, row) in lanes.iter_mut().zip(row.as_chunks::<LANES>().0) {
        *sums = (f32x8::new(*sums) + f32x8::splat(factor) * f32x8::new(*row)).to_array();
    }
}

fn total(sums: f32x8) -> f32 {
    let [a, b, c, d, e, f, g, h] = sums.to_array();
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

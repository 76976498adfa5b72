//! A plain row-major matrix, and the inner loops over rows and columns in explicit SIMD: the page is
//! compiled for size, which leaves loops scalar.
//!
//! A product and a sum, never a fused one: wasm has none, and the bits must be the same.

use serde::{Deserialize, Serialize};
use wide::{f32x4, f32x8};

use crate::tile::{Of, TILE, Tile, spread};

/// Numbers in rows of equal length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    /// Number of rows.
    pub n_rows: usize,
    /// Number of columns.
    pub n_cols: usize,
    /// Row by row, `n_rows * n_cols` of them.
    pub values: Vec<f32>,
}

impl Matrix {
    /// Puts rows of `n_cols` values below each other.
    ///
    /// # Panics
    /// If a row has another length: the rows would shift silently.
    #[must_use]
    pub fn from_rows<R: AsRef<[f32]>>(n_cols: usize, rows: impl IntoIterator<Item = R>) -> Self {
        let rows = rows.into_iter();
        let mut values = Vec::with_capacity(rows.size_hint().0 * n_cols);
        let mut n_rows = 0;
        for row in rows {
            let row = row.as_ref();
            assert_eq!(
                row.len(),
                n_cols,
                "row {n_rows} of a matrix with {n_cols} columns"
            );
            values.extend_from_slice(row);
            n_rows += 1;
        }
        Self {
            n_rows,
            n_cols,
            values,
        }
    }

    /// Row `row`, from 0: `n_cols` values.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    #[inline]
    pub fn row(&self, row: usize) -> &[f32] {
        assert!(
            row < self.n_rows,
            "row {row} of a matrix with {} rows",
            self.n_rows
        );
        &self.values[row * self.n_cols..][..self.n_cols]
    }

    /// The mean of each column, `[n_cols]`; 0 where there are no rows.
    #[must_use]
    pub fn column_means(&self) -> Vec<f32> {
        let n = self.n_rows.max(1) as f64;
        let mean = |column| {
            let sum: f64 = (0..self.n_rows)
                .map(|row| f64::from(self.row(row)[column]))
                .sum();
            (sum / n) as f32
        };
        (0..self.n_cols).map(mean).collect()
    }
}

/// Floats summed side by side: one 256-bit or two 128-bit SIMD registers. It fixes the order of
/// the sums, so it is part of what makes scores the same everywhere.
const LANES: usize = 8;

/// Rows of equal length, filled up with zeros to whole lanes.
#[derive(Debug)]
pub(crate) struct Rows {
    width: usize,
    values: Vec<f32>,
}

impl Rows {
    /// The first `n_cols` columns of a matrix.
    pub(crate) fn new(matrix: &Matrix, n_cols: usize) -> Self {
        let width = n_cols.next_multiple_of(LANES);
        let mut values = Vec::with_capacity(matrix.n_rows * width);
        for row in 0..matrix.n_rows {
            values.extend_from_slice(&matrix.row(row)[..n_cols]);
            values.resize((row + 1) * width, 0.0);
        }
        Self { width, values }
    }

    pub(crate) fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..][..self.width]
    }

    /// Cosines of one row with every row; 0 where either has nothing but zeros.
    pub(crate) fn cosines(&self, row: usize) -> impl Iterator<Item = f32> {
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

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact(self.width)
    }
}

/// Rows of equal length, [`TILE`] of them side by side: a product with every row adds up as many at
/// once, and no lanes of one sum are left to be added up.
#[derive(Debug)]
pub(crate) struct Tiles {
    n_rows: usize,
    n_cols: usize,
    /// Tile by tile; the rows that the last one has too many are zeros.
    columns: Box<[Of<f32>]>,
}

impl Tiles {
    /// The first `n_cols` columns of a matrix.
    pub(crate) fn new(matrix: &Matrix, n_cols: usize) -> Self {
        let mut columns = vec![[[0.0; 4]; 4]; matrix.n_rows.div_ceil(TILE) * n_cols];
        for row in 0..matrix.n_rows {
            let tile = &mut columns[row / TILE * n_cols..][..n_cols];
            for (column, value) in tile.iter_mut().zip(matrix.row(row)) {
                column[row % TILE / 4][row % 4] = *value;
            }
        }
        Self {
            n_rows: matrix.n_rows,
            n_cols,
            columns: columns.into(),
        }
    }

    pub(crate) const fn n_cols(&self) -> usize {
        self.n_cols
    }

    const fn n_tiles(&self) -> usize {
        self.n_rows.div_ceil(TILE)
    }

    pub(crate) fn row(&self, row: usize) -> impl Iterator<Item = f32> + Clone {
        let columns = self.tile(row / TILE).iter();
        columns.map(move |column| column[row % TILE / 4][row % 4])
    }

    /// Σ a b of every row of a tile with what is [`spread`](crate::tile::spread), `n_cols` of it.
    #[inline(always)]
    #[expect(
        clippy::explicit_counter_loop,
        reason = "where the page is compiled for size, what zips is called at every step"
    )]
    pub(crate) fn products(&self, tile: usize, by: &[f32x4]) -> Tile {
        let mut sums = Tile::ZERO;
        let mut column = tile * self.n_cols;
        for by in by {
            sums = sums + Tile::new(&self.columns[column]) * *by;
            column += 1;
        }
        sums
    }

    /// Σ a b of one row: the same bits as in [`Tiles::products`].
    pub(crate) fn product(&self, row: usize, by: &[f32]) -> f32 {
        let products = self.row(row).zip(by).map(|(a, b)| a * b);
        products.fold(0.0, |sum, product| sum + product)
    }

    /// Cosines of one row with every row; 0 where either has nothing but zeros.
    pub(crate) fn cosines(&self, row: usize) -> impl Iterator<Item = f32> {
        let square: f32 = self.row(row).map(|value| value * value).sum();
        let one = spread(self.row(row));
        let of_tile = move |tile| {
            let mut squares = Tile::ZERO;
            for column in self.tile(tile) {
                let column = Tile::new(column);
                squares = squares + column * column;
            }
            let lengths = (squares * f32x4::splat(square)).sqrt().to_array();
            let products = self.products(tile, &one).to_array();
            let products = products.into_iter().flatten();
            products.zip(lengths.into_iter().flatten())
        };
        let cosine = |(product, length)| if length > 0.0 { product / length } else { 0.0 };
        let all = (0..self.n_tiles()).flat_map(of_tile).map(cosine);
        all.take(self.n_rows)
    }

    fn tile(&self, tile: usize) -> &[Of<f32>] {
        &self.columns[tile * self.n_cols..][..self.n_cols]
    }
}

/// `values`, filled up with zeros to whole lanes.
pub(crate) fn padded(values: &[f32]) -> Vec<f32> {
    let mut padded = values.to_vec();
    padded.resize(values.len().next_multiple_of(LANES), 0.0);
    padded
}

/// Σ a b, in [`LANES`] running sums. Both have whole lanes and the same length.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
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
pub(crate) fn relu_dot(a: &[f32], b: &[f32], weights: &[f32]) -> f32 {
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
pub(crate) fn add_scaled(sums: &mut [f32], factor: f32, row: &[f32]) {
    let factor = f32x8::splat(factor);
    let lanes = sums.as_chunks_mut::<LANES>().0;
    for (sums, row) in lanes.iter_mut().zip(row.as_chunks::<LANES>().0) {
        *sums = (f32x8::new(*sums) + factor * f32x8::new(*row)).to_array();
    }
}

fn total(sums: f32x8) -> f32 {
    let [a, b, c, d, e, f, g, h] = sums.to_array();
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::tile::lane;

    use super::*;

    #[test]
    fn rows_come_back_as_they_were_put_in() {
        let matrix = Matrix::from_rows(2, [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        assert_eq!((matrix.n_rows, matrix.n_cols), (3, 2));
        assert_eq!(matrix.row(1), [3.0, 4.0]);
    }

    #[test]
    fn columns_have_their_means() {
        let matrix = Matrix::from_rows(2, [[1.0, 2.0], [3.0, 4.0]]);
        assert_eq!(matrix.column_means(), [2.0, 3.0]);
        assert_eq!(Matrix::from_rows::<[f32; 1]>(1, []).column_means(), [0.0]);
    }

    #[test]
    #[should_panic(expected = "row 1 of a matrix with 2 columns")]
    fn a_row_of_another_length_is_refused() {
        let _ = Matrix::from_rows(2, [vec![1.0, 2.0], vec![3.0]]);
    }

    #[test]
    #[should_panic(expected = "row 0 of a matrix with 0 rows")]
    fn an_empty_matrix_has_no_row() {
        let _ = Matrix::from_rows::<[f32; 0]>(0, []).row(0);
    }

    fn matrix(n_rows: usize, n_cols: usize, values: &[f32]) -> Matrix {
        Matrix {
            n_rows,
            n_cols,
            values: values[..n_rows * n_cols].to_vec(),
        }
    }

    proptest! {
        #[test]
        fn tiles_give_what_rows_give(
            n_rows in 0_usize..20,
            n_cols in 1_usize..12,
            values in prop::collection::vec(-4_i8..=4, 20 * 12),
        ) {
            // Small whole numbers: sums are exact in any order.
            let values: Vec<f32> = values.into_iter().map(f32::from).collect();
            let matrix = matrix(n_rows, n_cols, &values);
            let (rows, tiles) = (Rows::new(&matrix, n_cols), Tiles::new(&matrix, n_cols));
            let by = padded(&values[..n_cols]);
            let spread = spread(values[..n_cols].iter().copied());
            for row in 0..n_rows {
                prop_assert!(tiles.row(row).eq(matrix.row(row).iter().copied()));
                prop_assert_eq!(tiles.product(row, &by), dot(rows.row(row), &by));
                let lane = lane(row, |tile| tiles.products(tile, &spread));
                prop_assert_eq!(lane, tiles.product(row, &by));
                let cosines = tiles.cosines(row).zip(rows.cosines(row));
                for (tiled, plain) in cosines {
                    prop_assert!((tiled - plain).abs() < 1e-6);
                }
                prop_assert_eq!(tiles.cosines(row).count(), n_rows);
            }
        }
    }
}

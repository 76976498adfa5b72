//! Matrices in fewer bits.

use half::f16;
use serde::{Deserialize, Serialize};

use crate::features::Matrix;

/// How a matrix is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floats: exact.
    F32,
    /// 16-bit floats: a relative error of at most 2⁻¹¹.
    F16,
    /// 8-bit integers with one scale a column: an error of at most half a step, 1/254 of the
    /// column's largest value.
    Int8,
}

/// A matrix as it lies in the file, row by row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    n_rows: u32,
    n_cols: u32,
    values: Values,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Values {
    F32(Vec<f32>),
    /// Little-endian bit patterns, two bytes a value.
    F16(Vec<u8>),
    Int8 {
        /// One step of each column.
        steps: Vec<f32>,
        codes: Vec<i8>,
    },
}

impl Stored {
    /// Rounds a matrix to `precision`.
    #[must_use]
    pub fn new(matrix: &Matrix, precision: Precision) -> Self {
        let values = match precision {
            Precision::F32 => Values::F32(matrix.values.clone()),
            Precision::F16 => Values::F16(
                matrix
                    .values
                    .iter()
                    .flat_map(|&value| f16::from_f32(value).to_le_bytes())
                    .collect(),
            ),
            Precision::Int8 => int8(matrix),
        };
        Self {
            n_rows: matrix.n_rows as u32,
            n_cols: matrix.n_cols as u32,
            values,
        }
    }

    /// (rows, columns)
    #[must_use]
    pub fn shape(&self) -> (usize, usize) {
        (self.n_rows as usize, self.n_cols as usize)
    }

    /// Whether there is one value for each cell, and one step for each column.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let n = u64::from(self.n_rows) * u64::from(self.n_cols);
        match &self.values {
            Values::F32(values) => values.len() as u64 == n,
            Values::F16(bytes) => bytes.len() as u64 == 2 * n,
            Values::Int8 { steps, codes } => {
                steps.len() == self.n_cols as usize && codes.len() as u64 == n
            }
        }
    }

    /// The matrix in 32-bit floats. Call it on a consistent matrix.
    #[must_use]
    pub fn to_matrix(&self) -> Matrix {
        let (n_rows, n_cols) = self.shape();
        let values = match &self.values {
            Values::F32(values) => values.clone(),
            Values::F16(bytes) => bytes
                .as_chunks()
                .0
                .iter()
                .map(|&pair| f16::from_le_bytes(pair).to_f32())
                .collect(),
            Values::Int8 { steps, codes } => codes
                .iter()
                .zip(steps.iter().cycle())
                .map(|(&code, step)| f32::from(code) * step)
                .collect(),
        };
        Matrix {
            n_rows,
            n_cols,
            values,
        }
    }
}

fn int8(matrix: &Matrix) -> Values {
    let mut steps = vec![0_f32; matrix.n_cols];
    for row in matrix.values.chunks_exact(matrix.n_cols.max(1)) {
        for (step, value) in steps.iter_mut().zip(row) {
            *step = step.max(value.abs() / 127.0);
        }
    }
    let codes = matrix
        .values
        .iter()
        .zip(steps.iter().cycle())
        .map(|(value, &step)| {
            if step > 0.0 {
                (value / step).round() as i8
            } else {
                0
            }
        })
        .collect();
    Values::Int8 { steps, codes }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matrix() -> impl Strategy<Value = Matrix> {
        (0_usize..9, 1_usize..6).prop_flat_map(|(n_rows, n_cols)| {
            prop::collection::vec(-8_f32..8.0, n_rows * n_cols).prop_map(move |values| Matrix {
                n_rows,
                n_cols,
                values,
            })
        })
    }

    proptest! {
        #[test]
        fn full_precision_is_exact(matrix in matrix()) {
            prop_assert_eq!(Stored::new(&matrix, Precision::F32).to_matrix(), matrix);
        }

        #[test]
        fn rounding_stays_within_half_a_step_and_rounding_again_changes_nothing(
            matrix in matrix(),
        ) {
            for (precision, tolerance) in [(Precision::F16, 8.0 / 2048.0), (Precision::Int8, 8.0 / 254.0)] {
                let rounded = Stored::new(&matrix, precision).to_matrix();
                for (before, after) in matrix.values.iter().zip(&rounded.values) {
                    prop_assert!((before - after).abs() <= tolerance + 1e-6);
                }
                let again = Stored::new(&rounded, precision).to_matrix();
                for (once, twice) in rounded.values.iter().zip(&again.values) {
                    prop_assert!((once - twice).abs() <= 1e-6);
                }
            }
        }
    }
}

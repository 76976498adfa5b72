//! A plain row-major matrix.

use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
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
}

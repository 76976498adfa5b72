//! Sums over slices, in a fixed order that the compiler can vectorise; sparse matrices, row by row, made of
//! them.
//!
//! Other crates call the sums for every number: natively nothing is inlined across crates unasked.

/// Σ a b in eight running sums.
#[must_use]
#[inline]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

/// `sum += factor · row`
#[inline]
pub fn add_scaled(sum: &mut [f64], factor: f64, row: &[f64]) {
    for (sum, x) in sum.iter_mut().zip(row) {
        *sum += factor * x;
    }
}

/// A matrix of which only the elements that somebody gave are kept.
#[derive(Clone, Debug)]
pub struct SparseRows {
    n_columns: usize,
    /// [n_rows + 1]: where each row's elements start.
    starts: Vec<usize>,
    /// Row by row, in the order given.
    elements: Vec<Element>,
}

/// One element of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Element {
    /// From 0.
    pub column: u32,
    /// Not necessarily other than 0.
    pub value: f64,
}

impl SparseRows {
    /// Collects elements `(row, column, value)`, in any order.
    ///
    /// # Panics
    /// When one lies outside of [n_rows, n_columns].
    #[must_use]
    pub fn new(
        [n_rows, n_columns]: [usize; 2],
        elements: impl Iterator<Item = (u32, u32, f64)> + Clone,
    ) -> Self {
        let mut starts = vec![0; n_rows + 1];
        for (row, column, _) in elements.clone() {
            assert!(
                (column as usize) < n_columns,
                "column {column} of {n_columns}"
            );
            starts[row as usize + 1] += 1;
        }
        for row in 0..n_rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut sorted = vec![Element::default(); starts[n_rows]];
        for (row, column, value) in elements {
            let at = &mut next[row as usize];
            sorted[*at] = Element { column, value };
            *at += 1;
        }
        Self {
            n_columns,
            starts,
            elements: sorted,
        }
    }

    /// The rows' elements, from the first row to the last.
    pub fn rows(&self) -> impl Iterator<Item = &[Element]> {
        (self.starts.windows(2)).map(|at| &self.elements[at[0]..at[1]])
    }

    /// [n_columns]: the sum of `of(value)` over a column's elements.
    #[must_use]
    pub fn sum_columns(&self, of: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_columns];
        for element in &self.elements {
            sums[element.column as usize] += of(element.value);
        }
        sums
    }

    /// Each column times its value in `scale`.
    pub fn scale_columns(&mut self, scale: &[f64]) {
        for element in &mut self.elements {
            element.value *= scale[element.column as usize];
        }
    }

    /// `Xᵀ X block`, of `width` columns as `block` is: [n_columns, width] row by row.
    #[must_use]
    pub fn gram_times(&self, block: &[f64], width: usize) -> Vec<f64> {
        let mut product = vec![0.0; self.n_columns * width];
        let mut code = vec![0.0; width];
        for row in self.rows() {
            code.fill(0.0);
            for Element { column, value } in row {
                add_scaled(
                    &mut code,
                    *value,
                    &block[*column as usize * width..][..width],
                );
            }
            for Element { column, value } in row {
                let sum = &mut product[*column as usize * width..][..width];
                add_scaled(sum, *value, &code);
            }
        }
        product
    }
}

/// A matrix of which only the elements that somebody gave are kept, to be read by rows and by columns. Its
/// elements are half as large as those of [`SparseRows`]: of millions of ratings, both ways fit where one did.
#[derive(Clone, Debug)]
pub struct BothWays {
    /// Row by row, each in the order given.
    pub rows: Lists,
    /// Column by column, each ascending by row.
    pub columns: Lists,
}

/// What there is in each row of a matrix.
#[derive(Clone, Debug)]
pub struct Lists {
    /// [n + 1]: where each list starts, and the end.
    starts: Vec<usize>,
    /// (column, value)
    elements: Vec<(u32, f32)>,
}

impl BothWays {
    /// Collects elements `(row, column, value)`, in any order.
    ///
    /// # Panics
    /// When one lies outside of [n_rows, n_columns].
    #[must_use]
    pub fn new(
        [n_rows, n_columns]: [usize; 2],
        elements: impl Iterator<Item = (u32, u32, f32)> + Clone,
    ) -> Self {
        let rows = Lists::new(n_rows, elements);
        let turned = (0..).zip(rows.iter()).flat_map(|(row, list)| {
            let element = move |&(column, value): &(u32, f32)| (column, row, value);
            list.iter().map(element)
        });
        Self {
            columns: Lists::new(n_columns, turned),
            rows,
        }
    }
}

impl Lists {
    /// Collects elements `(row, column, value)` into `n` lists, each in the order given.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn new(n: usize, elements: impl Iterator<Item = (u32, u32, f32)> + Clone) -> Self {
        let mut starts = vec![0; n + 1];
        for (row, ..) in elements.clone() {
            starts[row as usize + 1] += 1;
        }
        for row in 0..n {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut sorted = vec![(0, 0.0); starts[n]];
        for (row, column, value) in elements {
            let at = &mut next[row as usize];
            sorted[*at] = (column, value);
            *at += 1;
        }
        Self {
            starts,
            elements: sorted,
        }
    }

    /// How many lists there are.
    #[must_use]
    pub fn n_lists(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many elements there are.
    #[must_use]
    pub const fn n_elements(&self) -> usize {
        self.elements.len()
    }

    /// One list.
    ///
    /// # Panics
    /// When there is no such list.
    #[must_use]
    #[inline]
    pub fn of(&self, row: usize) -> &[(u32, f32)] {
        &self.elements[self.starts[row]..self.starts[row + 1]]
    }

    /// All lists, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[(u32, f32)]> + Clone {
        (self.starts.windows(2)).map(|at| &self.elements[at[0]..at[1]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [[1, 2], [0, 0], [3, 0]]
    fn matrix() -> SparseRows {
        SparseRows::new([3, 2], [(2, 0, 3.0), (0, 0, 1.0), (0, 1, 2.0)].into_iter())
    }

    #[test]
    fn elements_are_sorted_into_rows() {
        let matrix = matrix();
        let values = |row: &[Element]| row.iter().map(|e| (e.column, e.value)).collect::<Vec<_>>();
        let rows: Vec<_> = matrix.rows().map(values).collect();
        assert_eq!(rows, [vec![(0, 1.0), (1, 2.0)], vec![], vec![(0, 3.0)]]);
    }

    #[test]
    fn a_product_with_the_gram_matrix_as_by_hand() {
        // XᵀX = [[10, 2], [2, 4]]
        let identity = [1.0, 0.0, 0.0, 1.0];
        assert_eq!(matrix().gram_times(&identity, 2), [10.0, 2.0, 2.0, 4.0]);
        assert_eq!(matrix().gram_times(&[1.0, -1.0], 1), [8.0, -2.0]);
    }

    #[test]
    fn columns_are_scaled_each_by_its_own() {
        let mut matrix = matrix();
        matrix.scale_columns(&[2.0, 10.0]);
        let values: Vec<f64> = matrix.rows().flatten().map(|e| e.value).collect();
        assert_eq!(values, [2.0, 20.0, 6.0]);
    }

    #[test]
    fn columns_are_summed_over_what_there_is() {
        assert_eq!(matrix().sum_columns(|x| x * x), [10.0, 4.0]);
        assert_eq!(matrix().sum_columns(|_| 1.0), [2.0, 1.0]);
    }

    #[test]
    #[should_panic(expected = "column 2 of 2")]
    fn an_element_outside_is_refused() {
        let _ = SparseRows::new([1, 2], std::iter::once((0, 2, 1.0)));
    }

    #[test]
    fn rows_keep_the_order_given_and_columns_ascend() {
        let given = [(2, 0, 3.0), (0, 1, 1.0), (0, 0, 2.0), (1, 1, 4.0)];
        let BothWays { rows, columns } = BothWays::new([3, 2], given.into_iter());
        assert_eq!((rows.n_lists(), columns.n_lists()), (3, 2));
        assert_eq!(rows.of(0), [(1, 1.0), (0, 2.0)]);
        assert_eq!(rows.of(2), [(0, 3.0)]);
        assert_eq!(columns.of(0), [(0, 2.0), (2, 3.0)]);
        assert_eq!(columns.of(1), [(0, 1.0), (1, 4.0)]);
    }

    #[test]
    #[should_panic(expected = "out of bounds")]
    fn a_column_outside_is_refused_both_ways() {
        let _ = BothWays::new([1, 2], std::iter::once((0, 2, 1.0)));
    }
}

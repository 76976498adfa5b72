//! Symmetric matrices: systems with positive definite ones, eigenvalues and eigenvectors of any.
//!
//! [`principal_axes`] are those of a matrix that need not be formed: products with it are enough.

use std::ops::Range;

use rand_distr::{Distribution, StandardNormal};

use crate::random::Rng;

use super::sparse::{add_scaled, dot};
use crate::crew::{Alone, Crew, fill_rows};

/// Rows that go through the cache together.
const BLOCK: usize = 8;

/// Columns of a factor that are found together.
const COLUMNS: usize = 32;

/// The lower triangle `L` of `A = L Lᵀ`.
#[derive(Clone, Debug)]
pub struct Cholesky {
    n: usize,
    /// [n, n], row by row; above the diagonal it is not used.
    lower: Vec<f64>,
}

/// A matrix that is not positive definite, or not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row} of the matrix depends on the rows before it")]
pub struct NotPositiveDefinite {
    /// Where the factorisation broke off.
    pub row: usize,
}

impl Cholesky {
    /// Factors `a` ([n, n], row by row; only the lower triangle is read).
    ///
    /// # Errors
    /// When `a` is not positive definite.
    ///
    /// # Panics
    /// When `a` does not have n² values.
    pub fn new(a: Vec<f64>, n: usize) -> Result<Self, NotPositiveDefinite> {
        Self::new_by(&Alone, a, n)
    }

    /// The same by a crew, to the same bits.
    ///
    /// # Errors
    /// As [`Cholesky::new`].
    ///
    /// # Panics
    /// As [`Cholesky::new`].
    pub fn new_by(crew: &dyn Crew, a: Vec<f64>, n: usize) -> Result<Self, NotPositiveDefinite> {
        assert_eq!(a.len(), n * n, "a matrix of {n} rows");
        let mut lower = a;
        // Some columns at a time, from the top to the bottom: what all rows need of them stays in the cache.
        for start in (0..n).step_by(COLUMNS) {
            let end = n.min(start + COLUMNS);
            for row in start..end {
                let (above, rest) = lower.split_at_mut(row * n);
                let this = &mut rest[..n];
                eliminate(this, above, start..row);
                let square = this[row] - dot(&this[..row], &this[..row]);
                // A NaN must not pass.
                if !(square > 0.0 && square.is_finite()) {
                    return Err(NotPositiveDefinite { row });
                }
                this[row] = square.sqrt();
            }
            let (above, below) = lower.split_at_mut(end * n);
            let fill = |(): &mut (), _: usize, this: &mut [f64]| eliminate(this, above, start..end);
            fill_rows(crew, below, n, || (), fill);
        }
        Ok(Self { n, lower })
    }

    /// A⁻¹, [n, n], row by row; n³/2 multiplications, several rows at a time.
    #[must_use]
    pub fn inverse(self) -> Vec<f64> {
        let Self { n, lower } = self;
        let w = inverse_of_lower(&lower, n);
        // A⁻¹ = Wᵀ W; the rows of W below the diagonal of a block are all 0 to its right.
        let mut inverse = vec![0.0; n * n];
        for start in (0..n).step_by(BLOCK) {
            let rows = start..n.min(start + BLOCK);
            for i in 0..rows.end {
                let sums = &mut inverse[i * n..][..=i];
                for row in rows.clone() {
                    add_scaled(sums, w[row * n + i], &w[row * n..][..=i]);
                }
            }
        }
        for i in 0..n {
            for j in 0..i {
                inverse[j * n + i] = inverse[i * n + j];
            }
        }
        inverse
    }

    /// Solves `A x = b` in place.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.n;
        for row in 0..n {
            let l = &self.lower[row * n..][..n];
            b[row] = (b[row] - dot(&l[..row], &b[..row])) / l[row];
        }
        self.solve_transposed(b);
    }

    /// Solves `Lᵀ x = b` in place. Of independent standard normal `b`, `x` has covariance `A⁻¹`.
    pub fn solve_transposed(&self, b: &mut [f64]) {
        let n = self.n;
        for row in (0..n).rev() {
            let l = &self.lower[row * n..][..n];
            b[row] /= l[row];
            let value = b[row];
            // Column `row` of Lᵀ's rows above: subtract it from all of them at once.
            add_scaled(&mut b[..row], -value, &l[..row]);
        }
    }
}

/// Makes these columns of a row of A, in which those before are done, the same of L, whose rows to there are
/// `above`.
fn eliminate(this: &mut [f64], above: &[f64], columns: Range<usize>) {
    let n = this.len();
    for column in columns {
        let other = &above[column * n..];
        let rest = this[column] - dot(&this[..column], &other[..column]);
        this[column] = rest / other[column];
    }
}

/// W = L⁻¹, lower triangular, row by row: `W_r = (e_r − Σ_{c<r} L_rc W_c) / L_rr`.
fn inverse_of_lower(lower: &[f64], n: usize) -> Vec<f64> {
    let mut w = vec![0.0; n * n];
    for start in (0..n).step_by(BLOCK) {
        let rows = start..n.min(start + BLOCK);
        let (above, rest) = w.split_at_mut(start * n);
        // The rows above are read once for the whole block.
        for c in 0..start {
            for row in rows.clone() {
                let sums = &mut rest[(row - start) * n..][..=c];
                add_scaled(sums, -lower[row * n + c], &above[c * n..][..=c]);
            }
        }
        for row in rows.clone() {
            let (before, this) = rest.split_at_mut((row - start) * n);
            let this = &mut this[..=row];
            for c in start..row {
                let values = &before[(c - start) * n..][..=c];
                add_scaled(&mut this[..=c], -lower[row * n + c], values);
            }
            this[row] = 1.0;
            let scale = lower[row * n + row].recip();
            this.iter_mut().for_each(|value| *value *= scale);
        }
    }
    w
}

/// An eigenvalue takes one or two rounds of the QL iteration; after this many it is as good as it
/// gets.
const MAX_ROUNDS: u32 = 60;

/// `A = Q diag(values) Qᵀ`, largest eigenvalue first.
#[derive(Clone, Debug)]
pub struct SymmetricEigen {
    /// [n], descending.
    pub values: Vec<f64>,
    /// Qᵀ, [n, n] row by row: row `k` is the unit eigenvector of value `k`. Its sign is arbitrary.
    pub vectors: Vec<f64>,
}

impl SymmetricEigen {
    /// Decomposes `a` ([n, n], symmetric), O(n³): Householder reflections to a tridiagonal matrix,
    /// then the implicit QL iteration (Golub and Van Loan, Matrix Computations, section 8.3; Press
    /// et al., Numerical Recipes, `tred2` and `tqli`). Errors are those of rounding the largest
    /// eigenvalue.
    ///
    /// # Panics
    /// When `a` does not have n² values.
    #[must_use]
    pub fn new(a: Vec<f64>, n: usize) -> Self {
        assert_eq!(a.len(), n * n, "a matrix of {n} rows");
        let mut tridiagonal = Tridiagonal::new(a, n);
        tridiagonal.diagonalise();
        let Tridiagonal {
            diagonal, vectors, ..
        } = tridiagonal;
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&one, &other| diagonal[other].total_cmp(&diagonal[one]));
        Self {
            values: order.iter().map(|&k| diagonal[k]).collect(),
            vectors: (order.iter())
                .flat_map(|&k| vectors[k * n..][..n].iter().copied())
                .collect(),
        }
    }
}

/// `A = Vᵀ T V`, with T tridiagonal.
struct Tridiagonal {
    /// [n]
    diagonal: Vec<f64>,
    /// [n]: beside the diagonal; the last is 0.
    beside: Vec<f64>,
    /// V, [n, n]: orthonormal rows, so that a rotation turns whole rows.
    vectors: Vec<f64>,
}

impl Tridiagonal {
    /// Reflects one column after the other onto its first two elements.
    fn new(mut a: Vec<f64>, n: usize) -> Self {
        let mut beside = vec![0.0; n];
        let mut image = vec![0.0; n];
        // Of column k: v, [n - k - 1], and 2 / v·v.
        let mut reflections: Vec<(Vec<f64>, f64)> = Vec::with_capacity(n);
        for k in 0..n.saturating_sub(1) {
            let mut v = a[k * n..][k + 1..n].to_vec();
            let length = dot(&v, &v).sqrt();
            beside[k] = -length.copysign(v[0]);
            v[0] -= beside[k];
            let square = dot(&v, &v);
            let factor = if square < f64::MIN_POSITIVE {
                0.0
            } else {
                2.0 / square
            };
            // A − v wᵀ − w vᵀ, with p = factor · A v and w = p − (factor / 2)(p·v) v.
            let block = |row: usize| (k + 1 + row) * n + k + 1;
            let image = &mut image[..v.len()];
            for (row, p) in image.iter_mut().enumerate() {
                *p = factor * dot(&a[block(row)..][..v.len()], &v);
            }
            add_scaled(image, -0.5 * factor * dot(image, &v), &v);
            for row in 0..v.len() {
                let values = &mut a[block(row)..][..v.len()];
                let (v_row, w_row) = (v[row], image[row]);
                for (value, (v, w)) in values.iter_mut().zip(v.iter().zip(&*image)) {
                    *value -= v_row * w + w_row * v;
                }
            }
            reflections.push((v, factor));
        }
        let mut vectors: Vec<f64> = (0..n * n)
            .map(|at| f64::from(u8::from(at / n == at % n)))
            .collect();
        for (k, (v, factor)) in reflections.iter().enumerate().rev() {
            for row in k + 1..n {
                let values = &mut vectors[row * n..][k + 1..n];
                add_scaled(values, -factor * dot(values, v), v);
            }
        }
        Self {
            diagonal: (0..n).map(|k| a[k * n + k]).collect(),
            beside,
            vectors,
        }
    }

    /// Makes everything beside the diagonal 0, from the top.
    fn diagonalise(&mut self) {
        for top in 0..self.diagonal.len() {
            for _ in 0..MAX_ROUNDS {
                let bottom = self.block_end(top);
                if bottom == top {
                    break;
                }
                self.ql_step(top, bottom);
            }
        }
    }

    /// The last row of the block that starts at `top` and does not fall apart.
    fn block_end(&self, top: usize) -> usize {
        let falls_apart = |row: usize| {
            let scale = self.diagonal[row].abs() + self.diagonal[row + 1].abs();
            self.beside[row].abs() <= f64::EPSILON * scale
        };
        let last = self.diagonal.len() - 1;
        (top..last).find(|&row| falls_apart(row)).unwrap_or(last)
    }

    /// One round of QL with Wilkinson's shift on the block `top..=bottom`.
    fn ql_step(&mut self, top: usize, bottom: usize) {
        let (d, e) = (&mut self.diagonal, &mut self.beside);
        let n = d.len();
        let half = (d[top + 1] - d[top]) / (2.0 * e[top]);
        let shift = d[top] - e[top] / (half + libm::hypot(half, 1.0).copysign(half));
        let mut g = d[bottom] - shift;
        let (mut sin, mut cos, mut moved) = (1.0, 1.0, 0.0);
        for row in (top..bottom).rev() {
            let (f, b) = (sin * e[row], cos * e[row]);
            let length = libm::hypot(f, g);
            e[row + 1] = length;
            if length == 0.0 {
                // The block fell apart here.
                d[row + 1] -= moved;
                e[bottom] = 0.0;
                return;
            }
            (sin, cos) = (f / length, g / length);
            g = d[row + 1] - moved;
            let rest = (d[row] - g) * sin + 2.0 * cos * b;
            moved = sin * rest;
            d[row + 1] = g + moved;
            g = cos * rest - b;
            rotate_rows(&mut self.vectors, n, row, (cos, sin));
        }
        d[top] -= moved;
        e[top] = g;
        e[bottom] = 0.0;
    }
}

/// Rows `row` and `row + 1`.
fn rotate_rows(vectors: &mut [f64], n: usize, row: usize, (cos, sin): (f64, f64)) {
    let (upper, lower) = vectors[row * n..][..2 * n].split_at_mut(n);
    for (x, y) in upper.iter_mut().zip(lower) {
        (*x, *y) = (cos * *x - sin * *y, sin * *x + cos * *y);
    }
}

/// Columns beside those asked for. The last axis wanted converges with the ratio of its eigenvalue
/// to the first one outside the block, so a few more columns save many rounds.
const N_SPARE: usize = 8;

/// An eigenvalue below this share of the largest is rounding error, and its vector is noise.
const NOISE: f64 = 1e-6;

/// The largest eigenpairs of a positive semi-definite matrix, largest first.
#[derive(Clone, Debug)]
pub struct Axes {
    /// [k]
    pub values: Vec<f64>,
    /// [n, k] row by row: orthonormal columns, the largest entry of each positive.
    pub vectors: Vec<f64>,
}

/// At most `rank` axes of a positive semi-definite matrix of `n` rows: fewer when it has a lower
/// rank. `apply(block, width)` is its product with a block [n, width], row by row.
///
/// Block power iteration. With Y = A Q and YᵀY = P Λ Pᵀ, the next Q is Y P Λ^-½: this both makes
/// the columns orthonormal and turns them to the axes, so no step is left for the end.
pub fn principal_axes(
    n: usize,
    rank: usize,
    n_iterations: u32,
    rng: &mut Rng,
    mut apply: impl FnMut(&[f64], usize) -> Vec<f64>,
) -> Axes {
    let width = (rank + N_SPARE).min(n);
    let mut axes = Axes {
        values: vec![0.0; width],
        vectors: StandardNormal.sample_iter(rng).take(n * width).collect(),
    };
    for _ in 0..n_iterations {
        if axes.values.is_empty() {
            break;
        }
        let image = apply(&axes.vectors, axes.values.len());
        axes = orthonormal(&image, axes.values.len());
    }
    axes.keep(rank);
    axes.fix_signs();
    axes
}

/// The axes of the span of `block`'s columns ([n, width]), and their lengths.
fn orthonormal(block: &[f64], width: usize) -> Axes {
    let mut gram = vec![0.0; width * width];
    for row in block.chunks_exact(width) {
        for (sums, x) in gram.chunks_exact_mut(width).zip(row) {
            add_scaled(sums, *x, row);
        }
    }
    let eigen = SymmetricEigen::new(gram, width);
    let lengths = eigen.values.iter().map(|square| square.max(0.0).sqrt());
    let largest = eigen.values.first().copied().unwrap_or(0.0).max(0.0).sqrt();
    let values: Vec<f64> = lengths
        .take_while(|length| *length > NOISE * largest)
        .collect();
    let turns: Vec<(&[f64], f64)> = (eigen.vectors.chunks_exact(width))
        .zip(values.iter().copied())
        .collect();
    let vectors = block
        .chunks_exact(width)
        .flat_map(|row| {
            turns
                .iter()
                .map(move |(turn, length)| dot(row, turn) / length)
        })
        .collect();
    Axes { values, vectors }
}

impl Axes {
    /// Drops all but the first `rank` axes.
    fn keep(&mut self, rank: usize) {
        let width = self.values.len();
        if rank < width {
            self.vectors = (self.vectors.chunks_exact(width))
                .flat_map(|row| row[..rank].iter().copied())
                .collect();
            self.values.truncate(rank);
        }
    }

    /// An axis has no sign of its own: the entry of the largest magnitude (the first of them)
    /// becomes positive.
    fn fix_signs(&mut self) {
        let width = self.values.len();
        for axis in 0..width {
            let entries = || self.vectors[axis..].iter().step_by(width);
            let largest = entries().fold(
                0.0_f64,
                |most, x| if x.abs() > most.abs() { *x } else { most },
            );
            if largest < 0.0 {
                for x in self.vectors[axis..].iter_mut().step_by(width) {
                    *x = -*x;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_singular_matrix_is_refused_by_row() {
        let a = vec![1.0, 2.0, 2.0, 4.0];
        assert_eq!(Cholesky::new(a, 2).unwrap_err().row, 1);
        assert_eq!(Cholesky::new(vec![f64::NAN], 1).unwrap_err().row, 0);
    }

    #[test]
    fn the_triangle_alone_as_by_hand() {
        // A = L Lᵀ with L = [[2, 0], [1, 3]]: Lᵀ (1, 1) = (3, 3).
        let factor = Cholesky::new(vec![4.0, 2.0, 2.0, 10.0], 2).unwrap();
        let mut b = [3.0, 3.0];
        factor.solve_transposed(&mut b);
        assert_eq!(b, [1.0, 1.0]);
    }

    /// B Bᵀ + I, for any B.
    fn positive_definite(b: &[f64], n: usize) -> Vec<f64> {
        let pairs = (0..n).flat_map(|r| (0..n).map(move |c| (r, c)));
        let row = |r: usize| &b[r * n..][..n];
        pairs
            .map(|(r, c)| dot(row(r), row(c)) + f64::from(u8::from(r == c)))
            .collect()
    }

    proptest! {
        #[test]
        fn the_solution_satisfies_the_system(
            (n, values) in (1_usize..24).prop_flat_map(|n| {
                (Just(n), prop::collection::vec(-1_f64..1.0, n * (n + 1)))
            }),
        ) {
            let (b, x) = values.split_at(n * n);
            let a = positive_definite(b, n);
            let mut solution: Vec<f64> = a.chunks(n).map(|row| dot(row, x)).collect();
            Cholesky::new(a, n).unwrap().solve(&mut solution);
            for (found, expected) in solution.iter().zip(x) {
                prop_assert!((found - expected).abs() < 1e-8);
            }
        }

        #[test]
        fn the_inverse_solves_like_the_factors(
            (n, values) in (1_usize..40).prop_flat_map(|n| {
                (Just(n), prop::collection::vec(-1_f64..1.0, n * (n + 1)))
            }),
        ) {
            let (b, x) = values.split_at(n * n);
            let factors = Cholesky::new(positive_definite(b, n), n).unwrap();
            let mut expected = x.to_vec();
            factors.solve(&mut expected);
            let inverse = factors.inverse();
            for (row, expected) in inverse.chunks(n).zip(&expected) {
                prop_assert!((dot(row, x) - expected).abs() < 1e-8);
            }
        }
    }

    mod eigen {
        use proptest::prelude::*;

        use super::*;

        #[test]
        fn a_matrix_of_two_rows_as_by_hand() {
            let eigen = SymmetricEigen::new(vec![2.0, 1.0, 1.0, 2.0], 2);
            assert!((eigen.values[0] - 3.0).abs() < 1e-14 && (eigen.values[1] - 1.0).abs() < 1e-14);
            let [x, y, ..] = eigen.vectors[..] else {
                panic!("four numbers");
            };
            assert!((x - y).abs() < 1e-14 && (x * x - 0.5).abs() < 1e-14);
        }

        #[test]
        fn a_matrix_without_rows_has_no_eigenvalues() {
            assert!(SymmetricEigen::new(Vec::new(), 0).values.is_empty());
        }

        #[test]
        fn equal_eigenvalues_and_zeros_are_no_trouble() {
            let eigen = SymmetricEigen::new(vec![1.0; 9], 3);
            for (found, expected) in eigen.values.iter().zip([3.0, 0.0, 0.0]) {
                assert!((found - expected).abs() < 1e-14);
            }
            assert!(
                eigen
                    .vectors
                    .iter()
                    .chain(&eigen.values)
                    .all(|x| x.is_finite())
            );
        }

        proptest! {
            #[test]
            fn the_parts_multiply_back_to_the_matrix_and_the_vectors_are_orthonormal(
                (n, b) in (1_usize..16).prop_flat_map(|n| {
                    (Just(n), prop::collection::vec(-1_f64..1.0, n * n))
                }),
            ) {
                let a: Vec<f64> = (0..n * n).map(|at| b[at] + b[at % n * n + at / n]).collect();
                let SymmetricEigen { values, vectors } = SymmetricEigen::new(a.clone(), n);
                prop_assert!(values.is_sorted_by(|x, y| x >= y));
                for r in 0..n {
                    for c in 0..n {
                        let back: f64 = (0..n)
                            .map(|k| values[k] * vectors[k * n + r] * vectors[k * n + c])
                            .sum();
                        prop_assert!((back - a[r * n + c]).abs() < 1e-12);
                        let dot: f64 = (0..n).map(|k| vectors[r * n + k] * vectors[c * n + k]).sum();
                        prop_assert!((dot - f64::from(u8::from(r == c))).abs() < 1e-12);
                    }
                }
            }
        }
    }

    mod axes {
        use crate::random::seeded;

        use super::*;

        /// A positive semi-definite matrix of `n` rows and rank `rank`, at most.
        fn matrix(n: usize, rank: usize) -> Vec<f64> {
            let draws = StandardNormal.sample_iter(seeded(7, 0)).take(n * rank);
            let factor: Vec<f64> = draws.collect();
            let row = |r: usize| &factor[r * rank..][..rank];
            let pair = |at: usize| {
                row(at / n)
                    .iter()
                    .zip(row(at % n))
                    .map(|(a, b)| a * b)
                    .sum()
            };
            (0..n * n).map(pair).collect()
        }

        fn axes(matrix: &[f64], n: usize, rank: usize) -> Axes {
            principal_axes(n, rank, 200, &mut seeded(1, 0), |block, width| {
                let mut product = vec![0.0; n * width];
                for (sums, row) in product.chunks_exact_mut(width).zip(matrix.chunks_exact(n)) {
                    for (factor, block) in row.iter().zip(block.chunks_exact(width)) {
                        for (sum, value) in sums.iter_mut().zip(block) {
                            *sum += factor * value;
                        }
                    }
                }
                product
            })
        }

        /// Σ_k e_k v_k v_kᵀ, [n, n].
        fn product(axes: &Axes, n: usize) -> Vec<f64> {
            let k = axes.values.len();
            let row = |movie: usize| &axes.vectors[movie * k..][..k];
            let pair = |at: usize| {
                let factors = row(at / n).iter().zip(row(at % n)).zip(&axes.values);
                factors.map(|((a, b), e)| a * b * e).sum()
            };
            (0..n * n).map(pair).collect()
        }

        #[test]
        fn the_axes_are_those_of_a_dense_decomposition() {
            let (n, rank) = (30, 5);
            let matrix = matrix(n, n);
            let dense = SymmetricEigen::new(matrix.clone(), n);
            let found = axes(&matrix, n, rank);
            assert_eq!(found.values.len(), rank);
            for k in 0..rank {
                assert!((found.values[k] - dense.values[k]).abs() < 1e-9 * dense.values[0]);
                let dot: f64 = (0..n)
                    .map(|m| found.vectors[m * rank + k] * dense.vectors[k * n + m])
                    .sum();
                assert!((dot.abs() - 1.0).abs() < 1e-9, "axis {k}");
            }
        }

        #[test]
        fn all_axes_together_are_the_whole_matrix() {
            let n = 12;
            let whole = matrix(n, n);
            let found = axes(&whole, n, 100);
            assert!(found.values.len() <= n);
            for (found, expected) in product(&found, n).iter().zip(&whole) {
                assert!((found - expected).abs() < 1e-6 * whole[0]);
            }
        }

        #[test]
        fn a_matrix_of_a_lower_rank_has_fewer_axes() {
            let found = axes(&matrix(9, 2), 9, 5);
            assert_eq!(found.values.len(), 2);
        }

        #[test]
        fn zeros_have_no_axes() {
            let found = axes(&[0.0; 9], 3, 2);
            assert!(found.values.is_empty() && found.vectors.is_empty());
        }

        #[test]
        fn the_largest_entry_of_an_axis_is_positive() {
            let found = axes(&matrix(30, 30), 30, 6);
            for axis in 0..6 {
                let entries = found.vectors[axis..].iter().step_by(6);
                let largest = entries.max_by(|a, b| a.abs().total_cmp(&b.abs()));
                assert!(*largest.unwrap() > 0.0, "axis {axis}");
            }
        }
    }
}

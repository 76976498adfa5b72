//! Symmetric positive definite systems.

use super::vector::{add_scaled, dot};

/// Rows that go through the cache together.
const BLOCK: usize = 8;

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
        assert_eq!(a.len(), n * n, "a matrix of {n} rows");
        let mut lower = a;
        for row in 0..n {
            let (above, rest) = lower.split_at_mut(row * n);
            let this = &mut rest[..n];
            for column in 0..row {
                let other = &above[column * n..];
                let rest = this[column] - dot(&this[..column], &other[..column]);
                this[column] = rest / other[column];
            }
            let square = this[row] - dot(&this[..row], &this[..row]);
            // A NaN must not pass.
            if !(square > 0.0 && square.is_finite()) {
                return Err(NotPositiveDefinite { row });
            }
            this[row] = square.sqrt();
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
}

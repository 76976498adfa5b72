//! Symmetric positive definite systems.

use super::vector::{add_scaled, dot};

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

    proptest! {
        #[test]
        fn the_solution_satisfies_the_system(
            (n, values) in (1_usize..24).prop_flat_map(|n| {
                (Just(n), prop::collection::vec(-1_f64..1.0, n * (n + 1)))
            }),
        ) {
            // B Bᵀ + I is positive definite for any B.
            let (b, x) = values.split_at(n * n);
            let row = |matrix: &[f64], r: usize| matrix[r * n..][..n].to_vec();
            let mut a = vec![0.0; n * n];
            for r in 0..n {
                for c in 0..n {
                    a[r * n + c] = dot(&row(b, r), &row(b, c)) + f64::from(u8::from(r == c));
                }
            }
            let mut solution: Vec<f64> = (0..n).map(|r| dot(&row(&a, r), x)).collect();
            Cholesky::new(a, n).unwrap().solve(&mut solution);
            for (found, expected) in solution.iter().zip(x) {
                prop_assert!((found - expected).abs() < 1e-8);
            }
        }
    }
}

//! Eigenvalues and eigenvectors of a small symmetric matrix.

/// Further sweeps over a matrix of a few hundred rows rotate by less than a rounding error.
const MAX_SWEEPS: usize = 60;

/// `A = Q diag(values) Qᵀ`, largest eigenvalue first.
#[derive(Clone, Debug)]
pub struct SymmetricEigen {
    /// [n], descending.
    pub values: Vec<f64>,
    /// Qᵀ, [n, n] row by row: row `k` is the unit eigenvector of value `k`. Its sign is arbitrary.
    pub vectors: Vec<f64>,
}

impl SymmetricEigen {
    /// Decomposes `a` ([n, n], symmetric) by cyclic Jacobi rotations (Golub and Van Loan, Matrix
    /// Computations, section 8.5): O(n³) a sweep, and about eight sweeps.
    ///
    /// # Panics
    /// When `a` does not have n² values.
    #[must_use]
    pub fn new(mut a: Vec<f64>, n: usize) -> Self {
        assert_eq!(a.len(), n * n, "a matrix of {n} rows");
        let mut q: Vec<f64> = (0..n * n)
            .map(|at| f64::from(u8::from(at / n == at % n)))
            .collect();
        for _ in 0..MAX_SWEEPS {
            let mut n_rotations = 0;
            for p in 0..n {
                for r in p + 1..n {
                    if let Some((cos, sin)) = rotation(a[p * n + p], a[p * n + r], a[r * n + r]) {
                        n_rotations += 1;
                        rotate_columns(&mut a, n, (p, r), (cos, sin));
                        rotate_rows(&mut a, n, (p, r), (cos, sin));
                        rotate_rows(&mut q, n, (p, r), (cos, sin));
                    }
                }
            }
            if n_rotations == 0 {
                break;
            }
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&one, &other| a[other * n + other].total_cmp(&a[one * n + one]));
        Self {
            values: order.iter().map(|&k| a[k * n + k]).collect(),
            vectors: (order.iter())
                .flat_map(|&k| q[k * n..][..n].iter().copied())
                .collect(),
        }
    }
}

/// Cosine and sine that make the off-diagonal element of `[[pp, pr], [pr, rr]]` zero; `None` when
/// it is one rounding error of the diagonal already.
fn rotation(pp: f64, pr: f64, rr: f64) -> Option<(f64, f64)> {
    if pr.abs() <= f64::EPSILON * (pp * rr).abs().sqrt() || pr.abs() < f64::MIN_POSITIVE {
        return None;
    }
    let tau = (rr - pp) / (2.0 * pr);
    let tan = tau.signum() / (tau.abs() + (1.0 + tau * tau).sqrt());
    let cos = 1.0 / (1.0 + tan * tan).sqrt();
    Some((cos, tan * cos))
}

fn rotate_columns(a: &mut [f64], n: usize, (p, r): (usize, usize), (cos, sin): (f64, f64)) {
    for row in a.chunks_exact_mut(n) {
        (row[p], row[r]) = (cos * row[p] - sin * row[r], sin * row[p] + cos * row[r]);
    }
}

/// The same for rows `p` < `r`.
fn rotate_rows(a: &mut [f64], n: usize, (p, r): (usize, usize), (cos, sin): (f64, f64)) {
    let (above, below) = a.split_at_mut(r * n);
    let (row_p, row_r) = (&mut above[p * n..][..n], &mut below[..n]);
    for (x, y) in row_p.iter_mut().zip(row_r) {
        (*x, *y) = (cos * *x - sin * *y, sin * *x + cos * *y);
    }
}

#[cfg(test)]
mod tests {
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

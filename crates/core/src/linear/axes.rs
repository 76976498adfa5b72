//! The principal axes of a symmetric matrix that need not be formed: products with it are enough.

use rand_distr::{Distribution, StandardNormal};

use crate::random::Rng;

use super::SymmetricEigen;
use super::vector::{add_scaled, dot};

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
    apply: impl Fn(&[f64], usize) -> Vec<f64>,
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
    use super::*;
    use crate::random::seeded;

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

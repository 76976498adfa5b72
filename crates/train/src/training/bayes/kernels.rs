//! What is known of a side's rows before any stars: two ways in which two rows can be alike, each a
//! kernel `Z Zᵀ`, [n, n], of which only the largest eigenpairs are kept.

use matinee_core::linear::{Axes, SparseRows, principal_axes};
use matinee_core::random::Rng;
use matinee_engine::features::Matrix;

/// All dimensions are in the block, so the first round finds their span and the second turns it.
const FEATURE_ROUNDS: u32 = 3;
/// The last axes are then still a mixture of their neighbours, which are worth as much.
const COMPANY_ROUNDS: u32 = 6;

/// Rows are alike whose features are: Z has the features, each less its mean over the rows.
pub(super) fn of_features(features: &Matrix, rng: &mut Rng) -> Axes {
    let (n, n_features) = (features.n_rows, features.n_cols);
    let feature = |column: usize| (0..n).map(move |row| f64::from(features.row(row)[column]));
    let means: Vec<f64> = (0..n_features)
        .map(|column| feature(column).sum::<f64>() / n as f64)
        .collect();
    let elements = means.iter().enumerate().flat_map(|(column, mean)| {
        (feature(column).enumerate())
            .map(move |(row, value)| (column as u32, row as u32, value - mean))
    });
    let transposed = SparseRows::new([n_features, n], elements);
    axes(&transposed, n, n_features, FEATURE_ROUNDS, rng)
}

/// Rows are alike that were rated together, whatever the stars: Z is 1 where there is a rating, 0
/// elsewhere, each row divided by the root of its number of ratings. `ratings` are those of the
/// other side: its row, and in which of the `n` rows of this side.
pub(super) fn of_company(
    ratings: impl Iterator<Item = (u32, u32)> + Clone,
    [n_others, n]: [usize; 2],
    rank: usize,
    rng: &mut Rng,
) -> Axes {
    let ones = ratings.map(|(other, row)| (other, row, 1.0));
    let mut transposed = SparseRows::new([n_others, n], ones);
    let n_ratings = transposed.sum_columns(|one| one);
    let scale: Vec<f64> = (n_ratings.iter())
        .map(|n| n.max(1.0).sqrt().recip())
        .collect();
    transposed.scale_columns(&scale);
    axes(&transposed, n, rank, COMPANY_ROUNDS, rng)
}

/// The largest eigenpairs of `Z Zᵀ`, from Zᵀ.
fn axes(transposed: &SparseRows, n: usize, rank: usize, n_rounds: u32, rng: &mut Rng) -> Axes {
    principal_axes(n, rank, n_rounds, rng, |block, width| {
        transposed.gram_times(block, width)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::random::seeded;

    /// Σ_k s_k v_k v_kᵀ, [n, n].
    fn product(axes: &Axes, n: usize) -> Vec<f64> {
        let k = axes.values.len();
        let row = |r: usize| &axes.vectors[r * k..][..k];
        let pair = |at: usize| {
            let factors = row(at / n).iter().zip(row(at % n)).zip(&axes.values);
            factors.map(|((a, b), s)| a * b * s).sum()
        };
        (0..n * n).map(pair).collect()
    }

    #[track_caller]
    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn features_count_by_their_distance_from_the_mean() {
        // Less the means: −1, 0, 1 and, constant, 0, 0, 0.
        let features = Matrix::from_rows(2, [[4.0, 7.0], [5.0, 7.0], [6.0, 7.0]]);
        let axes = of_features(&features, &mut seeded(1, 0));
        let expected = [1.0, 0.0, -1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 1.0];
        assert_eq!(axes.values.len(), 1);
        assert_close(&product(&axes, 3), &expected);
    }

    #[test]
    fn constant_features_say_nothing() {
        let features = Matrix::from_rows(1, [[1.0], [1.0]]);
        assert!(of_features(&features, &mut seeded(1, 0)).values.is_empty());
    }

    #[test]
    fn company_is_the_share_of_ratings_in_common() {
        // Rows: {0, 1}, {1}, {}. In common: 1 of (2, 1).
        let ratings = [(0, 0), (1, 0), (1, 1)].into_iter();
        let axes = of_company(ratings, [2, 3], 10, &mut seeded(1, 0));
        let half = 0.5_f64.sqrt();
        let expected = [1.0, half, 0.0, half, 1.0, 0.0, 0.0, 0.0, 0.0];
        assert_close(&product(&axes, 3), &expected);
    }

    #[test]
    fn company_can_be_left_out() {
        let ratings = [(0, 0)].into_iter();
        assert!(
            of_company(ratings, [1, 1], 0, &mut seeded(1, 0))
                .values
                .is_empty()
        );
    }
}

//! Means and shares, and the errors of predicted stars.

/// The mean of the values, `None` when there are none.
#[must_use]
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values
        .into_iter()
        .fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

/// `part / whole` of two counts.
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Mean squared error, stars²: `Σ (p − r)² / n` over `(predicted, rated)` pairs.
///
/// `None` when there are no pairs.
#[must_use]
pub fn mse(pairs: &[(f32, f32)]) -> Option<f64> {
    mean(
        pairs
            .iter()
            .map(|&(predicted, rated)| (f64::from(predicted) - f64::from(rated)).powi(2)),
    )
}

/// Root mean squared error, stars: `√MSE`.
///
/// `None` when there are no pairs.
#[must_use]
pub fn rmse(pairs: &[(f32, f32)]) -> Option<f64> {
    mse(pairs).map(f64::sqrt)
}

/// A mean squared error in the unit of the original, whose targets are stars / 5: `MSE / 25`.
#[must_use]
pub fn mse_in_original_unit(mse_in_stars: f64) -> f64 {
    mse_in_stars / 25.0
}

/// Mean absolute error, stars: `Σ |p − r| / n` over `(predicted, rated)` pairs.
///
/// `None` when there are no pairs.
#[must_use]
pub fn mae(pairs: &[(f32, f32)]) -> Option<f64> {
    mean(
        pairs
            .iter()
            .map(|&(predicted, rated)| (f64::from(predicted) - f64::from(rated)).abs()),
    )
}

#[cfg(test)]
mod tests {
    use crate::testing::assert_close;

    use super::*;

    mod rmse {
        use super::*;

        #[test]
        fn errors_of_one_and_two_stars_have_mse_two_and_a_half() {
            let pairs = [(4.0, 3.0), (3.0, 5.0)];
            assert_close(mse(&pairs), 2.5);
            assert_close(rmse(&pairs), 2.5_f64.sqrt());
        }

        #[test]
        fn one_star_of_error_is_a_fifth_in_the_original_unit() {
            assert!((mse_in_original_unit(1.0) - 0.2_f64.powi(2)).abs() < 1e-12);
        }

        #[test]
        fn no_pairs_have_no_error() {
            assert_eq!(mse(&[]), None);
            assert_eq!(rmse(&[]), None);
        }
    }

    mod mae {
        use super::*;

        #[test]
        fn errors_of_either_sign_add_up() {
            assert_close(mae(&[(4.0, 3.0), (3.0, 5.0)]), 1.5);
        }

        #[test]
        fn no_pairs_have_no_error() {
            assert_eq!(mae(&[]), None);
        }
    }
}

//! Absolute error.

use super::mean;

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
    use super::super::assert_close;
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

//! Calibration: whether a list has the genres of the person's history in the same shares.

use matinee_engine::features::genre_divergence;

/// Calibration error, nats (Steck, "Calibrated recommendations", 2018, equations 2 to 6):
/// `KL(p ‖ .99 q + .01 p)`, `p` the genres of the history, `q` those of the list.
///
/// 0 is perfect; the largest value, for a list without any genre of the history,
/// is `−ln .01 ≈ 4.6`.
#[must_use]
pub fn calibration(history: &[f64; 32], list: &[f64; 32]) -> f64 {
    let divergence: f64 = history
        .iter()
        .zip(list)
        .map(|(p, q)| genre_divergence(*p, *q))
        .sum();
    // Rounding may bring a perfect list to −1e-17.
    divergence.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;
    use matinee_engine::features::genre_distribution;

    fn check(history: &[u32], list: &[u32], expected: f64) {
        let p = genre_distribution(history.iter().copied()).unwrap();
        let q = genre_distribution(list.iter().copied()).unwrap();
        assert_close(Some(calibration(&p, &q)), expected);
    }

    #[test]
    fn a_list_in_the_shares_of_the_history_has_no_error() {
        check(&[0b01, 0b01, 0b10, 0b10], &[0b10, 0b01], 0.0);
    }

    #[test]
    fn a_list_of_half_the_genres() {
        // p = (.5, .5), q = (1, 0): .5 ln(.5 / .995) + .5 ln(.5 / .005)
        let expected = 0.5 * (0.5 / 0.995_f64).ln() + 0.5 * (0.5 / 0.005_f64).ln();
        check(&[0b01, 0b10], &[0b01], expected);
    }

    #[test]
    fn a_list_with_nothing_of_the_history_has_the_largest_error() {
        check(&[0b01], &[0b10], 100.0_f64.ln());
    }
}

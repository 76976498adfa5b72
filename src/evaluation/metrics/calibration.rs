//! Calibration: whether a list has the genres of the person's history in the same shares.

/// Weight of the history in the smoothed distribution of the list (Steck's α).
const SMOOTHING: f64 = 0.01;

/// The share of each genre in a set of movies. A movie spreads one unit evenly
/// over its genres; bit `g` of an entry is set when it has genre `g`.
///
/// Movies of no genre are left out. `None` when no movie has a genre.
#[must_use]
pub fn genre_distribution(genres: impl IntoIterator<Item = u32>) -> Option<[f64; 32]> {
    let mut shares = [0.0; 32];
    let mut total = 0.0;
    for movie in genres.into_iter().filter(|movie| *movie != 0) {
        total += 1.0;
        for (row, share) in shares.iter_mut().enumerate() {
            if movie >> row & 1 == 1 {
                *share += 1.0 / f64::from(movie.count_ones());
            }
        }
    }
    (total > 0.0).then(|| shares.map(|share| share / total))
}

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
        .filter(|(p, _)| **p > 0.0)
        .map(|(p, q)| p * (p / ((1.0 - SMOOTHING) * q + SMOOTHING * p)).ln())
        .sum();
    // Rounding may bring a perfect list to −1e-17.
    divergence.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    fn check(history: &[u32], list: &[u32], expected: f64) {
        let p = genre_distribution(history.iter().copied()).unwrap();
        let q = genre_distribution(list.iter().copied()).unwrap();
        assert_close(Some(calibration(&p, &q)), expected);
    }

    #[test]
    fn a_movie_spreads_one_unit_over_its_genres() {
        let shares = genre_distribution([0b011, 0b001]).unwrap();
        assert_eq!(shares[..3], [0.75, 0.25, 0.0]);
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

    #[test]
    fn movies_without_genre_are_left_out() {
        assert_eq!(genre_distribution([0, 0]), None);
        assert_eq!(genre_distribution([0, 1]), genre_distribution([1]));
    }
}

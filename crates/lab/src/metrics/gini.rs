//! Gini coefficient of exposure: how unevenly places in lists fall on movies.

/// `Σ (2 i − n − 1) x_i / (n Σ x)` with `x` ascending and `i` from 1: 0 when every
/// movie is shown equally often, `(n − 1) / n` when one movie has every place.
///
/// `exposures[i]` is the number of lists that movie `i` is in. `None` when
/// nothing was shown.
#[must_use]
pub fn gini(exposures: &[u32]) -> Option<f64> {
    let mut sorted: Vec<f64> = exposures.iter().copied().map(f64::from).collect();
    sorted.sort_by(f64::total_cmp);
    let total: f64 = sorted.iter().sum();
    if total == 0.0 {
        return None;
    }
    let n = sorted.len() as f64;
    let weighted: f64 = (1_u32..)
        .zip(&sorted)
        .map(|(i, x)| (2.0 * f64::from(i) - n - 1.0) * x)
        .sum();
    Some(weighted / (n * total))
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn equal_exposure_has_zero() {
        assert_close(gini(&[3, 3, 3, 3]), 0.0);
    }

    #[test]
    fn one_movie_with_every_place() {
        assert_close(gini(&[0, 8, 0, 0]), 0.75);
    }

    #[test]
    fn one_two_and_three_places() {
        // (−2·1 + 0·2 + 2·3) / (3 · 6)
        assert_close(gini(&[2, 1, 3]), 4.0 / 18.0);
    }

    #[test]
    fn undefined_when_nothing_was_shown() {
        assert_eq!(gini(&[]), None);
        assert_eq!(gini(&[0, 0]), None);
    }
}

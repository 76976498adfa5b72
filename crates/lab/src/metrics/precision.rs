//! Precision.

/// Precision@k, 0 to 1: hits among the first `k` places / `k`.
///
/// The divisor is `k` even when the list is shorter. `None` when `k` is 0.
#[must_use]
pub fn precision_at(k: usize, hits: &[bool]) -> Option<f64> {
    let found = hits.iter().take(k).filter(|hit| **hit).count();
    (k > 0).then(|| ratio(found, k))
}

/// `part / whole` of two counts.
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn two_hits_in_the_first_four_places() {
        assert_close(precision_at(4, &[true, false, true, false, true]), 0.5);
    }

    #[test]
    fn a_short_list_is_divided_by_k_all_the_same() {
        assert_close(precision_at(10, &[true, true]), 0.2);
    }

    #[test]
    fn undefined_when_nothing_is_asked_for() {
        assert_eq!(precision_at(0, &[true]), None);
    }
}

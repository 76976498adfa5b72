//! Normalised discounted cumulative gain, binary relevance.

/// NDCG@k, 0 to 1 (Järvelin and Kekäläinen, 2002):
/// `DCG = Σ_{place ≤ k} hit / log2(place + 1)`, divided by the DCG of a list that
/// has `min(n_relevant, k)` hits in front.
///
/// `None` when nothing is relevant or `k` is 0.
#[must_use]
pub fn ndcg_at(k: usize, hits: &[bool], n_relevant: usize) -> Option<f64> {
    let ideal: f64 = (0..n_relevant.min(k)).map(discount).sum();
    if ideal == 0.0 {
        return None;
    }
    let found: f64 = hits
        .iter()
        .take(k)
        .enumerate()
        .filter(|(_, hit)| **hit)
        .map(|(place, _)| discount(place))
        .sum();
    Some(found / ideal)
}

/// What a gain counts at a place counted from 0.
pub(super) fn discount(place: usize) -> f64 {
    let rank = place as f64 + 1.0;
    1.0 / (rank + 1.0).log2()
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn a_perfect_list_has_one() {
        assert_close(ndcg_at(3, &[true, true, false], 2), 1.0);
    }

    #[test]
    fn hits_at_places_one_and_three_of_two_relevant() {
        // (1/log2 2 + 1/log2 4) / (1/log2 2 + 1/log2 3) = 1.5 / 1.63092975...
        let expected = 1.5 / (1.0 + 1.0 / 3.0_f64.log2());
        assert_close(ndcg_at(3, &[true, false, true], 2), expected);
        assert!((expected - 0.919_720_789).abs() < 1e-9);
    }

    #[test]
    fn the_ideal_list_has_no_more_than_k_hits() {
        assert_close(ndcg_at(2, &[true, true], 50), 1.0);
    }

    #[test]
    fn places_after_k_do_not_count() {
        assert_close(ndcg_at(1, &[false, true], 1), 0.0);
    }

    #[test]
    fn a_short_list_is_padded_with_misses() {
        let short = ndcg_at(10, &[true], 2);
        let padded = ndcg_at(10, &[true, false, false], 2);
        assert_eq!(short, padded);
    }

    #[test]
    fn undefined_when_nothing_is_relevant_or_nothing_is_asked_for() {
        assert_eq!(ndcg_at(10, &[false], 0), None);
        assert_eq!(ndcg_at(0, &[true], 1), None);
    }
}

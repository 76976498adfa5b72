//! Average precision; its mean over people is MAP.

use super::precision::{precision_at, ratio};

/// AP@k, 0 to 1: `Σ_{place ≤ k, hit} precision@place / min(n_relevant, k)`.
///
/// Some libraries divide by `n_relevant` instead, which a person with more than
/// `k` relevant movies can never bring to 1. `None` when nothing is relevant or
/// `k` is 0.
#[must_use]
pub fn average_precision_at(k: usize, hits: &[bool], n_relevant: usize) -> Option<f64> {
    let reachable = n_relevant.min(k);
    if reachable == 0 {
        return None;
    }
    let sum: f64 = hits
        .iter()
        .take(k)
        .enumerate()
        .filter(|(_, hit)| **hit)
        .filter_map(|(place, _)| precision_at(place + 1, hits))
        .sum();
    Some(sum * ratio(1, reachable))
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn hits_at_places_one_and_three_of_two_relevant() {
        // (1/1 + 2/3) / 2
        assert_close(average_precision_at(3, &[true, false, true], 2), 5.0 / 6.0);
    }

    #[test]
    fn a_list_full_of_hits_has_one_even_when_more_is_relevant() {
        assert_close(average_precision_at(2, &[true, true], 50), 1.0);
    }

    #[test]
    fn undefined_when_nothing_is_relevant_or_nothing_is_asked_for() {
        assert_eq!(average_precision_at(3, &[false], 0), None);
        assert_eq!(average_precision_at(0, &[true], 3), None);
    }
}

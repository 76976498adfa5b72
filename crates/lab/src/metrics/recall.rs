//! Recall.

use super::precision::ratio;

/// Recall@k, 0 to 1: hits among the first `k` places / number of relevant movies.
///
/// A person with more than `k` relevant movies cannot reach 1. `None` when
/// nothing is relevant.
#[must_use]
pub fn recall_at(k: usize, hits: &[bool], n_relevant: usize) -> Option<f64> {
    let found = hits.iter().take(k).filter(|hit| **hit).count();
    (n_relevant > 0).then(|| ratio(found, n_relevant))
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn two_of_four_relevant_movies_found() {
        assert_close(recall_at(3, &[true, false, true, true], 4), 0.5);
    }

    #[test]
    fn undefined_when_nothing_is_relevant() {
        assert_eq!(recall_at(3, &[false], 0), None);
    }
}

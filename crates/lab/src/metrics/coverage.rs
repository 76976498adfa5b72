//! Catalogue coverage.

use std::collections::HashSet;

use super::precision::ratio;
use matinee_core::domain::MovieIdx;

/// Distinct movies recommended / `n_movies`, the number of movies with a training rating.
///
/// Can exceed 1 only if movies without training ratings are recommended. `None`
/// when `n_movies` is 0.
#[must_use]
pub fn coverage(lists: &[Vec<MovieIdx>], n_movies: usize) -> Option<f64> {
    let distinct: HashSet<MovieIdx> = lists.iter().flatten().copied().collect();
    (n_movies > 0).then(|| ratio(distinct.len(), n_movies))
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn a_movie_in_two_lists_counts_once() {
        let lists = [
            vec![MovieIdx(0), MovieIdx(1)],
            vec![MovieIdx(1), MovieIdx(2)],
        ];
        assert_close(coverage(&lists, 12), 0.25);
    }

    #[test]
    fn undefined_without_movies() {
        assert_eq!(coverage(&[], 0), None);
    }
}

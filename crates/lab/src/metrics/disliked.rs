//! Dislikes among what was offered.

use super::precision::ratio;
use matinee_core::domain::Stars;

/// Disliked@k: movies of 1 or 2 stars / movies of the lists that the person rated in the test, all
/// lists together, 0 to 1. What nobody rated says nothing here.
///
/// `None` when nothing that was listed was rated.
#[must_use]
pub fn disliked(lists: &[Vec<Option<Stars>>]) -> Option<f64> {
    let rated: Vec<Stars> = lists.iter().flatten().copied().flatten().collect();
    let n_disliked = rated.iter().filter(|stars| stars.is_disliked()).count();
    (!rated.is_empty()).then(|| ratio(n_disliked, rated.len()))
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;
    use crate::testing::stars;

    #[test]
    fn one_and_two_stars_of_all_that_were_rated() {
        let lists = [
            vec![Some(stars(1)), None, Some(stars(3))],
            vec![Some(stars(2)), Some(stars(5))],
        ];
        assert_close(disliked(&lists), 0.5);
    }

    #[test]
    fn undefined_when_nothing_listed_was_rated() {
        assert_eq!(disliked(&[vec![None, None], vec![]]), None);
        assert_eq!(disliked(&[]), None);
    }
}

//! How people rated what was offered.

use super::mean;
use matinee_core::domain::Stars;

/// Stars@k: the mean stars that people gave in the test to the movies of their lists, all lists
/// together, 1 to 5. A movie that was not rated says nothing here.
///
/// `None` when nothing that was listed was rated.
#[must_use]
pub fn stars_given(lists: &[Vec<Option<Stars>>]) -> Option<f64> {
    let rated = lists.iter().flatten().copied().flatten();
    mean(rated.map(|stars| f64::from(stars.as_f32())))
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;
    use crate::testing::stars;

    #[test]
    fn the_mean_is_over_places_and_not_over_people() {
        let lists = [
            vec![Some(stars(1)), None, Some(stars(4))],
            vec![Some(stars(4))],
        ];
        assert_close(stars_given(&lists), 3.0);
    }

    #[test]
    fn undefined_when_nothing_listed_was_rated() {
        assert_eq!(stars_given(&[vec![None]]), None);
    }
}

//! Normalised discounted cumulative gain by stars: the better a movie was liked, the more it counts.

use super::ndcg::discount;
use matinee_core::domain::Stars;

/// NDCG@k, 0 to 1, with the gain `2^stars − 1` (Burges et al., "Learning to rank using gradient
/// descent", 2005), 0 for a movie that was not rated: the DCG of the list, divided by that of the
/// `k` best of all test ratings in front.
///
/// `listed` says for each place how the movie there was rated in the test, `rated` is every test
/// rating of the person. A list shorter than `k` is padded with movies that were not rated. `None`
/// when nothing was rated or `k` is 0.
#[must_use]
pub fn graded_ndcg_at(k: usize, listed: &[Option<Stars>], rated: &[Stars]) -> Option<f64> {
    let mut best = rated.to_vec();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let ideal = gained(k, best.into_iter().map(Some));
    (ideal > 0.0).then(|| gained(k, listed.iter().copied()) / ideal)
}

fn gained(k: usize, places: impl Iterator<Item = Option<Stars>>) -> f64 {
    let places = places.take(k).enumerate();
    places
        .filter_map(|(place, stars)| Some(gain(stars?) * discount(place)))
        .sum()
}

fn gain(stars: Stars) -> f64 {
    f64::from((1_u32 << stars.get()) - 1)
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;
    use crate::testing::stars;

    #[test]
    fn the_best_rated_in_front_has_one() {
        let listed = [Some(stars(5)), Some(stars(3))];
        assert_close(graded_ndcg_at(2, &listed, &[stars(3), stars(5)]), 1.0);
    }

    #[test]
    fn three_stars_before_five_cost_a_part_of_the_gain() {
        // (7 + 31/log2 3) / (31 + 7/log2 3)
        let log = 3.0_f64.log2();
        let listed = [Some(stars(3)), Some(stars(5))];
        let found = graded_ndcg_at(2, &listed, &[stars(3), stars(5)]);
        assert_close(found, (7.0 + 31.0 / log) / (31.0 + 7.0 / log));
    }

    #[test]
    fn a_movie_that_was_not_rated_gains_nothing() {
        // 1 star at place two of a list whose ideal has it in front.
        let found = graded_ndcg_at(2, &[None, Some(stars(1))], &[stars(1)]);
        assert_close(found, 1.0 / 3.0_f64.log2());
    }

    #[test]
    fn places_after_k_do_not_count_and_a_short_list_is_padded() {
        let rated = [stars(5), stars(5)];
        assert_close(graded_ndcg_at(1, &[None, Some(stars(5))], &rated), 0.0);
        let short = graded_ndcg_at(3, &[Some(stars(5))], &rated);
        assert_eq!(short, graded_ndcg_at(3, &[Some(stars(5)), None], &rated));
    }

    #[test]
    fn undefined_when_nothing_was_rated_or_nothing_is_asked_for() {
        assert_eq!(graded_ndcg_at(10, &[None], &[]), None);
        assert_eq!(graded_ndcg_at(0, &[None], &[stars(5)]), None);
    }
}

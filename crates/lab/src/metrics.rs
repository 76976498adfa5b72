//! Metrics, each with its formula, its unit and its edge cases: the errors of predicted stars; how good the
//! places of lists are; what lists show besides hits.
//!
//! A metric that is undefined for an input returns `None`, so that averages leave it out instead of
//! counting it as 0. Metrics of hits take, for each place of the list, best first, whether the movie there
//! is relevant. A list shorter than `k` is treated as padded with misses.

use std::collections::HashSet;

use matinee_core::domain::{MovieIdx, Stars};
use matinee_engine::features::genre_divergence;

/// The mean of the values, `None` when there are none.
#[must_use]
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values
        .into_iter()
        .fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

/// `part / whole` of two counts.
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Mean squared error, stars²: `Σ (p − r)² / n` over `(predicted, rated)` pairs.
///
/// `None` when there are no pairs.
#[must_use]
pub fn mse(pairs: &[(f32, f32)]) -> Option<f64> {
    mean(
        pairs
            .iter()
            .map(|&(predicted, rated)| (f64::from(predicted) - f64::from(rated)).powi(2)),
    )
}

/// Root mean squared error, stars: `√MSE`.
///
/// `None` when there are no pairs.
#[must_use]
pub fn rmse(pairs: &[(f32, f32)]) -> Option<f64> {
    mse(pairs).map(f64::sqrt)
}

/// A mean squared error in the unit of the original, whose targets are stars / 5: `MSE / 25`.
#[must_use]
pub fn mse_in_original_unit(mse_in_stars: f64) -> f64 {
    mse_in_stars / 25.0
}

/// Mean absolute error, stars: `Σ |p − r| / n` over `(predicted, rated)` pairs.
///
/// `None` when there are no pairs.
#[must_use]
pub fn mae(pairs: &[(f32, f32)]) -> Option<f64> {
    mean(
        pairs
            .iter()
            .map(|&(predicted, rated)| (f64::from(predicted) - f64::from(rated)).abs()),
    )
}

/// Precision@k, 0 to 1: hits among the first `k` places / `k`.
///
/// The divisor is `k` even when the list is shorter. `None` when `k` is 0.
#[must_use]
pub fn precision_at(k: usize, hits: &[bool]) -> Option<f64> {
    let found = hits.iter().take(k).filter(|hit| **hit).count();
    (k > 0).then(|| ratio(found, k))
}

/// Recall@k, 0 to 1: hits among the first `k` places / number of relevant movies.
///
/// A person with more than `k` relevant movies cannot reach 1. `None` when
/// nothing is relevant.
#[must_use]
pub fn recall_at(k: usize, hits: &[bool], n_relevant: usize) -> Option<f64> {
    let found = hits.iter().take(k).filter(|hit| **hit).count();
    (n_relevant > 0).then(|| ratio(found, n_relevant))
}

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
fn discount(place: usize) -> f64 {
    let rank = place as f64 + 1.0;
    1.0 / (rank + 1.0).log2()
}

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
    f64::from(1_u32 << stars.halves()).sqrt() - 1.0
}

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

/// Stars@k: the mean stars that people gave in the test to the movies of their lists, all lists
/// together, 1 to 5. A movie that was not rated says nothing here.
///
/// `None` when nothing that was listed was rated.
#[must_use]
pub fn stars_given(lists: &[Vec<Option<Stars>>]) -> Option<f64> {
    let rated = lists.iter().flatten().copied().flatten();
    mean(rated.map(|stars| f64::from(stars.as_f32())))
}

/// How far below a person's mean is low, stars.
const BELOW: f64 = 0.5;

/// Share of all places whose predicted stars are more than half a star below
/// what the person gives on average, 0 to 1.
///
/// A list is that average, stars, and the predicted stars of its places. `None` when there are no
/// places.
#[must_use]
pub fn low_places<'a>(lists: impl IntoIterator<Item = (f64, &'a [f32])>) -> Option<f64> {
    let (mut n_low, mut n_places) = (0, 0);
    for (mean, stars) in lists {
        let is_low = |stars: &&f32| f64::from(**stars) < mean - BELOW;
        n_low += stars.iter().filter(is_low).count();
        n_places += stars.len();
    }
    (n_places > 0).then(|| ratio(n_low, n_places))
}

/// Distinct movies recommended / `n_movies`, the number of movies with a training rating.
///
/// Can exceed 1 only if movies without training ratings are recommended. `None`
/// when `n_movies` is 0.
#[must_use]
pub fn coverage(lists: &[Vec<MovieIdx>], n_movies: usize) -> Option<f64> {
    let distinct: HashSet<MovieIdx> = lists.iter().flatten().copied().collect();
    (n_movies > 0).then(|| ratio(distinct.len(), n_movies))
}

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

/// The Lorenz curve that [`gini`] is twice the area above of: the share of the movies, least shown first, and the
/// share of all places that they have. It begins at 0, 0, goes along the ground as far as movies are never
/// shown, and has `n_steps` points from there to 1, 1, at most.
///
/// `exposures[i]` is the number of lists that movie `i` is in. `None` when nothing was shown.
#[must_use]
pub fn lorenz(exposures: &[u32], n_steps: usize) -> Option<Vec<[f64; 2]>> {
    let mut sorted = exposures.to_vec();
    sorted.sort_unstable();
    let total: f64 = sorted.iter().copied().map(f64::from).sum();
    if total == 0.0 {
        return None;
    }
    let n_hidden = sorted.iter().filter(|n| **n == 0).count();
    let n_shown = sorted.len() - n_hidden;
    let mut points = vec![[0.0, 0.0]];
    if n_hidden > 0 {
        points.push([ratio(n_hidden, sorted.len()), 0.0]);
    }
    let mut sum = 0.0;
    let mut step = 1;
    for (place, n) in (1..).zip(&sorted[n_hidden..]) {
        sum += f64::from(*n);
        if place * n_steps >= step * n_shown {
            points.push([ratio(n_hidden + place, sorted.len()), sum / total]);
            while place * n_steps >= step * n_shown {
                step += 1;
            }
        }
    }
    Some(points)
}

/// Mean self-information of the places of all lists, bits:
/// `−log2(ratings of the movie in train / ratings in train)`.
///
/// `n_ratings[i]` is the number of training ratings of movie `i`. A movie with
/// none counts as if it had one: its surprise is the largest of the data, not
/// infinite. `None` when the lists are empty or there are no ratings.
#[must_use]
pub fn novelty(lists: &[Vec<MovieIdx>], n_ratings: &[u32]) -> Option<f64> {
    let total: f64 = n_ratings.iter().copied().map(f64::from).sum();
    if total == 0.0 {
        return None;
    }
    mean(
        lists
            .iter()
            .flatten()
            .map(|movie| -(f64::from(n_ratings[movie.row()].max(1)) / total).log2()),
    )
}

/// `1 − mean pairwise cosine` of the genre vectors of a list, 0 to 1; `None` for fewer than two
/// movies. The page says the same of the list that it shows.
pub use matinee_engine::features::genre_distance as intra_list_distance;

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
        .map(|(p, q)| genre_divergence(*p, *q))
        .sum();
    // Rounding may bring a perfect list to −1e-17.
    divergence.max(0.0)
}

#[cfg(test)]
mod tests {
    use crate::testing::assert_close;

    use super::*;

    mod rmse {
        use super::*;

        #[test]
        fn errors_of_one_and_two_stars_have_mse_two_and_a_half() {
            let pairs = [(4.0, 3.0), (3.0, 5.0)];
            assert_close(mse(&pairs), 2.5);
            assert_close(rmse(&pairs), 2.5_f64.sqrt());
        }

        #[test]
        fn one_star_of_error_is_a_fifth_in_the_original_unit() {
            assert!((mse_in_original_unit(1.0) - 0.2_f64.powi(2)).abs() < 1e-12);
        }

        #[test]
        fn no_pairs_have_no_error() {
            assert_eq!(mse(&[]), None);
            assert_eq!(rmse(&[]), None);
        }
    }

    mod mae {
        use super::*;

        #[test]
        fn errors_of_either_sign_add_up() {
            assert_close(mae(&[(4.0, 3.0), (3.0, 5.0)]), 1.5);
        }

        #[test]
        fn no_pairs_have_no_error() {
            assert_eq!(mae(&[]), None);
        }
    }

    mod precision {
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

    mod recall {
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

    mod average_precision {
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

    mod ndcg {
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

    mod graded_ndcg {
        use crate::testing::stars;

        use super::*;

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

    mod disliked {
        use crate::testing::stars;

        use super::*;

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

    mod stars_given {
        use crate::testing::stars;

        use super::*;

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

    mod low_places {
        use super::*;

        #[test]
        fn each_place_is_held_against_the_mean_of_its_person() {
            let lists: [(f64, &[f32]); 2] = [(4.0, &[3.4, 3.5, 4.9]), (3.0, &[3.4])];
            assert_close(low_places(lists), 0.25);
        }

        #[test]
        fn undefined_without_places() {
            assert_eq!(low_places([(3.0, &[][..])]), None);
        }
    }

    mod coverage {
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

    mod gini {
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

    mod novelty {
        use super::*;

        #[test]
        fn half_and_a_quarter_of_the_ratings_are_one_and_two_bits() {
            let lists = [vec![MovieIdx(0), MovieIdx(1)]];
            assert_close(novelty(&lists, &[4, 2, 2]), 1.5);
        }

        #[test]
        fn a_movie_without_ratings_is_as_surprising_as_one_with_a_single_rating() {
            let unseen = novelty(&[vec![MovieIdx(0)]], &[0, 1, 7]);
            let rare = novelty(&[vec![MovieIdx(1)]], &[0, 1, 7]);
            assert_eq!(unseen, rare);
            assert_close(unseen, 3.0);
        }

        #[test]
        fn undefined_without_lists_or_ratings() {
            assert_eq!(novelty(&[], &[1]), None);
            assert_eq!(novelty(&[vec![MovieIdx(0)]], &[0]), None);
        }
    }

    mod intra_list_distance {
        use super::*;

        #[test]
        fn movies_of_the_same_genres_have_no_distance() {
            assert_close(intra_list_distance(&[0b11, 0b11, 0b11]), 0.0);
        }

        #[test]
        fn one_genre_of_two_and_two_shared() {
            // cosines: 1/√2 (first, second), 0 (first, third), 0 (second, third)
            let expected = 1.0 - 0.5_f64.sqrt() / 3.0;
            assert_close(intra_list_distance(&[0b001, 0b011, 0b100]), expected);
        }

        #[test]
        fn a_movie_without_genre_is_far_from_every_other() {
            assert_close(intra_list_distance(&[0, 0b1]), 1.0);
            assert_close(intra_list_distance(&[0, 0]), 1.0);
        }

        #[test]
        fn undefined_for_fewer_than_two_movies() {
            assert_eq!(intra_list_distance(&[]), None);
            assert_eq!(intra_list_distance(&[0b1]), None);
        }
    }

    mod calibration {
        use matinee_engine::features::genre_distribution;

        use super::*;

        fn check(history: &[u32], list: &[u32], expected: f64) {
            let p = genre_distribution(history.iter().copied()).unwrap();
            let q = genre_distribution(list.iter().copied()).unwrap();
            assert_close(Some(calibration(&p, &q)), expected);
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
    }

    #[test]
    fn a_lorenz_curve_runs_along_the_ground_and_up_to_the_corner() {
        assert_eq!(lorenz(&[0, 0], 4), None);
        let expected = vec![[0.0, 0.0], [0.5, 0.0], [0.75, 0.25], [1.0, 1.0]];
        assert_eq!(lorenz(&[3, 0, 1, 0], 10), Some(expected));
        let equal = lorenz(&[2; 100], 4).unwrap();
        assert_eq!(equal.len(), 5);
        assert!(equal.iter().all(|[x, y]| (x - y).abs() < 1e-12));
    }

    #[test]
    fn the_area_above_a_lorenz_curve_is_half_of_gini() {
        let exposures = [0, 9, 1, 4, 0, 2, 2];
        let curve = lorenz(&exposures, exposures.len()).unwrap();
        let below: f64 = (curve.windows(2))
            .map(|pair| (pair[1][0] - pair[0][0]) * (pair[0][1] + pair[1][1]) / 2.0)
            .sum();
        assert!((1.0 - 2.0 * below - gini(&exposures).unwrap()).abs() < 1e-12);
    }
}

//! What lists show besides hits: how much of the catalogue and how evenly, how surprising and how varied
//! they are, and whether they have the genres of the person.

use std::collections::HashSet;

use matinee_core::domain::MovieIdx;
use matinee_engine::features::genre_divergence;

use super::errors::{mean, ratio};

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
}

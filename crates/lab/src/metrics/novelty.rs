//! Novelty: how surprising the recommended movies are.

use super::mean;
use matinee_core::domain::MovieIdx;

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

#[cfg(test)]
mod tests {
    use super::super::assert_close;
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

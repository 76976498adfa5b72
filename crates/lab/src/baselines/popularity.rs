//! The same list for everybody.

use crate::{Newcomer, Recommender, Relevance, Scores};
use matinee_core::domain::{Rating, UserIdx};

/// Ranks by the number of relevant training ratings, the same for everybody.
#[derive(Clone, Debug)]
pub struct Popularity(Vec<f32>);

impl Popularity {
    /// Counts the training rows.
    #[must_use]
    pub fn fit(training: &[Rating], n_movies: usize, relevance: Relevance) -> Self {
        let mut counts = vec![0.0; n_movies];
        for rating in training.iter().filter(|row| relevance.holds(row.stars)) {
            counts[rating.movie.row()] += 1.0;
        }
        Self(counts)
    }

    pub(super) fn opinion(&self) -> Scores {
        Scores {
            stars: None,
            ranges: None,
            ranks: Some(self.0.clone()),
        }
    }
}

impl Recommender for Popularity {
    fn known(&self, _user: UserIdx) -> Scores {
        self.opinion()
    }

    fn newcomer(&self, _person: &Newcomer<'_>) -> Option<Scores> {
        Some(self.opinion())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rating;

    #[test]
    fn popularity_counts_only_relevant_ratings() {
        let training = [rating(0, 0, 3), rating(1, 0, 3), rating(0, 1, 4)];
        for (relevance, expected) in [
            (Relevance::Liked, vec![0.0, 1.0]),
            (Relevance::Rated, vec![2.0, 1.0]),
        ] {
            let model = Popularity::fit(&training, 2, relevance);
            assert_eq!(model.known(UserIdx(0)).ranks, Some(expected));
        }
    }
}

//! The same prediction for every pair.

use crate::metrics::mean;
use crate::{Newcomer, Recommender, Scores};
use matinee_core::domain::{Rating, UserIdx};

use super::stars;

/// Predicts the mean of the training ratings for every pair. It has no order.
#[derive(Clone, Copy, Debug)]
pub struct GlobalMean {
    pub(super) mean: f64,
    n_movies: usize,
}

impl GlobalMean {
    /// The mean of the training rows; without rows, the middle of the scale.
    #[must_use]
    pub fn fit(training: &[Rating], n_movies: usize) -> Self {
        Self {
            mean: mean(training.iter().map(|row| stars(row.stars))).unwrap_or(3.0),
            n_movies,
        }
    }

    fn opinion(&self) -> Scores {
        Scores {
            stars: Some(vec![self.mean as f32; self.n_movies]),
            ranges: None,
            ranks: None,
        }
    }
}

impl Recommender for GlobalMean {
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
    fn the_global_mean_knows_no_one() {
        let model = GlobalMean::fit(&[rating(0, 0, 5), rating(1, 1, 2)], 2);
        assert_eq!(model.known(UserIdx(7)).stars, Some(vec![3.5, 3.5]));
    }
}

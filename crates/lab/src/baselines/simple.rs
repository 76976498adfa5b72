//! The simplest baselines: the mean of all ratings, biases, popularity.

use crate::metrics::mean;
use crate::{Newcomer, Recommender, Relevance, Scores};
use matinee_core::domain::{Rating, UserIdx};
use matinee_train::training::Biases;

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
            mean: mean(training.iter().map(|row| row.stars.as_f64())).unwrap_or(3.0),
            n_movies,
        }
    }

    fn scores(&self) -> Scores {
        Scores {
            stars: Some(vec![self.mean as f32; self.n_movies]),
            ranges: None,
            ranks: None,
        }
    }
}

impl Recommender for GlobalMean {
    fn known(&self, _user: UserIdx) -> Scores {
        self.scores()
    }

    fn newcomer(&self, _person: &Newcomer<'_>) -> Option<Scores> {
        Some(self.scores())
    }
}

/// `μ + b_u + b_i`: the biases that the hybrid starts from, by themselves. Somebody new has the
/// `b_u` of the same formula.
#[derive(Clone, Debug)]
pub struct UserMovieBias(Biases);

impl UserMovieBias {
    /// Fits on the training rows.
    #[must_use]
    pub fn fit(training: &[Rating], n_users: usize, n_movies: usize) -> Self {
        Self(Biases::fit(training, [n_users, n_movies]))
    }

    fn scores(&self, generosity: f64) -> Scores {
        let Biases { mean, movies, .. } = &self.0;
        let stars = |bias: &f64| (mean + generosity + bias) as f32;
        Scores {
            stars: Some(movies.iter().map(stars).collect()),
            ranges: None,
            ranks: Some(movies.iter().map(|bias| *bias as f32).collect()),
        }
    }
}

impl Recommender for UserMovieBias {
    fn known(&self, user: UserIdx) -> Scores {
        self.scores(self.0.users[user.row()])
    }

    fn newcomer(&self, person: &Newcomer<'_>) -> Option<Scores> {
        Some(self.scores(self.0.of_newcomer(person.given)))
    }
}

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

    pub(super) fn scores(&self) -> Scores {
        Scores {
            stars: None,
            ranges: None,
            ranks: Some(self.0.clone()),
        }
    }
}

impl Recommender for Popularity {
    fn known(&self, _user: UserIdx) -> Scores {
        self.scores()
    }

    fn newcomer(&self, _person: &Newcomer<'_>) -> Option<Scores> {
        Some(self.scores())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{rating, stars, user};
    use matinee_core::domain::MovieIdx;

    use super::*;

    #[test]
    fn the_global_mean_knows_no_one() {
        let model = GlobalMean::fit(&[rating(0, 0, 5), rating(1, 1, 2)], 2);
        assert_eq!(model.known(UserIdx(7)).stars, Some(vec![3.5, 3.5]));
    }

    #[test]
    fn someone_new_with_the_ratings_of_a_known_user_is_as_generous() {
        let training = [rating(0, 0, 5), rating(1, 0, 5), rating(1, 1, 2)];
        let model = UserMovieBias::fit(&training, 2, 2);
        let given = [(MovieIdx(0), stars(5)), (MovieIdx(1), stars(2))];
        let newcomer = Newcomer {
            details: &user(2),
            given: &given,
        };
        assert_eq!(model.newcomer(&newcomer), Some(model.known(UserIdx(1))));
    }

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

//! How generous a person is and how good a movie is.

use crate::{Newcomer, Recommender, Scores};
use matinee_core::domain::{Rating, UserIdx};
use matinee_train::training::Biases;

/// `μ + b_u + b_i`: the levels that the hybrid starts from, by themselves. Somebody new has the
/// `b_u` of the same formula.
#[derive(Clone, Debug)]
pub struct UserMovieBias(Biases);

impl UserMovieBias {
    /// Fits on the training rows.
    #[must_use]
    pub fn fit(training: &[Rating], n_users: usize, n_movies: usize) -> Self {
        Self(Biases::fit(training, [n_users, n_movies]))
    }

    fn opinion(&self, generosity: f64) -> Scores {
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
        self.opinion(self.0.users[user.row()])
    }

    fn newcomer(&self, person: &Newcomer<'_>) -> Option<Scores> {
        Some(self.opinion(self.0.of_newcomer(person.given)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{rating, stars, user};
    use matinee_core::domain::MovieIdx;

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
}

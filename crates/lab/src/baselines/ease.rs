//! EASE: a linear autoencoder over whole histories, in closed form.

use crate::{Newcomer, Recommender, Relevance, Scores};
use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
use matinee_core::linear::{Cholesky, NotPositiveDefinite};
use matinee_data::dataset::ratings_of_users;

use super::simple::Popularity;

/// What EASE depends on besides the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EaseOptions {
    /// λ, added to the diagonal of the Gram matrix; above 0.
    pub l2: f64,
    /// Which ratings are 1 in a history; all else is 0.
    pub relevance: Relevance,
}

/// `scores = x B` with the `B` of zero diagonal that has the least `‖X − X B‖² + λ ‖B‖²`
/// (Steck, "Embarrassingly shallow autoencoders for sparse data", 2019): with `P = (XᵀX + λ)⁻¹`,
/// `B_ij = −P_ij / P_jj`.
///
/// A row of history is enough, so somebody new is fed forward like anybody. Without a relevant
/// rating there is nothing to feed: then the order is that of popularity.
#[derive(Clone, Debug)]
pub struct Ease {
    /// B, [n_movies, n_movies].
    weights: Vec<f32>,
    n_movies: usize,
    relevance: Relevance,
    given: Vec<Vec<(MovieIdx, Stars)>>,
    popularity: Popularity,
}

impl Ease {
    /// Fits on the training rows.
    ///
    /// # Errors
    /// When λ is not above 0.
    pub fn fit(
        training: &[Rating],
        n_users: usize,
        n_movies: usize,
        options: EaseOptions,
    ) -> Result<Self, NotPositiveDefinite> {
        let EaseOptions { l2, relevance } = options;
        let given = ratings_of_users(training, n_users);
        let mut gram = vec![0.0; n_movies * n_movies];
        for history in &given {
            let row: Vec<MovieIdx> = relevant(history, relevance).collect();
            for a in &row {
                for b in &row {
                    gram[a.row() * n_movies + b.row()] += 1.0;
                }
            }
        }
        for movie in 0..n_movies {
            gram[movie * n_movies + movie] += l2;
        }
        let precision = Cholesky::new(gram, n_movies)?.inverse();
        Ok(Self {
            weights: weights(&precision, n_movies),
            n_movies,
            relevance,
            given,
            popularity: Popularity::fit(training, n_movies, relevance),
        })
    }

    fn scores(&self, history: &[(MovieIdx, Stars)]) -> Scores {
        let mut row = relevant(history, self.relevance).peekable();
        if row.peek().is_none() {
            return self.popularity.scores();
        }
        let mut scores = vec![0.0; self.n_movies];
        for movie in row {
            let weights = &self.weights[movie.row() * self.n_movies..][..self.n_movies];
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += weight;
            }
        }
        Scores {
            stars: None,
            ranges: None,
            ranks: Some(scores),
        }
    }
}

impl Recommender for Ease {
    fn known(&self, user: UserIdx) -> Scores {
        self.scores(&self.given[user.row()])
    }

    fn newcomer(&self, person: &Newcomer<'_>) -> Option<Scores> {
        Some(self.scores(person.given))
    }
}

fn relevant(
    history: &[(MovieIdx, Stars)],
    relevance: Relevance,
) -> impl Iterator<Item = MovieIdx> + '_ {
    (history.iter())
        .filter(move |(_, stars)| relevance.holds(*stars))
        .map(|(movie, _)| *movie)
}

/// B from P, both [n, n].
fn weights(precision: &[f64], n: usize) -> Vec<f32> {
    let scales: Vec<f64> = (0..n).map(|j| -precision[j * n + j].recip()).collect();
    let mut weights: Vec<f32> = precision
        .chunks_exact(n.max(1))
        .flat_map(|row| row.iter().zip(&scales).map(|(p, scale)| (p * scale) as f32))
        .collect();
    for j in 0..n {
        weights[j * n + j] = 0.0;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{rating, stars, user};

    const OPTIONS: EaseOptions = EaseOptions {
        l2: 1.0,
        relevance: Relevance::Liked,
    };

    /// Two users like movies 0 and 1, one of them movie 2 as well.
    fn model() -> Ease {
        let liked = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)];
        let mut training = liked.map(|(user, movie)| rating(user, movie, 4)).to_vec();
        training.push(rating(0, 2, 3));
        Ease::fit(&training, 3, 3, OPTIONS).unwrap()
    }

    #[test]
    fn weights_are_those_of_the_closed_form() {
        // XᵀX + 1 = [3 2 1; 2 3 1; 1 1 2], determinant 8; P = [5 −3 −1; −3 5 −1; −1 −1 5] / 8.
        let expected = [0.0, 0.6, 0.2, 0.6, 0.0, 0.2, 0.2, 0.2, 0.0];
        for (found, expected) in model().weights.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{:?}", model().weights);
        }
    }

    #[test]
    fn a_history_is_fed_forward_known_or_new() {
        let model = model();
        let scores = model.known(UserIdx(0)).ranks.unwrap();
        assert!((scores[2] - 0.4).abs() < 1e-6, "{scores:?}");
        let newcomer = Newcomer {
            details: &user(3),
            given: &[(MovieIdx(0), stars(5)), (MovieIdx(1), stars(4))],
        };
        assert_eq!(model.newcomer(&newcomer).unwrap().ranks, Some(scores));
    }

    #[test]
    fn who_has_liked_nothing_is_offered_what_is_popular() {
        let ranks = model().known(UserIdx(2)).ranks;
        assert_eq!(ranks, Some(vec![2.0, 2.0, 1.0]));
    }

    #[test]
    fn without_regularisation_a_movie_that_nobody_likes_is_refused() {
        let options = EaseOptions { l2: 0.0, ..OPTIONS };
        assert!(Ease::fit(&[rating(0, 0, 5)], 1, 2, options).is_err());
    }
}

//! Item-kNN: how a person rated the most similar movies, beyond what biases explain.

use crate::{Newcomer, Recommender, Scores};
use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
use matinee_data::dataset::ratings_of_users;
use matinee_train::training::Biases;

/// What the neighbourhood depends on besides the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NeighbourOptions {
    /// How many rated movies take part in a prediction, at most.
    pub n_neighbours: usize,
    /// Common raters' worth of "not similar": `n / (n + shrinkage)` scales a similarity.
    pub shrinkage: f64,
    /// Similarity's worth of "no opinion" in every prediction.
    pub damping: f32,
}

impl Default for NeighbourOptions {
    /// Chosen on a tenth of the base rows of fold 1.
    fn default() -> Self {
        Self {
            n_neighbours: 20,
            shrinkage: 200.0,
            damping: 0.2,
        }
    }
}

/// The KNN-Baseline (Koren, "Factor in the neighbors", 2010, section 2.2):
///
/// ```text
/// stars(u, i) = b_ui + Σ_j s_ij (r_uj − b_uj) / (damping + Σ_j s_ij)
/// ```
///
/// over the movies `j` that `u` rated and that are most similar to `i`, of positive similarity:
/// `s_ij` is the Pearson correlation of the residuals `r − b` of common raters, shrunk, and `b`
/// is [`Biases`].
#[derive(Clone, Debug)]
pub struct ItemNeighbours {
    biases: Biases,
    /// s, [n_movies, n_movies], 0 on the diagonal.
    similarity: Vec<f32>,
    n_movies: usize,
    options: NeighbourOptions,
    given: Vec<Vec<(MovieIdx, Stars)>>,
}

impl ItemNeighbours {
    /// Fits on the training rows.
    #[must_use]
    pub fn fit(
        training: &[Rating],
        n_users: usize,
        n_movies: usize,
        options: NeighbourOptions,
    ) -> Self {
        let biases = Biases::fit(training, [n_users, n_movies]);
        let given = ratings_of_users(training, n_users);
        let residuals = (0..).zip(&given).map(|(user, given)| {
            let generosity = biases.users[user as usize];
            residuals(&biases, generosity, given)
        });
        Self {
            similarity: similarity(residuals, n_movies, options.shrinkage),
            n_movies,
            options,
            given,
            biases,
        }
    }

    fn scores(&self, generosity: f64, given: &[(MovieIdx, Stars)]) -> Scores {
        let residuals = residuals(&self.biases, generosity, given);
        let stars: Vec<f32> = (0..self.n_movies as u32)
            .map(|movie| {
                let bias = self.biases.of_average_person(MovieIdx(movie)) + generosity;
                bias as f32 + self.correction(movie as usize, &residuals)
            })
            .collect();
        Scores {
            ranges: None,
            ranks: Some(stars.clone()),
            stars: Some(stars),
        }
    }

    /// The damped mean residual of the nearest of the rated movies, weighted by similarity.
    fn correction(&self, movie: usize, residuals: &[(usize, f32)]) -> f32 {
        let similarity = &self.similarity[movie * self.n_movies..][..self.n_movies];
        let mut near: Vec<(f32, f32)> = residuals
            .iter()
            .map(|(rated, residual)| (similarity[*rated], *residual))
            .filter(|(similarity, _)| *similarity > 0.0)
            .collect();
        let n_neighbours = self.options.n_neighbours;
        if n_neighbours < near.len() {
            near.select_nth_unstable_by(n_neighbours, |a, b| b.0.total_cmp(&a.0));
            near.truncate(n_neighbours);
        }
        let nothing = (0.0, self.options.damping);
        let (sum, weight) = (near.iter()).fold(nothing, |(sum, weight), (s, residual)| {
            (sum + s * residual, weight + s)
        });
        if weight > 0.0 { sum / weight } else { 0.0 }
    }
}

impl Recommender for ItemNeighbours {
    fn known(&self, user: UserIdx) -> Scores {
        self.scores(self.biases.users[user.row()], &self.given[user.row()])
    }

    fn newcomer(&self, person: &Newcomer<'_>) -> Option<Scores> {
        let generosity = self.biases.of_newcomer(person.given);
        Some(self.scores(generosity, person.given))
    }
}

/// `r − b` of one person's ratings, by row of the movie.
fn residuals(biases: &Biases, generosity: f64, given: &[(MovieIdx, Stars)]) -> Vec<(usize, f32)> {
    (given.iter())
        .map(|(movie, given)| {
            let residual = given.as_f64() - biases.of_average_person(*movie) - generosity;
            (movie.row(), residual as f32)
        })
        .collect()
}

/// Shrunk correlations of the residuals of common raters, [n, n].
fn similarity(
    people: impl Iterator<Item = Vec<(usize, f32)>>,
    n: usize,
    shrinkage: f64,
) -> Vec<f32> {
    // Over common raters of (i, j): Σ e_i e_j, Σ e_i², and their number.
    let mut products = vec![0.0_f32; n * n];
    let mut squares = vec![0.0_f32; n * n];
    let mut counts = vec![0.0_f32; n * n];
    for residuals in people {
        for (i, e_i) in &residuals {
            for (j, e_j) in &residuals {
                products[i * n + j] += e_i * e_j;
                squares[i * n + j] += e_i * e_i;
                counts[i * n + j] += 1.0;
            }
        }
    }
    let mut similarity = vec![0.0; n * n];
    for i in 0..n {
        for j in (0..n).filter(|j| *j != i) {
            let norm = (squares[i * n + j] * squares[j * n + i]).sqrt();
            if norm > 0.0 {
                let count = counts[i * n + j];
                let shrink = count / (count + shrinkage as f32);
                similarity[i * n + j] = shrink * products[i * n + j] / norm;
            }
        }
    }
    similarity
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{rating, stars, user};

    #[test]
    fn similarity_is_the_shrunk_correlation_of_residuals_over_common_raters() {
        let people = [
            vec![(0, 1.0), (1, 2.0)],
            vec![(0, -1.0), (1, 1.0)],
            // Movie 0 alone: no part of what it has in common with movie 1.
            vec![(0, 5.0)],
        ];
        let found = similarity(people.into_iter(), 2, 2.0);
        // (2 − 1) / √(2 · 5) · 2 / (2 + 2)
        let expected = 0.5 / 10_f32.sqrt();
        assert!((found[1] - expected).abs() < 1e-6, "{found:?}");
        assert_eq!((found[0], found[1]), (0.0, found[2]));
    }

    fn model(similarity: Vec<f32>, n_neighbours: usize) -> ItemNeighbours {
        let training = [rating(0, 0, 3), rating(1, 0, 3)];
        ItemNeighbours {
            biases: Biases::fit(&training, [2, 3]),
            similarity,
            n_movies: 3,
            options: NeighbourOptions {
                n_neighbours,
                damping: 0.2,
                ..NeighbourOptions::default()
            },
            given: ratings_of_users(&training, 2),
        }
    }

    #[test]
    fn only_the_nearest_of_positive_similarity_take_part() {
        #[rustfmt::skip]
        let similarity = vec![
            0.0, 0.2, 0.6,
            0.2, 0.0, -0.5,
            0.6, -0.5, 0.0,
        ];
        let rated = [(1, 1.0), (2, -0.5)];
        let both = (0.2 - 0.3) / (0.8 + 0.2);
        assert!((model(similarity.clone(), 2).correction(0, &rated) - both).abs() < 1e-6);
        assert!((model(similarity.clone(), 1).correction(0, &rated) + 0.3 / 0.8).abs() < 1e-6);
        assert_eq!(model(similarity, 2).correction(1, &[(2, -0.5)]), 0.0);
    }

    #[test]
    fn someone_new_with_the_ratings_of_a_known_user_is_told_the_same() {
        let training = [
            rating(0, 0, 5),
            rating(0, 1, 4),
            rating(1, 0, 1),
            rating(1, 1, 2),
            rating(2, 0, 2),
        ];
        let model = ItemNeighbours::fit(&training, 3, 2, NeighbourOptions::default());
        let newcomer = Newcomer {
            details: &user(3),
            given: &[(MovieIdx(0), stars(2))],
        };
        let [known, new] = [model.known(UserIdx(2)), model.newcomer(&newcomer).unwrap()];
        // The fitted bias is that of the last sweep, so a movie's bias has moved a little since.
        for (a, b) in known.stars.unwrap().iter().zip(new.stars.unwrap()) {
            assert!((a - b).abs() < 1e-3);
        }
    }
}

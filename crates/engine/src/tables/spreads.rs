//! How far ratings lie from what is expected of them: how sure a prediction can be.

use serde::{Deserialize, Serialize};

use matinee_core::domain::UserIdx;

/// What is expected of somebody or something of whom little is known. The variances are above the mean of
/// the data (.83) on purpose: little known is wide.
#[derive(Clone, Copy)]
struct Prior {
    /// stars²
    variance: f32,
    /// Ratings that it counts as much as.
    ratings: f32,
}

const OF_PERSON: Prior = Prior {
    variance: 1.5,
    ratings: 5.0,
};
const OF_MOVIE: Prior = Prior {
    variance: 1.25,
    ratings: 20.0,
};
/// Steps of a star^½ in which spreads are stored.
const STEPS: f32 = 128.0;

/// Of each movie and each person, the spread of the training ratings around `mean + level_u + level_i`
/// (`matinee_train::training::Biases`):
///
/// ```text
/// spread = ((Σ residual² + prior ratings · prior variance) / (n + prior ratings))^½
/// ```
///
/// with 20 ratings of variance 1.25 for movies and 5 of 1.5 for people. A prediction's spread is the
/// product of the two. One byte each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spreads {
    movies: Vec<u8>,
    people: Vec<u8>,
}

impl Spreads {
    /// From `(sum of squared residuals, number of them)` of each person and each movie.
    #[must_use]
    pub fn of_sums(people: Vec<(f32, usize)>, movies: Vec<(f32, usize)>) -> Self {
        let stored = |sums: Vec<(f32, usize)>, prior| {
            let spreads = sums.into_iter().map(|(sum, n)| spread(sum, n, prior));
            spreads.map(|it| (it * STEPS).round() as u8).collect()
        };
        Self {
            movies: stored(movies, OF_MOVIE),
            people: stored(people, OF_PERSON),
        }
    }

    /// Without people other than these, in this order.
    ///
    /// # Panics
    /// When there is no such person.
    #[must_use]
    pub fn only(&self, kept: &[UserIdx]) -> Self {
        Self {
            movies: self.movies.clone(),
            people: kept.iter().map(|user| self.people[user.row()]).collect(),
        }
    }

    /// Those of the movies of these rows, in this order, and of everybody.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub(crate) fn of_movies(&self, rows: &[usize]) -> Self {
        Self {
            movies: rows.iter().map(|row| self.movies[*row]).collect(),
            people: self.people.clone(),
        }
    }

    /// Whether there is one for each of so many people and movies, none of them 0.
    pub(crate) fn fits(&self, n_people: usize, n_movies: usize) -> bool {
        let all = self.movies.iter().chain(&self.people);
        (self.people.len(), self.movies.len()) == (n_people, n_movies) && all.min() > Some(&0)
    }

    /// Of the movie in this row, star^½.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn movie(&self, row: usize) -> f32 {
        f32::from(self.movies[row]) / STEPS
    }

    /// Of the known person in this row, star^½.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn person(&self, row: usize) -> f32 {
        f32::from(self.people[row]) / STEPS
    }

    /// Of a new person, of whose ratings these are the residuals, stars.
    #[must_use]
    pub fn of_newcomer(residuals: &[f32]) -> f32 {
        let sum = residuals.iter().map(|it| it * it).sum();
        spread(sum, residuals.len(), OF_PERSON)
    }
}

fn spread(sum_of_squares: f32, n: usize, prior: Prior) -> f32 {
    let Prior { variance, ratings } = prior;
    ((sum_of_squares + ratings * variance) / (n as f32 + ratings)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_rated_nothing_has_the_prior() {
        assert!((Spreads::of_newcomer(&[]) - OF_PERSON.variance.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn a_newcomers_spread_follows_the_formula() {
        // (4 + 5 · 1.5) / 6
        let expected = (11.5_f32 / 6.0).sqrt();
        assert!((Spreads::of_newcomer(&[2.0]) - expected).abs() < 1e-6);
    }
}

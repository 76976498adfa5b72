//! A row for somebody new, in closed form: see [`Fit`](super::weights::Fit). In double precision throughout,
//! for it is little work, and the explanation has to sum up.

use crate::networks::bilinear::Side;
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::linear::{Cholesky, NotPositiveDefinite};

use super::weights::{Feedback, Fit};

/// The system of one person's ratings.
pub(super) struct System {
    /// A, of as many unknowns as somebody new has.
    factored: Cholesky,
    n_unknowns: usize,
    /// [n_ratings]: `b` of each.
    targets: Vec<f64>,
}

/// [n_unknowns]: a movie's vector, and a 1 where people have a level.
fn design(movies: &Side, movie: MovieIdx, has_level: bool) -> impl Iterator<Item = f64> {
    let vector = movies.vector(movie).map(f64::from);
    vector.chain(has_level.then_some(1.0))
}

impl System {
    /// The system of `ratings`, of which there are some; `d` is the length of a vector.
    pub(super) fn new(
        fit: &Fit,
        movies: &Side,
        d: usize,
        ratings: &[(MovieIdx, Stars)],
    ) -> Result<Self, NotPositiveDefinite> {
        let has_level = fit.level_l2.is_some();
        let n = d + usize::from(has_level);
        let mut a = vec![0.0; n * n];
        if let Feedback::Implicit(it) = &fit.feedback {
            let mut gram = it.gram.iter();
            for (row, cells) in a.chunks_exact_mut(n).take(d).enumerate() {
                for (cell, value) in cells[..=row].iter_mut().zip(&mut gram) {
                    *cell = f64::from(*value);
                }
            }
        }
        let mut targets = Vec::with_capacity(ratings.len());
        let mut n_counted = 0.0;
        let mut row = vec![0.0; n];
        for (movie, stars) in ratings {
            let (weight, target) = match &fit.feedback {
                Feedback::Stars => {
                    let rest = stars.as_f64() - f64::from(movies.mean());
                    (1.0, rest - f64::from(movies.level(*movie)))
                }
                Feedback::Implicit(it) => it.weight_and_target(*stars),
            };
            // Spark counts the ratings that speak for something.
            n_counted += f64::from(is_counted(fit, *stars));
            for (to, from) in row.iter_mut().zip(design(movies, *movie, has_level)) {
                *to = from;
            }
            // The lower triangle is all that is read.
            for (unknown, cells) in a.chunks_exact_mut(n).enumerate() {
                let value = weight * row[unknown];
                for (cell, other) in cells[..=unknown].iter_mut().zip(&row) {
                    *cell += value * other;
                }
            }
            targets.push(target);
        }
        let times = if fit.per_rating { n_counted } else { 1.0 };
        for (unknown, cells) in a.chunks_exact_mut(n).enumerate() {
            let l2 = match fit.level_l2 {
                Some(of_level) if unknown == d => of_level,
                _ => fit.l2,
            };
            cells[unknown] += times * f64::from(l2);
        }
        Ok(Self {
            factored: Cholesky::new(a, n)?,
            n_unknowns: n,
            targets,
        })
    }

    /// [d + 1]: the row.
    pub(super) fn row(
        &self,
        movies: &Side,
        ratings: &[(MovieIdx, Stars)],
        (d, has_level): (usize, bool),
    ) -> Vec<f32> {
        let mut right = vec![0.0; self.n_unknowns];
        for ((movie, _), target) in ratings.iter().zip(&self.targets) {
            for (sum, a) in right.iter_mut().zip(design(movies, *movie, has_level)) {
                *sum += target * a;
            }
        }
        self.factored.solve(&mut right);
        right.resize(d + 1, 0.0);
        right.into_iter().map(|value| value as f32).collect()
    }

    /// What each rating adds to the value of a movie, in the order of the ratings: a_iᵀ A⁻¹ a_j · b_j.
    pub(super) fn shares(
        &self,
        movies: &Side,
        ratings: &[(MovieIdx, Stars)],
        movie: MovieIdx,
    ) -> Vec<f64> {
        let has_level = self.n_unknowns > movies.vector(movie).count();
        let mut towards: Vec<f64> = design(movies, movie, has_level).collect();
        self.factored.solve(&mut towards);
        let through = |rated| {
            let products = design(movies, rated, has_level).zip(&towards);
            products.map(|(a, b)| a * b).sum::<f64>()
        };
        let rated = ratings.iter().zip(&self.targets);
        rated
            .map(|((rated, _), target)| through(*rated) * target)
            .collect()
    }
}

/// Whether a rating counts for the regularisation.
fn is_counted(fit: &Fit, stars: Stars) -> bool {
    match &fit.feedback {
        Feedback::Stars => true,
        Feedback::Implicit(it) => it.count(stars) > 0.0,
    }
}

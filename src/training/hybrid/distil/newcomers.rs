//! Where a new person is expected: known people's vectors as a function of what they rated and of
//! their features.

use crate::linear::Cholesky;

use super::super::learner::Classroom;
use super::NewcomerRecipe;

/// A regression of the users' table, [n_users, d + 1].
pub(super) struct Newcomers {
    /// [d + 1]: the mean.
    pub(super) start: Vec<f64>,
    /// [n_movies, d + 1]: what having rated a movie adds, before division by √n.
    pub(super) rated: Vec<f64>,
    /// [n_user_features, d + 1]: what a feature adds.
    pub(super) features: Vec<f64>,
    /// [d + 1]: mean square of what the regression leaves open, for people it was not fitted on.
    unexplained: Vec<f64>,
}

impl Newcomers {
    /// Ridge regression in its dual form, since there are fewer people than movies:
    ///
    /// ```text
    /// K = Z Zᵀ + w X Xᵀ,   α = (K + λ)⁻¹ (users − start)      Z = who rated what, 1/√n; X = features
    /// rated = Zᵀ α,  features = w Xᵀ α
    /// ```
    ///
    /// What is left open for a person when they are left out of the fit is α_u / (K + λ)⁻¹_uu.
    pub(super) fn fit(recipe: &NewcomerRecipe, room: &Classroom<'_>, users: &[f64]) -> Self {
        let [n_users, n_movies] = room.shape();
        let width = users.len() / n_users.max(1);
        let mut rated = vec![Vec::new(); n_users];
        for row in room.training {
            rated[row.user.row()].push(row.movie.row());
        }
        // Somebody without ratings has no vector to learn from.
        let people: Vec<usize> = (0..n_users)
            .filter(|&user| !rated[user].is_empty())
            .collect();
        let mut start = vec![0.0; width];
        for &user in &people {
            add(
                &mut start,
                &users[user * width..][..width],
                1.0 / people.len() as f64,
            );
        }

        let weight = f64::from(recipe.feature_weight);
        let features = room.tables.users.matrix();
        let kernel = kernel(&people, &rated, n_movies, |user| features.row(user), weight);
        let n = people.len();
        let mut ridged = kernel;
        for at in 0..n {
            ridged[at * n + at] += f64::from(recipe.ridge);
        }
        let mut newcomers = Self {
            start,
            rated: vec![0.0; n_movies * width],
            features: vec![0.0; features.n_cols * width],
            unexplained: vec![0.0; width],
        };
        // The ridge makes it definite; were it not finite, newcomers would just start at the mean.
        let Ok(system) = Cholesky::new(ridged, n) else {
            return newcomers;
        };
        let inverse = system.inverse_diagonal();
        let mut dual = vec![0.0; n * width];
        for column in 0..width {
            let rest = |&user: &usize| users[user * width + column] - newcomers.start[column];
            let mut right: Vec<f64> = people.iter().map(rest).collect();
            system.solve(&mut right);
            for (at, value) in right.into_iter().enumerate() {
                dual[at * width + column] = value;
                newcomers.unexplained[column] += (value / inverse[at]).powi(2) / n as f64;
            }
        }
        for (&user, dual) in people.iter().zip(dual.chunks_exact(width)) {
            let norm = (rated[user].len() as f64).sqrt().recip();
            for &movie in &rated[user] {
                add(&mut newcomers.rated[movie * width..][..width], dual, norm);
            }
            for (feature, &value) in features.row(user).iter().enumerate() {
                let row = &mut newcomers.features[feature * width..][..width];
                add(row, dual, weight * f64::from(value));
            }
        }
        newcomers
    }

    /// Strength of a newcomer's ridge, [d + 1]: the noise of ratings beside the variance of what
    /// the regression leaves open (the posterior mean for normal priors).
    pub(super) fn own_l2(&self, recipe: &NewcomerRecipe, noise: f64) -> Vec<f32> {
        let strength = |variance: &f64| {
            let strength = f64::from(recipe.caution) * noise / variance;
            strength.clamp(1e-3, 1e6) as f32
        };
        self.unexplained.iter().map(strength).collect()
    }
}

/// `Z Zᵀ + weight · X Xᵀ` among `people`, [n, n].
fn kernel<'a>(
    people: &[usize],
    rated: &[Vec<usize>],
    n_movies: usize,
    features: impl Fn(usize) -> &'a [f32],
    weight: f64,
) -> Vec<f64> {
    let n = people.len();
    let mut kernel = vec![0.0; n * n];
    let mut is_rated = vec![false; n_movies];
    for (at, &user) in people.iter().enumerate() {
        for &movie in &rated[user] {
            is_rated[movie] = true;
        }
        for (other_at, &other) in people.iter().enumerate().take(at + 1) {
            let common = rated[other]
                .iter()
                .filter(|movie| is_rated[**movie])
                .count();
            let norm = (rated[user].len() as f64 * rated[other].len() as f64).sqrt();
            let alike: f64 = (features(user).iter().zip(features(other)))
                .map(|(a, b)| f64::from(a * b))
                .sum();
            kernel[at * n + other_at] = common as f64 / norm + weight * alike;
        }
        for &movie in &rated[user] {
            is_rated[movie] = false;
        }
    }
    kernel
}

/// `sum += factor · row`
fn add(sum: &mut [f64], row: &[f64], factor: f64) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += factor * value;
    }
}

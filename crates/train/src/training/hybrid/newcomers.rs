//! Where a new person is expected: known people's vectors as a function of a few of their ratings
//! and of their features.

use matinee_core::crew::{Crew, fill_rows};
use matinee_core::linear::{Cholesky, add_scaled};
use matinee_core::random::{permutation, seeded};

use super::learner::TrainContext;
use super::recipe::NewcomerRecipe;

/// The stream of [`seeded`] from which the ratings of shortened histories are drawn.
const STREAM: u64 = 0x006E_6577;

/// A regression of the users' table, [n_users, d + 1].
pub(super) struct Newcomers {
    /// [d + 1]
    pub(super) start: Vec<f64>,
    /// [n_movies, d + 1]: what having rated a movie adds, before division by √n.
    pub(super) rated: Vec<f64>,
    /// [n_user_features, d + 1]: what a feature adds.
    pub(super) features: Vec<f64>,
    /// [d + 1], above 0: how strongly a newcomer is held to the expectation.
    pub(super) own_l2: Vec<f64>,
}

/// A known person with a part of their history: an example of a newcomer.
struct Example {
    user: usize,
    movies: Vec<usize>,
}

impl Example {
    fn norm(&self) -> f64 {
        (self.movies.len() as f64).sqrt().recip()
    }
}

impl Newcomers {
    /// Ridge regression in its dual form, since there are fewer examples than movies and features:
    ///
    /// ```text
    /// K = Z Zᵀ / λ_rated + X Xᵀ / λ_features     Z: rated in the shortened history, 1/√n; X: features, centred
    /// α = (K + n_lengths)⁻¹ (users − mean)       each person counts once, however often they occur
    /// rated = Zᵀ α / λ_rated,  features = Xᵀ α / λ_features
    /// ```
    pub(super) fn fit(
        recipe: &NewcomerRecipe,
        room: &TrainContext<'_>,
        users: &[f64],
        seed: u64,
    ) -> Self {
        let [n_users, n_movies] = room.shape();
        let width = users.len() / n_users.max(1);
        let vector = |user: usize| &users[user * width..][..width];
        let examples = examples(recipe, room, seed);
        let n = examples.len();
        let share = (n as f64).recip();
        let table = room.tables.users.matrix();
        let mut mean = vec![0.0; width];
        let mut centre = vec![0.0; table.n_cols];
        for example in &examples {
            add_scaled(&mut mean, share, vector(example.user));
            for (sum, &value) in centre.iter_mut().zip(table.row(example.user)) {
                *sum += share * f64::from(value);
            }
        }
        let features = |user: usize| -> Vec<f64> {
            let row = table.row(user).iter().zip(&centre);
            row.map(|(&value, centre)| f64::from(value) - centre)
                .collect()
        };

        let mut newcomers = Self {
            start: mean.clone(),
            rated: vec![0.0; n_movies * width],
            features: vec![0.0; table.n_cols * width],
            own_l2: vec![1.0; width],
        };
        let inputs: Vec<Vec<f64>> = examples.iter().map(|it| features(it.user)).collect();
        let mut system = kernel(recipe, &examples, &inputs, n_movies, room.crew);
        for at in 0..n {
            system[at * n + at] += recipe.lengths.len() as f64;
        }
        // It is definite. Were it not finite, every newcomer would just be the mean of all.
        let Ok(system) = Cholesky::new_by(room.crew, system, n) else {
            return newcomers;
        };
        // [d + 1, n], turned over afterwards.
        let mut columns = vec![0.0; n * width];
        let solve = |(): &mut (), column: usize, right: &mut [f64]| {
            for (value, example) in right.iter_mut().zip(&examples) {
                *value = vector(example.user)[column] - mean[column];
            }
            system.solve(right);
        };
        fill_rows(room.crew, &mut columns, n, || (), solve);
        let dual: Vec<f64> = (0..n * width)
            .map(|at| columns[at % width * n + at / width])
            .collect();
        for ((example, input), dual) in examples.iter().zip(&inputs).zip(dual.chunks_exact(width)) {
            let factor = example.norm() / f64::from(recipe.rated_l2);
            for &movie in &example.movies {
                add_scaled(&mut newcomers.rated[movie * width..][..width], factor, dual);
            }
            for (feature, value) in input.iter().enumerate() {
                let row = &mut newcomers.features[feature * width..][..width];
                add_scaled(row, value / f64::from(recipe.feature_l2), dual);
            }
        }
        for (feature, centre) in centre.iter().enumerate() {
            let row = &newcomers.features[feature * width..][..width];
            add_scaled(&mut newcomers.start, -centre, row);
        }
        newcomers.own_l2 = own_l2(recipe, &newcomers, &examples, table, vector);
        newcomers
    }

    /// What is expected of an example, [d + 1].
    fn expected(&self, example: &Example, features: &[f32]) -> Vec<f64> {
        let width = self.start.len();
        let mut expected = self.start.clone();
        for &movie in &example.movies {
            add_scaled(
                &mut expected,
                example.norm(),
                &self.rated[movie * width..][..width],
            );
        }
        for (row, &value) in self.features.chunks_exact(width).zip(features) {
            add_scaled(&mut expected, f64::from(value), row);
        }
        expected
    }
}

/// The noise of ratings beside the variance of what the expectation of the longest histories
/// leaves open: the posterior mean for normal priors.
fn own_l2<'a>(
    recipe: &NewcomerRecipe,
    newcomers: &Newcomers,
    examples: &[Example],
    features: &matinee_engine::features::Matrix,
    vector: impl Fn(usize) -> &'a [f64],
) -> Vec<f64> {
    let width = newcomers.start.len();
    let longest = recipe.lengths.iter().copied().max().unwrap_or(0);
    let mut variance = vec![0.0; width];
    let mut n = 0.0_f64;
    for example in examples.iter().filter(|it| it.movies.len() == longest) {
        n += 1.0;
        let expected = newcomers.expected(example, features.row(example.user));
        for ((sum, value), expected) in variance.iter_mut().zip(vector(example.user)).zip(expected)
        {
            *sum += (value - expected).powi(2);
        }
    }
    let strength = |(column, sum): (usize, f64)| {
        let is_level = column == width - 1;
        let spread = if is_level {
            recipe.level_spread
        } else {
            recipe.vector_spread
        };
        let variance = f64::from(spread) * sum / n.max(1.0);
        (f64::from(recipe.noise) / variance).clamp(1e-3, 1e6)
    };
    variance.into_iter().enumerate().map(strength).collect()
}

/// People that the regression is fitted on, at most. It is one over all pairs of them, and what it finds is what
/// people have in common.
const MOST_PEOPLE: usize = 2_000;
/// The stream of [`seeded`] from which they are drawn where there are more.
const PEOPLE: u64 = 0x0070_656F;

/// Everybody with ratings, or [`MOST_PEOPLE`] of them, once for each length.
fn examples(recipe: &NewcomerRecipe, room: &TrainContext<'_>, seed: u64) -> Vec<Example> {
    let [n_users, _] = room.shape();
    let mut rated = vec![Vec::new(); n_users];
    // In random order: the rows may be sorted by movie.
    let order = permutation(room.training.len() as u32, &mut seeded(seed, STREAM));
    for row in order {
        let row = room.training[row as usize];
        rated[row.user.row()].push(row.movie.row());
    }
    if n_users > MOST_PEOPLE {
        let has_rated = |user: &u32| !rated[*user as usize].is_empty();
        let people = permutation(n_users as u32, &mut seeded(seed, PEOPLE));
        let others: Vec<u32> = people
            .into_iter()
            .filter(has_rated)
            .skip(MOST_PEOPLE)
            .collect();
        for user in others {
            rated[user as usize].clear();
        }
    }
    let people = || {
        rated
            .iter()
            .enumerate()
            .filter(|(_, movies)| !movies.is_empty())
    };
    let shortened = |&length: &usize| {
        people().map(move |(user, movies)| Example {
            user,
            movies: movies[..length.min(movies.len())].to_vec(),
        })
    };
    recipe.lengths.iter().flat_map(shortened).collect()
}

/// `Z Zᵀ / λ_rated + X Xᵀ / λ_features`, [n, n], the lower triangle.
fn kernel(
    recipe: &NewcomerRecipe,
    examples: &[Example],
    features: &[Vec<f64>],
    n_movies: usize,
    crew: &dyn Crew,
) -> Vec<f64> {
    let n = examples.len();
    let (rated_l2, feature_l2) = (f64::from(recipe.rated_l2), f64::from(recipe.feature_l2));
    let mut kernel = vec![0.0; n * n];
    let own = || vec![false; n_movies];
    let fill = |is_rated: &mut Vec<bool>, at: usize, row: &mut [f64]| {
        let example = &examples[at];
        for &movie in &example.movies {
            is_rated[movie] = true;
        }
        for ((value, other), other_features) in row[..=at].iter_mut().zip(examples).zip(features) {
            let common = other
                .movies
                .iter()
                .filter(|movie| is_rated[**movie])
                .count();
            let company = common as f64 * example.norm() * other.norm();
            let alike: f64 = (features[at].iter().zip(other_features))
                .map(|(a, b)| a * b)
                .sum();
            *value = company / rated_l2 + alike / feature_l2;
        }
        for &movie in &example.movies {
            is_rated[movie] = false;
        }
    };
    fill_rows(crew, &mut kernel, n, own, fill);
    kernel
}

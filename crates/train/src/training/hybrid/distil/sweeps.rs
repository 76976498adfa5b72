//! Alternating least squares over all pairs.

use rand_distr::{Distribution, StandardNormal};

use crate::training::trainer::INIT;
use matinee_core::linear::{Cholesky, add_scaled};
use matinee_core::random;
use matinee_engine::features::Matrix;

use super::super::learner::TrainContext;
use super::DistilRecipe;

/// Size of the initial vectors' values.
const INITIAL: f64 = 0.1;

/// Both tables; a row is a vector of d values, then a level.
#[derive(Clone, Debug)]
pub(super) struct Factors {
    /// d + 1
    pub(super) width: usize,
    /// [n_users, d + 1]
    pub(super) users: Vec<f64>,
    /// [n_movies, d + 1]
    pub(super) movies: Vec<f64>,
}

/// What there is to learn, from both sides.
pub(super) struct Pairs {
    /// Stars beside the mean, [n_users, n_movies].
    by_user: Side,
    /// The same, [n_movies, n_users].
    by_movie: Side,
    /// Number of columns of the tables.
    width: usize,
    /// 1 − the weight of a rated pair.
    rated_discount: f64,
    ridge: f64,
}

/// One side's rows.
struct Side {
    /// [rows, columns]
    targets: Matrix,
    /// [rows]: how much a row weighs; a pair weighs the product of both sides.
    weights: Vec<f64>,
    /// For each row, the rated columns.
    rated: Vec<Vec<usize>>,
}

impl Pairs {
    pub(super) fn new(recipe: &DistilRecipe, room: &TrainContext<'_>, taught: &Matrix) -> Self {
        let [n_users, n_movies] = room.shape();
        let mean = room.neighbourhood.mean();
        let mut by_user = vec![Vec::new(); n_users];
        let mut by_movie = vec![Vec::new(); n_movies];
        for row in room.training {
            by_user[row.user.row()].push(row.movie.row());
            by_movie[row.movie.row()].push(row.user.row());
        }
        let bias = f64::from(recipe.sampling_bias);
        let weights = |rated: &[Vec<usize>]| -> Vec<f64> {
            let weight = |rated: &Vec<usize>| libm::pow(rated.len() as f64 + 0.5, bias);
            rated.iter().map(weight).collect()
        };
        let of_users = weights(&by_user);
        let mut of_movies = weights(&by_movie);
        // The weights of all pairs sum to the number of ratings.
        let total = of_users.iter().sum::<f64>() * of_movies.iter().sum::<f64>();
        for weight in &mut of_movies {
            *weight *= room.training.len() as f64 / total;
        }
        let mut targets = taught.clone();
        for value in &mut targets.values {
            *value -= mean;
        }
        Self {
            by_movie: Side {
                targets: transposed(&targets),
                weights: of_movies,
                rated: by_movie,
            },
            by_user: Side {
                targets,
                weights: of_users,
                rated: by_user,
            },
            width: recipe.embedding_size + 1,
            rated_discount: f64::from(1.0 - recipe.rated_weight),
            ridge: f64::from(recipe.ridge),
        }
    }
}

fn transposed(matrix: &Matrix) -> Matrix {
    let (n_rows, n_cols) = (matrix.n_rows, matrix.n_cols);
    let values = (0..n_cols)
        .flat_map(|column| (0..n_rows).map(move |row| matrix.values[row * n_cols + column]));
    Matrix {
        n_rows: n_cols,
        n_cols: n_rows,
        values: values.collect(),
    }
}

impl Pairs {
    /// Tables to start from.
    pub(super) fn draw(&self, seed: u64) -> Factors {
        let mut draws = StandardNormal.sample_iter(random::seeded(seed, INIT));
        let mut table = |n_rows: usize| -> Vec<f64> {
            let mut values: Vec<f64> = (0..n_rows * self.width)
                .map(|_| INITIAL * draws.next().unwrap_or(0.0))
                .collect();
            for level in values.iter_mut().skip(self.width - 1).step_by(self.width) {
                *level = 0.0;
            }
            values
        };
        Factors {
            width: self.width,
            users: table(self.by_user.weights.len()),
            movies: table(self.by_movie.weights.len()),
        }
    }

    /// Fits each table to the pairs, while the other one stands.
    pub(super) fn sweep(&self, factors: &mut Factors) {
        factors.users = self.solve(&self.by_user, &self.by_movie, &factors.movies);
        factors.movies = self.solve(&self.by_movie, &self.by_user, &factors.users);
    }

    /// The least squares table of `side`, while the `other` side's stands.
    ///
    /// With x = [vector, 1] of the other side and weights w = w_row · w_column, the row solves
    /// `(Σ w x xᵀ + ridge) y = Σ w x (target − level)`. All pairs share one Σ w_column x xᵀ; only
    /// the rated ones are taken off it.
    fn solve(&self, side: &Side, other: &Side, table: &[f64]) -> Vec<f64> {
        let width = self.width;
        let d = width - 1;
        let mut inputs = table.to_vec();
        for row in inputs.chunks_exact_mut(width) {
            row[d] = 1.0;
        }
        let input = |row: usize| &inputs[row * width..][..width];
        let mut shared = vec![0.0; width * width];
        for (row, weight) in other.weights.iter().enumerate() {
            add_square(&mut shared, input(row), *weight);
        }
        let mut solved = Vec::with_capacity(side.weights.len() * width);
        for (row, rated) in side.rated.iter().enumerate() {
            let targets = side.targets.row(row);
            let rest = |column: usize| f64::from(targets[column]) - table[column * width + d];
            let mut square = shared.clone();
            let mut right = vec![0.0; width];
            for column in 0..other.weights.len() {
                add_scaled(
                    &mut right,
                    other.weights[column] * rest(column),
                    input(column),
                );
            }
            for &column in rated {
                let weight = -self.rated_discount * other.weights[column];
                add_square(&mut square, input(column), weight);
                add_scaled(&mut right, weight * rest(column), input(column));
            }
            let weight = side.weights[row];
            for value in square.iter_mut().chain(&mut right) {
                *value *= weight;
            }
            for diagonal in 0..width {
                square[diagonal * width + diagonal] += self.ridge;
            }
            match Cholesky::new(square, width) {
                Ok(system) => system.solve(&mut right),
                // Only what is not finite comes here: the ridge makes all else definite.
                Err(_) => right.fill(f64::NAN),
            }
            solved.extend(right);
        }
        solved
    }
}

/// `sum += factor · row rowᵀ`, the lower triangle.
fn add_square(sum: &mut [f64], row: &[f64], factor: f64) {
    let width = row.len();
    for (at, value) in row.iter().enumerate() {
        add_scaled(&mut sum[at * width..][..=at], factor * value, row);
    }
}

//! The student of an ensemble: what it says of all pairs, in two small tables.
//!
//! There is no gradient: the ensemble says something of *every* pair, so the best two tables are
//! found by solving for one while the other stands (alternating least squares), and the tables of
//! a newcomer by ridge regression. A student trained by steps on samples of the pairs takes ten
//! times as long and is less accurate.

use std::fmt;

use rand_distr::{Distribution, StandardNormal};

use crate::training::RatingHead;
use crate::training::trainer::{INIT, Progress};
use matinee_core::crew::{Crew, fill_rows};
use matinee_core::linear::{Cholesky, SymmetricEigen, add_scaled};
use matinee_core::random;
use matinee_engine::features::Matrix;

use super::learner::TrainContext;
use super::newcomers::Newcomers;
use super::recipe::DistilRecipe;

/// A student on its way, a sweep at a time.
pub struct Distillation<'a> {
    recipe: &'a DistilRecipe,
    room: &'a TrainContext<'a>,
    seed: u64,
    pairs: Pairs,
    factors: Factors,
    /// Sweeps done.
    sweep: u32,
}

impl<'a> Distillation<'a> {
    /// Before the first sweep; the student learns `taught`, [n_users, n_movies], stars.
    pub(super) fn new(
        recipe: &'a DistilRecipe,
        room: &'a TrainContext<'a>,
        taught: &Matrix,
        seed: u64,
    ) -> Self {
        let pairs = Pairs::new(recipe, room, taught);
        Self {
            factors: pairs.draw(seed),
            pairs,
            recipe,
            room,
            seed,
            sweep: 0,
        }
    }

    /// Whether no sweep is left.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.sweep == self.recipe.sweeps
    }

    /// Solves for both tables once.
    pub fn sweep(&mut self) -> Progress {
        self.pairs.sweep(&mut self.factors, self.room.crew);
        self.sweep += 1;
        Progress::of_sweep(self.sweep, self.recipe.sweeps)
    }

    /// The rating head, after the sweeps so far.
    #[must_use]
    pub fn finish(self) -> RatingHead {
        let Self {
            recipe, room, seed, ..
        } = self;
        let Factors { users, movies, .. } = balanced(self.factors);
        let newcomers = Newcomers::fit(&recipe.newcomers, room, &users, seed);
        let matrix = |values: &[f64]| {
            let n_cols = recipe.embedding_size + 1;
            Matrix {
                n_rows: values.len() / n_cols,
                n_cols,
                values: to_f32(values),
            }
        };
        RatingHead {
            mean: room.mean() as f32,
            own_l2: to_f32(&newcomers.own_l2),
            users: matrix(&users),
            movies: matrix(&movies),
            rated: matrix(&newcomers.rated),
            features: matrix(&newcomers.features),
            start: to_f32(&newcomers.start),
        }
    }
}

impl fmt::Debug for Distillation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Distillation after sweep {}", self.sweep) // the pairs are millions
    }
}

fn to_f32(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&value| value as f32).collect()
}

/// Size of the initial vectors' values.
const INITIAL: f64 = 0.1;

/// Both tables; a row is a vector of d values, then a level.
#[derive(Clone, Debug)]
struct Factors {
    /// d + 1
    width: usize,
    /// [n_users, d + 1]
    users: Vec<f64>,
    /// [n_movies, d + 1]
    movies: Vec<f64>,
}

/// What there is to learn, from both sides.
struct Pairs {
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
    fn new(recipe: &DistilRecipe, room: &TrainContext<'_>, taught: &Matrix) -> Self {
        let [n_users, n_movies] = room.shape();
        let mean = room.mean() as f32;
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
    fn draw(&self, seed: u64) -> Factors {
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
    fn sweep(&self, factors: &mut Factors, crew: &dyn Crew) {
        factors.users = self.solve(&self.by_user, &self.by_movie, &factors.movies, crew);
        factors.movies = self.solve(&self.by_movie, &self.by_user, &factors.users, crew);
    }

    /// The least squares table of `side`, while the `other` side's stands.
    ///
    /// With x = [vector, 1] of the other side and weights w = w_row · w_column, the row solves
    /// `(Σ w x xᵀ + ridge) y = Σ w x (target − level)`. All pairs share one Σ w_column x xᵀ; only
    /// the rated ones are taken off it.
    fn solve(&self, side: &Side, other: &Side, table: &[f64], crew: &dyn Crew) -> Vec<f64> {
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
        let mut solved = vec![0.0; side.weights.len() * width];
        let fill = |(): &mut (), row: usize, right: &mut [f64]| {
            let rated = &side.rated[row];
            let targets = side.targets.row(row);
            let rest = |column: usize| f64::from(targets[column]) - table[column * width + d];
            let mut square = shared.clone();
            for column in 0..other.weights.len() {
                add_scaled(right, other.weights[column] * rest(column), input(column));
            }
            for &column in rated {
                let weight = -self.rated_discount * other.weights[column];
                add_square(&mut square, input(column), weight);
                add_scaled(right, weight * rest(column), input(column));
            }
            let weight = side.weights[row];
            for value in square.iter_mut().chain(&mut *right) {
                *value *= weight;
            }
            for diagonal in 0..width {
                square[diagonal * width + diagonal] += self.ridge;
            }
            match Cholesky::new(square, width) {
                Ok(system) => system.solve(right),
                // Only what is not finite comes here: the ridge makes all else definite.
                Err(_) => right.fill(f64::NAN),
            }
        };
        fill_rows(crew, &mut solved, width, || (), fill);
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

/// A direction below this share of the longest is rounding error.
const NOISE: f64 = 1e-12;

/// Turns and stretches the vectors so that both tables have the same column lengths, falling, and
/// columns at right angles: `P Qᵀ` is its singular value decomposition, with the singular values
/// shared out equally. Then one step for all columns rounds all of them as it should: the long
/// columns, which decide most, finely, and the short ones to next to nothing.
fn balanced(factors: Factors) -> Factors {
    let Factors {
        width,
        users,
        movies,
    } = &factors;
    let width = *width;
    let d = width - 1;
    // PᵀP = W Λ Wᵀ, A = W Λ^½; then (PᵀP, QᵀQ) in the basis P A^-ᵀ, Q A is (1, Aᵀ QᵀQ A).
    let eigen = SymmetricEigen::new(gram(users, width), d);
    let longest = eigen
        .values
        .first()
        .copied()
        .unwrap_or(0.0)
        .max(f64::MIN_POSITIVE);
    let length = |k: usize| eigen.values[k].max(NOISE * longest).sqrt();
    // The rows of Aᵀ and of A^-1.
    let forth = rows_times(&eigen.vectors, d, length);
    let back = rows_times(&eigen.vectors, d, |k| length(k).recip());
    let inner = product(
        &product(&forth, &gram(movies, width), d),
        &turned_over(&forth, d),
        d,
    );
    let singular = SymmetricEigen::new(inner, d);
    // P' = P A^-ᵀ V s^½ and Q' = Q A V s^-½, where s² are the values of `singular`.
    let root = |k: usize| singular.values[k].max(0.0).sqrt().sqrt().max(NOISE);
    let turn = |basis: &[f64]| product(&singular.vectors, basis, d);
    Factors {
        width,
        users: applied(users, &rows_times(&turn(&back), d, root), width),
        movies: applied(
            movies,
            &rows_times(&turn(&forth), d, |k| root(k).recip()),
            width,
        ),
    }
}

/// Each row times a factor of its own.
fn rows_times(matrix: &[f64], d: usize, factor: impl Fn(usize) -> f64) -> Vec<f64> {
    (matrix.iter().enumerate())
        .map(|(at, value)| value * factor(at / d))
        .collect()
}

/// `TᵀT` of the vectors (without levels) of a table [n, width]: [d, d].
fn gram(table: &[f64], width: usize) -> Vec<f64> {
    let d = width - 1;
    let mut gram = vec![0.0; d * d];
    for row in table.chunks_exact(width) {
        for (sums, value) in gram.chunks_exact_mut(d).zip(row) {
            for (sum, other) in sums.iter_mut().zip(row) {
                *sum += value * other;
            }
        }
    }
    gram
}

/// The product of two [d, d] matrices.
fn product(a: &[f64], b: &[f64], d: usize) -> Vec<f64> {
    let mut product = vec![0.0; d * d];
    for (sums, row) in product.chunks_exact_mut(d).zip(a.chunks_exact(d)) {
        for (factor, b) in row.iter().zip(b.chunks_exact(d)) {
            for (sum, value) in sums.iter_mut().zip(b) {
                *sum += factor * value;
            }
        }
    }
    product
}

fn turned_over(matrix: &[f64], d: usize) -> Vec<f64> {
    (0..d * d).map(|at| matrix[at % d * d + at / d]).collect()
}

/// The table with its vectors replaced by their products with the rows of `turn`; levels stay.
fn applied(table: &[f64], turn: &[f64], width: usize) -> Vec<f64> {
    let d = width - 1;
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    table
        .chunks_exact(width)
        .flat_map(|row| {
            let vector = turn.chunks_exact(d).map(|turn| dot(&row[..d], turn));
            vector.chain([row[d]]).collect::<Vec<f64>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::model::{Backend, FeatureTables};
    use matinee_core::crew::Alone;
    use matinee_core::domain::{MovieIdx, UserIdx};
    use matinee_data::dataset::{CleaningRules, Tables, clean};
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;

    use super::*;
    use crate::training::hybrid::NewcomerRecipe;

    const WIDTH: usize = 4;

    fn factors() -> Factors {
        let table = |n: usize, shift: usize| -> Vec<f64> {
            let value = |at: usize| ((at * 7 + shift) % 11) as f64 - 4.0;
            (0..n * WIDTH).map(value).collect()
        };
        Factors {
            width: WIDTH,
            users: table(6, 1),
            movies: table(9, 3),
        }
    }

    fn products(factors: &Factors) -> Vec<f64> {
        let dot = |u: &[f64], i: &[f64]| -> f64 {
            u[..WIDTH - 1].iter().zip(i).map(|(u, i)| u * i).sum()
        };
        let users = factors.users.chunks_exact(WIDTH);
        users
            .flat_map(|u| factors.movies.chunks_exact(WIDTH).map(move |i| dot(u, i)))
            .collect()
    }

    #[test]
    fn products_and_levels_stay() {
        let (before, after) = (factors(), balanced(factors()));
        for (before, after) in products(&before).iter().zip(products(&after)) {
            assert!((before - after).abs() < 1e-9, "{before} and {after}");
        }
        let levels = |factors: &Factors| -> Vec<f64> {
            factors.users[WIDTH - 1..]
                .iter()
                .step_by(WIDTH)
                .copied()
                .collect()
        };
        assert_eq!(levels(&before), levels(&after));
    }

    #[test]
    fn columns_are_at_right_angles_and_as_long_on_both_sides() {
        let after = balanced(factors());
        let (users, movies) = (gram(&after.users, WIDTH), gram(&after.movies, WIDTH));
        for (at, (user, movie)) in users.iter().zip(&movies).enumerate() {
            assert!((user - movie).abs() < 1e-8);
            if at % 3 != at / 3 {
                assert!(user.abs() < 1e-8);
            }
        }
        assert!(users[0] > users[4] && users[4] > users[8]);
    }

    fn tables() -> Tables {
        let config = GeneratorConfig {
            n_users: 40,
            n_movies: 50,
            n_ratings: 1200,
            ..GeneratorConfig::default()
        };
        let (files, _) = generate(&config).unwrap();
        clean(files.read().unwrap(), &CleaningRules::none()).0
    }

    /// Biases and one taste, which the user's age decides.
    fn taught(tables: &Tables) -> Matrix {
        let n_cols = tables.movies.len();
        let stars = |user: usize, movie: usize| {
            let taste = (f32::from(tables.users[user].demographics.unwrap().age) - 35.0) / 20.0;
            let side = if movie.is_multiple_of(2) { 0.8 } else { -0.8 };
            3.0 + 0.1 * (user % 7) as f32 - 0.1 * (movie % 5) as f32 + taste * side
        };
        let values = (0..tables.users.len() * n_cols).map(|at| stars(at / n_cols, at % n_cols));
        Matrix {
            n_rows: tables.users.len(),
            n_cols,
            values: values.collect(),
        }
    }

    fn student(recipe: &DistilRecipe) -> (Tables, FeatureTables, Matrix, RatingHead) {
        let tables = tables();
        let features = FeatureTables::new(&tables);
        let taught = taught(&tables);
        let room = TrainContext::new(&features, &tables.ratings, &[], Backend::Ndarray, &Alone);
        let mut student = Distillation::new(recipe, &room, &taught, 1);
        while !student.is_finished() {
            student.sweep();
        }
        let head = student.finish();
        (tables, features, taught, head)
    }

    fn recipe() -> DistilRecipe {
        DistilRecipe {
            embedding_size: 3,
            ridge: 1e-4,
            ..DistilRecipe::default()
        }
    }

    #[test]
    fn what_two_tables_can_say_is_learned_of_every_pair() {
        let (_, _, taught, head) = student(&recipe());
        for user in 0..taught.n_rows {
            for (movie, expected) in taught.row(user).iter().enumerate() {
                let found = head.stars(UserIdx(user as u32), MovieIdx(movie as u32));
                assert!((found - expected).abs() < 0.01, "{found} and {expected}");
            }
        }
    }

    #[test]
    fn a_newcomer_is_expected_closer_to_what_they_are_than_the_mean_of_all() {
        let (tables, features, _, head) = student(&recipe());
        let mean = head.users.column_means();
        let mut rated = vec![Vec::new(); tables.users.len()];
        for row in &tables.ratings {
            rated[row.user.row()].push(row.movie.row());
        }
        let distance =
            |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
        let (mut of_expected, mut of_mean) = (0.0, 0.0);
        for (user, movies) in rated.iter().enumerate() {
            let mut expected = head.start.clone();
            let features = features.users.row(UserIdx(user as u32));
            for (column, expected) in expected.iter_mut().enumerate() {
                for (row, value) in features.iter().enumerate() {
                    *expected += value * head.features.row(row)[column];
                }
                for &movie in movies {
                    *expected += head.rated.row(movie)[column] / (movies.len() as f32).sqrt();
                }
            }
            of_expected += distance(head.users.row(user), &expected);
            of_mean += distance(head.users.row(user), &mean);
        }
        // The age decides the taste.
        assert!(of_expected < 0.7 * of_mean, "{of_expected} and {of_mean}");
    }

    #[test]
    fn what_varies_less_between_people_is_held_more_strongly() {
        let (.., head) = student(&recipe());
        // Columns are singular vectors, the longest first; the ensemble has only one taste.
        assert!(head.own_l2[0] < head.own_l2[1], "{:?}", head.own_l2);
        assert!(head.own_l2.iter().all(|l2| l2.is_finite() && *l2 > 0.0));
    }

    #[test]
    fn a_recipe_out_of_range_is_refused_by_name() {
        let refused = DistilRecipe {
            rated_weight: -0.1,
            ..recipe()
        };
        assert_eq!(refused.check().unwrap_err().field, "rated weight");
        let refused = DistilRecipe {
            newcomers: NewcomerRecipe {
                lengths: Vec::new(),
                ..NewcomerRecipe::default()
            },
            ..recipe()
        };
        assert_eq!(
            refused.check().unwrap_err().field,
            "newcomers' shortest history"
        );
    }
}

//! The student of many ratings: the network of a [`DirectRecipe`], found by solving and not by steps.
//!
//! It is the same model with the same loss,
//!
//! ```text
//! user u  = own_u + F x_u + n_u^-½ Σ_{j rated by u} Y_j        the same for movies, with G and Z
//! loss    = Σ (r − mean − level_u − level_i − u · i)² + λ_E ‖own‖² + λ_F ‖F, G‖² + λ_Y ‖Y, Z‖²
//! ```
//!
//! and while the movies stand, it is a least squares problem in everything of the users, and the other way
//! round. A person's own part can be taken out of it in closed form: what is left asks of F and Y that what
//! they make of a person lies near what that person's ratings say, and is solved by conjugate gradients. A
//! sweep reads every rating two dozen times, whatever their number; steps read all of them four times *a step*.
//!
//! What makes the loss smallest fits its ratings too well. So nothing is taken to be exactly what it was found
//! to be: where the other side's vectors are squared, their variances are added (a variational approximation;
//! Lim and Teh, Variational Bayesian Approach to Movie Rating Prediction, KDD Cup 2007), and after a few sweeps
//! held-out rows are predicted better than after all steps.
//!
//! Sums run over the rows of one side and have one order, so the result is the same bits whatever the crew.

use std::fmt;
use std::mem;

use rand_distr::{Distribution, StandardNormal};

use crate::training::RatingHead;
use crate::training::trainer::{EpochReport, INIT, Progress};
use matinee_core::domain::{Rating, Score};
use matinee_core::linear::{BothWays, Cholesky, Crew, Lists, add_scaled, dot, fill_rows};
use matinee_core::random;
use matinee_engine::features::Matrix;

use super::learner::TrainContext;
use super::recipe::DirectRecipe;

/// Sweeps: after these, held-out rows are predicted no better.
const SWEEPS: u32 = 7;
/// Rounds of conjugate gradients a side and sweep. They go on where those of the sweep before ended.
const ROUNDS: u32 = 3;
/// Sweeps that look how stiff each unknown of the conjugate gradients is. It hardly changes afterwards, and only
/// how fast they are depends on it.
const SCALED: u32 = 2;
/// Size of the initial vectors' values.
const INITIAL: f64 = 0.3;
/// Variance of a rating beside what is predicted of it, stars², before anything is.
const START_NOISE: f64 = 1.0;
/// Every λ is at least this much: without any, somebody with few ratings has no one solution.
const LEAST: f64 = 1e-3;

/// A student on its way, a sweep at a time.
pub struct Solved<'a> {
    recipe: &'a DirectRecipe,
    room: &'a TrainContext<'a>,
    mean: f64,
    /// Variance of a rating beside what is predicted of it, stars².
    noise: f64,
    /// Stars, [n_users, n_movies].
    given: BothWays,
    users: Side<'a>,
    movies: Side<'a>,
    /// Reports of the sweeps done.
    reports: Vec<EpochReport>,
}

impl<'a> Solved<'a> {
    /// Before the first sweep.
    pub(super) fn new(recipe: &'a DirectRecipe, room: &'a TrainContext<'a>, seed: u64) -> Self {
        let shape = room.shape();
        let rows = room.training.iter();
        let elements = rows.map(|row| (row.user.0, row.movie.0, row.stars.as_f32()));
        let given = BothWays::new(shape, elements);
        let width = recipe.network.embedding_size + 1;
        let side = |features: &'a Matrix, lists: &Lists, n_others| {
            Side::new(features, lists, n_others, width)
        };
        let users = side(room.tables.users.matrix(), &given.rows, shape[1]);
        let mut movies = side(room.tables.movies.matrix(), &given.columns, shape[0]);
        let mut draws = StandardNormal.sample_iter(random::seeded(seed, INIT));
        for row in movies.table.chunks_exact_mut(width) {
            row[..width - 1].fill_with(|| INITIAL * draws.next().unwrap_or(0.0));
        }
        Self {
            recipe,
            room,
            mean: room.mean(),
            noise: START_NOISE,
            given,
            users,
            movies,
            reports: Vec::new(),
        }
    }

    /// Whether no sweep is left.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.reports.len() == SWEEPS as usize
    }

    /// Solves for the users and for the movies once.
    pub fn sweep(&mut self) -> Progress {
        let terms = Terms {
            mean: self.mean,
            noise: self.noise,
            held_back: HeldBack::new(self.recipe),
            crew: self.room.crew,
        };
        let BothWays { rows, columns } = &self.given;
        self.users.solve([rows, columns], &self.movies, &terms);
        self.movies.solve([columns, rows], &self.users, &terms);
        let [error, expected] = self.errors();
        self.noise = expected;
        let report = EpochReport {
            epoch: self.reports.len() as u32 + 1,
            training: error as f32,
            validation: self.validate().map(|loss| loss as f32),
            is_best: true,
        };
        self.reports.push(report);
        Progress {
            report: Some(report),
            ..Progress::of_sweep(report.epoch, SWEEPS)
        }
    }

    /// The rating head after the sweeps so far, and their reports.
    #[must_use]
    pub fn finish(self) -> (RatingHead, Vec<EpochReport>) {
        let head = self.head();
        (head, self.reports)
    }

    /// The rating head after the sweeps so far.
    #[must_use]
    pub fn head(&self) -> RatingHead {
        let width = self.users.width;
        let matrix = |values: &[f64]| Matrix {
            n_rows: values.len() / width,
            n_cols: width,
            values: to_f32(values),
        };
        RatingHead {
            mean: self.mean as f32,
            users: matrix(&self.users.table),
            movies: matrix(&self.movies.table),
            rated: matrix(self.users.pooled()),
            features: matrix(self.users.said()),
            start: to_f32(&self.mean_own()),
            own_l2: self.recipe.own_l2(self.recipe.network.embedding_size),
        }
    }

    /// What people with ratings have of their own, on average: [d + 1].
    fn mean_own(&self) -> Vec<f64> {
        let width = self.users.width;
        let mut mean = vec![0.0; width];
        let mut n = 0.0_f64;
        let rows = self.users.table.chunks_exact(width);
        let pairs = rows.zip(self.users.expected.chunks_exact(width));
        for ((found, expected), _) in pairs
            .zip(self.given.rows.iter())
            .filter(|(_, given)| !given.is_empty())
        {
            n += 1.0;
            add_scaled(&mut mean, 1.0, found);
            add_scaled(&mut mean, -1.0, expected);
        }
        for value in &mut mean {
            *value /= n.max(1.0);
        }
        mean
    }

    /// Stars of a pair, not clipped.
    fn stars(&self, user: usize, movie: usize) -> f64 {
        let d = self.users.width - 1;
        let (user, movie) = (self.users.row(user).0, self.movies.row(movie).0);
        self.mean + user[d] + movie[d] + dot(&user[..d], &movie[..d])
    }

    /// Mean squared error of the training rows, not clipped, stars²; and what is expected of it, with every
    /// value as uncertain as it is.
    fn errors(&self) -> [f64; 2] {
        let (rows, d) = (&self.given.rows, self.users.width - 1);
        let mut errors = vec![0.0; rows.n_lists() * 2];
        let fill = |(): &mut (), user: usize, sums: &mut [f64]| {
            let (p, of_p) = self.users.row(user);
            for &(movie, stars) in rows.of(user) {
                let (q, of_q) = self.movies.row(movie as usize);
                let error = f64::from(stars) - self.stars(user, movie as usize);
                let mut variance = of_p[d] + of_q[d];
                for at in 0..d {
                    let (p, of_p, q, of_q) = (p[at], of_p[at], q[at], of_q[at]);
                    variance += p * p * of_q + q * q * of_p + of_p * of_q;
                }
                sums[0] += error * error;
                sums[1] += error * error + variance;
            }
        };
        fill_rows(self.room.crew, &mut errors, 2, || (), fill);
        let n = self.room.training.len() as f64;
        [0, 1].map(|of| errors.iter().skip(of).step_by(2).sum::<f64>() / n)
    }

    /// Mean squared error of the held-out rows, clipped, stars², if there are any.
    fn validate(&self) -> Option<f64> {
        let rows = self.room.validation;
        let squared_error = |row: &Rating| {
            let predicted = self.stars(row.user.row(), row.movie.row()) as f32;
            f64::from(Score::clip(predicted, self.room.tables.scale).stars() - row.stars.as_f32())
                .powi(2)
        };
        let sum: f64 = rows.iter().map(squared_error).sum();
        (!rows.is_empty()).then(|| sum / rows.len() as f64)
    }
}

impl fmt::Debug for Solved<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Solved after sweep {}", self.reports.len()) // the ratings are millions
    }
}

fn to_f32(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&value| value as f32).collect()
}

/// λ of every part.
struct HeldBack {
    /// [d + 1]: of a row's own vector, and of its level.
    own: Vec<f64>,
    /// Of Y and Z.
    pooled: f64,
    /// Of F and G.
    features: f64,
}

impl HeldBack {
    fn new(recipe: &DirectRecipe) -> Self {
        let network = &recipe.network;
        let least = |lambda: f32| f64::from(lambda).max(LEAST);
        let mut own = vec![least(network.embedding_l2); network.embedding_size + 1];
        own[network.embedding_size] = least(network.level_l2);
        Self {
            own,
            pooled: least(network.pooled_l2),
            features: least(network.feature_l2),
        }
    }
}

/// What both sides are solved with.
struct Terms<'a> {
    /// Mean of the ratings, stars.
    mean: f64,
    /// Variance of a rating, stars².
    noise: f64,
    held_back: HeldBack,
    crew: &'a dyn Crew,
}

/// All of the users, or all of the movies.
struct Side<'a> {
    /// d + 1
    width: usize,
    /// [n, features]
    features: &'a Matrix,
    /// [n]: 1 / √n of each row's ratings; 0 without any.
    norms: Vec<f64>,
    /// [n, d + 1]: vector and level, summed up.
    table: Vec<f64>,
    /// [n, d + 1]: of each of these values.
    variances: Vec<f64>,
    /// [n_others + features, d + 1]: Y above F, or Z above G.
    shared: Vec<f64>,
    n_others: usize,
    /// [n, d + 1]: what these make of each row.
    expected: Vec<f64>,
    /// As `shared`: one over the diagonal elements of what it was solved of.
    scale: Vec<f64>,
    n_solved: u32,
}

impl<'a> Side<'a> {
    /// Everything 0.
    fn new(features: &'a Matrix, lists: &Lists, n_others: usize, width: usize) -> Self {
        let norm = |list: &[(u32, f32)]| match list.len() {
            0 => 0.0,
            n => (n as f64).sqrt().recip(),
        };
        Self {
            width,
            features,
            norms: lists.iter().map(norm).collect(),
            table: vec![0.0; lists.n_lists() * width],
            variances: vec![0.0; lists.n_lists() * width],
            shared: vec![0.0; (n_others + features.n_cols) * width],
            n_others,
            expected: vec![0.0; lists.n_lists() * width],
            scale: Vec::new(),
            n_solved: 0,
        }
    }

    /// The values of a row, and their variances.
    fn row(&self, row: usize) -> (&[f64], &[f64]) {
        let at = row * self.width..(row + 1) * self.width;
        (&self.table[at.clone()], &self.variances[at])
    }

    /// Y or Z.
    fn pooled(&self) -> &[f64] {
        &self.shared[..self.n_others * self.width]
    }

    /// F or G.
    fn said(&self) -> &[f64] {
        &self.shared[self.n_others * self.width..]
    }

    /// Fits everything of this side to the ratings while the `other` side stands: `lists` has this side's
    /// ratings by row, and the same by the other side's row.
    fn solve(&mut self, lists: [&Lists; 2], other: &Side<'_>, terms: &Terms<'_>) {
        let (own, crew) = (&terms.held_back.own, terms.crew);
        let rows = Rows::new(lists[0], [&other.table, &other.variances], terms);
        let shared = Shared {
            side: self,
            rows: &rows,
            lists,
            terms,
        };
        let scale = (shared.side.n_solved < SCALED).then(|| shared.scale());
        let (solution, expected) = shared.solve(scale.as_ref().unwrap_or(&shared.side.scale));
        self.scale = scale.unwrap_or_else(|| mem::take(&mut self.scale));
        self.n_solved += 1;
        self.shared = solution;
        self.table.clone_from(&expected);
        self.expected = expected;
        let fill = |room: &mut Vec<f64>, row: usize, expected: &mut [f64]| {
            rows.settle(row, expected, room, own);
        };
        fill_rows(crew, &mut self.table, self.width, Vec::new, fill);
        for (row, variances) in self.variances.chunks_exact_mut(self.width).enumerate() {
            for (variance, s) in variances.iter_mut().zip(rows.diagonal(row)) {
                *variance = terms.noise * s;
            }
        }
    }

    /// What any F and Y make of each row, [n, d + 1].
    fn expect(&self, lists: &Lists, shared: &[f64], crew: &dyn Crew) -> Vec<f64> {
        let mut expected = vec![0.0; self.table.len()];
        let fill = |(): &mut (), row: usize, sum: &mut [f64]| {
            self.expect_row(row, lists.of(row), shared, sum);
        };
        fill_rows(crew, &mut expected, self.width, || (), fill);
        expected
    }

    /// The same of one row, added to `sum`, which is 0.
    fn expect_row(&self, row: usize, list: &[(u32, f32)], shared: &[f64], sum: &mut [f64]) {
        let width = self.width;
        let (pooled, said) = shared.split_at(self.n_others * width);
        for &(other, _) in list {
            let other = other as usize;
            add_scaled(sum, 1.0, &pooled[other * width..][..width]);
        }
        for value in sum.iter_mut() {
            *value *= self.norms[row];
        }
        for (weights, &x) in said.chunks_exact(width).zip(self.features.row(row)) {
            if x != 0.0 {
                add_scaled(sum, f64::from(x), weights);
            }
        }
    }
}

/// What the ratings of each row come down to while the other side stands: with x = [vector, 1] of the other
/// side, v the variances of x (0 for the 1), t what its level leaves of the stars, and Λ the λ of the row's own
/// part,
///
/// ```text
/// S = (Σ (x xᵀ + diag v) + Λ)⁻¹      s = S Σ x t
/// ```
///
/// If m is expected of the row, its best value is `s + S Λ m`, and the loss that is left is, but for a
/// constant, `mᵀ W m − 2 mᵀ Λ s` with `W = Λ − Λ S Λ`.
struct Rows {
    width: usize,
    /// Of each row, the lower triangle of S, row by row, and s: [n, w (w + 1) / 2 + w], with w = d + 1.
    values: Vec<f64>,
}

/// Room for a row's sums.
struct Sums {
    /// [d + 1, d + 1 filled up]: Σ x xᵀ
    squares: Vec<f64>,
    /// [d + 1 filled up]: Σ x t
    targets: Vec<f64>,
    /// [d]: Σ v
    variances: Vec<f64>,
}

impl Sums {
    fn clear(&mut self) {
        for sums in [&mut self.squares, &mut self.targets, &mut self.variances] {
            sums.fill(0.0);
        }
    }
}

/// Columns that are added up together: rows are filled up with 0 to a multiple of it.
const LANES: usize = 4;
/// Ratings that are: a sum is then read and written once for all of them.
const AT_ONCE: usize = 4;

impl Rows {
    /// Of this side's `lists` and the other side's values and their variances.
    fn new(lists: &Lists, [other, variances]: [&[f64]; 2], terms: &Terms<'_>) -> Self {
        let own = &terms.held_back.own;
        let (width, d) = (own.len(), own.len() - 1);
        let padded = width.next_multiple_of(LANES);
        // One row more, all 0, for what there is not.
        let mut inputs = vec![0.0; other.len() / width * padded + padded];
        let mut levels = Vec::with_capacity(other.len() / width);
        for (input, row) in inputs
            .chunks_exact_mut(padded)
            .zip(other.chunks_exact(width))
        {
            input[..d].copy_from_slice(&row[..d]);
            input[d] = 1.0;
            levels.push(row[d]);
        }
        let nobody = levels.len();
        let input = |row: usize| &inputs[row * padded..][..padded];
        let of_triangle = width * (width + 1) / 2;
        let mut values = vec![0.0; lists.n_lists() * (of_triangle + width)];
        let room = || Sums {
            squares: vec![0.0; width * padded],
            targets: vec![0.0; padded],
            variances: vec![0.0; d],
        };
        let fill = |sums: &mut Sums, row: usize, out: &mut [f64]| {
            sums.clear();
            for ratings in lists.of(row).chunks(AT_ONCE) {
                let mut xs = [input(nobody); AT_ONCE];
                for (x, &(other, stars)) in xs.iter_mut().zip(ratings) {
                    let other = other as usize;
                    *x = input(other);
                    let target = f64::from(stars) - terms.mean - levels[other];
                    add_scaled(&mut sums.targets, target, x);
                    add_scaled(&mut sums.variances, 1.0, &variances[other * width..][..d]);
                }
                add_squares(&mut sums.squares, padded, xs);
            }
            let mut system = vec![0.0; width * width];
            for (at, line) in system.chunks_exact_mut(width).enumerate() {
                line[..=at].copy_from_slice(&sums.squares[at * padded..][..=at]);
                line[at] += own[at] + sums.variances.get(at).copied().unwrap_or(0.0);
            }
            // Only what is not finite is refused: Λ makes all else definite.
            let inverse = Cholesky::new(system, width).map(Cholesky::inverse);
            let inverse = inverse.unwrap_or_else(|_| vec![f64::NAN; width * width]);
            let mut start = 0;
            for (at, line) in inverse.chunks_exact(width).enumerate() {
                out[start..=start + at].copy_from_slice(&line[..=at]);
                start += at + 1;
                out[of_triangle + at] = dot(line, &sums.targets[..width]);
            }
        };
        fill_rows(terms.crew, &mut values, of_triangle + width, room, fill);
        Self { width, values }
    }

    /// The diagonal of S of a row, [d + 1].
    fn diagonal(&self, row: usize) -> impl Iterator<Item = f64> {
        let triangle = self.row(row).0;
        (0..self.width).map(|at| triangle[at * (at + 3) / 2])
    }

    /// S and s of a row.
    fn row(&self, row: usize) -> (&[f64], &[f64]) {
        let (width, of_triangle) = (self.width, self.width * (self.width + 1) / 2);
        self.values[row * (of_triangle + width)..][..of_triangle + width].split_at(of_triangle)
    }

    /// `expected`, m, becomes `S Λ m`.
    fn weigh(&self, row: usize, expected: &mut [f64], room: &mut Vec<f64>, own: &[f64]) {
        room.clear();
        room.extend(expected.iter().zip(own).map(|(m, own)| m * own));
        expected.fill(0.0);
        let mut triangle = self.row(row).0;
        for at in 0..self.width {
            let (line, rest) = triangle.split_at(at + 1);
            triangle = rest;
            let (before, diagonal) = (&line[..at], line[at]);
            expected[at] += dot(before, &room[..at]) + diagonal * room[at];
            add_scaled(&mut expected[..at], room[at], before);
        }
    }

    /// `expected`, m, becomes the row's best value, `s + S Λ m`.
    fn settle(&self, row: usize, expected: &mut [f64], room: &mut Vec<f64>, own: &[f64]) {
        self.weigh(row, expected, room, own);
        add_scaled(expected, 1.0, self.row(row).1);
    }

    /// `expected`, m, becomes `W m`.
    fn resist(&self, row: usize, expected: &mut [f64], room: &mut Vec<f64>, own: &[f64]) {
        self.weigh(row, expected, room, own);
        // The room has Λ m.
        for ((value, scaled), own) in expected.iter_mut().zip(&*room).zip(own) {
            *value = scaled - own * *value;
        }
    }
}

/// Adds `x xᵀ` of each of `xs`, all of the width of a row: the lower triangle, and what lies in its lanes.
fn add_squares(squares: &mut [f64], padded: usize, xs: [&[f64]; AT_ONCE]) {
    for (at, sums) in squares.chunks_exact_mut(padded).enumerate() {
        let factors = xs.map(|x| x[at]);
        let n_lanes = at / LANES + 1;
        let (sums, _) = sums.as_chunks_mut::<LANES>();
        let [a, b, c, d] = xs.map(|x| &x.as_chunks::<LANES>().0[..n_lanes]);
        for (((sums, a), b), (c, d)) in sums[..n_lanes]
            .iter_mut()
            .zip(a)
            .zip(b)
            .zip(c.iter().zip(d))
        {
            for lane in 0..LANES {
                let first = factors[0] * a[lane] + factors[1] * b[lane];
                sums[lane] += first + (factors[2] * c[lane] + factors[3] * d[lane]);
            }
        }
    }
}

/// The least squares problem of F and Y, each row's own part taken out:
/// `(Bᵀ W B + λ) z = Bᵀ Λ s`, where B makes of z what is expected of each row.
struct Shared<'a> {
    side: &'a Side<'a>,
    rows: &'a Rows,
    lists: [&'a Lists; 2],
    terms: &'a Terms<'a>,
}

impl Shared<'_> {
    /// Conjugate gradients from where the side stands, each unknown by its `scale`. The solution, and what is
    /// then expected of each row.
    fn solve(&self, scale: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let Self { side, terms, .. } = self;
        let mut solution = side.shared.clone();
        let mut expected = side.expected.clone();
        let mut rest = self.rest();
        let scaled = |rest: &[f64]| rest.iter().zip(scale).map(|(r, s)| r * s).collect();
        let mut direction: Vec<f64> = scaled(&rest);
        let mut size = dot(&rest, &direction);
        for _ in 0..ROUNDS {
            if size <= 0.0 {
                break; // nothing is left
            }
            let of_rows = side.expect(self.lists[0], &direction, terms.crew);
            let image = self.image(&direction, &of_rows);
            let step = size / dot(&direction, &image);
            add_scaled(&mut solution, step, &direction);
            add_scaled(&mut expected, step, &of_rows);
            add_scaled(&mut rest, -step, &image);
            let next: Vec<f64> = scaled(&rest);
            let before = size;
            size = dot(&rest, &next);
            for (value, next) in direction.iter_mut().zip(next) {
                *value = next + size / before * *value;
            }
        }
        (solution, expected)
    }

    /// `Bᵀ Λ s − (Bᵀ W B + λ) z`, for the z where the side stands.
    fn rest(&self) -> Vec<f64> {
        let own = &self.terms.held_back.own;
        let mut rest = self.back(false, |row, out, room| {
            self.expected_of(&self.side.expected, row, out);
            self.rows.resist(row, out, room, own);
            for ((out, s), own) in out.iter_mut().zip(self.rows.row(row).1).zip(own) {
                *out = s * own - *out;
            }
        });
        self.hold_back(&mut rest, -1.0, &self.side.shared);
        rest
    }

    /// `(Bᵀ W B + λ) z`, for a z of which `of_rows` is B z.
    fn image(&self, z: &[f64], of_rows: &[f64]) -> Vec<f64> {
        let own = &self.terms.held_back.own;
        let mut image = self.back(false, |row, out, room| {
            self.expected_of(of_rows, row, out);
            self.rows.resist(row, out, room, own);
        });
        self.hold_back(&mut image, 1.0, z);
        image
    }

    fn expected_of(&self, of_rows: &[f64], row: usize, out: &mut [f64]) {
        let width = self.side.width;
        out.copy_from_slice(&of_rows[row * width..][..width]);
    }

    /// Adds `factor λ z`.
    fn hold_back(&self, sum: &mut [f64], factor: f64, z: &[f64]) {
        let held_back = &self.terms.held_back;
        let pooled = self.side.n_others * self.side.width;
        let (of_others, of_features) = sum.split_at_mut(pooled);
        add_scaled(of_others, factor * held_back.pooled, &z[..pooled]);
        add_scaled(of_features, factor * held_back.features, &z[pooled..]);
    }

    /// One over the diagonal of `Bᵀ W B + λ`.
    fn scale(&self) -> Vec<f64> {
        let own = &self.terms.held_back.own;
        let mut diagonal = self.back(true, |row, out, _| {
            for ((out, own), s) in out.iter_mut().zip(own).zip(self.rows.diagonal(row)) {
                *out = own - own * own * s;
            }
        });
        let ones = vec![1.0; diagonal.len()];
        self.hold_back(&mut diagonal, 1.0, &ones);
        diagonal.iter().map(|value| value.recip()).collect()
    }

    /// `Bᵀ` times a table [n, d + 1] that `fill` makes, row by row; with the elements of B squared, where
    /// `is_squared`.
    fn back(
        &self,
        is_squared: bool,
        fill: impl Fn(usize, &mut [f64], &mut Vec<f64>) + Sync,
    ) -> Vec<f64> {
        let (side, crew) = (self.side, self.terms.crew);
        let width = side.width;
        let power = |x: f64| if is_squared { x * x } else { x };
        let mut table = vec![0.0; side.table.len()];
        let fill = |room: &mut Vec<f64>, row: usize, out: &mut [f64]| fill(row, out, room);
        fill_rows(crew, &mut table, width, Vec::new, fill);

        let mut back = vec![0.0; side.shared.len()];
        let (of_others, of_features) = back.split_at_mut(side.n_others * width);
        let pool = |(): &mut (), other: usize, sum: &mut [f64]| {
            for &(row, _) in self.lists[1].of(other) {
                let row = row as usize;
                add_scaled(sum, power(side.norms[row]), &table[row * width..][..width]);
            }
        };
        fill_rows(crew, of_others, width, || (), pool);

        // A feature is a sum over all rows: over some at a time, and then over these sums.
        let n_rows = side.norms.len();
        let n_values = of_features.len();
        let mut parts = vec![0.0; n_rows.div_ceil(PART) * n_values];
        let gather = |(): &mut (), part: usize, sums: &mut [f64]| {
            for row in part * PART..n_rows.min((part + 1) * PART) {
                let values = &table[row * width..][..width];
                let features = side.features.row(row);
                for (sum, &x) in sums.chunks_exact_mut(width).zip(features) {
                    if x != 0.0 {
                        add_scaled(sum, power(f64::from(x)), values);
                    }
                }
            }
        };
        fill_rows(crew, &mut parts, n_values, || (), gather);
        for part in parts.chunks_exact(n_values.max(1)) {
            add_scaled(of_features, 1.0, part);
        }
        back
    }
}

/// Rows whose features are summed up together.
const PART: usize = 1024;

#[cfg(test)]
mod tests {
    use std::thread;

    use crate::model::{Backend, FeatureTables};
    use crate::training::Biases;
    use matinee_core::domain::{MovieIdx, UserIdx};
    use matinee_core::linear::Alone;
    use matinee_data::dataset::{CleaningRules, Tables, clean, split};
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;

    use super::*;

    fn tables() -> Tables {
        let config = GeneratorConfig {
            n_users: 150,
            n_movies: 90,
            n_ratings: 6_000,
            ..GeneratorConfig::default()
        };
        let (files, _) = generate(&config).unwrap();
        clean(files.read().unwrap(), &CleaningRules::none()).0
    }

    fn recipe() -> DirectRecipe {
        let mut recipe = DirectRecipe::default();
        recipe.network.embedding_size = 5;
        recipe
    }

    /// Runs `look` after every sweep.
    fn solve(
        recipe: &DirectRecipe,
        rows: [&[Rating]; 2],
        tables: &Tables,
        crew: &dyn Crew,
        look: &mut dyn FnMut(&Solved<'_>),
    ) -> RatingHead {
        let features = FeatureTables::new(tables);
        let room = TrainContext::new(&features, rows[0], rows[1], Backend::Ndarray, crew);
        let mut student = Solved::new(recipe, &room, 1);
        while !student.is_finished() {
            student.sweep();
            look(&student);
        }
        student.finish().0
    }

    /// The loss of the network, straight from its formula.
    fn loss(student: &Solved<'_>) -> f64 {
        let HeldBack {
            own,
            pooled,
            features,
        } = HeldBack::new(student.recipe);
        let squares = |values: &[f64]| values.iter().map(|x| x * x).sum::<f64>();
        let mut loss = student.errors()[0] * student.room.training.len() as f64;
        let BothWays { rows, columns } = &student.given;
        for (side, lists) in [(&student.users, rows), (&student.movies, columns)] {
            let expected = side.expect(lists, &side.shared, &Alone);
            for (at, (value, expected)) in side.table.iter().zip(&expected).enumerate() {
                loss += own[at % own.len()] * (value - expected).powi(2);
            }
            loss += pooled * squares(side.pooled()) + features * squares(side.said());
        }
        loss
    }

    #[test]
    fn without_variances_every_sweep_makes_the_loss_of_the_network_smaller() {
        let tables = tables();
        let (recipe, features) = (recipe(), FeatureTables::new(&tables));
        let room = TrainContext::new(&features, &tables.ratings, &[], Backend::Ndarray, &Alone);
        let mut student = Solved::new(&recipe, &room, 1);
        let mut sweep = || {
            student.noise = 0.0;
            student.sweep();
            loss(&student)
        };
        let losses: Vec<f64> = (0..20).map(|_| sweep()).collect();
        assert!(
            losses.windows(2).all(|pair| pair[1] < pair[0]),
            "{losses:?}"
        );
        assert!(losses[18] - losses[19] < 1e-3 * losses[19], "{losses:?}");
    }

    #[test]
    fn what_is_uncertain_is_held_back_more() {
        let tables = tables();
        let rows = [&tables.ratings[..], &[]];
        solve(&recipe(), rows, &tables, &Alone, &mut |student| {
            let [error, expected] = student.errors();
            assert!(error > 0.0 && expected > error);
            let variances = student
                .users
                .variances
                .iter()
                .chain(&student.movies.variances);
            variances.for_each(|variance| assert!(*variance > 0.0 && *variance < 1.0));
        });
    }

    #[test]
    fn it_predicts_better_than_levels_do() {
        let tables = tables();
        let split = split::random(&tables.ratings, 0.2, 1).unwrap();
        let rows = [&split.train[..], &split.test];
        let mut measured = Vec::new();
        let head = solve(&recipe(), rows, &tables, &Alone, &mut |it| {
            measured.extend(it.reports.last().and_then(|report| report.validation));
        });
        let levels = Biases::fit(&split.train, [tables.users.len(), tables.movies.len()]);
        let mse = |stars: &dyn Fn(&Rating) -> f32| {
            let error =
                |row| f64::from(Score::clip(stars(row), tables.scale).stars() - row.stars.as_f32());
            let sum: f64 = split.test.iter().map(|row| error(row).powi(2)).sum();
            (sum / split.test.len() as f64) as f32
        };
        let found = mse(&|row| head.stars(row.user, row.movie));
        let of_levels = mse(&|row| levels.stars(row.user, row.movie) as f32);
        assert!(found < of_levels, "{found}, levels {of_levels}");
        assert!((found - measured[measured.len() - 1]).abs() < 1e-4);
    }

    /// As many threads.
    #[derive(Debug)]
    struct Threads(usize);

    impl Crew for Threads {
        fn all(&self, work: &(dyn Fn() + Sync)) {
            thread::scope(|scope| {
                for _ in 0..self.0 {
                    scope.spawn(work);
                }
            });
        }
    }

    #[test]
    fn the_crew_does_not_change_a_bit() {
        let tables = tables();
        let rows = [&tables.ratings[..], &[]];
        let head = |crew: &dyn Crew| solve(&recipe(), rows, &tables, crew, &mut |_| ());
        let alone = head(&Alone);
        for n_threads in [1, 2, 5] {
            assert_eq!(head(&Threads(n_threads)), alone, "{n_threads} threads");
        }
    }

    #[test]
    fn who_rated_nothing_and_what_nobody_rated_are_as_their_features_say() {
        let tables = tables();
        let silent = |row: &&Rating| row.user != UserIdx(3) && row.movie != MovieIdx(7);
        let rows: Vec<Rating> = tables.ratings.iter().filter(silent).copied().collect();
        let recipe = recipe();
        let head = solve(&recipe, [&rows, &[]], &tables, &Alone, &mut |_| ());
        let features = FeatureTables::new(&tables);
        for (column, found) in head.users.row(3).iter().enumerate() {
            let said = (features.users.row(UserIdx(3)).iter().enumerate())
                .map(|(row, x)| x * head.features.row(row)[column]);
            assert!((found - said.sum::<f32>()).abs() < 1e-5);
        }
        assert!(head.movies.row(7).iter().all(|value| value.is_finite()));
    }

    /// One person, one movie of vector 2 (variance .4) and level .5, mean 3: t = 5 − 3 − .5, x = [2, 1].
    #[test]
    fn a_row_as_by_hand() {
        let given = BothWays::new([1, 1], std::iter::once((0, 0, 5.0)));
        let held_back = HeldBack {
            own: vec![0.6, 3.0],
            pooled: 1.0,
            features: 1.0,
        };
        let terms = Terms {
            mean: 3.0,
            noise: 1.0,
            held_back,
            crew: &Alone,
        };
        let own = &terms.held_back.own;
        let rows = Rows::new(&given.rows, [&[2.0, 0.5], &[0.4, 9.0]], &terms);
        // ([[4.4, 2], [2, 1]] + diag(.6, 3))⁻¹ = [[5, 2], [2, 4]]⁻¹ = [[4, −2], [−2, 5]] / 16
        let (triangle, s) = rows.row(0);
        let close = |found: &[f64], expected: &[f64]| {
            assert_eq!(found.len(), expected.len());
            let mut pairs = found.iter().zip(expected);
            assert!(pairs.all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        };
        close(triangle, &[0.25, -0.125, 0.3125]);
        // S [3, 1.5]
        close(s, &[0.5625, 0.09375]);
        let room = &mut Vec::new();
        let mut settled = [1.0, 2.0];
        rows.settle(0, &mut settled, room, own);
        // S Λ [1, 2] = S [.6, 6] = [−.6, 1.8]
        close(&settled, &[-0.0375, 1.89375]);
        let mut resisting = [1.0, 2.0];
        rows.resist(0, &mut resisting, room, own);
        // Λ ([1, 2] − [−.6, 1.8])
        close(&resisting, &[0.96, 0.6]);
    }
}

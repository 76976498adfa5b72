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

mod side;

use std::fmt;

use rand_distr::{Distribution, StandardNormal};

use crate::training::RatingHead;
use crate::training::trainer::{EpochReport, INIT, Progress};
use matinee_core::crew::fill_rows;
use matinee_core::domain::{Rating, Score};
use matinee_core::linear::{BothWays, Lists, add_scaled, dot};
use matinee_core::random;
use matinee_engine::features::Matrix;

use self::side::{HeldBack, Side, Terms};
use super::learner::TrainContext;
use super::recipe::DirectRecipe;

/// Sweeps: after these, held-out rows are predicted no better.
const SWEEPS: u32 = 7;
/// Size of the initial vectors' values.
const INITIAL: f64 = 0.3;
/// Variance of a rating beside what is predicted of it, stars², before anything is.
const START_NOISE: f64 = 1.0;

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

#[cfg(test)]
mod tests {
    use std::thread;

    use crate::model::{Backend, FeatureTables};
    use crate::training::Biases;
    use matinee_core::crew::{Alone, Crew};
    use matinee_core::domain::{MovieIdx, UserIdx};
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
        fn count(&self) -> usize {
            self.0
        }

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
}

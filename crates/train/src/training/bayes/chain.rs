//! The chain of samples, and the mean of what they predict.

use serde::{Deserialize, Serialize};

use crate::model::FeatureTables;
use crate::training::error::{BayesError, RecipeError, check};
use crate::training::trainer::Progress;
use matinee_core::domain::{Rating, StarScale, Stars};
use matinee_core::linear::{NotPositiveDefinite, SparseRows};
use matinee_core::random::{Rng, seeded};
use matinee_engine::features::Matrix;

use super::side::{Side, draw_precision, kernel_of_company, kernel_of_features};

/// A factorisation on its way, a sweep at a time.
///
/// ```text
/// r = mean + level_u + level_i + p_u · q_i + N(0, 1/α)
/// [level, p] ~ N(m + g_features + g_company, Λ⁻¹)    the same for movies
/// ```
///
/// with m, Λ and the precisions of g and of the noise drawn too.
#[derive(Debug)]
pub struct Chain<'a> {
    recipe: &'a BayesRecipe,
    sampler: Sampler,
    average: Average,
    /// Sweeps done.
    sweep: u32,
}

impl<'a> Chain<'a> {
    /// Before the first sweep. Users and movies without rows are allowed.
    ///
    /// # Errors
    /// A recipe out of range; no rows; features that cannot be used.
    ///
    /// # Panics
    /// When a row names a user or a movie that does not exist.
    pub fn new(
        rows: &[Rating],
        tables: &FeatureTables,
        recipe: &'a BayesRecipe,
        seed: u64,
    ) -> Result<Self, BayesError> {
        recipe.check()?;
        if rows.is_empty() {
            return Err(BayesError::NoRows);
        }
        let (n_users, n_movies) = (tables.users.matrix().n_rows, tables.movies.matrix().n_rows);
        Ok(Self {
            recipe,
            sampler: Sampler::new(rows, tables, recipe, seed)?,
            average: Average::new([n_users, n_movies], tables.scale),
            sweep: 0,
        })
    }

    /// Whether no sweep is left.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.sweep == self.recipe.sweeps
    }

    /// Draws every unknown once.
    ///
    /// # Errors
    /// Draws that broke down.
    pub fn sweep(&mut self) -> Result<Progress, BayesError> {
        self.sampler.sweep()?;
        if self.recipe.averages(self.sweep) {
            self.sampler.add_to(&mut self.average);
        }
        self.sweep += 1;
        Ok(Progress::of_sweep(self.sweep, self.recipe.sweeps))
    }

    /// Expected stars of every user for every movie, [n_users, n_movies], on the scale: the mean over the
    /// samples so far.
    #[must_use]
    pub fn finish(self) -> Matrix {
        self.average.finish()
    }
}

/// How a Bayesian factorisation is sampled. Same recipe, same rows, same seed: same numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BayesRecipe {
    /// Size of the vectors, the levels aside.
    pub factors: usize,
    /// Times that every unknown is drawn.
    pub sweeps: u32,
    /// Sweeps at the start that forget where it started from and are not averaged.
    pub burn_in: u32,
    /// Of the sweeps after these, each how manieth is averaged: neighbours in the chain are alike.
    pub every: u32,
    /// Dimensions of what is known from who rated what, at most; 0 to do without.
    pub kernel_rank: usize,
}

impl Default for BayesRecipe {
    /// The shipped teachers', chosen on parts of training rows.
    fn default() -> Self {
        Self {
            factors: 16,
            sweeps: 75,
            burn_in: 20,
            every: 2,
            kernel_rank: 64,
        }
    }
}

impl BayesRecipe {
    /// Checks every number's range.
    ///
    /// # Errors
    /// The first hyper-parameter that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check("factors", self.factors, "1 to 128", |n| {
            (1..=128).contains(n)
        })?;
        check("sweeps", self.sweeps, "1 to 100000", |n| {
            (1..=100_000).contains(n)
        })?;
        check("burn-in", self.burn_in, "fewer than the sweeps", |&n| {
            n < self.sweeps
        })?;
        check("averaged sweeps", self.every, "every one or more", |&n| {
            n > 0
        })?;
        check("kernel rank", self.kernel_rank, "0 to 1024", |&n| n <= 1024)
    }

    /// Whether the sweep with this number, from 0, is averaged.
    const fn averages(&self, sweep: u32) -> bool {
        sweep >= self.burn_in && (sweep - self.burn_in).is_multiple_of(self.every)
    }
}

/// The stream of [`seeded`] from which everything is drawn.
const STREAM: u64 = 0x0062_6179_6573;

/// α at the start, and at most: noise of less than a tenth of a star is less than stars can tell.
const START_NOISE: f64 = 1.2;
const MAX_NOISE: f64 = 100.0;

/// λ of features and of company at the start. The chain finds its own within a few sweeps.
const START_OF_USERS: [f64; 2] = [14.0, 1.7];
const START_OF_MOVIES: [f64; 2] = [6.0, 0.5];

/// All unknowns, and what they are drawn from.
#[derive(Debug)]
struct Sampler {
    mean: f64,
    by_user: SparseRows,
    by_movie: SparseRows,
    users: Side,
    movies: Side,
    /// α, the precision of a rating.
    noise: f64,
    rng: Rng,
}

impl Sampler {
    /// Starts at random; `rows` are not empty.
    fn new(
        rows: &[Rating],
        tables: &FeatureTables,
        recipe: &BayesRecipe,
        seed: u64,
    ) -> Result<Self, NotPositiveDefinite> {
        let mut rng = seeded(seed, STREAM);
        let (user_features, movie_features) = (tables.users.matrix(), tables.movies.matrix());
        let (n_users, n_movies) = (user_features.n_rows, movie_features.n_rows);
        let stars = |row: &Rating| row.stars.as_f64();
        let mean = rows.iter().map(stars).sum::<f64>() / rows.len() as f64;
        let from_mean = |row: &Rating| (row.user.0, row.movie.0, stars(row) - mean);
        let by_user = SparseRows::new([n_users, n_movies], rows.iter().map(from_mean));
        let swapped = rows.iter().map(from_mean).map(|(u, i, r)| (i, u, r));
        let by_movie = SparseRows::new([n_movies, n_users], swapped);

        let size = recipe.factors + 1;
        let company_of_users = kernel_of_company(
            rows.iter().map(|row| (row.movie.0, row.user.0)),
            [n_movies, n_users],
            recipe.kernel_rank,
            &mut rng,
        );
        let company_of_movies = kernel_of_company(
            rows.iter().map(|row| (row.user.0, row.movie.0)),
            [n_users, n_movies],
            recipe.kernel_rank,
            &mut rng,
        );
        let [features, company] = START_OF_USERS;
        let known = [
            (kernel_of_features(user_features, &mut rng), features),
            (company_of_users, company),
        ];
        let users = Side::new([n_users, size], known, &mut rng)?;
        let [features, company] = START_OF_MOVIES;
        let known = [
            (kernel_of_features(movie_features, &mut rng), features),
            (company_of_movies, company),
        ];
        let movies = Side::new([n_movies, size], known, &mut rng)?;
        Ok(Self {
            mean,
            by_user,
            by_movie,
            users,
            movies,
            noise: START_NOISE,
            rng,
        })
    }

    /// Draws every unknown once.
    fn sweep(&mut self) -> Result<(), NotPositiveDefinite> {
        let (users, movies, rng) = (&mut self.users, &mut self.movies, &mut self.rng);
        users.draw(&self.by_user, movies, self.noise, rng)?;
        movies.draw(&self.by_movie, users, self.noise, rng)?;
        let (n_ratings, squared_error) = self.errors();
        self.noise = draw_precision(n_ratings, squared_error, &mut self.rng).min(MAX_NOISE);
        Ok(())
    }

    /// Adds what the unknowns predict now.
    fn add_to(&self, average: &mut Average) {
        average.add(self.mean, &self.users, &self.movies);
    }

    /// Number of ratings, and the sum of their squared errors.
    fn errors(&self) -> (f64, f64) {
        let mut sums = (0.0, 0.0);
        for (user, ratings) in self.by_user.rows().enumerate() {
            let (level, factors) = self.users.row(user);
            for rating in ratings {
                let (movie_level, movie_factors) = self.movies.row(rating.column as usize);
                let product: f64 = factors.iter().zip(movie_factors).map(|(p, q)| p * q).sum();
                let error = rating.value - level - movie_level - product;
                sums = (sums.0 + 1.0, sums.1 + error * error);
            }
        }
        sums
    }
}

/// Movies predicted at once: what they need stays in the processor's nearest memory.
const TILE: usize = 256;

/// Stars of all pairs, summed over samples.
#[derive(Debug)]
struct Average {
    n_samples: u32,
    scale: StarScale,
    /// [n_users, n_movies]
    sums: Matrix,
}

impl Average {
    /// Of no samples yet.
    fn new([n_users, n_movies]: [usize; 2], scale: StarScale) -> Self {
        Self {
            n_samples: 0,
            scale,
            sums: Matrix {
                n_rows: n_users,
                n_cols: n_movies,
                values: vec![0.0; n_users * n_movies],
            },
        }
    }

    /// Adds `mean + level_u + level_i + p_u · q_i`, clipped to the scale.
    fn add(&mut self, mean: f64, users: &Side, movies: &Side) {
        let (n_movies, size) = (self.sums.n_cols, movies.size);
        // [size, n_movies]: levels, then factor by factor, so that the loop runs over movies.
        let mut columns = vec![0.0_f32; size * n_movies];
        for (movie, vector) in movies.vectors.chunks_exact(size).enumerate() {
            for (d, value) in vector.iter().enumerate() {
                columns[d * n_movies + movie] = *value as f32;
            }
        }
        let [least, most] = [self.scale.least(), self.scale.most()].map(Stars::as_f32);
        let mut stars = [0.0_f32; TILE];
        for start in (0..n_movies).step_by(TILE) {
            let tile = start..(start + TILE).min(n_movies);
            let stars = &mut stars[..tile.len()];
            for (user, sums) in self.sums.values.chunks_exact_mut(n_movies).enumerate() {
                let (level, factors) = users.row(user);
                let level = (mean + level) as f32;
                for (stars, movie_level) in stars.iter_mut().zip(&columns[tile.clone()]) {
                    *stars = level + movie_level;
                }
                for (p, q) in factors.iter().zip(columns.chunks_exact(n_movies).skip(1)) {
                    let p = *p as f32;
                    for (stars, q) in stars.iter_mut().zip(&q[tile.clone()]) {
                        *stars += p * q;
                    }
                }
                for (sum, stars) in sums[tile.clone()].iter_mut().zip(&*stars) {
                    *sum += stars.clamp(least, most);
                }
            }
        }
        self.n_samples += 1;
    }

    /// The mean. Without samples, 0.
    fn finish(mut self) -> Matrix {
        let n_samples = self.n_samples.max(1) as f32;
        for value in &mut self.sums.values {
            *value /= n_samples;
        }
        self.sums
    }
}

#[cfg(test)]
mod tests {
    use crate::training::Biases;
    use matinee_core::domain::{MovieIdx, UserIdx};
    use matinee_data::dataset::{CleaningRules, Tables, clean, split};
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;

    use super::*;

    fn refused(change: impl FnOnce(&mut BayesRecipe)) -> &'static str {
        let mut recipe = BayesRecipe::default();
        change(&mut recipe);
        recipe.check().unwrap_err().field
    }

    #[test]
    fn the_shipped_recipe_is_in_range() {
        assert_eq!(BayesRecipe::default().check(), Ok(()));
    }

    #[test]
    fn a_number_out_of_range_is_refused_by_name() {
        assert_eq!(refused(|r| r.factors = 0), "factors");
        assert_eq!(refused(|r| r.sweeps = 0), "sweeps");
        assert_eq!(refused(|r| r.burn_in = r.sweeps), "burn-in");
        assert_eq!(refused(|r| r.every = 0), "averaged sweeps");
        assert_eq!(refused(|r| r.kernel_rank = 1025), "kernel rank");
    }

    #[test]
    fn the_sweeps_after_the_burn_in_are_averaged_each_so_manieth() {
        let recipe = BayesRecipe {
            sweeps: 10,
            burn_in: 3,
            every: 3,
            ..BayesRecipe::default()
        };
        let averaged: Vec<u32> = (0..10).filter(|&sweep| recipe.averages(sweep)).collect();
        assert_eq!(averaged, [3, 6, 9]);
    }

    #[test]
    fn a_recipe_comes_back_from_text_as_it_was() {
        let recipe = BayesRecipe::default();
        let text = serde_json::to_string(&recipe).unwrap();
        assert_eq!(serde_json::from_str::<BayesRecipe>(&text).unwrap(), recipe);
    }

    const QUICK: BayesRecipe = BayesRecipe {
        factors: 3,
        sweeps: 12,
        burn_in: 4,
        every: 2,
        kernel_rank: 20,
    };

    fn tables(n_users: u32, n_movies: u32, n_ratings: u32) -> Tables {
        let config = GeneratorConfig {
            n_users,
            n_movies,
            n_ratings,
            seed: 7,
            ..GeneratorConfig::default()
        };
        let raw = generate(&config).unwrap().0.read().unwrap();
        clean(raw, &CleaningRules::none()).0
    }

    fn sampled(mut chain: Chain<'_>) -> Matrix {
        while !chain.is_finished() {
            chain.sweep().unwrap();
        }
        chain.finish()
    }

    fn fitted(rows: &[Rating], tables: &Tables, recipe: &BayesRecipe, seed: u64) -> Matrix {
        let features = FeatureTables::new(tables);
        let stars = sampled(Chain::new(rows, &features, recipe, seed).unwrap());
        assert_eq!(stars.n_rows, tables.users.len());
        assert_eq!(stars.n_cols, tables.movies.len());
        assert!(stars.values.iter().all(|x| (1.0..=5.0).contains(x)));
        stars
    }

    fn rmse(rows: &[Rating], stars: impl Fn(&Rating) -> f64) -> f64 {
        let squares = rows
            .iter()
            .map(|row| (stars(row).clamp(1.0, 5.0) - row.stars.as_f64()).powi(2));
        (squares.sum::<f64>() / rows.len() as f64).sqrt()
    }

    fn rating(user: u32, movie: u32, stars: u8) -> Rating {
        Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::try_from(stars).unwrap(),
        }
    }

    #[test]
    fn it_predicts_better_than_levels() {
        let tables = tables(120, 200, 6_000);
        let split = split::random(&tables.ratings, 0.2, 1).unwrap();
        let recipe = BayesRecipe {
            sweeps: 60,
            ..BayesRecipe::default()
        };
        let stars = fitted(&split.train, &tables, &recipe, 1);
        let levels = Biases::fit(&split.train, [tables.users.len(), tables.movies.len()]);
        let found = rmse(&split.test, |row| {
            f64::from(stars.row(row.user.row())[row.movie.row()])
        });
        let of_levels = rmse(&split.test, |row| levels.stars(row.user, row.movie));
        assert!(found < of_levels - 0.02, "{found} {of_levels}");
    }

    #[test]
    fn the_seed_decides_every_draw() {
        let tables = tables(30, 40, 400);
        let of_seed = |seed| fitted(&tables.ratings, &tables, &QUICK, seed);
        assert_eq!(of_seed(1), of_seed(1));
        assert_ne!(of_seed(1), of_seed(2));
    }

    #[test]
    fn users_and_movies_without_ratings_are_predicted_from_the_others() {
        let tables = tables(30, 40, 400);
        let some: Vec<Rating> = (tables.ratings.iter().copied())
            .filter(|row| row.user.0 < 15 && row.movie.0 < 20)
            .collect();
        fitted(&some, &tables, &QUICK, 1);
    }

    #[test]
    fn more_factors_and_dimensions_than_data_are_no_trouble() {
        let tables = tables(30, 40, 400);
        let recipe = BayesRecipe {
            factors: 50,
            kernel_rank: 300,
            ..QUICK
        };
        fitted(&tables.ratings, &tables, &recipe, 1);
    }

    #[test]
    fn one_user_is_enough() {
        let tables = tables(30, 40, 400);
        let features = FeatureTables::new(&Tables {
            users: tables.users[..1].to_vec(),
            ..tables
        });
        let rows = [rating(0, 0, 5), rating(0, 1, 1)];
        let stars = sampled(Chain::new(&rows, &features, &QUICK, 1).unwrap());
        assert_eq!((stars.n_rows, stars.n_cols), (1, 40));
        assert!(stars.values.iter().all(|x| (1.0..=5.0).contains(x)));
    }

    #[test]
    fn people_who_always_give_the_same_are_predicted_to_give_it() {
        let tables = tables(30, 40, 400);
        let rows: Vec<Rating> = (tables.ratings.iter())
            .map(|row| rating(row.user.0, row.movie.0, 4))
            .collect();
        let recipe = BayesRecipe {
            sweeps: 60,
            burn_in: 30,
            ..QUICK
        };
        let stars = fitted(&rows, &tables, &recipe, 1);
        let error = rmse(&rows, |row| {
            f64::from(stars.row(row.user.row())[row.movie.row()])
        });
        assert!(error < 0.2, "{error}");
    }

    #[test]
    fn every_sweep_is_told_and_a_chain_can_end_early() {
        let tables = tables(30, 40, 400);
        let features = FeatureTables::new(&tables);
        let mut chain = Chain::new(&tables.ratings, &features, &QUICK, 1).unwrap();
        let told: Vec<(u32, u32)> = (0..6)
            .map(|_| chain.sweep().unwrap())
            .map(|progress| (progress.epoch, progress.n_epochs))
            .collect();
        assert_eq!(told, [1, 2, 3, 4, 5, 6].map(|sweep| (sweep, QUICK.sweeps)));
        assert!(!chain.is_finished());
        let stars = chain.finish();
        assert!(stars.values.iter().all(|x| (1.0..=5.0).contains(x)));
    }

    #[test]
    fn nothing_can_be_learned_from_nothing() {
        let features = FeatureTables::new(&tables(30, 40, 400));
        let error = Chain::new(&[], &features, &QUICK, 1).err();
        assert_eq!(error, Some(BayesError::NoRows));
    }

    #[test]
    fn a_recipe_out_of_range_is_refused() {
        let features = FeatureTables::new(&tables(30, 40, 400));
        let recipe = BayesRecipe {
            factors: 0,
            ..QUICK
        };
        let error = Chain::new(&[rating(0, 0, 5)], &features, &recipe, 1).err();
        assert_eq!(
            error.unwrap().to_string(),
            "factors must be 1 to 128, found 0"
        );
    }
}

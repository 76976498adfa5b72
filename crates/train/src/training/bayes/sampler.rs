//! The chain of samples.

use crate::model::FeatureTables;
use matinee_core::domain::Rating;
use matinee_core::linear::{NotPositiveDefinite, SparseRows};
use matinee_core::random::{Rng, seeded};

use super::average::Average;
use super::kernels;
use super::process::draw_precision;
use super::recipe::BayesRecipe;
use super::side::Side;

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
pub(super) struct Sampler {
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
    pub(super) fn new(
        rows: &[Rating],
        tables: &FeatureTables,
        recipe: &BayesRecipe,
        seed: u64,
    ) -> Result<Self, NotPositiveDefinite> {
        let mut rng = seeded(seed, STREAM);
        let (user_features, movie_features) = (tables.users.matrix(), tables.movies.matrix());
        let (n_users, n_movies) = (user_features.n_rows, movie_features.n_rows);
        let stars = |row: &Rating| f64::from(row.stars.get());
        let mean = rows.iter().map(stars).sum::<f64>() / rows.len() as f64;
        let from_mean = |row: &Rating| (row.user.0, row.movie.0, stars(row) - mean);
        let by_user = SparseRows::new([n_users, n_movies], rows.iter().map(from_mean));
        let swapped = rows.iter().map(from_mean).map(|(u, i, r)| (i, u, r));
        let by_movie = SparseRows::new([n_movies, n_users], swapped);

        let size = recipe.factors + 1;
        let company_of_users = kernels::of_company(
            rows.iter().map(|row| (row.movie.0, row.user.0)),
            [n_movies, n_users],
            recipe.kernel_rank,
            &mut rng,
        );
        let company_of_movies = kernels::of_company(
            rows.iter().map(|row| (row.user.0, row.movie.0)),
            [n_users, n_movies],
            recipe.kernel_rank,
            &mut rng,
        );
        let [features, company] = START_OF_USERS;
        let known = [
            (kernels::of_features(user_features, &mut rng), features),
            (company_of_users, company),
        ];
        let users = Side::new([n_users, size], known, &mut rng)?;
        let [features, company] = START_OF_MOVIES;
        let known = [
            (kernels::of_features(movie_features, &mut rng), features),
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
    pub(super) fn sweep(&mut self) -> Result<(), NotPositiveDefinite> {
        let (users, movies, rng) = (&mut self.users, &mut self.movies, &mut self.rng);
        users.draw(&self.by_user, movies, self.noise, rng)?;
        movies.draw(&self.by_movie, users, self.noise, rng)?;
        let (n_ratings, squared_error) = self.errors();
        self.noise = draw_precision(n_ratings, squared_error, &mut self.rng).min(MAX_NOISE);
        Ok(())
    }

    /// Adds what the unknowns predict now.
    pub(super) fn add_to(&self, average: &mut Average) {
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

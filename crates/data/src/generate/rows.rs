//! Made-up ratings: who rates what, when, and with how many stars.

use std::collections::HashSet;

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use crate::raw::RawRating;
use matinee_core::domain::{MovieId, UserId};
use matinee_core::random::{Rng, permutation, seeded};

use super::config::{GeneratorConfig, Stream};
use super::planted::Planted;

/// MovieLens 100K has no user with fewer.
const MIN_OF_USER: u32 = 20;

/// MovieLens 100K was collected in these seconds (20 September 1997 to 22 April 1998).
const TIMES: std::ops::Range<i64> = 874_724_710..893_286_639;

/// Draws the rows of `u.data`, in no order, and tells `planted` which pairs they are.
pub(super) fn draw(config: &GeneratorConfig, planted: &mut Planted) -> Vec<RawRating> {
    let rng = &mut seeded(config.seed, Stream::Rows as u64);
    let popularity = Popularity::draw(config.n_movies, planted, rng);
    let mut rows = Vec::with_capacity(config.n_ratings as usize);
    for (user, n_ratings) in (0..).zip(counts(config, rng)) {
        let mut unix_time = rng.random_range(TIMES);
        for movie in choose(user, n_ratings, &popularity, planted, rng) {
            unix_time += rng.random_range(1..120_i64);
            rows.push(RawRating {
                user: UserId(user + 1),
                movie: MovieId(movie + 1),
                stars: planted.stars(user as usize, movie as usize, rng.random()),
                unix_time,
            });
        }
    }
    planted.set_rated(
        rows.iter()
            .map(|row| (row.user.0 as usize - 1, row.movie.0 as usize - 1)),
    );
    // The folds are blocks of the file: its order must say nothing.
    let order = permutation(config.n_ratings, rng);
    order.into_iter().map(|row| rows[row as usize]).collect()
}

/// Number of ratings of each user: at least [`MIN_OF_USER`] where there are enough, the rest
/// log-normal, which is about what MovieLens 100K looks like.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn counts(config: &GeneratorConfig, rng: &mut Rng) -> Vec<u32> {
    let GeneratorConfig {
        n_users,
        n_movies,
        n_ratings,
        ..
    } = *config;
    let least = MIN_OF_USER.min(n_ratings / n_users).min(n_movies);
    let weights: Vec<f64> = (0..n_users)
        .map(|_| {
            let normal: f64 = StandardNormal.sample(rng);
            normal.exp()
        })
        .collect();
    let share = f64::from(n_ratings - least * n_users) / weights.iter().sum::<f64>();
    let mut counts: Vec<u32> = weights
        .iter()
        .map(|weight| least + (weight * share) as u32)
        .map(|n| n.min(n_movies))
        .collect();
    // Rounding and the limit of one rating a pair leave some over.
    let mut left = n_ratings - counts.iter().sum::<u32>();
    while left > 0 {
        for count in counts.iter_mut().filter(|count| **count < n_movies) {
            if left > 0 {
                *count += 1;
                left -= 1;
            }
        }
    }
    counts
}

/// Movies (rows, from 0) that a user rates: popular ones, and rather those to the user's taste.
fn choose(
    user: u32,
    n_ratings: u32,
    popularity: &Popularity,
    planted: &Planted,
    rng: &mut Rng,
) -> Vec<u32> {
    let n_ratings = n_ratings as usize;
    let mut seen = HashSet::with_capacity(n_ratings);
    let mut chosen = Vec::with_capacity(n_ratings);
    // Rejection needs no pass over the catalogue; who rates nearly everything is given up on.
    for _ in 0..20 * n_ratings {
        if chosen.len() == n_ratings {
            return chosen;
        }
        let movie = popularity.pick(rng);
        let likes_the_look =
            1.0 / (1.0 + (-2.0 * planted.affinity(user as usize, movie as usize)).exp());
        if rng.random::<f32>() < likes_the_look && seen.insert(movie) {
            chosen.push(movie);
        }
    }
    let rest = permutation(popularity.n_movies(), rng)
        .into_iter()
        .filter(|movie| !seen.contains(movie));
    let n_missing = n_ratings - chosen.len();
    chosen.extend(rest.take(n_missing));
    chosen
}

/// How often movies are met, Zipf-like: weight 1 / (rank + 10), good movies rather in front.
struct Popularity {
    /// Sums of the weights up to each movie.
    up_to: Vec<f64>,
}

impl Popularity {
    fn draw(n_movies: u32, planted: &Planted, rng: &mut Rng) -> Self {
        let mut by_fame: Vec<(f32, u32)> = (0..n_movies)
            .map(|movie| {
                let luck: f32 = StandardNormal.sample(rng);
                (planted.movie_level(movie as usize) + 0.5 * luck, movie)
            })
            .collect();
        by_fame.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut up_to = vec![0.0; n_movies as usize];
        for (rank, (_, movie)) in (0_u32..).zip(by_fame) {
            up_to[movie as usize] = 1.0 / (f64::from(rank) + 10.0);
        }
        let mut sum = 0.0;
        for weight in &mut up_to {
            sum += *weight;
            *weight = sum;
        }
        Self { up_to }
    }

    fn n_movies(&self) -> u32 {
        u32::try_from(self.up_to.len()).unwrap_or(u32::MAX)
    }

    fn pick(&self, rng: &mut Rng) -> u32 {
        let point = rng.random::<f64>() * self.up_to.last().copied().unwrap_or(0.0);
        let movie = self.up_to.partition_point(|up_to| *up_to <= point);
        u32::try_from(movie)
            .unwrap_or(u32::MAX)
            .min(self.n_movies() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_counts(n_users: u32, n_movies: u32, n_ratings: u32, least: u32) {
        let config = GeneratorConfig {
            n_users,
            n_movies,
            n_ratings,
            ..GeneratorConfig::small()
        };
        let counts = counts(&config, &mut seeded(1, 0));
        assert_eq!(counts.iter().sum::<u32>(), n_ratings);
        assert!(
            counts.iter().all(|n| (least..=n_movies).contains(n)),
            "{counts:?}"
        );
    }

    #[test]
    fn the_counts_of_the_users_sum_up_whatever_the_size() {
        check_counts(100, 1_000, 5_000, 20);
        check_counts(10, 30, 290, 20);
        check_counts(10, 5, 50, 5);
        check_counts(100, 1_000, 150, 1);
        check_counts(100, 1_000, 7, 0);
    }
}

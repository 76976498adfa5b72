//! Made-up ratings: the rule by which stars are given, who rates what, when, and with how many stars.

use std::collections::HashSet;

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use crate::dataset::{Demographics, Gender};
use crate::raw::RawRating;
use matinee_core::domain::{MovieId, Score, StarScale, Stars, UserId};
use matinee_core::random::{Rng, permutation, seeded};

use super::config::{GeneratorConfig, Stream};
use super::entries::{Entry, Person};
use super::names::OCCUPATIONS;

/// Lower than the mean of the files: people choose good movies, and those to their taste.
const MEAN_STARS: f32 = 3.1;

/// Standard deviations, in stars, of the three parts of a rating that are not noise.
const USER_SPREAD: f32 = 0.4;
const MOVIE_SPREAD: f32 = 0.45;
const TASTE_SPREAD: f32 = 0.65;

/// The planted structure: mean + level of the user + level of the movie + taste · style, then
/// noise, then rounding to the nearest stars of the scale.
///
/// Taste comes in part from age, gender and occupation, style in part from the genres. The noise
/// is logistic, which has a distribution function in closed form, so what is expected is exact.
#[derive(Clone, Debug, PartialEq)]
pub struct Planted {
    user_levels: Vec<f32>,
    movie_levels: Vec<f32>,
    /// `[n_users, rank]`
    tastes: Vec<Vec<f32>>,
    /// `[n_movies, rank]`
    styles: Vec<Vec<f32>>,
    noise: f32,
    scale: StarScale,
    rmse_floor: f32,
}

impl Planted {
    /// The mean of the stars that this user would give this movie, if there are such.
    #[must_use]
    pub fn expected_stars(&self, user: UserId, movie: MovieId) -> Option<Score> {
        let user = row(user.0, self.user_levels.len())?;
        let movie = row(movie.0, self.movie_levels.len())?;
        Some(Score::clip(self.moments(user, movie).0, self.scale))
    }

    /// The RMSE in stars, over the ratings of the files, of always predicting
    /// [`Self::expected_stars`]. No model can be expected to do better.
    #[must_use]
    pub const fn rmse_floor(&self) -> f32 {
        self.rmse_floor
    }

    pub(super) fn draw(
        config: &GeneratorConfig,
        scale: StarScale,
        people: &[Person],
        catalogue: &[Entry],
    ) -> Self {
        let rng = &mut seeded(config.seed, Stream::Planted as u64);
        let people_taste = PeopleTaste::draw(config.rank, rng);
        let genre_styles = vectors(config.n_genres, config.rank, rng);
        let tastes = people
            .iter()
            .map(|person| people_taste.of(person.demographics, rng))
            .collect();
        let mut styles: Vec<Vec<f32>> = catalogue
            .iter()
            .map(|entry| style(entry.genres, &genre_styles, rng))
            .collect();
        let levels = |n: usize, spread: f32, rng: &mut Rng| {
            normals(n, rng)
                .iter()
                .map(|level| spread * level)
                .collect::<Vec<_>>()
        };
        let user_levels = levels(people.len(), USER_SPREAD, rng);
        let mut movie_levels = levels(catalogue.len(), MOVIE_SPREAD, rng);
        for (row, entry) in catalogue.iter().enumerate() {
            if let Some(twin) = entry.twin {
                styles[row] = styles[twin].clone();
                movie_levels[row] = movie_levels[twin];
            }
        }
        Self {
            user_levels,
            movie_levels,
            tastes,
            styles,
            noise: config.noise,
            scale,
            rmse_floor: 0.0,
        }
    }

    /// Sets the floor for the pairs (rows, from 0) that are rated.
    pub(super) fn set_rated(&mut self, pairs: impl Iterator<Item = (usize, usize)>) {
        let (mut sum, mut n) = (0.0_f64, 0.0_f64);
        for (user, movie) in pairs {
            sum += f64::from(self.moments(user, movie).1);
            n += 1.0;
        }
        #[allow(clippy::cast_possible_truncation)]
        let floor = (sum / n.max(1.0)).sqrt() as f32;
        self.rmse_floor = floor;
    }

    /// Level of a movie, in stars: how good it is for everybody.
    pub(super) fn movie_level(&self, movie: usize) -> f32 {
        self.movie_levels[movie]
    }

    /// What taste and style have to do with each other, in stars.
    pub(super) fn affinity(&self, user: usize, movie: usize) -> f32 {
        let (taste, style) = (&self.tastes[user], &self.styles[movie]);
        let dot: f32 = taste
            .iter()
            .zip(style)
            .map(|(taste, style)| taste * style)
            .sum();
        #[allow(clippy::cast_precision_loss)]
        let scale = TASTE_SPREAD / (taste.len().max(1) as f32).sqrt();
        scale * dot
    }

    /// The stars for a uniform draw from 0 to 1, by the inverse of the distribution function.
    pub(super) fn stars(&self, user: usize, movie: usize, uniform: f32) -> Stars {
        let below = |stars: &&Stars| self.share_up_to(**stars, self.centre(user, movie)) <= uniform;
        let values = self.scale.values();
        values[values[..values.len() - 1].iter().take_while(below).count()]
    }

    /// Stars before noise and rounding.
    fn centre(&self, user: usize, movie: usize) -> f32 {
        let levels = self.user_levels[user] + self.movie_levels[movie];
        MEAN_STARS + levels + self.affinity(user, movie)
    }

    /// Mean and variance of the stars of a pair.
    fn moments(&self, user: usize, movie: usize) -> (f32, f32) {
        let centre = self.centre(user, movie);
        let (mut mean, mut square, mut up_to) = (0.0, 0.0, 0.0);
        for stars in self.scale.values() {
            let share = self.share_up_to(*stars, centre) - up_to;
            up_to += share;
            mean += share * stars.as_f32();
            square += share * stars.as_f32() * stars.as_f32();
        }
        (mean, (square - mean * mean).max(0.0))
    }

    /// Probability that the rating has at most so many stars.
    fn share_up_to(&self, stars: Stars, centre: f32) -> f32 {
        let half_a_step = f32::from(self.scale.step_halves()) / 4.0;
        let distance = stars.as_f32() + half_a_step - centre;
        if stars == self.scale.most() {
            1.0
        } else if self.noise == 0.0 {
            if distance > 0.0 { 1.0 } else { 0.0 }
        } else {
            // A logistic distribution of scale s has the standard deviation s π / √3.
            let scale = self.noise * 3.0_f32.sqrt() / std::f32::consts::PI;
            1.0 / (1.0 + (-distance / scale).exp())
        }
    }
}

/// How taste follows from who a user is. Its parts are weighted so that a component of a taste
/// has the variance 1.
struct PeopleTaste {
    age: Vec<f32>,
    gender: Vec<f32>,
    occupations: Vec<Vec<f32>>,
}

impl PeopleTaste {
    fn draw(rank: usize, rng: &mut Rng) -> Self {
        Self {
            age: normals(rank, rng),
            gender: normals(rank, rng),
            occupations: vectors(OCCUPATIONS.len(), rank, rng),
        }
    }

    fn of(&self, who: Demographics, rng: &mut Rng) -> Vec<f32> {
        let age = (f32::from(who.age) - 34.0) / 12.0;
        let gender = match who.gender {
            Gender::Female => -1.0,
            Gender::Male => 1.0,
        };
        let occupation = &self.occupations[usize::from(who.occupation)];
        let own = normals(self.age.len(), rng);
        let parts = own
            .iter()
            .zip(occupation)
            .zip(self.age.iter().zip(&self.gender));
        parts
            .map(|((own, occupation), (of_age, of_gender))| {
                0.7 * own + 0.5 * occupation + 0.4 * age * of_age + 0.3 * gender * of_gender
            })
            .collect()
    }
}

/// The style of a movie: in part that of its genres. A component has about the variance 1.
fn style(genres: u32, genre_styles: &[Vec<f32>], rng: &mut Rng) -> Vec<f32> {
    let of_genres: Vec<&Vec<f32>> = (0..)
        .zip(genre_styles)
        .filter(|(genre, _)| genres >> genre & 1 == 1)
        .map(|(_, style)| style)
        .collect();
    #[allow(clippy::cast_precision_loss)]
    let weight = 0.8 / (of_genres.len().max(1) as f32).sqrt();
    let mut style = normals(genre_styles.first().map_or(0, Vec::len), rng);
    for (component, value) in style.iter_mut().enumerate() {
        let sum: f32 = of_genres.iter().map(|style| style[component]).sum();
        *value = 0.6 * *value + weight * sum;
    }
    style
}

fn vectors(n: usize, rank: usize, rng: &mut Rng) -> Vec<Vec<f32>> {
    (0..n).map(|_| normals(rank, rng)).collect()
}

fn normals(n: usize, rng: &mut Rng) -> Vec<f32> {
    (0..n).map(|_| StandardNormal.sample(rng)).collect()
}

/// The row of a made-up raw id: they count from 1.
fn row(raw_id: u32, n_rows: usize) -> Option<usize> {
    let row = (raw_id as usize).checked_sub(1)?;
    (row < n_rows).then_some(row)
}

/// MovieLens 100K has no user with fewer.
const MIN_OF_USER: u32 = 20;

/// MovieLens 100K was collected in these seconds (20 September 1997 to 22 April 1998).
const TIMES: std::ops::Range<i64> = 874_724_710..893_286_639;

/// Draws the rows of `u.data`, in no order, and tells `planted` which pairs they are.
pub(super) fn draw_ratings(config: &GeneratorConfig, planted: &mut Planted) -> Vec<RawRating> {
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

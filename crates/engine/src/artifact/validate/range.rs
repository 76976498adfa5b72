//! Numbers so large that they cannot be added up any more: each is finite, but a score would be
//! infinite or no number at all. What bounds the scores of all people and movies is a product of a
//! few maxima, and no network that was trained comes near the limit.

use crate::artifact::{ArtifactError, HybridWeights, SeedWeights, Stored};

use super::Part;

/// What any sum may come to: far below the largest 32-bit float, which is above 10³⁸.
const LIMIT: f64 = 1e30;
/// Features are scaled: none is as large.
const FEATURE: f64 = 1e4;
/// Beyond ln(1 + number of ratings).
const POPULARITY: f64 = 32.0;
/// Beyond the stars that anybody gives.
const STARS: f64 = 8.0;

pub(super) fn check_seed(weights: &SeedWeights) -> Result<(), ArtifactError> {
    let (inputs, hidden) = weights.fc1.shape();
    let input = of(&weights.user_embedding)
        .max(of(&weights.movie_embedding))
        .max(FEATURE);
    let sum = inputs as f64 * input * of(&weights.fc1);
    let unit = sum.max(1.0) * largest(&weights.scale) + largest(&weights.shift);
    let stars = hidden as f64 * unit * largest(&weights.fc2) + largest(&[weights.fc2_bias]);
    let popularity = POPULARITY * largest(&[weights.popularity_weight]);
    Part("weights").bounded(&[sum, unit, stars, popularity])
}

pub(super) fn check_hybrid(weights: &HybridWeights) -> Result<(), ArtifactError> {
    let rating = &weights.rating;
    let (n_movies, width) = rating.movies.shape();
    let (n, width) = (n_movies as f64, width as f64);
    let (n_features, movie) = (rating.features.shape().0 as f64, of(&rating.movies));
    // What somebody new starts from, and what a ridge regression of their ratings can add.
    let start = largest(&rating.start)
        + n_features * FEATURE * of(&rating.features)
        + n.sqrt() * of(&rating.rated);
    let stars =
        |vector: f64| largest(&[rating.mean]) + (width + 1.0) * (vector + movie + vector * movie);
    let left_over = STARS + stars(start);
    let own = left_over * n.sqrt() / smallest(&rating.own_l2).sqrt();
    let gram = n * movie * movie + largest(&rating.own_l2);
    let known = stars(of(&rating.users));
    Part("rating head").bounded(&[known, start, own, stars(start + own), gram])?;

    let ranking = &weights.ranking;
    let scale = ranking.scale.to_matrix().values;
    let (small, movie) = (smallest(&scale), of(&ranking.movies));
    let rank = ranking.movies.shape().1 as f64;
    let encoder = 1.0 / (small * small.sqrt());
    let star = largest(&ranking.star_weights);
    let by_stars = n * star * (movie / small).max(encoder) * largest(&ranking.shrinkage).max(1.0);
    let codes = weights.codes.as_ref().map_or(0.0, of);
    let code =
        by_stars + codes + largest(&ranking.start) + n_features * FEATURE * of(&ranking.features);
    let popularity = largest(&[ranking.prior_weight]) * of(&ranking.popularity);
    let decoder = movie * largest(&scale).sqrt();
    let genres = 32.0 * STARS * largest(&[ranking.genres_weight]) * codes.max(1.0);
    let score = rank * code * decoder + popularity + genres;
    Part("ranking head").bounded(&[encoder, by_stars, code, decoder, score])
}

impl Part {
    fn bounded(self, sums: &[f64]) -> Result<(), ArtifactError> {
        // Also false for what is no number.
        if sums.iter().all(|sum| *sum <= LIMIT) {
            return Ok(());
        }
        self.refuse("it has numbers so large that some scores would be none".into())
    }
}

/// The largest magnitude in a matrix.
fn of(stored: &Stored) -> f64 {
    largest(&stored.to_matrix().values)
}

fn largest(values: &[f32]) -> f64 {
    let largest = values
        .iter()
        .fold(0.0_f32, |largest, it| largest.max(it.abs()));
    f64::from(largest)
}

/// Of values above 0.
fn smallest(values: &[f32]) -> f64 {
    f64::from(
        values
            .iter()
            .fold(f32::MAX, |smallest, it| smallest.min(*it)),
    )
}

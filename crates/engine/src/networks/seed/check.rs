//! What must hold of a seed network's weights.

use crate::container::error::ArtifactError;
use crate::container::quantise::Shaped;
use crate::features::n_movie_features;
use crate::networks::check::{FEATURE, Part, Sizes, largest, largest_of};

use super::weights::SeedWeights;

/// Beyond ln(1 + number of ratings).
const POPULARITY: f64 = 32.0;

/// Compares shapes with what the tables dictate, also of matrices that are not unpacked.
pub(super) fn shapes(
    weights: &SeedWeights<impl Shaped>,
    sizes: Sizes,
) -> Result<(), ArtifactError> {
    let part = Part("weights");
    let (n_users, user_size) = weights.user_embedding.shape();
    let (n_movies, movie_size) = weights.movie_embedding.shape();
    part.tables(n_users, n_movies, sizes)?;
    let (fc1_in, hidden) = weights.fc1.shape();
    let inputs = user_size + movie_size + sizes.n_user_features + n_movie_features(sizes.n_genres);
    if fc1_in != inputs {
        return part.refuse(format!(
            "fc1 takes {fc1_in} inputs, embeddings and features give {inputs}"
        ));
    }
    part.length("scale", &weights.scale, hidden)?;
    part.length("shift", &weights.shift, hidden)?;
    part.length("fc2", &weights.fc2, hidden)
}

/// Checks that every number is one.
pub(super) fn numbers(weights: &SeedWeights) -> Result<(), ArtifactError> {
    let part = Part("weights");
    part.matrix("user embedding", &weights.user_embedding)?;
    part.matrix("movie embedding", &weights.movie_embedding)?;
    part.matrix("fc1", &weights.fc1)?;
    part.numbers("scale", &weights.scale)?;
    part.numbers("shift", &weights.shift)?;
    part.numbers("fc2", &weights.fc2)?;
    part.numbers("a bias", &[weights.fc2_bias, weights.popularity_weight])
}

/// Checks that no sum overflows.
pub(super) fn range(weights: &SeedWeights) -> Result<(), ArtifactError> {
    let (inputs, hidden) = weights.fc1.shape();
    let input = largest_of(&weights.user_embedding)
        .max(largest_of(&weights.movie_embedding))
        .max(FEATURE);
    let sum = inputs as f64 * input * largest_of(&weights.fc1);
    let unit = sum.max(1.0) * largest(&weights.scale) + largest(&weights.shift);
    let stars = hidden as f64 * unit * largest(&weights.fc2) + largest(&[weights.fc2_bias]);
    let popularity = POPULARITY * largest(&[weights.popularity_weight]);
    Part("weights").bounded(&[sum, unit, stars, popularity])
}

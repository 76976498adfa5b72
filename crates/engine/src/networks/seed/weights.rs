//! The seed network's weights, as they are stored, and what must hold of them.

use serde::{Deserialize, Serialize};

use crate::container::quantise::{Packed, Shaped, Stored};
use crate::container::sections::ArtifactError;
use crate::features::n_movie_features;
use crate::networks::check::{FEATURE, Part, Sizes, largest, largest_of};
use matinee_core::ready::Pause;

/// The seed network with BatchNorm folded into an affine map of fc1's output, in stars.
///
/// ```text
/// z     = fc1ᵀ [E_u, E_i, x_u, x_i]      // [hidden]
/// stars = fc2 · relu(scale ⊙ z + shift) + fc2_bias
/// ```
///
/// `scale` and `shift` stay beside fc1 so that fc1 can be stored rounded and
/// the served network still equals the rounded one exactly; the engine
/// multiplies them in when it opens the file.
///
/// `M` is what a matrix is stored as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeedWeights<M = Stored> {
    /// [n_users, user embedding size]
    pub user_embedding: M,
    /// [n_movies, movie embedding size]
    pub movie_embedding: M,
    /// [user embedding + movie embedding + user features + movie features, hidden], in that order
    pub fc1: M,
    /// [hidden]; γ / √(running variance + ε)
    pub scale: Vec<f32>,
    /// [hidden]; β + (fc1's bias − running mean) · scale
    pub shift: Vec<f32>,
    /// [hidden], in stars
    pub fc2: Vec<f32>,
    /// In stars.
    pub fc2_bias: f32,
    /// Ranking score = raw stars + this · ln(1 + number of ratings ≥ 4).
    ///
    /// Ordering by predicted stars alone is worse than ordering by popularity;
    /// this weight is what makes the list better than either.
    pub popularity_weight: f32,
}

impl SeedWeights<Packed> {
    /// Unpacks the matrices.
    ///
    /// # Errors
    /// A matrix that cannot be unpacked.
    pub(super) async fn unpack(self, pause: Pause<'_>) -> Result<SeedWeights, &'static str> {
        Ok(SeedWeights {
            user_embedding: self.user_embedding.unpack(pause).await?,
            movie_embedding: self.movie_embedding.unpack(pause).await?,
            fc1: self.fc1.unpack(pause).await?,
            scale: self.scale,
            shift: self.shift,
            fc2: self.fc2,
            fc2_bias: self.fc2_bias,
            popularity_weight: self.popularity_weight,
        })
    }
}

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

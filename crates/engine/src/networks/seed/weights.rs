//! The seed network's weights, as they are stored.

use serde::{Deserialize, Serialize};

use crate::container::quantise::{Packed, Stored};

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
    pub(super) fn unpack(self) -> Result<SeedWeights, &'static str> {
        Ok(SeedWeights {
            user_embedding: self.user_embedding.unpack()?,
            movie_embedding: self.movie_embedding.unpack()?,
            fc1: self.fc1.unpack()?,
            scale: self.scale,
            shift: self.shift,
            fc2: self.fc2,
            fc2_bias: self.fc2_bias,
            popularity_weight: self.popularity_weight,
        })
    }
}

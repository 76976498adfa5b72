//! A network's weights, as the engine reads them.

use matinee_core::network_kind::NetworkKind;
use serde::{Deserialize, Serialize};

use super::hybrid::HybridWeights;
use super::quantise::{Packed, Stored};

/// Whichever network was trained.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    /// Embeddings and features → fc1 → BatchNorm → ReLU → fc2.
    Seed(Box<SeedWeights>),
    /// A rating head and a ranking head.
    Hybrid(Box<HybridWeights>),
}

impl From<SeedWeights> for Weights {
    fn from(weights: SeedWeights) -> Self {
        Self::Seed(Box::new(weights))
    }
}

impl From<HybridWeights> for Weights {
    fn from(weights: HybridWeights) -> Self {
        Self::Hybrid(Box::new(weights))
    }
}

impl Weights {
    /// Of which kind of network they are.
    #[must_use]
    pub const fn kind(&self) -> NetworkKind {
        match self {
            Self::Seed(_) => NetworkKind::Seed,
            Self::Hybrid(_) => NetworkKind::Hybrid,
        }
    }
}

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
    /// The same with matrices that can be read.
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

//! The hybrid's weights, as they are stored.

use serde::{Deserialize, Serialize};

use crate::container::quantise::{Packed, Stored};

/// The hybrid: stars from one head, the order of lists from the other.
#[derive(Clone, Debug, PartialEq)]
pub struct HybridWeights {
    /// Stars.
    pub rating: RatingWeights,
    /// Order.
    pub ranking: RankingWeights,
    /// [n_users, rank + n_genres + 1]: what the stars of known people add to their codes, `genres`
    /// and `own`, where the file has no stars ([`crate::artifact::Histories::Seen`]), and only there.
    pub codes: Option<Stored>,
}

/// The stored form of `matinee_train::training::RatingHead`: `d` values of a vector, then a level.
///
/// ```text
/// stars(u, i)   = mean + level_u + level_i + vector_u · vector_i
/// [vector_u, level_u] = start + features of u · features + n_u^-½ Σ_{j rated by u} rated_j + own_u
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RatingWeights<M = Stored> {
    /// Mean of the training ratings, stars.
    pub mean: f32,
    /// [n_users, d + 1]: known people, all of the sum above.
    pub users: M,
    /// [n_movies, d + 1]
    pub movies: M,
    /// [n_movies, d + 1]: what having rated a movie says of a person.
    pub rated: M,
    /// [n_user_features, d + 1]: what a person's features say of them.
    pub features: M,
    /// [d + 1]: where everybody starts from.
    pub start: Vec<f32>,
    /// [d + 1], above 0: strength of a new person's ridge regression, for each column.
    pub own_l2: Vec<f32>,
}

/// The stored form of `matinee_train::training::RankingHead`.
///
/// ```text
/// x_j    = star_weights[stars given to j], 0 for a movie that was not rated
/// said   = start + features of u · features
/// code   = shrinkage ⊙ Vᵀ (x / scale) + said / (1 + n / details_ratings)
/// genres_g = Σ_{j of g} (stars given to j − middle) / (n of g + genres_ratings)
/// order  = scale^½ ⊙ V code + prior_weight / (1 + n / prior_ratings) · popularity
///          + genres_weight Σ_{g of i} genres_g
/// own    = (Σ stars given + stars_ratings · mean) / (n + stars_ratings)
/// score  = order + (1 + n / stars_ratings)^½
///          · (stars_weight (stars(u, i) − mean) + below_weight min(stars(u, i) − own, 0))
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankingWeights<M = Stored> {
    /// V, [n_movies, rank]
    pub movies: M,
    /// [n_movies, 1], above 0
    pub scale: M,
    /// [rank]
    pub shrinkage: Vec<f32>,
    /// What 1 to 5 stars are worth.
    pub star_weights: [f32; 5],
    /// q, [n_movies, 1]: what is offered to somebody of whom nothing is known.
    pub popularity: M,
    /// Weight of `popularity` for somebody without ratings, 0 or more.
    pub prior_weight: f32,
    /// Number of ratings that halves it, above 0.
    pub prior_ratings: f32,
    /// [n_user_features, rank]: what a person's features say of their code.
    pub features: M,
    /// [rank]: makes the average person's features say nothing.
    pub start: Vec<f32>,
    /// Number of ratings that halves what features say, above 0.
    pub details_ratings: f32,
    /// Weight of the predicted stars for somebody without ratings, 0 or more.
    pub stars_weight: f32,
    /// Weight of predicted stars below what the person gives on average, for the same, 0 or more.
    pub below_weight: f32,
    /// Number of ratings from which on both weights grow with their square root, above 0.
    pub stars_ratings: f32,
    /// Weight of what a person thinks of a movie's genres, 0 or more.
    pub genres_weight: f32,
    /// Number of ratings of a genre's movies that halves what is not known of an opinion, above 0.
    pub genres_ratings: f32,
}

impl RatingWeights<Packed> {
    /// Unpacks the matrices.
    ///
    /// # Errors
    /// A matrix that cannot be unpacked; so of the ranking head.
    pub(super) fn unpack(self) -> Result<RatingWeights, &'static str> {
        Ok(RatingWeights {
            mean: self.mean,
            users: self.users.unpack()?,
            movies: self.movies.unpack()?,
            rated: self.rated.unpack()?,
            features: self.features.unpack()?,
            start: self.start,
            own_l2: self.own_l2,
        })
    }
}

impl RankingWeights<Packed> {
    /// Unpacks the matrices.
    ///
    /// # Errors
    /// As of the rating head.
    pub(super) fn unpack(self) -> Result<RankingWeights, &'static str> {
        Ok(RankingWeights {
            movies: self.movies.unpack()?,
            scale: self.scale.unpack()?,
            shrinkage: self.shrinkage,
            star_weights: self.star_weights,
            popularity: self.popularity.unpack()?,
            prior_weight: self.prior_weight,
            prior_ratings: self.prior_ratings,
            features: self.features.unpack()?,
            start: self.start,
            details_ratings: self.details_ratings,
            stars_weight: self.stars_weight,
            below_weight: self.below_weight,
            stars_ratings: self.stars_ratings,
            genres_weight: self.genres_weight,
            genres_ratings: self.genres_ratings,
        })
    }
}

//! The heads that training gives → the weights that are served.

use crate::training::{RankingHead, RatingHead};
use matinee_engine::artifact::{HybridWeights, Precisions, RankingWeights, RatingWeights, Stored};
use matinee_engine::features::Matrix;

/// Rounds both heads for serving.
#[must_use]
pub fn round(rating: &RatingHead, ranking: &RankingHead, precisions: Precisions) -> HybridWeights {
    let column = |values: &[f32]| {
        let matrix = Matrix::from_rows(1, values.iter().map(|value| [*value]));
        Stored::new(&matrix, precisions.vectors)
    };
    HybridWeights {
        rating: RatingWeights {
            mean: rating.mean,
            users: Stored::new(&rating.users, precisions.tastes),
            movies: Stored::new(&rating.movies, precisions.tastes),
            rated: Stored::new(&rating.rated, precisions.rated),
            features: Stored::new(&rating.features, precisions.vectors),
            start: rating.start.clone(),
            own_l2: rating.own_l2.clone(),
        },
        ranking: RankingWeights {
            movies: Stored::new(&ranking.movies, precisions.ranking),
            scale: column(&ranking.scale),
            shrinkage: ranking.shrinkage.clone(),
            star_weights: ranking.star_weights,
            popularity: column(&ranking.popularity),
            prior_weight: ranking.prior_weight,
            prior_ratings: ranking.prior_ratings,
            features: Stored::new(&ranking.features, precisions.vectors),
            start: ranking.start.clone(),
            details_ratings: ranking.details_ratings,
            stars_weight: ranking.stars_weight,
            below_weight: ranking.below_weight,
            stars_ratings: ranking.stars_ratings,
            genres_weight: ranking.genres_weight,
            genres_ratings: ranking.genres_ratings,
        },
        codes: None,
    }
}

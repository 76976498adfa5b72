//! What must hold of a hybrid's weights.

use crate::container::error::ArtifactError;
use crate::container::quantise::Shaped;
use crate::networks::check::{FEATURE, Part, Sizes, largest, largest_of, smallest};

use super::weights::{HybridWeights, RankingWeights, RatingWeights};

/// Beyond the stars that anybody gives.
const STARS: f64 = 8.0;

pub(super) fn rating_shapes(
    weights: &RatingWeights<impl Shaped>,
    sizes: Sizes,
) -> Result<(), ArtifactError> {
    let part = Part("rating head");
    let (n_users, width) = weights.users.shape();
    part.tables(n_users, weights.movies.shape().0, sizes)?;
    if width < 2 {
        return part.refuse("it has no vectors, only levels".into());
    }
    for (name, matrix, n_rows) in [
        ("movies", &weights.movies, sizes.n_movies),
        ("rated movies", &weights.rated, sizes.n_movies),
        ("features", &weights.features, sizes.n_user_features),
    ] {
        part.shape(name, matrix, (n_rows, width))?;
    }
    part.length("start", &weights.start, width)?;
    part.length("own L2", &weights.own_l2, width)
}

pub(super) fn ranking_shapes(
    weights: &RankingWeights<impl Shaped>,
    sizes: Sizes,
) -> Result<(), ArtifactError> {
    let part = Part("ranking head");
    let (n_movies, rank) = weights.movies.shape();
    part.tables(sizes.n_users, n_movies, sizes)?;
    if rank == 0 {
        return part.refuse("its rank is 0".into());
    }
    part.shape("scale", &weights.scale, (n_movies, 1))?;
    part.shape("popularity", &weights.popularity, (n_movies, 1))?;
    part.shape("features", &weights.features, (sizes.n_user_features, rank))?;
    part.length("shrinkage", &weights.shrinkage, rank)?;
    part.length("start", &weights.start, rank)
}

/// Codes stand in for stars: they are there where those are not.
pub(super) fn codes_shape<M: Shaped>(
    codes: Option<&M>,
    ranking: &RankingWeights<M>,
    sizes: Sizes,
    has_stars: bool,
) -> Result<(), ArtifactError> {
    let part = Part("people's codes");
    match (has_stars, codes) {
        (true, None) => Ok(()),
        (true, Some(_)) => part.refuse("they and the stars are there".into()),
        (false, None) => part.refuse("neither they nor the stars are there".into()),
        (false, Some(codes)) => {
            let (_, rank) = ranking.movies.shape();
            part.shape(
                "the matrix",
                codes,
                (sizes.n_users, rank + sizes.n_genres + 1),
            )
        }
    }
}

/// Checks that every number is one, and in its range.
pub(super) fn numbers(weights: &HybridWeights) -> Result<(), ArtifactError> {
    rating(&weights.rating)?;
    ranking(&weights.ranking)?;
    if let Some(codes) = &weights.codes {
        Part("people's codes").matrix("the matrix", codes)?;
    }
    Ok(())
}

fn rating(weights: &RatingWeights) -> Result<(), ArtifactError> {
    let part = Part("rating head");
    part.matrix("people", &weights.users)?;
    part.matrix("movies", &weights.movies)?;
    part.matrix("rated movies", &weights.rated)?;
    part.matrix("features", &weights.features)?;
    part.numbers("start", &weights.start)?;
    part.numbers("the mean", &[weights.mean])?;
    part.positive("own L2", &weights.own_l2)
}

fn ranking(weights: &RankingWeights) -> Result<(), ArtifactError> {
    let part = Part("ranking head");
    part.matrix("movies", &weights.movies)?;
    part.positive("scale", &part.matrix("scale", &weights.scale)?.values)?;
    part.matrix("popularity", &weights.popularity)?;
    part.matrix("features", &weights.features)?;
    part.numbers("shrinkage", &weights.shrinkage)?;
    part.numbers("start", &weights.start)?;
    part.numbers("a star weight", &weights.star_weights)?;
    part.numbers("the prior's weight", &[weights.prior_weight])?;
    part.positive(
        "number of ratings that halves the prior",
        &[weights.prior_ratings],
    )?;
    part.positive(
        "number of ratings that halves what features say",
        &[weights.details_ratings],
    )?;
    part.numbers("the weight of stars", &[weights.stars_weight])?;
    part.numbers("the weight of low stars", &[weights.below_weight])?;
    part.positive(
        "number of ratings from which on stars weigh more",
        &[weights.stars_ratings],
    )?;
    part.numbers("the weight of genres", &[weights.genres_weight])?;
    part.positive(
        "number of ratings of a genre that say half of their opinion",
        &[weights.genres_ratings],
    )
}

/// Checks that no sum overflows.
pub(super) fn range(weights: &HybridWeights) -> Result<(), ArtifactError> {
    let rating = &weights.rating;
    let (n_movies, width) = rating.movies.shape();
    let (n, width) = (n_movies as f64, width as f64);
    let (n_features, movie) = (rating.features.shape().0 as f64, largest_of(&rating.movies));
    // What somebody new starts from, and what a ridge regression of their ratings can add.
    let start = largest(&rating.start)
        + n_features * FEATURE * largest_of(&rating.features)
        + n.sqrt() * largest_of(&rating.rated);
    let stars =
        |vector: f64| largest(&[rating.mean]) + (width + 1.0) * (vector + movie + vector * movie);
    let left_over = STARS + stars(start);
    let own = left_over * n.sqrt() / smallest(&rating.own_l2).sqrt();
    let gram = n * movie * movie + largest(&rating.own_l2);
    let known = stars(largest_of(&rating.users));
    Part("rating head").bounded(&[known, start, own, stars(start + own), gram])?;

    let ranking = &weights.ranking;
    let scale = ranking.scale.to_matrix().values;
    let (small, movie) = (smallest(&scale), largest_of(&ranking.movies));
    let rank = ranking.movies.shape().1 as f64;
    let encoder = 1.0 / (small * small.sqrt());
    let star = largest(&ranking.star_weights);
    let by_stars = n * star * (movie / small).max(encoder) * largest(&ranking.shrinkage).max(1.0);
    let codes = weights.codes.as_ref().map_or(0.0, largest_of);
    let code = by_stars
        + codes
        + largest(&ranking.start)
        + n_features * FEATURE * largest_of(&ranking.features);
    let popularity = largest(&[ranking.prior_weight]) * largest_of(&ranking.popularity);
    let decoder = movie * largest(&scale).sqrt();
    let genres = 32.0 * STARS * largest(&[ranking.genres_weight]) * codes.max(1.0);
    let score = rank * code * decoder + popularity + genres;
    Part("ranking head").bounded(&[encoder, by_stars, code, decoder, score])
}

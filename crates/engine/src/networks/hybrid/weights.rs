//! The hybrid's weights, as they are stored, and what must hold of them.

use serde::{Deserialize, Serialize};

use crate::container::quantise::{Packed, Shaped, Stored};
use crate::container::sections::ArtifactError;
use crate::networks::check::{FEATURE, Part, Sizes, largest, largest_of, smallest};
use matinee_core::ready::Pause;

/// The hybrid: stars from one head, the order of lists from the other.
#[derive(Clone, Debug, PartialEq)]
pub struct HybridWeights {
    /// Stars.
    pub rating: RatingWeights,
    /// Order.
    pub ranking: RankingWeights,
    /// What both heads know of people; `None` only of the first part of a file
    /// ([`crate::artifact::Parts`]).
    pub people: Option<PeopleWeights>,
}

/// What is known of people, and what having rated a movie says of anybody: all that is not needed to
/// list for one person whose rows are known, or for somebody who says nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeopleWeights<M = Stored> {
    /// [n_users, d + 1]: known people, all of the sum of [`RatingWeights`].
    pub users: M,
    /// [n_movies, d + 1]: what having rated a movie says of a person.
    pub rated: M,
    /// [n_users, rank + n_genres + 1]: what the stars of known people add to their codes, `genres`
    /// and `own`, where the file has no stars ([`crate::artifact::Histories::Seen`]), and only there.
    pub codes: Option<M>,
}

/// The stored form of `matinee_train::training::RatingHead`: `d` values of a vector, then a level.
///
/// ```text
/// stars(u, i)   = mean + level_u + level_i + vector_u · vector_i
/// [vector_u, level_u] = start + features of u · features + n_u^-½ Σ_{j rated by u} rated_j + own_u
/// ```
///
/// `rated`, and the rows of known people, are in [`PeopleWeights`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RatingWeights<M = Stored> {
    /// Mean of the training ratings, stars.
    pub mean: f32,
    /// [n_movies, d + 1]
    pub movies: M,
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
/// genres_g = Σ_{j of g} (stars given to j − 3) / (n of g + genres_ratings)
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
    /// What 1 to 5 stars are worth; halves lie between: [`Stars::pick`](matinee_core::domain::Stars::pick).
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
    pub(super) async fn unpack(self, pause: Pause<'_>) -> Result<RatingWeights, &'static str> {
        Ok(RatingWeights {
            mean: self.mean,
            movies: self.movies.unpack(pause).await?,
            features: self.features.unpack(pause).await?,
            start: self.start,
            own_l2: self.own_l2,
        })
    }
}

impl PeopleWeights<Packed> {
    /// Unpacks the matrices.
    ///
    /// # Errors
    /// As of the rating head.
    pub(super) async fn unpack(self, pause: Pause<'_>) -> Result<PeopleWeights, &'static str> {
        Ok(PeopleWeights {
            users: self.users.unpack(pause).await?,
            rated: self.rated.unpack(pause).await?,
            codes: match self.codes {
                Some(codes) => Some(codes.unpack(pause).await?),
                None => None,
            },
        })
    }
}

impl RankingWeights<Packed> {
    /// Unpacks the matrices.
    ///
    /// # Errors
    /// As of the rating head.
    pub(super) async fn unpack(self, pause: Pause<'_>) -> Result<RankingWeights, &'static str> {
        Ok(RankingWeights {
            movies: self.movies.unpack(pause).await?,
            scale: self.scale.unpack(pause).await?,
            shrinkage: self.shrinkage,
            star_weights: self.star_weights,
            popularity: self.popularity.unpack(pause).await?,
            prior_weight: self.prior_weight,
            prior_ratings: self.prior_ratings,
            features: self.features.unpack(pause).await?,
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

/// What errors call what is known of people.
pub(super) const PEOPLE: &str = "rows of people";
/// Beyond the stars that anybody gives.
const STARS: f64 = 8.0;

pub(super) fn rating_shapes(
    weights: &RatingWeights<impl Shaped>,
    sizes: Sizes,
) -> Result<(), ArtifactError> {
    let part = Part("rating head");
    let (n_movies, width) = weights.movies.shape();
    part.tables(sizes.n_users, n_movies, sizes)?;
    if width < 2 {
        return part.refuse("it has no vectors, only levels".into());
    }
    part.shape(
        "features",
        &weights.features,
        (sizes.n_user_features, width),
    )?;
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
pub(super) fn people_shapes<M: Shaped>(
    people: &PeopleWeights<M>,
    rating: &RatingWeights<M>,
    ranking: &RankingWeights<M>,
    sizes: Sizes,
    has_stars: bool,
) -> Result<(), ArtifactError> {
    let part = Part(PEOPLE);
    let (n_users, _) = people.users.shape();
    let ((n_movies, width), (_, rank)) = (rating.movies.shape(), ranking.movies.shape());
    part.tables(n_users, n_movies, sizes)?;
    part.shape("the matrix of people", &people.users, (n_users, width))?;
    part.shape("rated movies", &people.rated, (n_movies, width))?;
    match (has_stars, &people.codes) {
        (true, None) => Ok(()),
        (true, Some(_)) => part.refuse("codes and the stars are there".into()),
        (false, None) => part.refuse("neither codes nor the stars are there".into()),
        (false, Some(codes)) => {
            let shape = (sizes.n_users, rank + sizes.n_genres + 1);
            part.shape("the matrix of codes", codes, shape)
        }
    }
}

/// Checks that every number is one, and in its range.
pub(super) fn numbers(weights: &HybridWeights) -> Result<(), ArtifactError> {
    rating_numbers(&weights.rating)?;
    ranking_numbers(&weights.ranking)?;
    if let Some(people) = &weights.people {
        let part = Part(PEOPLE);
        part.matrix("the matrix of people", &people.users)?;
        part.matrix("rated movies", &people.rated)?;
        if let Some(codes) = &people.codes {
            part.matrix("the matrix of codes", codes)?;
        }
    }
    Ok(())
}

fn rating_numbers(weights: &RatingWeights) -> Result<(), ArtifactError> {
    let part = Part("rating head");
    part.matrix("movies", &weights.movies)?;
    part.matrix("features", &weights.features)?;
    part.numbers("start", &weights.start)?;
    part.numbers("the mean", &[weights.mean])?;
    part.positive("own L2", &weights.own_l2)
}

fn ranking_numbers(weights: &RankingWeights) -> Result<(), ArtifactError> {
    let part = Part("ranking head");
    part.matrix("movies", &weights.movies)?;
    part.matrix("scale", &weights.scale)?;
    part.positive("scale", &weights.scale.to_matrix().values)?;
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

/// Checks that no sum overflows; `rows` are what is known of somebody besides.
///
/// # Errors
/// [`ArtifactError::Invalid`] where one may.
pub(super) fn range(weights: &HybridWeights, rows: &[f32]) -> Result<(), ArtifactError> {
    Part(PEOPLE).numbers("somebody's row", rows)?;
    let rating = &weights.rating;
    let (n_movies, width) = rating.movies.shape();
    let (n, width) = (n_movies as f64, width as f64);
    let (n_features, movie) = (rating.features.shape().0 as f64, largest_of(&rating.movies));
    // What somebody new starts from, and what a ridge regression of their ratings can add.
    let of_people = |matrix: fn(&PeopleWeights) -> Option<&Stored>| {
        (weights.people.as_ref().and_then(matrix)).map_or(0.0, largest_of)
    };
    let start = largest(&rating.start)
        + n_features * FEATURE * largest_of(&rating.features)
        + n.sqrt() * of_people(|people| Some(&people.rated));
    let stars =
        |vector: f64| largest(&[rating.mean]) + (width + 1.0) * (vector + movie + vector * movie);
    let left_over = STARS + stars(start);
    let own = left_over * n.sqrt() / smallest(&rating.own_l2).sqrt();
    let gram = n * movie * movie + largest(&rating.own_l2);
    let known = stars(of_people(|people| Some(&people.users)).max(largest(rows)));
    Part("rating head").bounded(&[known, start, own, stars(start + own), gram])?;

    let ranking = &weights.ranking;
    let scale = ranking.scale.to_matrix().values;
    let (small, movie) = (smallest(&scale), largest_of(&ranking.movies));
    let rank = ranking.movies.shape().1 as f64;
    let encoder = 1.0 / (small * small.sqrt());
    let star = largest(&ranking.star_weights);
    let by_stars = n * star * (movie / small).max(encoder) * largest(&ranking.shrinkage).max(1.0);
    let codes = of_people(|people| people.codes.as_ref()).max(largest(rows));
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

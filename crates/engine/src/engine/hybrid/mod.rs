//! The hybrid: stars from a bilinear rating head, order from a low-rank ranking head.

mod explain;
mod fold_in;
mod genres;
mod ranking;
mod rating;

use wide::f32x16;

use crate::artifact::{Catalogue, HybridWeights, People, Stored};
use crate::features::Matrix;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};

use super::person::{FoldInError, Profile};
use super::rerank::Heads;
use super::simd::lane;

use ranking::{Code, Ranking};
use rating::{Rating, Vector};

/// Both heads, prepared for serving.
#[derive(Debug)]
pub(super) struct Scorer {
    rating: Rating,
    ranking: Ranking,
    /// [n_users, rank + n_genres + 1]: what stars that are not in the model say of people.
    codes: Option<Matrix>,
}

/// [`Heads`], in all lanes.
#[derive(Clone, Copy)]
struct InLanes {
    order: f32x16,
    stars: f32x16,
}

impl InLanes {
    fn of(heads: Heads) -> Self {
        Self {
            order: f32x16::splat(heads.order),
            stars: f32x16::splat(heads.stars),
        }
    }
}

/// What the heads know of a person.
#[derive(Clone, Debug)]
pub(super) struct Taste {
    vector: Vector,
    code: Code,
    who: Who,
}

/// Where a person's features are to be found.
#[derive(Clone, Debug)]
enum Who {
    Known(UserIdx),
    /// [n_user_features]
    New(Vec<f32>),
}

impl Scorer {
    pub(super) fn new(weights: &HybridWeights, catalogue: &Catalogue, people: &People) -> Self {
        let rating = Rating::new(&weights.rating, people);
        Self {
            ranking: Ranking::new(&weights.ranking, rating.mean, &catalogue.movies),
            rating,
            codes: weights.codes.as_ref().map(Stored::to_matrix),
        }
    }

    pub(super) fn known(
        &self,
        user: UserIdx,
        n_seen: usize,
        ratings: Option<&[(MovieIdx, Stars)]>,
    ) -> Taste {
        let known = match (ratings, &self.codes) {
            (None, Some(codes)) => self.ranking.learned(codes.row(user.row())),
            (ratings, _) => self.ranking.known(ratings.unwrap_or_default()),
        };
        let features = self.rating.people.row(user);
        Taste {
            vector: self.rating.known(user),
            code: self.ranking.code(known, features, n_seen),
            who: Who::Known(user),
        }
    }

    pub(super) fn fold_in(&self, profile: &Profile) -> Result<Taste, FoldInError> {
        let Profile { ratings, details } = profile;
        let features = self.rating.features_of(details);
        let known = self.ranking.known(ratings);
        Ok(Taste {
            vector: self.rating.fold_in(&features, ratings)?,
            code: self.ranking.code(known, &features, ratings.len()),
            who: Who::New(features),
        })
    }

    pub(super) fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        self.rating.residuals(ratings)
    }

    pub(super) fn raw_stars(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        self.rating.raw_stars(&taste.vector, movie)
    }

    pub(super) fn ranking_score(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        let heads = InLanes::of(Heads::BLENDED);
        lane(movie.row(), |tile| self.scores(taste, heads, tile))
    }

    /// See [`Network::magnitudes`](super::network::Network::magnitudes).
    pub(super) fn magnitudes(&self, taste: &Taste, movie: MovieIdx) -> [f32; 2] {
        let by_stars = self.rating.magnitude(&taste.vector, movie);
        let by_order = self.ranking.magnitude(&taste.code, movie);
        let of_stars = self.ranking.magnitude_of_stars(&taste.code, by_stars);
        [by_stars, by_order + of_stars]
    }

    /// How alike a movie and every movie are. The rating head finds neighbours of the same kind, the
    /// ranking head those with the same audience; their mean is nearly as good as either at what it
    /// is best at.
    pub(super) fn cosines(&self, movie: MovieIdx) -> impl Iterator<Item = f32> {
        let by_stars = self.rating.cosines(movie);
        let by_order = self.ranking.cosines(movie);
        by_stars.zip(by_order).map(|(a, b)| (a + b) / 2.0)
    }

    pub(super) fn rank_all(
        &self,
        taste: &Taste,
        heads: Heads,
        mut visit: impl FnMut(MovieIdx, f32),
    ) {
        let heads = InLanes::of(heads);
        let (n_movies, mut movie) = (self.ranking.n_movies(), 0);
        for tile in 0..self.ranking.n_tiles() {
            for score in self.scores(taste, heads, tile).as_array() {
                if movie < n_movies {
                    visit(MovieIdx(movie as u32), *score);
                }
                movie += 1;
            }
        }
    }

    /// The ranking scores of a tile of movies.
    #[inline(always)]
    fn scores(&self, taste: &Taste, heads: InLanes, tile: usize) -> f32x16 {
        let order = self.ranking.scores(&taste.code, tile);
        heads.order * order + heads.stars * self.of_stars(taste, tile)
    }

    /// What the predicted stars add to them.
    #[inline(always)]
    fn of_stars(&self, taste: &Taste, tile: usize) -> f32x16 {
        let stars = self.rating.raw_stars_of(&taste.vector, tile);
        self.ranking.of_stars(&taste.code, stars)
    }
}

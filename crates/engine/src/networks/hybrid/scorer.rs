//! Both heads at once, over everything that does not depend on the person.

use std::sync::Arc;

use wide::f32x16;

use crate::container::quantise::Stored;
use crate::features::Matrix;
use crate::networks::network;
use crate::serving::explanation::Explanation;
use crate::serving::heads::{Heads, InLanes};
use crate::serving::profile::{FoldInError, Profile};
use crate::serving::simd::lane;
use crate::tables::catalogue::Catalogue;
use crate::tables::people::People;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};

use super::ranking::{Code, Ranking};
use super::rating::{Rating, Vector};
use super::weights::HybridWeights;

/// Both heads, prepared for serving.
#[derive(Debug)]
pub(super) struct Scorer {
    pub(super) rating: Rating,
    pub(super) ranking: Ranking,
    /// [n_users, rank + n_genres + 1]: what stars that are not in the model say of people.
    pub(super) codes: Option<Matrix>,
}

/// What the heads know of a person.
#[derive(Clone, Debug)]
pub(super) struct Taste {
    pub(super) vector: Vector,
    pub(super) code: Code,
    pub(super) who: Who,
}

/// Where a person's features are to be found.
#[derive(Clone, Debug)]
pub(super) enum Who {
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

    pub(super) fn raw_stars(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        self.rating.raw_stars(&taste.vector, movie)
    }

    pub(super) fn ranking_score(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        let heads = InLanes::from(Heads::BLENDED);
        lane(movie.row(), |tile| self.scores(taste, &heads, tile))
    }

    /// The ranking scores of a tile of movies.
    #[inline(always)]
    fn scores(&self, taste: &Taste, heads: &InLanes, tile: usize) -> f32x16 {
        let order = self.ranking.scores(&taste.code, tile);
        heads.order * order + heads.stars * self.of_stars(taste, tile)
    }

    /// What the predicted stars add to them.
    #[inline(always)]
    pub(super) fn of_stars(&self, taste: &Taste, tile: usize) -> f32x16 {
        let stars = self.rating.raw_stars_of(&taste.vector, tile);
        self.ranking.of_stars(&taste.code, stars)
    }
}

impl network::Scorer for Scorer {
    fn known(
        self: Arc<Self>,
        user: UserIdx,
        n_seen: usize,
        ratings: Option<&[(MovieIdx, Stars)]>,
    ) -> Arc<dyn network::Taste> {
        let known = match (ratings, &self.codes) {
            (None, Some(codes)) => self.ranking.learned(codes.row(user.row())),
            (ratings, _) => self.ranking.known(ratings.unwrap_or_default()),
        };
        let features = self.rating.people.row(user);
        let taste = Taste {
            vector: self.rating.known(user),
            code: self.ranking.code(known, features, n_seen),
            who: Who::Known(user),
        };
        Arc::new(Served {
            scorer: self,
            taste,
        })
    }

    fn fold_in(self: Arc<Self>, profile: &Profile) -> Result<Arc<dyn network::Taste>, FoldInError> {
        let Profile { ratings, details } = profile;
        let features = self.rating.features_of(details);
        let known = self.ranking.known(ratings);
        let taste = Taste {
            vector: self.rating.fold_in(&features, ratings)?,
            code: self.ranking.code(known, &features, ratings.len()),
            who: Who::New(features),
        };
        Ok(Arc::new(Served {
            scorer: self,
            taste,
        }))
    }

    fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        self.rating.residuals(ratings)
    }

    /// The rating head finds neighbours of the same kind, the ranking head those with the same
    /// audience; their mean is nearly as good as either at what it is best at.
    fn cosines(&self, movie: MovieIdx) -> Vec<f32> {
        let by_stars = self.rating.cosines(movie);
        let by_order = self.ranking.cosines(movie);
        by_stars.zip(by_order).map(|(a, b)| (a + b) / 2.0).collect()
    }
}

/// A person, and the network that knows them.
#[derive(Debug)]
struct Served {
    scorer: Arc<Scorer>,
    taste: Taste,
}

impl network::Taste for Served {
    fn raw_stars(&self, movie: MovieIdx) -> f32 {
        self.scorer.raw_stars(&self.taste, movie)
    }

    fn scores(&self, heads: &InLanes, tile: usize) -> f32x16 {
        self.scorer.scores(&self.taste, heads, tile)
    }

    fn magnitudes(&self, movie: MovieIdx) -> [f32; 2] {
        let Scorer {
            rating, ranking, ..
        } = &*self.scorer;
        let Taste { vector, code, .. } = &self.taste;
        let by_stars = rating.magnitude(vector, movie);
        let by_order = ranking.magnitude(code, movie);
        [
            by_stars,
            by_order + ranking.magnitude_of_stars(code, by_stars),
        ]
    }

    fn explain(&self, ratings: &[(MovieIdx, Stars)], movie: MovieIdx) -> Explanation {
        self.scorer.explain(&self.taste, ratings, movie)
    }
}

//! The hybrid: stars from a bilinear rating head, order from a low-rank ranking head.

mod explain;
mod fold_in;
mod ranking;
mod rating;

use crate::artifact::{HybridWeights, People, Stored};
use crate::domain::{MovieIdx, Stars, UserIdx};
use crate::features::Matrix;

use super::person::{FoldInError, Profile};
use super::rerank::Heads;
use super::simd::padded;

use ranking::{Code, Ranking};
use rating::{Rating, Vector};

/// Both heads, prepared for serving.
#[derive(Debug)]
pub(super) struct Scorer {
    rating: Rating,
    ranking: Ranking,
    /// [n_users, rank + 1]: what stars that are not in the model added to codes, and their mean.
    codes: Option<Matrix>,
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
    pub(super) fn new(weights: &HybridWeights, people: &People) -> Self {
        Self {
            rating: Rating::new(&weights.rating, people),
            ranking: Ranking::new(&weights.ranking),
            codes: weights.codes.as_ref().map(Stored::to_matrix),
        }
    }

    pub(super) fn known(
        &self,
        user: UserIdx,
        n_seen: usize,
        ratings: Option<&[(MovieIdx, Stars)]>,
    ) -> Taste {
        let (by_stars, own) = match (ratings, &self.codes) {
            (None, Some(codes)) => {
                let (code, own) = codes.row(user.row()).split_at(codes.n_cols - 1);
                (padded(code), own[0])
            }
            (ratings, _) => self.by_ratings(ratings.unwrap_or_default()),
        };
        let features = self.rating.people.row(user);
        Taste {
            vector: self.rating.known(user),
            code: self.ranking.code(by_stars, own, features, n_seen),
            who: Who::Known(user),
        }
    }

    pub(super) fn fold_in(&self, profile: &Profile) -> Result<Taste, FoldInError> {
        let Profile { ratings, details } = profile;
        let features = self.rating.features_of(details);
        let (by_stars, own) = self.by_ratings(ratings);
        Ok(Taste {
            vector: self.rating.fold_in(&features, ratings)?,
            code: (self.ranking).code(by_stars, own, &features, ratings.len()),
            who: Who::New(features),
        })
    }

    /// What ratings add to a code, and what is given on average.
    fn by_ratings(&self, ratings: &[(MovieIdx, Stars)]) -> (Vec<f32>, f32) {
        let own = self.ranking.own(ratings, self.rating.mean);
        (self.ranking.by_stars(ratings), own)
    }

    pub(super) fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        self.rating.residuals(ratings)
    }

    pub(super) fn raw_stars(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        self.rating.raw_stars(&taste.vector, movie)
    }

    pub(super) fn ranking_score(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        self.ranking.score(&taste.code, movie) + self.by_stars(taste, movie)
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
        self.ranking.for_each(&taste.code, |movie, order| {
            let stars = self.by_stars(taste, movie);
            visit(movie, heads.order * order + heads.stars * stars);
        });
    }

    /// What the predicted stars add to the ranking score.
    fn by_stars(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        let stars = self.raw_stars(taste, movie);
        self.ranking.of_stars(&taste.code, stars, self.rating.mean)
    }
}

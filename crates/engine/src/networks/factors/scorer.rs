//! Factors, prepared for serving; and where their numbers come from: a new person's row is linear in what they
//! rated, so each rating has a share of the prediction, and the shares sum to it.

use std::sync::Arc;

use wide::f32x4;

use crate::explanation::{Account, Cause, Explanation, Heads, InLanes, Kind, Term};
use crate::matrix::Matrix;
use crate::networks::bilinear::{Side, Vector, without_level};
use crate::networks::{network, popularity};
use crate::profile::{FoldInError, Profile};
use crate::tables::catalogue::Catalogue;
use crate::tile::{Tile, lane};
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::linear::NotPositiveDefinite;

use super::fold_in::System;
use super::weights::{FactorSet, FactorWeights, Fit};
use matinee_core::ready::Pause;

/// One set, unpacked.
#[derive(Debug)]
struct Factors {
    /// [n_users, d + 1]
    users: Matrix,
    movies: Side,
    /// [d + 1]
    start: Vec<f32>,
    fit: Fit,
}

/// Everything that does not depend on the person.
#[derive(Debug)]
pub(super) struct Scorer {
    stars: Factors,
    order: Option<Factors>,
    /// What a predicted star counts in a score, in all lanes.
    stars_weight: f32x4,
    /// [n_movies]: stars of each movie by how many liked it.
    usual: Vec<f32>,
}

/// What is known of a person.
#[derive(Clone, Debug)]
struct Taste {
    stars: Vector,
    order: Option<Vector>,
    is_known: bool,
}

impl Factors {
    async fn new(set: &FactorSet, pause: Pause<'_>) -> Self {
        let users = set.users.to_matrix();
        pause().await;
        Self {
            users,
            movies: Side::new(set.mean, &set.movies, pause).await,
            start: set.start.clone(),
            fit: set.fit.clone(),
        }
    }

    /// Length of a vector.
    fn d(&self) -> usize {
        self.start.len() - 1
    }

    fn known(&self, user: UserIdx) -> Vector {
        self.movies.person(self.users.row(user.row()))
    }

    fn system(&self, ratings: &[(MovieIdx, Stars)]) -> Result<System, NotPositiveDefinite> {
        System::new(&self.fit, &self.movies, self.d(), ratings)
    }

    fn fold_in(&self, ratings: &[(MovieIdx, Stars)]) -> Result<Vector, FoldInError> {
        if !self.is_told(ratings) {
            return Ok(self.movies.person(&self.start));
        }
        let shape = (self.d(), self.fit.level_l2.is_some());
        let row = self.system(ratings)?.row(&self.movies, ratings, shape);
        Ok(self.movies.person(&row))
    }

    /// Whether ratings say anything that a row could be made of.
    fn is_told(&self, ratings: &[(MovieIdx, Stars)]) -> bool {
        let has_unknowns = self.d() > 0 || self.fit.level_l2.is_some();
        has_unknowns && !ratings.is_empty()
    }

    /// Where the value of a movie comes from: the terms sum to it.
    fn terms(
        &self,
        person: &Vector,
        is_known: bool,
        ratings: &[(MovieIdx, Stars)],
        movie: MovieIdx,
    ) -> Vec<Term> {
        let vector: Vec<f32> = self.movies.vector(movie).collect();
        let dot = |row: &[f32]| -> f64 {
            let products = vector.iter().zip(row);
            products.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        };
        let of_person = f64::from(person.level) + dot(&person.values);
        let is_told = self.is_told(ratings);
        let start = match is_told || is_known {
            true => 0.0,
            false => of_person,
        };
        let mut terms = vec![
            (Cause::Start, f64::from(self.movies.mean()) + start),
            (Cause::Movie, f64::from(self.movies.level(movie))),
        ];
        let mut by_ratings = 0.0;
        if is_told && let Ok(system) = self.system(ratings) {
            let shares = system.shares(&self.movies, ratings, movie);
            by_ratings = shares.iter().sum();
            let rated = ratings.iter().map(|(rated, _)| Cause::Rated(*rated));
            terms.extend(rated.zip(shares));
        }
        if is_known {
            terms.push((Cause::Learned, of_person - by_ratings));
        }
        let term = |(cause, amount)| Term {
            cause,
            amount: amount as f32,
        };
        terms.into_iter().map(term).collect()
    }
}

impl Scorer {
    pub(super) async fn new(
        weights: &FactorWeights,
        catalogue: &Catalogue,
        pause: Pause<'_>,
    ) -> Self {
        let order = weights.order.as_ref();
        Self {
            stars: Factors::new(&weights.stars, pause).await,
            stars_weight: f32x4::splat(order.map_or(1.0, |order| order.stars_weight)),
            order: match order {
                Some(order) => Some(Factors::new(&order.set, pause).await),
                None => None,
            },
            usual: popularity::stars(catalogue).1,
        }
    }

    /// What the order adds to a score, before the stars do.
    #[inline(always)]
    fn of_order(&self, taste: &Taste, tile: usize) -> Tile {
        match (&self.order, &taste.order) {
            (Some(order), Some(person)) => order.movies.values(person, tile),
            _ => Tile::ZERO,
        }
    }

    /// The ranking scores of a tile of movies.
    #[inline(always)]
    fn scores(&self, taste: &Taste, heads: &InLanes, tile: usize) -> Tile {
        let stars = self.stars.movies.values(&taste.stars, tile) * self.stars_weight;
        self.of_order(taste, tile) * heads.order + stars * heads.stars
    }

    /// The same, or nothing where none of them is `least`, in all lanes, or more. Before products are added
    /// up, stars are taken to be the most that they can be: every sum and product rises with them.
    #[inline(always)]
    fn scores_from(
        &self,
        taste: &Taste,
        heads: &InLanes,
        tile: usize,
        least: f32x4,
    ) -> Option<Tile> {
        let most = self.stars.movies.most_of(&taste.stars, tile) * self.stars_weight;
        let order = self.of_order(taste, tile) * heads.order;
        if !(order + most * heads.stars).reaches(least) {
            return None;
        }
        let stars = self.stars.movies.values(&taste.stars, tile) * self.stars_weight;
        let scores = order + stars * heads.stars;
        scores.reaches(least).then_some(scores)
    }
}

impl network::Scorer for Scorer {
    fn known(
        self: Arc<Self>,
        user: UserIdx,
        _n_seen: usize,
        _ratings: Option<&[(MovieIdx, Stars)]>,
    ) -> Arc<dyn network::Taste> {
        let taste = Taste {
            stars: self.stars.known(user),
            order: self.order.as_ref().map(|order| order.known(user)),
            is_known: true,
        };
        Arc::new(Served {
            scorer: self,
            taste,
        })
    }

    fn fold_in(self: Arc<Self>, profile: &Profile) -> Result<Arc<dyn network::Taste>, FoldInError> {
        let order = self.order.as_ref();
        let order = order.map(|order| order.fold_in(&profile.ratings));
        let taste = Taste {
            stars: self.stars.fold_in(&profile.ratings)?,
            order: order.transpose()?,
            is_known: false,
        };
        Ok(Arc::new(Served {
            scorer: self,
            taste,
        }))
    }

    /// Many factor models have no levels, so what is expected follows how many liked a movie.
    fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        let rest = |(movie, stars): &(MovieIdx, Stars)| stars.as_f32() - self.usual[movie.row()];
        without_level(ratings.iter().map(rest).collect())
    }

    /// Those of the order, where there is one: it knows who watches what.
    fn cosines(&self, movie: MovieIdx) -> Vec<f32> {
        let set = self.order.as_ref().unwrap_or(&self.stars);
        set.movies.cosines(movie).collect()
    }
}

/// A person, and the network that knows them.
#[derive(Debug)]
pub(crate) struct Served {
    scorer: Arc<Scorer>,
    taste: Taste,
}

impl network::Taste for Served {
    fn raw_stars(&self, movie: MovieIdx) -> f32 {
        self.scorer.stars.movies.value(&self.taste.stars, movie)
    }

    fn scores(&self, heads: &InLanes, tile: usize) -> Tile {
        self.scorer.scores(&self.taste, heads, tile)
    }

    fn scores_from(&self, heads: &InLanes, tile: usize, least: f32x4) -> Option<Tile> {
        self.scorer.scores_from(&self.taste, heads, tile, least)
    }

    fn magnitudes(&self, movie: MovieIdx) -> [f32; 2] {
        let Scorer {
            stars,
            order,
            stars_weight,
            ..
        } = &*self.scorer;
        let by_stars = stars.movies.magnitude(&self.taste.stars, movie);
        let by_order = match (order, &self.taste.order) {
            (Some(order), Some(person)) => order.movies.magnitude(person, movie),
            _ => 0.0,
        };
        [by_stars, by_order + stars_weight.to_array()[0] * by_stars]
    }
}

impl network::Explain for Served {
    fn explain(&self, ratings: &[(MovieIdx, Stars)], movie: MovieIdx) -> Explanation {
        let Self { scorer, taste } = self;
        let stars = scorer
            .stars
            .terms(&taste.stars, taste.is_known, ratings, movie);
        let heads = InLanes::from(Heads::BLENDED);
        let score = lane(movie.row(), |tile| scorer.scores(taste, &heads, tile));
        let raw_stars = network::Taste::raw_stars(self, movie);
        let by_stars = Term {
            cause: Cause::Stars,
            amount: scorer.stars_weight.to_array()[0] * raw_stars,
        };
        let mut ranking = vec![by_stars];
        if let (Some(order), Some(person)) = (&scorer.order, &taste.order) {
            ranking.extend(order.terms(person, taste.is_known, ratings, movie));
        }
        let account = |score, terms| Account {
            kind: Kind::Sum,
            score,
            terms,
        };
        Explanation {
            stars: account(raw_stars, stars),
            ranking: account(score, ranking),
        }
    }
}

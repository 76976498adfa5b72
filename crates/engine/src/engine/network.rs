//! Either network, behind one set of questions.

use crate::artifact::{Catalogue, People, Weights};
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::network_kind::NetworkKind;

use super::explanation::Explanation;
use super::person::{FoldInError, Person, Profile, Taste};
use super::rerank::Heads;
use super::{hybrid, seed};

#[derive(Debug)]
pub(super) enum Network {
    Seed(Box<seed::Scorer>),
    Hybrid(Box<hybrid::Scorer>),
}

impl Network {
    pub(super) fn new(weights: &Weights, catalogue: &Catalogue, people: &People) -> Self {
        match weights {
            Weights::Seed(weights) => {
                Self::Seed(Box::new(seed::Scorer::new(weights, catalogue, people)))
            }
            Weights::Hybrid(weights) => {
                Self::Hybrid(Box::new(hybrid::Scorer::new(weights, catalogue, people)))
            }
        }
    }

    /// The taste of a known user who has seen so many movies, and rated them so where that is known.
    pub(super) fn taste(
        &self,
        user: UserIdx,
        n_seen: usize,
        ratings: Option<&[(MovieIdx, Stars)]>,
    ) -> Taste {
        match self {
            Self::Seed(_) => Taste::Seed(user),
            Self::Hybrid(scorer) => Taste::Hybrid(Box::new(scorer.known(user, n_seen, ratings))),
        }
    }

    const fn kind(&self) -> NetworkKind {
        match self {
            Self::Seed(_) => NetworkKind::Seed,
            Self::Hybrid(_) => NetworkKind::Hybrid,
        }
    }

    /// Whether it can tell the taste of somebody new.
    pub(super) const fn takes_newcomers(&self) -> bool {
        self.kind().takes_newcomers()
    }

    /// The taste of somebody new; ratings ascending by movie, in range, each movie once.
    pub(super) fn fold_in(&self, profile: &Profile) -> Result<Taste, FoldInError> {
        match self {
            Self::Seed(_) => Err(FoldInError::NotSupported),
            Self::Hybrid(scorer) => Ok(Taste::Hybrid(Box::new(scorer.fold_in(profile)?))),
        }
    }

    /// How far somebody new is, with each of their ratings, from what levels alone expect, stars.
    pub(super) fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        match self {
            // Nobody is new to it.
            Self::Seed(_) => Vec::new(),
            Self::Hybrid(scorer) => scorer.residuals(ratings),
        }
    }

    /// Stars before clipping.
    pub(super) fn raw_stars(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        match (self, taste) {
            (Self::Seed(scorer), Taste::Seed(user)) => scorer.raw_stars(*user, movie),
            (Self::Hybrid(scorer), Taste::Hybrid(taste)) => scorer.raw_stars(taste, movie),
            _ => stranger(),
        }
    }

    /// Of [`Network::raw_stars`] and [`Network::ranking_score`], the sums of the magnitudes of what
    /// is added up: where terms cancel out, rounding is in proportion to these.
    pub(super) fn magnitudes(&self, taste: &Taste, movie: MovieIdx) -> [f32; 2] {
        match (self, taste) {
            (Self::Seed(scorer), Taste::Seed(user)) => scorer.magnitudes(*user, movie),
            (Self::Hybrid(scorer), Taste::Hybrid(taste)) => scorer.magnitudes(taste, movie),
            _ => stranger(),
        }
    }

    /// What lists are ordered by.
    pub(super) fn ranking_score(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        match (self, taste) {
            (Self::Seed(scorer), Taste::Seed(user)) => scorer.ranking_score(*user, movie),
            (Self::Hybrid(scorer), Taste::Hybrid(taste)) => scorer.ranking_score(taste, movie),
            _ => stranger(),
        }
    }

    /// Calls `visit` with every movie and its ranking score, ascending by movie.
    pub(super) fn rank_all(&self, taste: &Taste, heads: Heads, visit: impl FnMut(MovieIdx, f32)) {
        match (self, taste) {
            (Self::Seed(scorer), Taste::Seed(user)) => scorer.rank_all(*user, heads, visit),
            (Self::Hybrid(scorer), Taste::Hybrid(taste)) => scorer.rank_all(taste, heads, visit),
            _ => stranger(),
        }
    }

    /// Calls `visit` with every movie and the cosine of what was learned of it and of `movie`,
    /// ascending by movie.
    pub(super) fn compare_all(&self, movie: MovieIdx, mut visit: impl FnMut(MovieIdx, f32)) {
        let mut visit = |(other, cosine)| visit(MovieIdx(other), cosine);
        match self {
            Self::Seed(scorer) => (0..).zip(scorer.cosines(movie)).for_each(&mut visit),
            Self::Hybrid(scorer) => (0..).zip(scorer.cosines(movie)).for_each(&mut visit),
        }
    }

    pub(super) fn explain(&self, person: &Person, movie: MovieIdx) -> Explanation {
        match (self, &person.taste) {
            (Self::Seed(scorer), Taste::Seed(user)) => scorer.explain(*user, movie),
            (Self::Hybrid(scorer), Taste::Hybrid(taste)) => {
                scorer.explain(taste, &person.ratings, movie)
            }
            _ => stranger(),
        }
    }
}

fn stranger() -> ! {
    panic!("a person of another network: ask the engine that is to answer for its own")
}

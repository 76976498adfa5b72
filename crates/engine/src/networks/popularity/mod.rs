//! Popularity: what most people liked, for everybody. It has no weights; whatever it says is counted in
//! the tables.
//!
//! ```text
//! liked_i = (n_liked_i + liked) / (n_ratings_i + 1)      // liked: the share of all movies together
//! stars   = 2 + 2.5 liked_i
//! score   = ln(1 + n_liked_i)
//! ```
//!
//! 2 and 4.5 are the middles of what is not liked (1 to 3 stars) and of what is (4 and 5).

use std::sync::Arc;

use crate::container::sections::{ArtifactError, Section, Sections};
use crate::explanation::{Account, Cause, Explanation, InLanes, Kind, Term};

use crate::profile::{FoldInError, Profile};
use crate::tables::catalogue::Catalogue;
use crate::tables::people::People;
use crate::tile::{TILE, Tile, first};
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::network_kind::NetworkKind;

use super::check::Sizes;
use super::network::{self, About, Explain, Network, Taste};
use matinee_core::ready::Pause;

/// Nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PopularityWeights;

const NONE: Section = Section::new(*b"POPU", "popularity");
/// Stars of what nobody liked, and what having been liked by all adds.
const DISLIKED: f32 = 2.0;
const LIKED: f32 = 2.5;

impl Network for PopularityWeights {
    type Taste = Anybody;

    const KIND: NetworkKind = NetworkKind::Popularity;
    const MARK: Section = NONE;
    /// Stars of what few rated lie near those of all.
    const MOVIES_STAND_ALONE: bool = false;
    const ABOUT: About = About {
        label: "Popularity",
        summary: "what most people liked, for everybody: nothing is trained",
        takes_newcomers: true,
        learned: |_| "It does not use them: it counts who rated and who liked each movie.",
        order: |_| {
            "The stars you see follow the share of people who liked a movie, and the order the number \
             of them: the list is everybody\u{2019}s."
        },
        orderer: "popularity",
        runs: "Nothing is computed but the order.",
    };

    fn encode(&self) -> Result<Vec<(Section, Vec<u8>)>, ArtifactError> {
        Ok(vec![(NONE, Vec::new())])
    }

    async fn decode(
        sections: &Sections<'_>,
        _sizes: Sizes,
        _has_stars: bool,
        _pause: Pause<'_>,
    ) -> Result<Self, ArtifactError> {
        let () = sections.decode(NONE)?;
        Ok(Self)
    }

    fn check(&self, _sizes: Sizes, _has_stars: bool) -> Result<(), ArtifactError> {
        Ok(())
    }

    fn of_movies(&self, _rows: &[usize]) -> Self {
        Self
    }

    async fn serve(
        &self,
        catalogue: &Catalogue,
        _people: &People,
        _pause: Pause<'_>,
    ) -> Arc<dyn network::Scorer> {
        Arc::new(Scorer::new(catalogue))
    }
}

/// Stars of a movie of which nothing is known, and of each movie.
pub(super) fn stars(catalogue: &Catalogue) -> (f32, Vec<f32>) {
    let sum = |counts: &[u32]| counts.iter().map(|n| f64::from(*n)).sum::<f64>();
    let n_ratings = sum(&catalogue.n_ratings).max(1.0);
    let liked = (sum(&catalogue.n_liked) / n_ratings) as f32;
    let stars = |(n_liked, n_ratings): (&u32, &u32)| {
        DISLIKED + LIKED * (*n_liked as f32 + liked) / (*n_ratings as f32 + 1.0)
    };
    let counts = catalogue.n_liked.iter().zip(&catalogue.n_ratings);
    (DISLIKED + LIKED * liked, counts.map(stars).collect())
}

/// What was counted.
#[derive(Debug)]
struct Scorer {
    /// Stars of a movie of which nothing is known.
    start: f32,
    /// [n_movies]
    stars: Vec<f32>,
    /// [n_movies]: what lists are ordered by.
    scores: Vec<f32>,
}

impl Scorer {
    fn new(catalogue: &Catalogue) -> Self {
        let (start, stars) = stars(catalogue);
        let score = |n_liked: &u32| libm::logf(1.0 + *n_liked as f32);
        Self {
            start,
            stars,
            scores: catalogue.n_liked.iter().map(score).collect(),
        }
    }
}

impl network::Scorer for Scorer {
    fn known(
        self: Arc<Self>,
        _user: UserIdx,
        _n_seen: usize,
        _ratings: Option<&[(MovieIdx, Stars)]>,
    ) -> Arc<dyn Taste> {
        Arc::new(Anybody(self))
    }

    fn fold_in(self: Arc<Self>, _profile: &Profile) -> Result<Arc<dyn Taste>, FoldInError> {
        Ok(Arc::new(Anybody(self)))
    }

    fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        let residual =
            |(movie, stars): &(MovieIdx, Stars)| stars.as_f32() - self.stars[movie.row()];
        ratings.iter().map(residual).collect()
    }

    fn cosines(&self, _movie: MovieIdx) -> Vec<f32> {
        vec![0.0; self.scores.len()]
    }
}

/// Everybody is the same to it.
#[derive(Debug)]
pub(crate) struct Anybody(Arc<Scorer>);

impl Taste for Anybody {
    fn raw_stars(&self, movie: MovieIdx) -> f32 {
        self.0.stars[movie.row()]
    }

    fn scores(&self, heads: &InLanes, tile: usize) -> Tile {
        // The stars have no part in the order, so by them alone all movies are equal.
        let mut scores = [[0.0; 4]; 4];
        let all = scores.as_flattened_mut();
        for (score, counted) in all.iter_mut().zip(&self.0.scores[tile * TILE..]) {
            *score = first(heads.order) * counted;
        }
        Tile::new(&scores)
    }

    fn magnitudes(&self, movie: MovieIdx) -> [f32; 2] {
        [self.0.stars[movie.row()], self.0.scores[movie.row()]]
    }
}

impl Explain for Anybody {
    fn explain(&self, _ratings: &[(MovieIdx, Stars)], movie: MovieIdx) -> Explanation {
        let (start, stars) = (self.0.start, self.raw_stars(movie));
        let score = self.0.scores[movie.row()];
        let account = |score, terms: &[(Cause, f32)]| Account {
            kind: Kind::Sum,
            score,
            terms: (terms.iter())
                .map(|&(cause, amount)| Term { cause, amount })
                .collect(),
        };
        Explanation {
            stars: account(
                stars,
                &[(Cause::Start, start), (Cause::Movie, stars - start)],
            ),
            ranking: account(score, &[(Cause::Popularity, score)]),
        }
    }
}

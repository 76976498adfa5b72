//! The hybrid: stars from a bilinear rating head, order from a low-rank ranking head.

mod ranking;
mod rating;
mod scorer;
pub(crate) mod weights;

use std::sync::Arc;

use crate::container::quantise::Packed;
use crate::container::sections::{ArtifactError, Section, Sections};
use crate::networks::check::Sizes;
use crate::networks::network::{self, About, Network};
use crate::tables::catalogue::Catalogue;
use crate::tables::people::People;
use matinee_core::network_kind::NetworkKind;

use weights::{HybridWeights, RankingWeights, RatingWeights};

const RATING: Section = Section::new(*b"RATE", "rating head");
const RANKING: Section = Section::new(*b"RANK", "ranking head");
const CODES: Section = Section::new(*b"CODE", "people\'s codes");

impl Network for HybridWeights {
    type Taste = scorer::Served;

    const KIND: NetworkKind = NetworkKind::Hybrid;
    const MARK: Section = RATING;
    const ABOUT: About = About {
        label: "Hybrid",
        summary: "a rating head, taught by an ensemble, and a ranking head",
        takes_newcomers: true,
        learned: |has_details| match has_details {
            true => {
                "What somebody rated, and their age, gender and occupation, shape their row; how well \
                 it goes with a movie\u{2019}s, and how generous people and popular movies are, gives \
                 the stars."
            }
            false => {
                "What somebody rated shapes their row; how well it goes with a movie\u{2019}s, and how \
                 generous people and popular movies are, gives the stars."
            }
        },
        order: |_| {
            "Two parts share the work. One predicts the stars that you see. The order begins with the \
             other, which has learned which movies the same people like: first comes what goes with \
             everything this person rated, and what they disliked speaks against its like. To that the \
             predicted stars are added, and what lies below this person\u{2019}s own average goes down. \
             Ordered by stars alone, the obscure would win."
        },
        orderer: "ranking head and stars",
        runs: "For each movie, two rows of numbers are multiplied and added up, once for who watches what, \
           once for the stars.",
    };

    fn encode(&self) -> Result<Vec<(Section, Vec<u8>)>, ArtifactError> {
        let mut sections = vec![
            (RATING, RATING.encode(&self.rating)?),
            (RANKING, RANKING.encode(&self.ranking)?),
        ];
        if let Some(codes) = &self.codes {
            sections.push((CODES, CODES.encode(codes)?));
        }
        Ok(sections)
    }

    async fn decode(
        sections: &Sections<'_>,
        sizes: Sizes,
        has_stars: bool,
        pause: &impl AsyncFn(),
    ) -> Result<Self, ArtifactError> {
        let rating: RatingWeights<Packed> = sections.decode(RATING)?;
        let ranking: RankingWeights<Packed> = sections.decode(RANKING)?;
        let codes: Option<Packed> = match sections.has(CODES) {
            true => Some(sections.decode(CODES)?),
            false => None,
        };
        weights::rating_shapes(&rating, sizes)?;
        weights::ranking_shapes(&ranking, sizes)?;
        weights::codes_shape(codes.as_ref(), &ranking, sizes, has_stars)?;
        let rating = RATING.unpacked(rating.unpack())?;
        pause().await;
        Ok(Self {
            rating,
            ranking: RANKING.unpacked(ranking.unpack())?,
            codes: codes.map(|it| CODES.unpacked(it.unpack())).transpose()?,
        })
    }

    fn check(&self, sizes: Sizes, has_stars: bool) -> Result<(), ArtifactError> {
        weights::rating_shapes(&self.rating, sizes)?;
        weights::ranking_shapes(&self.ranking, sizes)?;
        weights::codes_shape(self.codes.as_ref(), &self.ranking, sizes, has_stars)?;
        weights::numbers(self)?;
        weights::range(self)
    }

    fn serve(&self, catalogue: &Catalogue, people: &People) -> Arc<dyn network::Scorer> {
        Arc::new(scorer::Scorer::new(self, catalogue, people))
    }

    /// Takes out the codes of known people: stars say more.
    fn over_ratings(&mut self) {
        self.codes = None;
    }
}

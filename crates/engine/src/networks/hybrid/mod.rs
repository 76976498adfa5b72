//! The hybrid: stars from a bilinear rating head, order from a low-rank ranking head.

mod check;
mod explain;
mod fold_in;
mod genres;
mod ranking;
mod rating;
mod scorer;
mod story;
pub(crate) mod weights;

use std::sync::Arc;

use crate::container::error::ArtifactError;
use crate::container::quantise::Packed;
use crate::container::sections::{Section, Sections};
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
    const KIND: NetworkKind = NetworkKind::Hybrid;
    const MARK: Section = RATING;
    const ABOUT: About = story::ABOUT;

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
        check::rating_shapes(&rating, sizes)?;
        check::ranking_shapes(&ranking, sizes)?;
        check::codes_shape(codes.as_ref(), &ranking, sizes, has_stars)?;
        let rating = RATING.unpacked(rating.unpack())?;
        pause().await;
        Ok(Self {
            rating,
            ranking: RANKING.unpacked(ranking.unpack())?,
            codes: codes.map(|it| CODES.unpacked(it.unpack())).transpose()?,
        })
    }

    fn check(&self, sizes: Sizes, has_stars: bool) -> Result<(), ArtifactError> {
        check::rating_shapes(&self.rating, sizes)?;
        check::ranking_shapes(&self.ranking, sizes)?;
        check::codes_shape(self.codes.as_ref(), &self.ranking, sizes, has_stars)?;
        check::numbers(self)?;
        check::range(self)
    }

    fn serve(&self, catalogue: &Catalogue, people: &People) -> Arc<dyn network::Scorer> {
        Arc::new(scorer::Scorer::new(self, catalogue, people))
    }

    /// Takes out the codes of known people: stars say more.
    fn over_ratings(&mut self) {
        self.codes = None;
    }
}

//! The seed network: embeddings and features → fc1 → BatchNorm → ReLU → fc2.

mod check;
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

use weights::SeedWeights;

const WEIGHTS: Section = Section::new(*b"SEED", "weights");

impl Network for SeedWeights {
    const KIND: NetworkKind = NetworkKind::Seed;
    const MARK: Section = WEIGHTS;
    const ABOUT: About = story::ABOUT;

    fn encode(&self) -> Result<Vec<(Section, Vec<u8>)>, ArtifactError> {
        Ok(vec![(WEIGHTS, WEIGHTS.encode(self)?)])
    }

    async fn decode(
        sections: &Sections<'_>,
        sizes: Sizes,
        _has_stars: bool,
        _pause: &impl AsyncFn(),
    ) -> Result<Self, ArtifactError> {
        let packed: SeedWeights<Packed> = sections.decode(WEIGHTS)?;
        check::shapes(&packed, sizes)?;
        WEIGHTS.unpacked(packed.unpack())
    }

    fn check(&self, sizes: Sizes, _has_stars: bool) -> Result<(), ArtifactError> {
        check::shapes(self, sizes)?;
        check::numbers(self)?;
        check::range(self)
    }

    fn serve(&self, catalogue: &Catalogue, people: &People) -> Arc<dyn network::Scorer> {
        Arc::new(scorer::Scorer::new(self, catalogue, people))
    }
}

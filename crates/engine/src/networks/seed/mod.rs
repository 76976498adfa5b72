//! The seed network: embeddings and features → fc1 → BatchNorm → ReLU → fc2.

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

use matinee_core::ready::Pause;
use weights::SeedWeights;

const WEIGHTS: Section = Section::new(*b"SEED", "weights");

impl Network for SeedWeights {
    type Taste = scorer::Known;

    const KIND: NetworkKind = NetworkKind::Seed;
    const MARK: Section = WEIGHTS;
    /// Features of movies are scaled by those of all.
    const MOVIES_STAND_ALONE: bool = false;
    const ABOUT: About = About {
        label: "Seed network",
        summary: "embeddings and features → fc1 → BatchNorm → ReLU → fc2",
        takes_newcomers: false,
        learned: |has_details| match has_details {
            true => {
                "Age, gender, occupation, genres and year stand beside them, and one hidden layer turns \
                 it all into stars."
            }
            false => {
                "Genres and year stand beside them, and one hidden layer turns it all into stars."
            }
        },
        order,
        orderer: "stars and popularity",
        runs: "Batch normalisation is folded into the first layer, whose two halves are multiplied out \
           once; a list is then an addition, a cut at zero and a product for each movie.",
    };

    fn encode(&self) -> Result<Vec<(Section, Vec<u8>)>, ArtifactError> {
        Ok(vec![(WEIGHTS, WEIGHTS.encode(self)?)])
    }

    async fn decode(
        sections: &Sections<'_>,
        sizes: Sizes,
        _has_stars: bool,
        pause: Pause<'_>,
    ) -> Result<Self, ArtifactError> {
        let packed: SeedWeights<Packed> = sections.decode(WEIGHTS)?;
        weights::shapes(&packed, sizes)?;
        WEIGHTS.unpacked(packed.unpack(pause).await)
    }

    fn check(&self, sizes: Sizes, _has_stars: bool) -> Result<(), ArtifactError> {
        weights::shapes(self, sizes)?;
        weights::numbers(self)?;
        weights::range(self)
    }

    fn of_movies(&self, rows: &[usize]) -> Self {
        Self {
            movie_embedding: self.movie_embedding.only(rows),
            ..self.clone()
        }
    }

    async fn serve(
        &self,
        catalogue: &Catalogue,
        people: &People,
        _pause: Pause<'_>,
    ) -> Arc<dyn network::Scorer> {
        Arc::new(scorer::Scorer::new(self, catalogue, people))
    }
}

/// Tells of stars alone, or of a bonus for movies that many liked.
fn order(recipe: &[(String, String)]) -> &'static str {
    // Reading a decimal number would cost the page 13 kB; whether it is 0 can be seen.
    let is_there = |value: &str| value.contains(|digit| matches!(digit, '1'..='9'));
    let has_bonus =
        |(name, value): &(String, String)| name == "popularity_weight" && is_there(value);
    if recipe.iter().any(has_bonus) {
        "The stars you see are the prediction. The order adds a little for movies that many people \
         liked: stars alone would favour the obscure, and miss what people go on to watch."
    } else {
        "The stars you see are the prediction, and the order follows it."
    }
}

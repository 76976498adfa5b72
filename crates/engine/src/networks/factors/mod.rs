//! Factors: a level and a vector of every person and every movie, learned elsewhere (Spark's ALS, implicit,
//! anything that factorises) and imported. One set predicts stars; a second one, learned of who watched
//! what, may put in order.

mod fold_in;
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
use weights::{FactorSet, FactorWeights, Order};

const STARS: Section = Section::new(*b"FACT", "factors of stars");
const ORDER: Section = Section::new(*b"FORD", "factors of order");

impl Network for FactorWeights {
    type Taste = scorer::Served;

    const KIND: NetworkKind = NetworkKind::Factors;
    const MARK: Section = STARS;
    const MOVIES_STAND_ALONE: bool = true;
    const ABOUT: About = About {
        label: "Factors",
        summary: "vectors of people and movies that were learned elsewhere, imported",
        takes_newcomers: true,
        learned: |_| {
            "Another program learned a row of numbers for everybody and every movie from the ratings \
             alone; how well two rows go together gives the stars."
        },
        order,
        orderer: "factors",
        runs: "For each movie, a row of numbers is multiplied with the person\u{2019}s and added up. Somebody \
           new gets a row by the equation that the other program solved for everybody.",
    };

    fn encode(&self) -> Result<Vec<(Section, Vec<u8>)>, ArtifactError> {
        let mut sections = vec![(STARS, STARS.encode(&self.stars)?)];
        if let Some(order) = &self.order {
            sections.push((ORDER, ORDER.encode(order)?));
        }
        Ok(sections)
    }

    async fn decode(
        sections: &Sections<'_>,
        sizes: Sizes,
        _has_stars: bool,
        pause: Pause<'_>,
    ) -> Result<Self, ArtifactError> {
        let stars: FactorSet<Packed> = sections.decode_long(STARS, pause).await?;
        let order: Option<Order<Packed>> = match sections.has(ORDER) {
            true => Some(sections.decode_long(ORDER, pause).await?),
            false => None,
        };
        weights::shapes(&stars, order.as_ref(), sizes)?;
        let stars = STARS.unpacked(stars.unpack(pause).await)?;
        pause().await;
        let order = match order {
            Some(order) => Some(ORDER.unpacked(order.unpack(pause).await)?),
            None => None,
        };
        Ok(Self { stars, order })
    }

    fn check(&self, sizes: Sizes, _has_stars: bool) -> Result<(), ArtifactError> {
        weights::shapes(&self.stars, self.order.as_ref(), sizes)?;
        weights::numbers(self)?;
        weights::range(self)
    }

    fn of_movies(&self, rows: &[usize]) -> Self {
        let of_rows = |set: &FactorSet| FactorSet {
            movies: set.movies.only(rows),
            ..set.clone()
        };
        Self {
            stars: of_rows(&self.stars),
            order: self.order.as_ref().map(|order| Order {
                set: of_rows(&order.set),
                stars_weight: order.stars_weight,
            }),
        }
    }

    async fn serve(
        &self,
        catalogue: &Catalogue,
        _people: &People,
        pause: Pause<'_>,
    ) -> Arc<dyn network::Scorer> {
        Arc::new(scorer::Scorer::new(self, catalogue, pause).await)
    }
}

/// Tells of one set of factors, or of two.
fn order(recipe: &[(String, String)]) -> &'static str {
    let has_order = recipe.iter().any(|(name, _)| name.starts_with("order."));
    if has_order {
        "The stars you see are the prediction of one set of rows. The order is that of a second set, learned \
         of who watched what."
    } else {
        "The stars you see are the prediction, and the order follows it."
    }
}

//! The kinds of network: a folder a kind, and the registry that names them all.
//!
//! A kind is a type of weights that implements [`network::Network`]: how they lie in the file, what is
//! checked of them, how they are served and explained, and the words for them. Outside its folder a
//! kind is a variant of [`NetworkKind`], which has its name, and a line below.

mod bilinear;
pub(crate) mod check;
pub(crate) mod factors;
pub(crate) mod hybrid;
pub(crate) mod network;
pub(crate) mod popularity;
pub(crate) mod seed;

use std::any::Any;
use std::sync::Arc;

use crate::container::sections::{ArtifactError, Section, Sections};
use crate::explanation::Explanation;
use crate::tables::catalogue::Catalogue;
use crate::tables::people::People;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::network_kind::NetworkKind;

use check::Sizes;
use matinee_core::ready::Pause;
use network::{About, Explain, Network, Scorer, Taste};

macro_rules! registry {
    ($($(#[$doc:meta])* $kind:ident($weights:ty),)+) => {
        /// The weights of a network of any kind.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Weights {
            $($(#[$doc])* $kind(Box<$weights>),)+
        }

        $(impl From<$weights> for Weights {
            fn from(weights: $weights) -> Self {
                Self::$kind(Box::new(weights))
            }
        })+

        impl Weights {
            /// Of which kind of network they are.
            #[must_use]
            pub const fn kind(&self) -> NetworkKind {
                match self {
                    $(Self::$kind(_) => <$weights>::KIND,)+
                }
            }

            /// Makes them fit histories with stars, where they were made for some without.
            pub fn over_ratings(&mut self) {
                match self {
                    $(Self::$kind(weights) => weights.over_ratings(),)+
                }
            }

            /// The weights for the movies of these rows, in this order.
            ///
            /// # Panics
            /// When there is no such row.
            #[must_use]
            pub(crate) fn of_movies(&self, rows: &[usize]) -> Self {
                match self {
                    $(Self::$kind(weights) => weights.of_movies(rows).into(),)+
                }
            }

            pub(crate) fn encode(&self) -> Result<Vec<(Section, Vec<u8>)>, ArtifactError> {
                match self {
                    $(Self::$kind(weights) => weights.encode(),)+
                }
            }

            pub(crate) async fn decode(
                sections: &Sections<'_>,
                sizes: Sizes,
                has_stars: bool,
                pause: Pause<'_>,
            ) -> Result<Self, ArtifactError> {
                $(if sections.has(<$weights>::MARK) {
                    let weights = <$weights>::decode(sections, sizes, has_stars, pause).await?;
                    return Ok(weights.into());
                })+
                Err(ArtifactError::Missing { section: "weights" })
            }

            pub(crate) fn check(&self, sizes: Sizes, has_stars: bool) -> Result<(), ArtifactError> {
                match self {
                    $(Self::$kind(weights) => weights.check(sizes, has_stars),)+
                }
            }

            pub(crate) fn is_whole(&self) -> bool {
                match self {
                    $(Self::$kind(weights) => weights.is_whole(),)+
                }
            }

            pub(crate) async fn serve(
                &self,
                catalogue: &Catalogue,
                people: &People,
                pause: Pause<'_>,
            ) -> Arc<dyn Scorer> {
                match self {
                    $(Self::$kind(weights) => weights.serve(catalogue, people, pause).await,)+
                }
            }

            pub(crate) async fn serve_first(
                &self,
                catalogue: &Catalogue,
                people: &People,
                person: (UserIdx, &[f32]),
                pause: Pause<'_>,
            ) -> Result<Arc<dyn Scorer>, ArtifactError> {
                match self {
                    $(Self::$kind(weights) => {
                        weights.serve_first(catalogue, people, person, pause).await
                    })+
                }
            }
        }

        /// Every section of weights that comes later in a file of two parts.
        pub(crate) const LATER: &[Option<Section>] = &[$(<$weights>::LATER,)+];

        /// Takes both numbers of a movie apart for a person.
        pub(crate) fn explain(
            taste: &dyn Taste,
            ratings: &[(MovieIdx, Stars)],
            movie: MovieIdx,
        ) -> Option<Explanation> {
            let taste: &dyn Any = taste;
            $(if let Some(taste) = taste.downcast_ref::<<$weights as Network>::Taste>() {
                return Some(taste.explain(ratings, movie));
            })+
            None
        }

        /// Whether a page can begin with some of the movies of a model: see [`Network::MOVIES_STAND_ALONE`].
        #[must_use]
        pub const fn movies_stand_alone(kind: NetworkKind) -> bool {
            match kind {
                $(<$weights>::KIND => <$weights>::MOVIES_STAND_ALONE,)+
            }
        }

        /// What people read of a kind of network.
        #[must_use]
        pub const fn about(kind: NetworkKind) -> &'static About {
            match kind {
                $(<$weights>::KIND => &<$weights>::ABOUT,)+
            }
        }
    };
}

registry! {
    /// Embeddings and features → fc1 → BatchNorm → ReLU → fc2.
    Seed(seed::weights::SeedWeights),
    /// A rating head and a ranking head.
    Hybrid(hybrid::weights::HybridWeights),
    /// How many people rated and liked each movie: nothing besides the tables.
    Popularity(popularity::PopularityWeights),
    /// Vectors of people and movies that were learned elsewhere.
    Factors(factors::weights::FactorWeights),
}

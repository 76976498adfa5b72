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
use crate::tables::people::{Histories, People};
use matinee_core::domain::UserIdx;
use matinee_core::network_kind::NetworkKind;

use matinee_core::ready::Pause;
use weights::{HybridWeights, PEOPLE, PeopleWeights, RankingWeights, RatingWeights};

const RATING: Section = Section::new(*b"RATE", "rating head");
const RANKING: Section = Section::new(*b"RANK", "ranking head");
const ROWS: Section = Section::new(*b"ROWS", PEOPLE);

impl Network for HybridWeights {
    type Taste = scorer::Served;

    const KIND: NetworkKind = NetworkKind::Hybrid;
    const MARK: Section = RATING;
    const MOVIES_STAND_ALONE: bool = true;
    const LATER: Option<Section> = Some(ROWS);
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
        if let Some(people) = &self.people {
            sections.push((ROWS, ROWS.encode(people)?));
        }
        Ok(sections)
    }

    async fn decode(
        sections: &Sections<'_>,
        sizes: Sizes,
        has_stars: bool,
        pause: Pause<'_>,
    ) -> Result<Self, ArtifactError> {
        let rating: RatingWeights<Packed> = sections.decode_long(RATING, pause).await?;
        let ranking: RankingWeights<Packed> = sections.decode_long(RANKING, pause).await?;
        let people: Option<PeopleWeights<Packed>> = match sections.has(ROWS) {
            true => Some(sections.decode_long(ROWS, pause).await?),
            false => None,
        };
        weights::rating_shapes(&rating, sizes)?;
        weights::ranking_shapes(&ranking, sizes)?;
        if let Some(people) = &people {
            weights::people_shapes(people, &rating, &ranking, sizes, has_stars)?;
        }
        let rating = RATING.unpacked(rating.unpack(pause).await)?;
        pause().await;
        let ranking = RANKING.unpacked(ranking.unpack(pause).await)?;
        pause().await;
        let people = match people {
            Some(people) => Some(ROWS.unpacked(people.unpack(pause).await)?),
            None => None,
        };
        Ok(Self {
            rating,
            ranking,
            people,
        })
    }

    fn check(&self, sizes: Sizes, has_stars: bool) -> Result<(), ArtifactError> {
        weights::rating_shapes(&self.rating, sizes)?;
        weights::ranking_shapes(&self.ranking, sizes)?;
        if let Some(people) = &self.people {
            weights::people_shapes(people, &self.rating, &self.ranking, sizes, has_stars)?;
        }
        weights::numbers(self)?;
        weights::range(self, &[])
    }

    fn is_whole(&self) -> bool {
        self.people.is_some()
    }

    fn of_movies(&self, rows: &[usize]) -> Self {
        let Self {
            rating,
            ranking,
            people,
        } = self;
        Self {
            rating: RatingWeights {
                movies: rating.movies.only(rows),
                ..rating.clone()
            },
            ranking: RankingWeights {
                movies: ranking.movies.only(rows),
                scale: ranking.scale.only(rows),
                popularity: ranking.popularity.only(rows),
                ..ranking.clone()
            },
            people: people.as_ref().map(|people| PeopleWeights {
                rated: people.rated.only(rows),
                ..people.clone()
            }),
        }
    }

    async fn serve(
        &self,
        catalogue: &Catalogue,
        people: &People,
        pause: Pause<'_>,
    ) -> Arc<dyn network::Scorer> {
        Arc::new(scorer::Scorer::new(self, catalogue, people, pause).await)
    }

    async fn serve_first(
        &self,
        catalogue: &Catalogue,
        people: &People,
        (user, rows): (UserIdx, &[f32]),
        pause: Pause<'_>,
    ) -> Result<Arc<dyn network::Scorer>, ArtifactError> {
        weights::range(self, rows)?;
        let scorer = scorer::Scorer::new(self, catalogue, people, pause).await;
        if people.users.is_empty() && rows.is_empty() {
            return Ok(Arc::new(scorer));
        }
        let has_stars = matches!(people.histories, Histories::Rated(_));
        let n_genres = catalogue.genres.len();
        Ok(Arc::new(scorer.knowing(
            (user, rows),
            n_genres,
            has_stars,
        )?))
    }

    /// Takes out the codes of known people: stars say more.
    fn over_ratings(&mut self) {
        if let Some(people) = &mut self.people {
            people.codes = None;
        }
    }
}

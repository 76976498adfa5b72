//! What a kind of network is: weights that are coded, checked and served, and the words for it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use wide::f32x4;

use crate::container::sections::{ArtifactError, Section, Sections};
use crate::explanation::{Explanation, InLanes};
use crate::profile::{FoldInError, Profile};
use crate::tables::catalogue::Catalogue;
use crate::tables::people::People;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::network_kind::NetworkKind;

use crate::tile::Tile;

use super::check::Sizes;
use matinee_core::ready::Pause;

/// The weights of one kind of network, as they are stored. Each kind implements it in its folder.
pub(crate) trait Network: Sized {
    /// What it knows of one person.
    type Taste: Taste + Explain;

    /// Which kind it is.
    const KIND: NetworkKind;
    /// The section that every file of this kind has, and no other.
    const MARK: Section;
    /// The section that the first list of a page can do without: it comes in the second part of a
    /// file ([`crate::artifact::Parts`]), and is the last of the sections.
    const LATER: Option<Section> = None;
    /// What people read of it.
    const ABOUT: About;

    /// Whether what is predicted of a movie is the same however many others there are: then a page can begin
    /// with some of them.
    const MOVIES_STAND_ALONE: bool;

    /// Encodes the weights as sections of a file.
    fn encode(&self) -> Result<Vec<(Section, Vec<u8>)>, ArtifactError>;

    /// Decodes the weights. Compares shapes with what the tables dictate before a matrix is unpacked.
    /// `has_stars` says whether histories have stars; `pause` is awaited between pieces of a few
    /// milliseconds.
    async fn decode(
        sections: &Sections<'_>,
        sizes: Sizes,
        has_stars: bool,
        pause: Pause<'_>,
    ) -> Result<Self, ArtifactError>;

    /// Checks shapes, finiteness and ranges.
    fn check(&self, sizes: Sizes, has_stars: bool) -> Result<(), ArtifactError>;

    /// Prepares the checked weights for serving, `pause` between pieces of a few milliseconds.
    async fn serve(
        &self,
        catalogue: &Catalogue,
        people: &People,
        pause: Pause<'_>,
    ) -> Arc<dyn Scorer>;

    /// Whether nothing of them is missing that comes later.
    fn is_whole(&self) -> bool {
        true
    }

    /// Prepares the checked weights of a first part for serving: of all people, it knows one, by these
    /// [`Scorer::numbers_of`].
    ///
    /// # Errors
    /// Numbers that are not of somebody.
    async fn serve_first(
        &self,
        catalogue: &Catalogue,
        people: &People,
        (_user, _numbers): (UserIdx, &[f32]),
        pause: Pause<'_>,
    ) -> Result<Arc<dyn Scorer>, ArtifactError> {
        Ok(self.serve(catalogue, people, pause).await)
    }

    /// The weights for the movies of these rows, in this order. Call it on weights that were checked.
    fn of_movies(&self, rows: &[usize]) -> Self;

    /// Makes the weights fit histories with stars, where they were made for some without.
    fn over_ratings(&mut self) {}
}

/// A network, prepared for serving.
pub(crate) trait Scorer: Send + Sync {
    /// What it knows of a user of the training data who has seen so many movies, and rated them so
    /// where that is known.
    fn known(
        self: Arc<Self>,
        user: UserIdx,
        n_seen: usize,
        ratings: Option<&[(MovieIdx, Stars)]>,
    ) -> Arc<dyn Taste>;

    /// What it can tell of somebody new; ratings ascending by movie, in range, each movie once.
    fn fold_in(self: Arc<Self>, profile: &Profile) -> Result<Arc<dyn Taste>, FoldInError>;

    /// What it has of a user that comes later in a file of two parts; empty where nothing comes later.
    fn numbers_of(&self, _user: UserIdx) -> Vec<f32> {
        Vec::new()
    }

    /// How far somebody new is, with each of their ratings, from what levels alone expect, stars.
    fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32>;

    /// [n_movies]: the cosine of what was learned of each movie and of `movie`.
    fn cosines(&self, movie: MovieIdx) -> Vec<f32>;
}

/// What a network knows of one person. It has the network with it, so it always fits.
pub(crate) trait Taste: Any + Send + Sync {
    /// Predicted stars before clipping.
    fn raw_stars(&self, movie: MovieIdx) -> f32;

    /// Ranking scores of a tile of movies, [`TILE`](crate::tile::TILE) of them; beyond the
    /// last movie they mean nothing.
    fn scores(&self, heads: &InLanes, tile: usize) -> Tile;

    /// [`Taste::scores`], or nothing where none of them is `least`, in all lanes, or more: most tiles have none, once a
    /// list is full. A network that can tell before it has them saves the rest of the work, and may give minus infinity in
    /// the place of a score below it.
    fn scores_from(&self, heads: &InLanes, tile: usize, least: f32x4) -> Option<Tile> {
        let scores = self.scores(heads, tile);
        scores.reaches(least).then_some(scores)
    }

    /// Of raw stars and ranking score, the sums of the magnitudes of what is added up: where terms
    /// cancel out, rounding is in proportion to these.
    fn magnitudes(&self, movie: MovieIdx) -> [f32; 2];
}

/// What takes both numbers of a [`Taste`] apart. A trait of its own: in the table of functions of the
/// other it would be a part of whatever lists, which a page downloads first.
pub(crate) trait Explain {
    /// `ratings` are the person's own.
    fn explain(&self, ratings: &[(MovieIdx, Stars)], movie: MovieIdx) -> Explanation;
}

// Not of every network's numbers: printing those is 13 kB of a page.
impl fmt::Debug for dyn Scorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scorer")
    }
}

impl fmt::Debug for dyn Taste {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Taste")
    }
}

/// What people read of a kind of network.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Its name for people.
    pub label: &'static str,
    /// What it is, in half a sentence.
    pub summary: &'static str,
    /// Whether it can tell the taste of somebody who was not in its training data.
    pub takes_newcomers: bool,
    /// What was learned, and what of.
    ///
    /// The argument says whether the data describes its people: age, gender, occupation.
    pub learned: fn(has_details: bool) -> &'static str,
    /// What the stars are and what the order is, by the recipe in the manifest.
    pub order: fn(recipe: &[(String, String)]) -> &'static str,
    /// What puts the movies in order, in a few words.
    pub orderer: &'static str,
    /// What is computed for a list.
    pub runs: &'static str,
}

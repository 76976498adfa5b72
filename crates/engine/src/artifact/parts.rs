//! A model file in two parts, for a page that shows its first list before it has all of it: what everybody
//! has seen, and what the network knows of them, is more than half of the file, and the first list wants it of
//! one person; of many movies it wants those that may be in it.
//!
//! The first part is the file with one person's history in the place of everybody's, with what is predicted
//! for them, and with the movies that come first ([`super::Catalogue::n_first`]) in the place of all. The second part
//! is every section that the first has not, or has another of. Both together are the model
//! ([`super::read_parts`]).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::container::sections::{ArtifactError, Section, Sections, seal};
use crate::networks;
use crate::tables::people::Histories;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};

use super::codec::{self, HISTORIES, SEEN};
use super::manifest::{GoldenPrediction, asset_file, hex};

const FIRST: Section = Section::new(*b"FIRS", "first person");

/// Whom the first part knows, and where the second one is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FirstPerson {
    /// Whose history is there; 0 in a model without people, for somebody new who says nothing.
    pub user: UserIdx,
    /// What they have seen, ascending by movie.
    pub seen: Vec<MovieIdx>,
    /// The stars that they gave, in the same order; `None` in a model without ratings.
    pub stars: Option<Vec<Stars>>,
    /// What the network has of them that comes later of all the others.
    pub numbers: Vec<f32>,
    /// What is predicted for them: the self-test of the first part.
    pub golden: Vec<GoldenPrediction>,
    /// How many movies the model has, with those that come later.
    pub n_movies: u32,
    /// The first and the last year of all of them.
    pub years: Option<(u16, u16)>,
    /// The file of the second part, relative to the page, named as a [`super::WeightsAsset`] is.
    pub rest: String,
}

/// A model file in two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// What a page opens first.
    pub first: Vec<u8>,
    /// What everybody has seen, and what the network knows of them.
    pub rest: Vec<u8>,
    /// What the file of `rest` is called, relative to the page.
    pub file: String,
}

/// Takes a file apart; `first.rest` is found here.
///
/// # Errors
/// As [`super::read`].
pub(crate) fn split(bytes: &[u8], mut first: FirstPerson) -> Result<Parts, ArtifactError> {
    let sections = Sections::open(bytes)?;
    let whole = codec::read(bytes)?;
    let n_first = whole.catalogue.n_first;
    let rows: Vec<usize> = (0..n_first).collect();
    let beginning = codec::sections(&whole.of_movies(&rows, n_first))?;
    let histories = histories_of(&sections);
    let (mut earlier, mut later) = (Vec::new(), Vec::new());
    for kind in sections.kinds() {
        let section = Section::new(kind, "section");
        let whole = sections.body(section)?.to_vec();
        if kind == histories.kind || is_later(kind) {
            later.push((section, whole));
            continue;
        }
        let of_first = beginning.iter().find(|(it, _)| it.kind == kind);
        let of_first = of_first.map_or_else(|| whole.clone(), |(_, body)| body.clone());
        if of_first != whole {
            later.push((section, whole));
        }
        earlier.push((section, of_first));
    }
    let rest = seal(&later);
    first.rest = asset_file("people", &hex(&Sha256::digest(&rest)));
    let file = first.rest.clone();
    earlier.push((FIRST, FIRST.encode(&first)?));
    let first = seal(&earlier);
    Ok(Parts { first, rest, file })
}

/// Whether a section of weights comes in the second part.
fn is_later(kind: [u8; 4]) -> bool {
    let mut all = networks::LATER.iter().flatten();
    all.any(|section| section.kind == kind)
}

/// The section of a file that has the histories.
pub(super) fn histories_of(sections: &Sections<'_>) -> Section {
    if sections.has(SEEN) { SEEN } else { HISTORIES }
}

impl FirstPerson {
    /// Whom a first part knows.
    pub(crate) fn of(sections: &Sections<'_>) -> Result<Self, ArtifactError> {
        let first: Self = sections.decode(FIRST)?;
        let has_as_many = first
            .stars
            .as_ref()
            .is_none_or(|it| it.len() == first.seen.len());
        let invalid = |reason: &str| Err(ArtifactError::invalid(FIRST.name, reason));
        if !has_as_many {
            return invalid("there are not as many stars as movies");
        }
        let is_theirs = |it: &GoldenPrediction| it.user == first.user.0;
        if first.golden.is_empty() || !first.golden.iter().all(is_theirs) {
            return invalid("its self-test is of somebody else");
        }
        if !super::manifest::is_asset(&first.rest) {
            return invalid("it does not say where the histories are");
        }
        Ok(first)
    }

    /// Histories of `n_users`, all but one empty.
    ///
    /// # Errors
    /// Where there is no such user.
    pub(super) fn histories(&self, n_users: usize) -> Result<Histories, ArtifactError> {
        let row = self.user.row();
        if (n_users, row) == (0, 0) && self.seen.is_empty() {
            return Ok(match self.stars {
                Some(_) => Histories::Rated(Vec::new()),
                None => Histories::Seen(Vec::new()),
            });
        }
        if row >= n_users {
            let reason = "it is of somebody who is not there";
            return Err(ArtifactError::invalid(FIRST.name, reason));
        }
        Ok(match &self.stars {
            Some(stars) => {
                let mut all = vec![Vec::new(); n_users];
                all[row] = self
                    .seen
                    .iter()
                    .copied()
                    .zip(stars.iter().copied())
                    .collect();
                Histories::Rated(all)
            }
            None => {
                let mut all = vec![Vec::new(); n_users];
                all[row].clone_from(&self.seen);
                Histories::Seen(all)
            }
        })
    }
}

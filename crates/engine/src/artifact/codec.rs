//! Bytes ↔ [`Artifact`], and ↔ weights of their own that join another artifact's tables.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use matinee_core::ready::{Pause, at_once, no_pause};
use matinee_data::dataset::User;

use crate::container::sections::{ArtifactError, Section, Sections, seal};
use crate::networks::Weights;
use crate::networks::check::Sizes;
use crate::tables::catalogue::{Catalogue, Columns};
use crate::tables::people::{self, Histories, People};

use super::manifest::{Artifact, Manifest, hex};
use super::parts::{FirstPerson, histories_of};
use super::validate;

const MANIFEST: Section = Section::new(*b"MANI", "manifest");
const CATALOGUE: Section = Section::new(*b"CATA", "catalogue");
pub(super) const PEOPLE: Section = Section::new(*b"PEOP", "user table");
pub(super) const HISTORIES: Section = Section::new(*b"HIST", "histories");
/// Stands where there are no stars.
pub(super) const SEEN: Section = Section::new(*b"SEEN", "histories");
const SPREADS: Section = Section::new(*b"SPRD", "spreads");

/// Who people are, without what they have seen: see [`People`].
#[derive(Serialize, Deserialize)]
struct Described {
    occupations: Vec<String>,
    n_users: u32,
    average: Vec<f32>,
    users: Vec<User>,
}

/// Encodes an artifact.
///
/// # Errors
/// [`ArtifactError::Invalid`] when its parts disagree: what is written can be read.
pub fn write(artifact: &Artifact) -> Result<Vec<u8>, ArtifactError> {
    validate::check(artifact)?;
    let tables = tables_sha256(&artifact.catalogue, &artifact.people)?;
    check_tables(&artifact.manifest, &tables)?;
    write_unchecked(artifact)
}

/// Encodes the manifest and the weights alone: an asset of their own, for a page that has the
/// tables already.
///
/// # Errors
/// As [`write()`].
pub fn write_weights(artifact: &Artifact) -> Result<Vec<u8>, ArtifactError> {
    validate::check(artifact)?;
    let mut sections = vec![(MANIFEST, MANIFEST.encode(&artifact.manifest)?)];
    sections.extend(artifact.weights.encode()?);
    Ok(seal(&sections))
}

/// Encodes whatever it is given: for the tests of [`read`].
pub(super) fn write_unchecked(artifact: &Artifact) -> Result<Vec<u8>, ArtifactError> {
    Ok(seal(&sections(artifact)?))
}

/// All sections of an artifact, encoded.
pub(super) fn sections(artifact: &Artifact) -> Result<Vec<(Section, Vec<u8>)>, ArtifactError> {
    let mut sections = vec![(MANIFEST, MANIFEST.encode(&artifact.manifest)?)];
    sections.extend(tables(&artifact.catalogue, &artifact.people)?);
    sections.push((SPREADS, SPREADS.encode(&artifact.spreads)?));
    sections.extend(artifact.weights.encode()?);
    Ok(sections)
}

/// Decodes and checks an artifact. Allocates no more than a small multiple of `bytes`.
///
/// # Errors
/// The first thing that is wrong; nothing of a refused file is returned.
pub fn read(bytes: &[u8]) -> Result<Artifact, ArtifactError> {
    let sections = Sections::open(bytes)?;
    let artifact = at_once(read_in(&sections, &no_pause))?;
    check_tables(&artifact.manifest, &tables_in(&sections))?;
    Ok(artifact)
}

/// Decodes and checks an artifact that comes in two parts ([`super::Parts`]).
///
/// # Errors
/// As [`read`]; [`ArtifactError::OtherTables`] when they do not belong together.
pub fn read_parts(first: &[u8], rest: &[u8]) -> Result<Artifact, ArtifactError> {
    at_once(read_rest((first, rest), &no_pause))
}

/// Decodes and checks all but the tables' hash, `pause` between pieces of a few milliseconds.
async fn read_in(sections: &Sections<'_>, pause: Pause<'_>) -> Result<Artifact, ArtifactError> {
    let head = Head::decode(sections, pause).await?;
    let section = histories_of(sections);
    let (n_users, n_movies) = (head.described.users.len(), head.catalogue.movies.len());
    let histories = histories_in(sections, section, &head.catalogue, n_users, pause).await?;
    let artifact = head.with(sections, histories, n_movies, pause).await?;
    validate::check_whole(&artifact.weights)?;
    Ok(artifact)
}

/// The hash of the tables that sections hold, by what the header says of them.
fn tables_in(sections: &Sections<'_>) -> String {
    let tables = [CATALOGUE, PEOPLE, histories_of(sections)];
    hash_of(tables.map(|section| sections.checksum(section)))
}

/// Decodes and checks the first part of a file ([`super::Parts`]), in pieces of a few milliseconds, `pause` after
/// each: everybody's history is empty but one's, movies are those that come first, and what comes later of the
/// weights is not there.
///
/// # Errors
/// As [`read`].
pub(crate) async fn read_first(
    bytes: &[u8],
    pause: Pause<'_>,
) -> Result<(Artifact, FirstPerson), ArtifactError> {
    let sections = Sections::open(bytes)?;
    let first = FirstPerson::of(&sections)?;
    let head = Head::decode(&sections, pause).await?;
    let histories = first.histories(head.described.users.len())?;
    let n_movies = first.n_movies as usize;
    if n_movies < head.catalogue.movies.len() {
        let reason = "there are more movies than it says";
        return Err(ArtifactError::invalid("first person", reason));
    }
    let artifact = head.with(&sections, histories, n_movies, pause).await?;
    Ok((artifact, first))
}

/// [`read_parts`], in pieces as [`read_first`].
pub(crate) async fn read_rest(
    (first, rest): (&[u8], &[u8]),
    pause: Pause<'_>,
) -> Result<Artifact, ArtifactError> {
    let sections = Sections::open(rest)?.and(Sections::open(first)?);
    // Before anything of it is decoded, for of another model it fits nowhere.
    let manifest: Manifest = sections.decode(MANIFEST)?;
    let (expected, found) = (manifest.tables_sha256, tables_in(&sections));
    if expected != found {
        return Err(ArtifactError::OtherTables { expected, found });
    }
    read_in(&sections, pause).await
}

/// Decodes the histories that a file has in this section.
async fn histories_in(
    sections: &Sections<'_>,
    section: Section,
    catalogue: &Catalogue,
    n_users: usize,
    pause: Pause<'_>,
) -> Result<Histories, ArtifactError> {
    let body = sections.checked(section, pause).await?;
    pause().await;
    let has_stars = section.kind == HISTORIES.kind;
    people::decode_histories(body, has_stars, catalogue, n_users, pause)
        .await
        .map_err(|reason| ArtifactError::invalid(section.name, reason))
}

/// What is read of a file before anybody's history.
struct Head {
    described: Described,
    catalogue: Catalogue,
    manifest: Manifest,
}

impl Head {
    async fn decode(sections: &Sections<'_>, pause: Pause<'_>) -> Result<Self, ArtifactError> {
        let described = sections.decode(PEOPLE)?;
        pause().await;
        let columns: Columns = sections.decode_long(CATALOGUE, pause).await?;
        pause().await;
        let catalogue = columns.into_catalogue(pause).await;
        let catalogue = catalogue.map_err(|why| ArtifactError::invalid(CATALOGUE.name, why))?;
        pause().await;
        Ok(Self {
            described,
            catalogue,
            manifest: sections.decode(MANIFEST)?,
        })
    }

    /// Decodes what is left, and checks all of it but the tables' hash. `n_movies` are those of the whole
    /// model.
    async fn with(
        self,
        sections: &Sections<'_>,
        histories: Histories,
        n_movies: usize,
        pause: Pause<'_>,
    ) -> Result<Artifact, ArtifactError> {
        let has_stars = matches!(histories, Histories::Rated(_));
        let Self {
            described,
            catalogue,
            manifest,
        } = self;
        let Described {
            occupations,
            n_users,
            average,
            users,
        } = described;
        let people = People {
            occupations,
            n_users,
            average,
            users,
            histories,
        };
        validate::check_catalogue(&catalogue)?;
        pause().await;
        validate::check_people(&people, catalogue.movies.len())?;
        pause().await;
        let spreads = sections.decode(SPREADS)?;
        validate::check_spreads(&spreads, &catalogue, &people)?;
        let sizes = Sizes::of(&catalogue, &people.occupations, people.users.len());
        let weights = Weights::decode(sections, sizes, has_stars, pause).await?;
        pause().await;
        validate::check_model(&manifest, &weights, &catalogue, &people, n_movies)?;
        Ok(Artifact {
            manifest,
            catalogue,
            people,
            spreads,
            weights,
        })
    }
}

/// Decodes and checks the weights that [`write_weights`] wrote, for the tables of the model whose
/// manifest is `host`.
///
/// # Errors
/// As [`read`]; [`ArtifactError::OtherTables`] when they were made for other tables.
pub fn read_weights(
    bytes: &[u8],
    host: &Manifest,
    catalogue: &Catalogue,
    people: &People,
) -> Result<(Manifest, Weights), ArtifactError> {
    let sections = Sections::open(bytes)?;
    let manifest: Manifest = sections.decode(MANIFEST)?;
    validate::check_texts(&manifest)?;
    if manifest.tables_sha256 != host.tables_sha256 {
        return Err(ArtifactError::OtherTables {
            expected: host.tables_sha256.clone(),
            found: manifest.tables_sha256,
        });
    }
    let sizes = Sizes::of(catalogue, &people.occupations, people.users.len());
    let has_stars = matches!(people.histories, Histories::Rated(_));
    let weights = at_once(Weights::decode(&sections, sizes, has_stars, &no_pause))?;
    validate::check_whole(&weights)?;
    let n_movies = catalogue.movies.len();
    validate::check_model(&manifest, &weights, catalogue, people, n_movies)?;
    Ok((manifest, weights))
}

/// SHA-256 over the SHA-256 of each of the sections that hold the tables, hexadecimal: see
/// [`Manifest::tables_sha256`].
///
/// # Errors
/// [`ArtifactError::Invalid`] when they cannot be encoded.
pub fn tables_sha256(catalogue: &Catalogue, people: &People) -> Result<String, ArtifactError> {
    let tables = tables(catalogue, people)?;
    Ok(hash_of(tables.map(|(_, body)| Sha256::digest(body))))
}

/// The sections that do not depend on the network, encoded.
fn tables(
    catalogue: &Catalogue,
    people: &People,
) -> Result<[(Section, Vec<u8>); 3], ArtifactError> {
    let described = Described {
        occupations: people.occupations.clone(),
        n_users: people.n_users,
        average: people.average.clone(),
        users: people.users.clone(),
    };
    let section = match people.histories {
        Histories::Rated(_) => HISTORIES,
        Histories::Seen(_) => SEEN,
    };
    let histories = people::encode_histories(&people.histories, catalogue)
        .map_err(|reason| ArtifactError::invalid(section.name, reason))?;
    Ok([
        (CATALOGUE, CATALOGUE.encode(catalogue)?),
        (PEOPLE, PEOPLE.encode(&described)?),
        (section, histories),
    ])
}

fn hash_of(checksums: [impl AsRef<[u8]>; 3]) -> String {
    let mut hash = Sha256::new();
    for checksum in checksums {
        hash.update(checksum);
    }
    hex(&hash.finalize())
}

fn check_tables(manifest: &Manifest, found: &str) -> Result<(), ArtifactError> {
    let expected = &manifest.tables_sha256;
    if expected == found {
        return Ok(());
    }
    Err(ArtifactError::invalid(
        MANIFEST.name,
        format!("it is of tables with hash {expected}, these have {found}"),
    ))
}

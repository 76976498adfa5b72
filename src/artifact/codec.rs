//! Bytes ↔ [`Artifact`].
//!
//! ```text
//! magic "MATINEE\0" | version u32 | total length u64 | number of sections u32
//! for each section: kind [u8; 4] | offset u64 | length u64 | SHA-256 [u8; 32]
//! SHA-256 of everything above
//! the sections, postcard-encoded
//! ```

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::{Artifact, histories, validate};

const MAGIC: [u8; 8] = *b"MATINEE\0";
/// The format that this package reads and writes.
pub(super) const VERSION: u32 = 1;
const FIXED_HEADER: usize = 8 + 4 + 8 + 4;
const ENTRY: usize = 4 + 8 + 8 + 32;
const HASH: usize = 32;
/// More than any version has had; a larger number is damage.
const MAX_SECTIONS: u32 = 64;

/// Why a model file was refused. Nothing is used of a file that was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ArtifactError {
    /// The file ends before what its header announces.
    #[error(
        "the model file is cut off: {expected} bytes announced, {found} found; fetch or export it again"
    )]
    Truncated {
        /// Bytes that the header announces, at least.
        expected: u64,
        /// Bytes in the file.
        found: u64,
    },
    /// There is more in the file than its header announces.
    #[error("the model file is {found} bytes long, {expected} announced; fetch or export it again")]
    TrailingBytes {
        /// Bytes that the header announces.
        expected: u64,
        /// Bytes in the file.
        found: u64,
    },
    /// The first bytes are not those of a model file.
    #[error("this is not a Matinee model file; choose one written by `matinee train`")]
    NotAModel,
    /// Written by a later version of this package.
    #[error(
        "the model file has format {found}, this version reads format {VERSION}; update Matinee or train the model again"
    )]
    OtherVersion {
        /// The file's format version.
        found: u32,
    },
    /// A checksum does not match.
    #[error("the model file is damaged in its {section} (checksum); fetch or export it again")]
    Damaged {
        /// Name of the section.
        section: &'static str,
    },
    /// A section that every model has is not there.
    #[error("the model file has no {section}; train the model again")]
    Missing {
        /// Name of the section.
        section: &'static str,
    },
    /// A section's bytes are intact but do not say what they should.
    #[error("the model file's {section} cannot be used: {reason}; train the model again")]
    Invalid {
        /// Name of the section.
        section: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The loaded model does not predict what it predicted where it was made.
    #[error(
        "the model fails its own test: user {user}, movie {movie} should get {expected} stars, got {found}; train the model again"
    )]
    SelfTest {
        /// Dense user index.
        user: u32,
        /// Dense movie index.
        movie: u32,
        /// Stars where the model was made.
        expected: f32,
        /// Stars here.
        found: f32,
    },
}

/// The sections of a file, by kind and by the name used in errors.
const MANIFEST: ([u8; 4], &str) = (*b"MANI", "manifest");
const CATALOGUE: ([u8; 4], &str) = (*b"CATA", "catalogue");
const PEOPLE: ([u8; 4], &str) = (*b"PEOP", "user table");
const HISTORIES: ([u8; 4], &str) = (*b"HIST", "histories");
const WEIGHTS: ([u8; 4], &str) = (*b"SEED", "weights");

/// Encodes an artifact.
///
/// # Errors
/// [`ArtifactError::Invalid`] when its parts disagree: what is written can be read.
pub fn write(artifact: &Artifact) -> Result<Vec<u8>, ArtifactError> {
    validate::check(artifact)?;
    write_unchecked(artifact)
}

/// Encodes whatever it is given: for the tests of [`read`].
pub(super) fn write_unchecked(artifact: &Artifact) -> Result<Vec<u8>, ArtifactError> {
    let people = (&artifact.people.occupations, &artifact.people.users);
    let sections = [
        (MANIFEST.0, encode(MANIFEST, &artifact.manifest)?),
        (CATALOGUE.0, encode(CATALOGUE, &artifact.catalogue)?),
        (PEOPLE.0, encode(PEOPLE, &people)?),
        (
            HISTORIES.0,
            histories::encode(&artifact.people.histories, &artifact.catalogue.n_ratings),
        ),
        (WEIGHTS.0, encode(WEIGHTS, &artifact.weights)?),
    ];

    let header_len = FIXED_HEADER + sections.len() * ENTRY + HASH;
    let total = header_len + sections.iter().map(|(_, body)| body.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(total);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend((total as u64).to_le_bytes());
    bytes.extend((sections.len() as u32).to_le_bytes());
    let mut offset = header_len as u64;
    for (kind, body) in &sections {
        bytes.extend(kind);
        bytes.extend(offset.to_le_bytes());
        bytes.extend((body.len() as u64).to_le_bytes());
        bytes.extend(Sha256::digest(body));
        offset += body.len() as u64;
    }
    let header_hash = Sha256::digest(&bytes);
    bytes.extend(header_hash);
    for (_, body) in &sections {
        bytes.extend(body);
    }
    Ok(bytes)
}

fn encode<T: serde::Serialize>(
    (_, section): ([u8; 4], &'static str),
    value: &T,
) -> Result<Vec<u8>, ArtifactError> {
    postcard::to_stdvec(value).map_err(|error| ArtifactError::Invalid {
        section,
        reason: error.to_string(),
    })
}

/// Decodes and checks an artifact. Allocates no more than a small multiple of `bytes`.
///
/// # Errors
/// The first thing that is wrong; nothing of a refused file is returned.
pub fn read(bytes: &[u8]) -> Result<Artifact, ArtifactError> {
    let sections = Sections::open(bytes)?;
    let (occupations, users) = sections.decode(PEOPLE)?;
    let catalogue: super::Catalogue = sections.decode(CATALOGUE)?;
    let histories =
        histories::decode(sections.body(HISTORIES)?, &catalogue.n_ratings).map_err(|reason| {
            ArtifactError::Invalid {
                section: HISTORIES.1,
                reason,
            }
        })?;
    let artifact = Artifact {
        manifest: sections.decode(MANIFEST)?,
        catalogue,
        people: super::People {
            occupations,
            users,
            histories,
        },
        weights: sections.decode(WEIGHTS)?,
    };
    validate::check(&artifact)?;
    Ok(artifact)
}

/// The header of a file whose lengths and checksum have been checked.
struct Sections<'a> {
    bytes: &'a [u8],
    table: &'a [u8],
}

impl<'a> Sections<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, ArtifactError> {
        let found = bytes.len() as u64;
        if !bytes.starts_with(&MAGIC) {
            let prefix = &MAGIC[..bytes.len().min(MAGIC.len())];
            return Err(if bytes.is_empty() || bytes != prefix {
                ArtifactError::NotAModel
            } else {
                ArtifactError::Truncated {
                    expected: FIXED_HEADER as u64,
                    found,
                }
            });
        }
        let truncated = |expected: u64| ArtifactError::Truncated { expected, found };
        let fixed = bytes
            .get(..FIXED_HEADER)
            .ok_or(truncated(FIXED_HEADER as u64))?;
        let version = u32_at(fixed, 8);
        if version != VERSION {
            return Err(ArtifactError::OtherVersion { found: version });
        }
        let total = u64_at(fixed, 12);
        let n_sections = u32_at(fixed, 20);
        if n_sections > MAX_SECTIONS {
            return Err(ArtifactError::Damaged { section: "header" });
        }
        let header_len = FIXED_HEADER + n_sections as usize * ENTRY;
        let header = bytes
            .get(..header_len + HASH)
            .ok_or(truncated((header_len + HASH) as u64))?;
        if Sha256::digest(&header[..header_len]).as_slice() != &header[header_len..] {
            return Err(ArtifactError::Damaged { section: "header" });
        }
        if total > found {
            return Err(truncated(total));
        }
        if total < found {
            return Err(ArtifactError::TrailingBytes {
                expected: total,
                found,
            });
        }
        Ok(Self {
            bytes,
            table: &header[FIXED_HEADER..header_len],
        })
    }

    fn body(&self, (kind, section): ([u8; 4], &'static str)) -> Result<&'a [u8], ArtifactError> {
        let entry = self
            .table
            .chunks_exact(ENTRY)
            .find(|entry| entry[..4] == kind)
            .ok_or(ArtifactError::Missing { section })?;
        let damaged = ArtifactError::Damaged { section };
        let offset = usize::try_from(u64_at(entry, 4)).map_err(|_| damaged.clone())?;
        let len = usize::try_from(u64_at(entry, 12)).map_err(|_| damaged.clone())?;
        let end = offset.checked_add(len).ok_or(damaged.clone())?;
        let body = self.bytes.get(offset..end).ok_or(damaged.clone())?;
        if Sha256::digest(body).as_slice() != &entry[20..] {
            return Err(damaged);
        }
        Ok(body)
    }

    fn decode<T: DeserializeOwned>(
        &self,
        section: ([u8; 4], &'static str),
    ) -> Result<T, ArtifactError> {
        let body = self.body(section)?;
        let (value, rest) =
            postcard::take_from_bytes(body).map_err(|error| ArtifactError::Invalid {
                section: section.1,
                reason: error.to_string(),
            })?;
        if rest.is_empty() {
            Ok(value)
        } else {
            Err(ArtifactError::Invalid {
                section: section.1,
                reason: format!("{} bytes left over", rest.len()),
            })
        }
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut le = [0; 4];
    le.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(le)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let mut le = [0; 8];
    le.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(le)
}

//! The container: a header with a table of sections, each with its checksum; and why a file is refused.
//!
//! ```text
//! magic "MATINEE\0" | version u32 | total length u64 | number of sections u32
//! for each section: kind [u8; 4] | offset u64 | length u64 | SHA-256 [u8; 32]
//! SHA-256 of everything above
//! the sections
//! ```

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use matinee_core::decimal::decimal;
use matinee_core::ready::Pause;

const MAGIC: [u8; 8] = *b"MATINEE\0";
/// The format that this package reads and writes.
pub(crate) const VERSION: u32 = 9;
const FIXED_HEADER: usize = 8 + 4 + 8 + 4;
const ENTRY: usize = 4 + 8 + 8 + HASH;
const HASH: usize = 32;
/// More than any version has had; a larger number is damage.
const MAX_SECTIONS: u32 = 64;
/// Bytes that are hashed without a pause: about a millisecond.
const PIECE: usize = 1 << 16;

/// A part of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    /// What the table calls it.
    pub(crate) kind: [u8; 4],
    /// What errors call it.
    pub(crate) name: &'static str,
}

impl Section {
    pub(crate) const fn new(kind: [u8; 4], name: &'static str) -> Self {
        Self { kind, name }
    }

    /// Says in which section a matrix cannot be unpacked.
    pub(crate) fn unpacked<T>(self, result: Result<T, &'static str>) -> Result<T, ArtifactError> {
        result.map_err(|reason| ArtifactError::invalid(self.name, reason))
    }

    /// The section's bytes, from a value.
    pub(crate) fn encode<T: Serialize>(self, value: &T) -> Result<Vec<u8>, ArtifactError> {
        postcard::to_stdvec(value).map_err(|error| ArtifactError::invalid(self.name, error))
    }
}

/// A file of these sections.
pub(crate) fn seal(sections: &[(Section, Vec<u8>)]) -> Vec<u8> {
    let header_len = FIXED_HEADER + sections.len() * ENTRY + HASH;
    let total = header_len + sections.iter().map(|(_, body)| body.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(total);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend((total as u64).to_le_bytes());
    bytes.extend((sections.len() as u32).to_le_bytes());
    let mut offset = header_len as u64;
    for (section, body) in sections {
        bytes.extend(section.kind);
        bytes.extend(offset.to_le_bytes());
        bytes.extend((body.len() as u64).to_le_bytes());
        bytes.extend(Sha256::digest(body));
        offset += body.len() as u64;
    }
    let header_hash = Sha256::digest(&bytes);
    bytes.extend(header_hash);
    for (_, body) in sections {
        bytes.extend(body);
    }
    bytes
}

/// The header of a file whose lengths and checksum have been checked; or of one that comes in two.
pub(crate) struct Sections<'a> {
    bytes: &'a [u8],
    table: &'a [u8],
    rest: Option<Box<Sections<'a>>>,
}

impl<'a> Sections<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ArtifactError> {
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
            rest: None,
        })
    }

    /// The sections of this file, and of another those that this one has not.
    pub(crate) fn and(self, rest: Self) -> Self {
        Self {
            rest: Some(Box::new(rest)),
            ..self
        }
    }

    /// The kinds of all sections of this file, in their order.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = [u8; 4]> + use<'a> {
        let entries = self.table.chunks_exact(ENTRY);
        entries.map(|entry| [entry[0], entry[1], entry[2], entry[3]])
    }

    /// Whether the file has this section, intact or not.
    pub(crate) fn has(&self, section: Section) -> bool {
        self.entry(section).is_some()
    }

    /// The section's bytes, once their checksum has been compared.
    pub(crate) fn body(&self, section: Section) -> Result<&'a [u8], ArtifactError> {
        let (body, checksum) = self.unchecked(section)?;
        agreeing(section, body, Sha256::new_with_prefix(body), checksum)
    }

    /// [`Sections::body`], `pause` between pieces of a few milliseconds.
    pub(crate) async fn checked(
        &self,
        section: Section,
        pause: Pause<'_>,
    ) -> Result<&'a [u8], ArtifactError> {
        let (body, checksum) = self.unchecked(section)?;
        let mut hash = Sha256::new();
        for piece in body.chunks(PIECE) {
            hash.update(piece);
            pause().await;
        }
        agreeing(section, body, hash, checksum)
    }

    /// The section's bytes, and the checksum that the header has of them.
    fn unchecked(&self, section: Section) -> Result<(&'a [u8], &'a [u8]), ArtifactError> {
        let name = section.name;
        let missing = ArtifactError::Missing { section: name };
        let damaged = ArtifactError::Damaged { section: name };
        let (file, entry) = self.entry(section).ok_or(missing)?;
        let offset = usize::try_from(u64_at(entry, 4)).map_err(|_| damaged.clone())?;
        let len = usize::try_from(u64_at(entry, 12)).map_err(|_| damaged.clone())?;
        let end = offset.checked_add(len).ok_or(damaged.clone())?;
        let body = file.get(offset..end).ok_or(damaged)?;
        Ok((body, &entry[20..]))
    }

    /// The checksum that the header has of a section; empty for one that is not there.
    pub(crate) fn checksum(&self, section: Section) -> &'a [u8] {
        (self.entry(section)).map_or(&[], |(_, entry)| &entry[20..])
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self, section: Section) -> Result<T, ArtifactError> {
        decoded(section, self.body(section)?)
    }

    /// [`Sections::decode`], of what is so long that its checksum takes pauses.
    pub(crate) async fn decode_long<T: DeserializeOwned>(
        &self,
        section: Section,
        pause: Pause<'_>,
    ) -> Result<T, ArtifactError> {
        let body = self.checked(section, pause).await?;
        decoded(section, body)
    }

    /// The file that a section is in, and its entry there.
    fn entry(&self, section: Section) -> Option<(&'a [u8], &'a [u8])> {
        let mut entries = self.table.chunks_exact(ENTRY);
        let entry = entries.find(|entry| entry[..4] == section.kind);
        match entry {
            Some(entry) => Some((self.bytes, entry)),
            None => self.rest.as_ref()?.entry(section),
        }
    }
}

/// The bytes, if this is their checksum.
fn agreeing<'a>(
    section: Section,
    body: &'a [u8],
    hash: Sha256,
    checksum: &[u8],
) -> Result<&'a [u8], ArtifactError> {
    match hash.finalize().as_slice() == checksum {
        true => Ok(body),
        false => Err(ArtifactError::Damaged {
            section: section.name,
        }),
    }
}

fn decoded<T: DeserializeOwned>(section: Section, body: &[u8]) -> Result<T, ArtifactError> {
    let (value, rest) = postcard::take_from_bytes(body)
        .map_err(|error| ArtifactError::invalid(section.name, error))?;
    if rest.is_empty() {
        Ok(value)
    } else {
        let n = rest.len();
        Err(ArtifactError::invalid(
            section.name,
            format!("{n} bytes left over"),
        ))
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

/// Why a model file was refused. Nothing is used of a file that was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
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
    /// Written by another version of this package.
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
    /// Weights of their own that were made for other movies, people or ratings.
    #[error(
        "these weights belong to other tables ({found:.8}…) than the model that they are to join ({expected:.8}…): other movies, people or ratings; train both on one data set"
    )]
    OtherTables {
        /// [`crate::artifact::Manifest::tables_sha256`] of the model.
        expected: String,
        /// The same of the weights.
        found: String,
    },
    /// Not the bytes that a [`crate::artifact::WeightsAsset`] stands for.
    #[error(
        "the {network} network's file is not the one that belongs to this model: {found_bytes} bytes with SHA-256 {found:.16}…, expected {expected_bytes} bytes with {expected:.16}…; fetch it again"
    )]
    OtherFile {
        /// Name of the network.
        network: String,
        /// Length of the file that was meant.
        expected_bytes: u64,
        /// Its SHA-256, hexadecimal.
        expected: String,
        /// Length of the file that came.
        found_bytes: u64,
        /// Its SHA-256, hexadecimal.
        found: String,
    },
    /// The loaded model does not predict what it predicted where it was made.
    #[error(
        "the model fails its own test: the {what} of user {user}, movie {movie} should be {}, got {}; train the model again",
        decimal(*expected, 5),
        decimal(*found, 5)
    )]
    SelfTest {
        /// Which of the two predictions.
        what: &'static str,
        /// Dense user index.
        user: u32,
        /// Dense movie index.
        movie: u32,
        /// The number where the model was made.
        expected: f32,
        /// The number here.
        found: f32,
    },
}

impl ArtifactError {
    pub(crate) fn invalid(section: &'static str, reason: impl ToString) -> Self {
        Self::Invalid {
            section,
            reason: reason.to_string(),
        }
    }
}

//! Why a model file was refused.

use matinee_core::decimal::decimal;

use super::sections::VERSION;

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

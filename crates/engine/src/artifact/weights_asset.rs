//! A network that travels in a file of its own: its name, and the promise of what is in it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ArtifactError, hex};

/// The folder of such files, beside whatever carries the model.
const FOLDER: &str = "assets/";
/// What their names end in.
const EXTENSION: &str = ".matinee";
/// Digits of the hash in a name: enough that two builds never share one.
const NAMED_DIGITS: usize = 16;

/// Weights of another network over the same tables ([`super::write_weights`]), and where they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightsAsset {
    /// Name of the network, as in [`super::Manifest::network`].
    pub network: String,
    /// Relative to the page. It has a part of the hash in its name, so that a cache never answers
    /// with the file of another build.
    pub file: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Its length.
    pub n_bytes: u64,
}

impl WeightsAsset {
    /// What stands for `bytes`, the weights of `network`.
    #[must_use]
    pub fn of(network: &str, bytes: &[u8]) -> Self {
        let sha256 = hex(&Sha256::digest(bytes));
        let digits = &sha256[..NAMED_DIGITS];
        Self {
            network: network.to_owned(),
            file: format!("{FOLDER}{network}-{digits}{EXTENSION}"),
            n_bytes: bytes.len() as u64,
            sha256,
        }
    }

    /// Checks that `bytes` are the ones this was made of.
    ///
    /// # Errors
    /// [`ArtifactError::OtherFile`] when they are not.
    pub fn check(&self, bytes: &[u8]) -> Result<(), ArtifactError> {
        let found = hex(&Sha256::digest(bytes));
        if found == self.sha256 {
            return Ok(());
        }
        Err(ArtifactError::OtherFile {
            network: self.network.clone(),
            expected_bytes: self.n_bytes,
            expected: self.sha256.clone(),
            found_bytes: bytes.len() as u64,
            found,
        })
    }

    /// Whether the file is one in the folder of such files, and the hash is one: a model from
    /// elsewhere must not send a page to another address.
    pub(super) fn is_sound(&self) -> bool {
        let name = self.file.strip_prefix(FOLDER);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let stem = name.and_then(|name| name.strip_suffix(EXTENSION));
        let has_plain_name =
            stem.is_some_and(|stem| !stem.is_empty() && stem.bytes().all(is_plain));
        has_plain_name
            && self.sha256.len() == 2 * Sha256::output_size()
            && self.sha256.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_name_has_the_network_and_a_part_of_the_hash() {
        let companion = WeightsAsset::of("seed", b"abc");
        // FIPS 180-4's example.
        assert_eq!(companion.file, "assets/seed-ba7816bf8f01cfea.matinee");
        assert_eq!(companion.n_bytes, 3);
        assert!(companion.is_sound());
    }

    #[test]
    fn it_accepts_its_own_bytes_alone() {
        let companion = WeightsAsset::of("seed", b"abc");
        assert_eq!(companion.check(b"abc"), Ok(()));
        for other in [&b""[..], b"ab", b"abd", b"abcd"] {
            let error = companion.check(other).expect_err("other bytes");
            assert!(error.to_string().contains("seed"), "{error}");
        }
    }

    /// Expects a companion whose file is `file` to be refused.
    fn check_unsound(file: &str) {
        let companion = WeightsAsset {
            file: file.into(),
            ..WeightsAsset::of("seed", b"abc")
        };
        assert!(!companion.is_sound(), "{file}");
    }

    #[test]
    fn a_file_elsewhere_is_refused() {
        check_unsound("https://example.org/seed.matinee");
        check_unsound("//example.org/seed.matinee");
        check_unsound("assets/../seed.matinee");
        check_unsound("assets/deep/seed.matinee");
        check_unsound("assets/seed.js");
        check_unsound("assets/.matinee");
        check_unsound("seed.matinee");
        check_unsound("");
    }
}

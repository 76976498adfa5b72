//! Files under names that say what is in them: they may be cached for ever, and are checked.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

/// Digits of the hash in a name.
const DIGITS: usize = 16;

/// A file of the site.
pub(crate) struct Hashed {
    /// `desk-0123456789abcdef.wasm`, in the site's folder.
    pub(crate) name: String,
    /// What the browser checks it against: `sha384-…`.
    pub(crate) integrity: String,
}

impl Hashed {
    /// Writes `bytes` into `folder`.
    pub(crate) fn write(folder: &Path, stem: &str, ending: &str, bytes: &[u8]) -> Result<Self> {
        Self::write_as(folder, hashed_name(stem, ending, bytes), bytes)
    }

    /// Writes `bytes` under a name that was made before they were complete: of scripts that name each
    /// other.
    pub(crate) fn write_as(folder: &Path, name: String, bytes: &[u8]) -> Result<Self> {
        fs::write(folder.join(&name), bytes).with_context(|| format!("cannot write {name}"))?;
        let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)));
        Ok(Self { name, integrity })
    }
}

/// `stem-hash.ending`, with the hash of `bytes`.
pub(crate) fn hashed_name(stem: &str, ending: &str, bytes: &[u8]) -> String {
    let hash = Sha384::digest(bytes);
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{stem}-{}.{ending}", &digits[..DIGITS])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_follows_what_is_in_the_file() {
        let name = hashed_name("app", "js", b"one");
        assert_eq!(name, hashed_name("app", "js", b"one"));
        assert_ne!(name, hashed_name("app", "js", b"two"));
        assert!(name.starts_with("app-") && name.ends_with(".js"), "{name}");
    }

    #[test]
    fn a_written_file_has_the_integrity_that_a_browser_asks_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = Hashed::write(folder.path(), "a", "txt", b"abc").expect("written");
        // SHA-384 of `abc`, from the standard's examples.
        let hash = "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";
        assert_eq!(file.integrity, hash);
        let written = fs::read(folder.path().join(&file.name)).expect("the file");
        assert_eq!(written, b"abc");
    }
}

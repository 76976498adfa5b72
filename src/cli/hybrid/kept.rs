//! Results that are kept between runs, so that an interrupted run goes on where it was.
//!
//! A file is named by what it is the result of: other rows, another recipe or another version of
//! this package never find it. A damaged file counts as none, which is said.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::cli::{files, news};

const HASH: usize = 32;

/// A folder of results.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Kept(PathBuf);

/// The name of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Key(String);

impl Key {
    /// The key of the result that is called `name` and follows from `cause`.
    ///
    /// # Errors
    /// A cause that cannot be encoded.
    pub(in crate::cli) fn new(name: &str, cause: &impl Serialize) -> anyhow::Result<Self> {
        let cause = postcard::to_stdvec(&(env!("CARGO_PKG_VERSION"), cause))?;
        let hash = Sha256::digest(&cause);
        let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self(format!("{name}-{hash}")))
    }
}

impl Kept {
    /// Results are kept in `folder`, which is made when there is the first one.
    pub(in crate::cli) fn in_folder(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// What was kept, if it is there and whole.
    pub(in crate::cli) fn load<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        let path = self.path(key);
        let bytes = std::fs::read(&path).ok()?;
        let result = decode(&bytes);
        if result.is_none() {
            news::tell(format_args!("{}: damaged, making it again", path.display()));
        }
        result
    }

    /// Keeps a result.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(in crate::cli) fn store(&self, key: &Key, result: &impl Serialize) -> anyhow::Result<()> {
        let mut bytes = postcard::to_stdvec(result)?;
        let hash = Sha256::digest(&bytes);
        bytes.extend(hash);
        files::write(&self.path(key), &bytes)
    }

    /// Removes the folder with all that was kept.
    pub(in crate::cli) fn clear(&self) {
        // What is left over costs disk space only.
        let _ = std::fs::remove_dir_all(&self.0);
    }

    fn path(&self, Key(name): &Key) -> PathBuf {
        self.0.join(format!("{name}.kept"))
    }
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (body, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH)?)?;
    let is_whole = Sha256::digest(body).as_slice() == hash;
    is_whole.then(|| postcard::from_bytes(body).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_found_by_its_cause_alone() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(folder.path());
        let key = Key::new("sum", &(1, 2)).unwrap();
        assert_eq!(kept.load::<u32>(&key), None);
        kept.store(&key, &3_u32).unwrap();
        assert_eq!(kept.load::<u32>(&key), Some(3));
        let other = Key::new("sum", &(1, 3)).unwrap();
        assert_eq!(kept.load::<u32>(&other), None);
    }

    #[test]
    fn a_damaged_result_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(folder.path());
        let key = Key::new("word", &0).unwrap();
        kept.store(&key, &"marquee").unwrap();
        let path = kept.path(&key);
        let mut bytes = std::fs::read(&path).unwrap();
        for damage in [0, bytes.len() / 2, bytes.len() - 1] {
            bytes[damage] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(kept.load::<String>(&key), None);
            bytes[damage] ^= 1;
        }
        std::fs::write(&path, &bytes[..5]).unwrap();
        assert_eq!(kept.load::<String>(&key), None);
    }
}

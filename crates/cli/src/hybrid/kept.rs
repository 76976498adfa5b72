//! Results that are kept between runs, so that an interrupted run goes on where it was.
//!
//! A file is named by what it is the result of: other rows, another recipe or another version of
//! this package never find it. A damaged file counts as none, which is said.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::{files, news};

const HASH: usize = 32;
/// Bytes of a cause's hash in a name.
const NAMED: usize = 8;
const EXTENSION: &str = "kept";

/// A folder of results.
#[derive(Clone, Debug)]
pub(crate) struct Kept(PathBuf);

/// The name of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key(String);

impl Key {
    /// The key of the result that is called `name` and follows from `cause`.
    ///
    /// # Errors
    /// A cause that cannot be encoded.
    pub(crate) fn new(name: &str, cause: &impl Serialize) -> anyhow::Result<Self> {
        let cause = postcard::to_stdvec(&(env!("CARGO_PKG_VERSION"), cause))?;
        let hash = Sha256::digest(&cause);
        let hash: String = hash[..NAMED]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Ok(Self(format!("{name}-{hash}")))
    }
}

impl Kept {
    /// Results are kept in `folder`, which is made when there is the first one.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// What was kept, if it is there and whole.
    pub(crate) fn load<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        let path = self.path(key);
        let bytes = fs::read(&path).ok()?;
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
    pub(crate) fn store(&self, key: &Key, result: &impl Serialize) -> anyhow::Result<()> {
        let mut bytes = postcard::to_stdvec(result)?;
        let hash = Sha256::digest(&bytes);
        bytes.extend(hash);
        files::write(&self.path(key), &bytes)
    }

    /// Removes all that was kept, and the folder if nothing else is in it.
    pub(crate) fn clear(&self) {
        let Ok(entries) = fs::read_dir(&self.0) else {
            return;
        };
        for entry in entries.flatten() {
            if is_ours(&entry.path()) {
                // What is left over costs disk space only.
                let _ = fs::remove_file(entry.path());
            }
        }
        let _ = fs::remove_dir(&self.0);
    }

    fn path(&self, Key(name): &Key) -> PathBuf {
        self.0.join(format!("{name}.{EXTENSION}"))
    }
}

/// Whether a file is named as [`Kept::store`] names its files.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let stem = name
        .strip_suffix(EXTENSION)
        .and_then(|it| it.strip_suffix('.'));
    let hash = stem.and_then(|it| it.rsplit_once('-'));
    hash.is_some_and(|(_, hash)| {
        hash.len() == 2 * NAMED && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
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
    fn clearing_leaves_what_others_have_put_there() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(&folder.path().join("stages"));
        let keep = |name| {
            let key = Key::new(name, &0).unwrap();
            kept.store(&key, &1_u8).unwrap();
        };
        keep("teacher-1");
        keep("student");
        kept.clear();
        assert!(!kept.0.exists());

        keep("student");
        for name in ["notes.txt", "notes.kept", "a-0123456789abcdef.txt"] {
            fs::write(kept.0.join(name), "mine").unwrap();
        }
        kept.clear();
        assert_eq!(fs::read_dir(&kept.0).unwrap().count(), 3);
    }

    #[test]
    fn a_damaged_result_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::in_folder(folder.path());
        let key = Key::new("word", &0).unwrap();
        kept.store(&key, &"marquee").unwrap();
        let path = kept.path(&key);
        let mut bytes = fs::read(&path).unwrap();
        for damage in [0, bytes.len() / 2, bytes.len() - 1] {
            bytes[damage] ^= 1;
            fs::write(&path, &bytes).unwrap();
            assert_eq!(kept.load::<String>(&key), None);
            bytes[damage] ^= 1;
        }
        fs::write(&path, &bytes[..5]).unwrap();
        assert_eq!(kept.load::<String>(&key), None);
    }
}

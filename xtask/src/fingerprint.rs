//! Has anything changed? SHA-256 over names and contents of files.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::paths;

/// Collects what something is made from.
#[derive(Default)]
pub(crate) struct Fingerprint {
    hasher: Sha256,
    /// Names that do not count.
    left_out: &'static [&'static str],
}

impl Fingerprint {
    /// Adds a text: an option, a version.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.add(text.as_bytes());
        self
    }

    /// Adds the file or folder `name` of `base`, with everything in it. One that is not there
    /// counts as such.
    pub(crate) fn path(mut self, base: &Path, name: &str) -> Result<Self> {
        self.add_path(base, name)?;
        Ok(self)
    }

    /// Adds bytes.
    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.add(bytes);
        self
    }

    /// Adds the bytes of a file.
    pub(crate) fn file(self, file: &Path) -> Result<Self> {
        Ok(self.bytes(&paths::read(file)?))
    }

    /// Adds several; see [`Self::path`].
    pub(crate) fn paths(mut self, base: &Path, names: &[&str]) -> Result<Self> {
        for name in names {
            self.add_path(base, name)?;
        }
        Ok(self)
    }

    /// Adds several, without what is below one of `left_out`.
    pub(crate) fn paths_without(
        mut self,
        base: &Path,
        names: &[&str],
        left_out: &'static [&'static str],
    ) -> Result<Self> {
        self.left_out = left_out;
        let mut fingerprint = self.paths(base, names)?;
        fingerprint.left_out = &[];
        Ok(fingerprint)
    }

    /// 64 hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        self.hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    fn add_path(&mut self, base: &Path, name: &str) -> Result<()> {
        if self.left_out.contains(&name) {
            return Ok(());
        }
        let path = base.join(name);
        let unreadable = || format!("cannot read {}", path.display());
        if path.is_dir() {
            let mut inside = Vec::new();
            for entry in fs::read_dir(&path).with_context(unreadable)? {
                let entry = entry.with_context(unreadable)?;
                inside.push(format!("{name}/{}", entry.file_name().to_string_lossy()));
            }
            // The order of a folder's entries is the file system's own.
            inside.sort_unstable();
            inside.iter().try_for_each(|name| self.add_path(base, name))
        } else if path.is_file() {
            let bytes = fs::read(&path).with_context(unreadable)?;
            self.add(name.as_bytes());
            self.add(&bytes);
            Ok(())
        } else {
            self.add(name.as_bytes());
            Ok(())
        }
    }

    /// The length goes first, so that `ab`, `c` differs from `a`, `bc`.
    fn add(&mut self, bytes: &[u8]) {
        self.hasher.update((bytes.len() as u64).to_le_bytes());
        self.hasher.update(bytes);
    }
}

/// Whether `stamp` holds `fingerprint`.
pub(crate) fn is_current(stamp: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found.trim() == fingerprint)
}

/// The stamp of a folder, in it: who removes the folder removes the stamp.
pub(crate) const STAMP: &str = "made-of.sha256";

/// Makes something of what `made_of` says, unless `stamp` notes that it was. While it is made, nothing is noted.
pub(crate) fn unless_current(
    stamp: &Path,
    made_of: Fingerprint,
    make: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let made_of = made_of.finish();
    if is_current(stamp, &made_of) {
        return Ok(());
    }
    if stamp.exists() {
        fs::remove_file(stamp).with_context(|| format!("cannot replace {}", stamp.display()))?;
    }
    make()?;
    write(stamp, &made_of)
}

/// Notes `fingerprint` in `stamp`.
pub(crate) fn write(stamp: &Path, fingerprint: &str) -> Result<()> {
    fs::write(stamp, format!("{fingerprint}\n"))
        .with_context(|| format!("cannot write {}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(base: &Path) -> String {
        Fingerprint::default()
            .path(base, "src")
            .expect("readable")
            .finish()
    }

    #[test]
    fn it_changes_with_content_and_name_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let src = folder.path().join("src");
        fs::create_dir_all(src.join("deep")).expect("a folder");
        fs::write(src.join("deep/a.rs"), "one").expect("a file");
        let first = of(folder.path());
        assert_eq!(first, of(folder.path()));

        fs::write(src.join("deep/a.rs"), "two").expect("a file");
        let second = of(folder.path());
        assert_ne!(first, second);

        fs::rename(src.join("deep/a.rs"), src.join("deep/b.rs")).expect("a file");
        assert_ne!(second, of(folder.path()));
    }

    #[test]
    fn what_is_left_out_does_not_count_and_all_else_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a file");
        };
        let of = || {
            Fingerprint::default()
                .paths_without(folder.path(), &["src"], &["src/page"])
                .expect("readable")
                .finish()
        };
        write("src/page/a.rs", "one");
        write("src/page.rs", "one");
        let first = of();
        write("src/page/a.rs", "two");
        assert_eq!(first, of());
        write("src/page.rs", "two");
        assert_ne!(first, of());
    }

    #[test]
    fn what_could_not_be_made_is_made_again_and_what_was_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let stamp = folder.path().join("stamp");
        let made = |of: &str, result: Result<()>| {
            let mut is_made = false;
            let outcome = unless_current(&stamp, Fingerprint::default().text(of), || {
                is_made = true;
                result
            });
            (is_made, outcome.is_ok())
        };
        assert_eq!(made("one", Ok(())), (true, true));
        assert_eq!(made("one", Ok(())), (false, true));
        assert_eq!(made("two", Err(anyhow::anyhow!("no"))), (true, false));
        assert_eq!(
            made("one", Ok(())),
            (true, true),
            "half of two may be there"
        );
    }

    #[test]
    fn where_one_text_ends_matters() {
        let two = |a, b| Fingerprint::default().text(a).text(b).finish();
        assert_ne!(two("ab", "c"), two("a", "bc"));
    }
}

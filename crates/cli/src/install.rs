//! Puts the files of a data set in place: first beside the target, then by rename.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use matinee_data::formats::TABLE_NAMES;
use matinee_data::formats::movielens_100k::FILE_NAMES;

use super::files::{self, Staging};

/// Which of the five files of MovieLens 100K's format `folder` has.
///
/// # Errors
/// It is no folder, or one that cannot be looked into.
pub(super) fn present(folder: &Path) -> anyhow::Result<Vec<&'static str>> {
    present_of(&FILE_NAMES, folder)
}

/// Which files `folder` has that are called as the tables of a data set in any format are.
///
/// # Errors
/// As [`present`].
pub(super) fn present_of_any(folder: &Path) -> anyhow::Result<Vec<&'static str>> {
    present_of(&[&FILE_NAMES[..], &TABLE_NAMES].concat(), folder)
}

fn present_of(names: &[&'static str], folder: &Path) -> anyhow::Result<Vec<&'static str>> {
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => {
            bail!("{} is not a folder; give another --out", folder.display())
        }
        Err(error) if !is_missing(&error) => return Err(files::unreadable(folder, error)),
        _ => {}
    }
    // Whatever has the name would be replaced, be it a link to nothing.
    let is_there = |name: &&str| fs::symlink_metadata(folder.join(name)).is_ok();
    Ok(names.iter().copied().filter(is_there).collect())
}

/// Nothing is there yet; whether there can be is for whoever makes it.
fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// A folder for work in progress, on the same disk as the target; it goes away by itself.
///
/// # Errors
/// A place that cannot be written.
pub(super) fn staging(folder: &Path) -> anyhow::Result<Staging> {
    let parent = files::parent(folder);
    fs::create_dir_all(&parent)
        .and_then(|()| Staging::make_in(&parent))
        .with_context(|| {
            format!(
                "cannot write in {} (check that the folder can be written and the disk is not full)",
                parent.display()
            )
        })
}

/// Writes the files of a data set, ratings first, and moves them to `folder`, as a whole when there is
/// none yet.
///
/// # Errors
/// A place that cannot be written.
pub(super) fn install(
    files: &[(&str, &[u8])],
    staging: &Staging,
    folder: &Path,
) -> anyhow::Result<()> {
    if folder.exists() {
        let paths = files
            .iter()
            .map(|(name, bytes)| (folder.join(name), *bytes));
        let mut paths: Vec<(PathBuf, &[u8])> = paths.collect();
        // The ratings come last: a folder with all files has the new ones.
        paths.reverse();
        files::write_all(&paths)?;
        let is_new = |name: &str| files.iter().any(|file| file.0 == name);
        for name in OPTIONAL.into_iter().filter(|name| !is_new(name)) {
            forget(name, folder)?;
        }
        return Ok(());
    }
    let put = || -> io::Result<()> {
        let ready = staging.path().join("ready");
        fs::create_dir(&ready)?;
        for (name, bytes) in files {
            let mut file = File::create_new(ready.join(name))?;
            file.write_all(bytes)?;
            file.sync_all()?;
        }
        fs::rename(ready, folder)
    };
    put().with_context(|| {
        format!(
            "cannot put the files in {} (check that the folder can be written and the disk is not \
             full)",
            folder.display()
        )
    })
}

/// Files that a data set may have, and that would say something else of the next one.
const OPTIONAL: [&str; 4] = ["u.notice", "notice.txt", "links.csv", "users.dat"];

/// Removes a file of the data that was there before.
fn forget(name: &str, folder: &Path) -> anyhow::Result<()> {
    let path = folder.join(name);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

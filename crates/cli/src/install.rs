//! Puts the files of a data set in place: first beside the target, then by rename.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::formats::movielens_100k::{FILE_NAMES, NOTICE};

use super::files::{self, Staging};

/// Which of the five files of a data set `folder` has.
///
/// # Errors
/// It is no folder, or one that cannot be looked into.
pub(super) fn present(folder: &Path) -> anyhow::Result<Vec<&'static str>> {
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => {
            bail!("{} is not a folder; give another --out", folder.display())
        }
        Err(error) if !is_missing(&error) => return Err(files::unreadable(folder, error)),
        _ => {}
    }
    // Whatever has the name would be replaced, be it a link to nothing.
    let is_there = |name: &&str| fs::symlink_metadata(folder.join(name)).is_ok();
    Ok(FILE_NAMES.into_iter().filter(is_there).collect())
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

/// Writes the files and moves them to `folder`, as a whole when there is none yet.
///
/// # Errors
/// A place that cannot be written.
pub(super) fn install(data: &RawFiles, staging: &Staging, folder: &Path) -> anyhow::Result<()> {
    let files = contents(data);
    if folder.exists() {
        let mut files: Vec<(PathBuf, &[u8])> = (files.into_iter())
            .map(|(name, bytes)| (folder.join(name), bytes))
            .collect();
        // u.data comes last: a folder with all five files has the new ones.
        files.reverse();
        files::write_all(&files)?;
        if data.notice.is_none() {
            forget_notice(folder)?;
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

/// Removes the notice of the data that was there before.
fn forget_notice(folder: &Path) -> anyhow::Result<()> {
    let path = folder.join(NOTICE);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Names and bytes of the files, in the order of [`FILE_NAMES`]; then the notice.
fn contents(data: &RawFiles) -> Vec<(&'static str, &[u8])> {
    let bytes = [
        &data.ratings,
        &data.movies,
        &data.users,
        &data.genres,
        &data.occupations,
    ];
    let files = FILE_NAMES.into_iter().zip(bytes.map(Vec::as_slice));
    let notice = data.notice.as_deref().map(|bytes| (NOTICE, bytes));
    files.chain(notice).collect()
}

//! Puts the five files of a data set in place: first beside the target, then by rename.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::dataset::RawFiles;
use crate::dataset::movielens::FILE_NAMES;

use super::{data, files};

/// The data in `folder`; `None` when not all of the five files are there.
pub(super) fn present(folder: &Path) -> anyhow::Result<Option<RawFiles>> {
    if folder.exists() && !folder.is_dir() {
        bail!("{} is not a folder; give another --out", folder.display());
    }
    if FILE_NAMES.iter().all(|name| folder.join(name).is_file()) {
        data::read_folder(folder).map(Some)
    } else {
        Ok(None)
    }
}

/// A folder for work in progress, on the same disk as the target; it goes away by itself.
pub(super) fn staging(folder: &Path) -> anyhow::Result<TempDir> {
    let parent = files::parent(folder);
    let make = || {
        fs::create_dir_all(&parent)?;
        tempfile::Builder::new()
            .prefix(".matinee-fetch-")
            .tempdir_in(&parent)
    };
    make().with_context(|| {
        format!(
            "cannot write in {} (check that the folder can be written and the disk is not full)",
            parent.display()
        )
    })
}

/// Writes the five files and moves them to `folder`, as a whole when there is none yet.
pub(super) fn install(data: &RawFiles, staging: &Path, folder: &Path) -> anyhow::Result<()> {
    let ready = staging.join("ready");
    for (name, bytes) in FILE_NAMES.iter().zip(contents(data)) {
        files::write(&ready.join(name), bytes)?;
    }
    put(&ready, folder).with_context(|| {
        format!(
            "cannot put the files in {} (check that the folder can be written)",
            folder.display()
        )
    })
}

fn put(ready: &Path, folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        return fs::rename(ready, folder);
    }
    // u.data comes last: a folder with all five files has the new ones.
    for name in FILE_NAMES.iter().rev() {
        fs::rename(ready.join(name), folder.join(name))?;
    }
    Ok(())
}

/// The bytes of the five files, in the order of [`FILE_NAMES`].
fn contents(data: &RawFiles) -> [&[u8]; 5] {
    [
        &data.ratings,
        &data.movies,
        &data.users,
        &data.genres,
        &data.occupations,
    ]
}

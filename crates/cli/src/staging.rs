//! Folders for what is not finished yet, beside the place where it will be.
//!
//! They go away when they are dropped, and when a signal ends the program. One that a killed run
//! has left is swept away by the next run that works in the same place: a folder is in use as long
//! as somebody holds the lock on a file in it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

const PREFIX: &str = ".matinee-";
/// Appears in a folder when its lock is held already: there is no moment in which a folder that
/// somebody has just made could be taken for a leftover.
const LOCK: &str = "lock";

/// Those of this process.
static IN_USE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A folder for work in progress.
#[derive(Debug)]
pub(super) struct Staging {
    path: PathBuf,
    /// `None` on a disk that knows no locks.
    lock: Option<File>,
}

impl Staging {
    /// Makes one in `folder`, which must be there.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub(super) fn make_in(folder: &Path) -> io::Result<Self> {
        sweep(folder);
        let mut in_use = in_use();
        let path = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(folder)?
            .keep();
        in_use.insert(path.clone());
        drop(in_use);
        Ok(Self {
            lock: lock(&path).ok(),
            path,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Some systems do not remove an open file.
        self.lock = None;
        let mut in_use = in_use();
        // What is left over is swept away another time.
        let _ = fs::remove_dir_all(&self.path);
        in_use.remove(&self.path);
    }
}

/// Removes all folders of this process, and keeps it from making another: it is about to end.
pub(super) fn close() {
    let in_use = in_use();
    for path in &*in_use {
        let _ = fs::remove_dir_all(path);
    }
    std::mem::forget(in_use);
}

/// Waits for the end where [`close`] has been called.
pub(super) fn wait_if_closed() {
    drop(in_use());
}

fn in_use() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    IN_USE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lock(folder: &Path) -> io::Result<File> {
    let new = folder.join("new");
    let file = File::create_new(&new)?;
    file.lock()?;
    fs::rename(new, folder.join(LOCK))?;
    Ok(file)
}

/// Removes what killed runs have left in `folder`, as far as that can be told and done.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|it| it.is_dir());
        if is_ours
            && let Ok(lock) = File::open(entry.path().join(LOCK))
            && lock.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_dropped_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let staging = Staging::make_in(folder.path()).unwrap();
        fs::write(staging.path().join("half"), "ha").unwrap();
        drop(staging);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn what_a_killed_run_has_left_is_swept_away_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let in_use = Staging::make_in(folder.path()).unwrap();
        // Nobody holds the lock of this one.
        let left = folder.path().join(format!("{PREFIX}left"));
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        fs::write(left.join("half"), "ha").unwrap();
        // Not known to be a leftover: no lock, no folder, another name.
        fs::create_dir(folder.path().join(format!("{PREFIX}begun"))).unwrap();
        fs::write(folder.path().join(format!("{PREFIX}file")), "").unwrap();
        fs::create_dir(folder.path().join("mine")).unwrap();
        fs::write(folder.path().join("mine").join(LOCK), "").unwrap();

        let second = Staging::make_in(folder.path()).unwrap();
        let [in_use, second] = [in_use, second].map(|staging| {
            let name = staging.path().file_name().unwrap().to_owned();
            (name.into_string().unwrap(), staging)
        });
        let mut expected = vec![
            format!("{PREFIX}begun"),
            format!("{PREFIX}file"),
            "mine".to_owned(),
            in_use.0,
            second.0,
        ];
        expected.sort();
        assert_eq!(names(folder.path()), expected);
    }
}

//! Reading and writing files so that an error names the file and a remedy, and nothing
//! half-written is ever found under its final name.
//!
//! What is not finished yet is in a folder of its own, beside the place where it will be ([`Staging`]).
//! These folders go away when they are dropped, and when a signal ends the program. One that a killed run
//! has left is swept away by the next run that works in the same place: a folder is in use as long as
//! somebody holds the lock on a file in it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

/// Links that lead to one another, at most.
const MAX_LINKS: u32 = 40;

/// Reads a whole file.
///
/// # Errors
/// What kept it from being read, with a remedy.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).map_err(|error| unreadable(path, error))
}

/// Why something cannot be read, and what to do.
pub(super) fn unreadable(path: &Path, error: io::Error) -> anyhow::Error {
    let is_link = || fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink());
    let remedy = match error.kind() {
        ErrorKind::NotFound if is_link() => "it is a link that leads to nothing; check the link",
        ErrorKind::NotFound => "there is no such file; check the path",
        ErrorKind::PermissionDenied => "check that you may read it, and the folders it is in",
        ErrorKind::IsADirectory => "it is a folder; give a file",
        ErrorKind::NotADirectory => "a part of the path is no folder; check the path",
        _ if is_link() => "it is a link that cannot be followed; check the link",
        _ => "check the path, and that it is a file that you may read",
    };
    anyhow::Error::new(error).context(format!("cannot read {} ({remedy})", path.display()))
}

/// Writes a whole file, see [`write_all`].
///
/// # Errors
/// As [`write_all`].
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_all(&[(path.to_owned(), bytes)])
}

/// Writes files: each whole, on the disk and beside its place before the first one takes its place,
/// in this order. Links are followed, missing folders are made.
///
/// # Errors
/// A place where there is something else than a file, or that cannot be written.
pub(super) fn write_all(files: &[(PathBuf, &[u8])]) -> anyhow::Result<()> {
    let mut ready = Vec::with_capacity(files.len());
    // All of them before the first folder is made: a refused command leaves nothing.
    let targets = files.iter().map(|(path, _)| target(path));
    let targets = targets.collect::<anyhow::Result<Vec<_>>>()?;
    for ((path, bytes), target) in files.iter().zip(targets) {
        let staged = stage(&parent(&target), bytes).with_context(|| refused(path, &[]))?;
        ready.push((path, staged, target));
    }
    let mut done = Vec::new();
    for (path, staged, target) in ready {
        fs::rename(staged.path().join(CONTENTS), target).with_context(|| refused(path, &done))?;
        done.push(path);
    }
    Ok(())
}

/// What a file is called until it takes its place.
const CONTENTS: &str = "file";

fn stage(folder: &Path, bytes: &[u8]) -> io::Result<Staging> {
    fs::create_dir_all(folder)?;
    let staging = Staging::make_in(folder)?;
    let mut file = File::create_new(staging.path().join(CONTENTS))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(staging)
}

/// Checks that [`write()`] will be able to write a file, before hours of work are put into it.
///
/// # Errors
/// As [`write()`].
pub(super) fn check_writable(path: &Path) -> anyhow::Result<()> {
    let folder = parent(&target(path)?);
    fs::create_dir_all(&folder)
        .and_then(|()| tempfile::tempfile_in(&folder))
        .map(|_| ())
        .with_context(|| refused(path, &[]))
}

/// Opens a file that grows by whole lines; makes it, and missing folders, when there is none.
///
/// # Errors
/// As [`write()`].
pub(super) fn open_to_append(path: &Path) -> anyhow::Result<File> {
    let target = target(path)?;
    fs::create_dir_all(parent(&target))
        .and_then(|()| {
            fs::OpenOptions::new()
                .append(true)
                .create(true)
                .open(target)
        })
        .with_context(|| refused(path, &[]))
}

/// Where what is written to `path` will be: links are followed, so that they stay what they are.
///
/// # Errors
/// Something that is no file: it would be replaced by one.
fn target(path: &Path) -> anyhow::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::metadata(&target) {
            Ok(found) if found.is_file() => {
                return fs::canonicalize(target).with_context(|| refused(path, &[]));
            }
            Ok(found) => bail!(
                "cannot write {}: it is {}; give the name of a file",
                path.display(),
                kind(found.file_type())
            ),
            // Nothing, or a link to nothing yet.
            Err(error) if error.kind() == ErrorKind::NotFound => match fs::read_link(&target) {
                Ok(next) => target = parent(&target).join(next),
                Err(_) => return Ok(target),
            },
            Err(error) => return Err(error).with_context(|| refused(path, &[])),
        }
    }
    bail!(
        "cannot write {}: its links lead in a circle; give another name",
        path.display()
    )
}

fn kind(found: fs::FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if found.is_fifo() {
            return "a pipe";
        }
        if found.is_socket() {
            return "a socket";
        }
        if found.is_char_device() || found.is_block_device() {
            return "a device";
        }
    }
    if found.is_dir() {
        "a folder"
    } else {
        "no file"
    }
}

/// `done`: what has taken its place already.
fn refused(path: &Path, done: &[&PathBuf]) -> String {
    let changed = match done {
        [] => "no file was changed".to_owned(),
        done => {
            let names: Vec<String> = done.iter().map(|it| it.display().to_string()).collect();
            format!("written before: {}", names.join(", "))
        }
    };
    format!(
        "cannot write {} (check that the folder can be written and the disk is not full; {changed})",
        path.display()
    )
}

/// SHA-256 over several byte strings, each with its length, in hexadecimal.
pub(super) fn sha256(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The folder a path is in; the current folder for a bare name.
pub(super) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

const PREFIX: &str = ".matinee-";
/// Appears in a folder when its lock is held already: there is no moment in which a folder that
/// somebody has just made could be taken for a leftover.
const LOCK: &str = "lock";

/// Staging folders of this process.
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
pub(super) fn close_staging() {
    let in_use = in_use();
    for path in &*in_use {
        let _ = fs::remove_dir_all(path);
    }
    std::mem::forget(in_use);
}

/// Waits for the end where [`close_staging`] has been called.
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

    mod files {
        use super::*;

        #[test]
        fn what_cannot_be_read_is_said_with_its_own_remedy() {
            let folder = tempfile::tempdir().unwrap();
            let message = |kind: ErrorKind| {
                let path = folder.path().join("u.data");
                unreadable(&path, kind.into()).to_string()
            };
            assert!(message(ErrorKind::NotFound).contains("no such file"));
            for (kind, words) in [
                (ErrorKind::PermissionDenied, "that you may read it"),
                (ErrorKind::IsADirectory, "it is a folder"),
                (ErrorKind::NotADirectory, "no folder"),
                (ErrorKind::Other, "check the path"),
            ] {
                let message = message(kind);
                assert!(message.contains(words), "{message}");
                assert!(!message.contains("no such file"), "{message}");
            }
        }

        #[cfg(unix)]
        #[test]
        fn links_that_lead_nowhere_or_in_a_circle_are_called_links() {
            let folder = tempfile::tempdir().unwrap();
            let [nowhere, circle] = ["nowhere", "circle"].map(|name| folder.path().join(name));
            std::os::unix::fs::symlink("no-such-file", &nowhere).unwrap();
            std::os::unix::fs::symlink("circle", &circle).unwrap();
            for path in [nowhere, circle] {
                let message = read(&path).unwrap_err().to_string();
                assert!(message.contains("it is a link"), "{message}");
            }
        }

        #[test]
        fn none_of_several_files_is_written_where_one_cannot_be() {
            let folder = tempfile::tempdir().unwrap();
            let [first, second] = ["first", "second"].map(|name| folder.path().join(name));
            fs::write(&first, "old").unwrap();
            fs::create_dir(&second).unwrap();
            let files = [(first.clone(), &b"new"[..]), (second, b"new")];
            let message = write_all(&files).unwrap_err().to_string();
            assert!(message.contains("it is a folder"), "{message}");
            assert_eq!(fs::read(&first).unwrap(), b"old");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        }

        #[test]
        fn files_that_were_written_before_another_failed_are_named() {
            let done = PathBuf::from("out/movies.csv");
            let message = refused(Path::new("out/users.csv"), &[&done]);
            assert!(
                message.contains("written before: out/movies.csv"),
                "{message}"
            );
            assert!(refused(Path::new("out/users.csv"), &[]).contains("no file was changed"));
        }
    }

    mod staging {
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
}

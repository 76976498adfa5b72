//! Reading and writing files so that an error names the file and a remedy, and nothing
//! half-written is ever found under its final name.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use super::staging::Staging;

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
    for (path, bytes) in files {
        let target = target(path)?;
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

#[cfg(test)]
mod tests {
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

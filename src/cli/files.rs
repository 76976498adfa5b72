//! Reading and writing files so that an error names the file and a remedy, and nothing
//! half-written is ever found under its final name.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use sha2::{Digest, Sha256};

/// Reads a whole file.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| {
        let remedy = if path.exists() {
            "check that it is a file and that you may read it"
        } else {
            "there is no such file; check the path"
        };
        format!("cannot read {} ({remedy})", path.display())
    })
}

/// Writes a whole file: into a temporary file in the same folder, synced, then renamed.
/// Missing folders are made.
pub(super) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    check_writable(path)?;
    write_beside(&parent(path), path, bytes).with_context(|| refused(path))
}

fn write_beside(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".matinee-");
    // Temporary files are private by default; what this one becomes should be like any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Checks that [`write`] will be able to write a file, before hours of work are put into it.
pub(super) fn check_writable(path: &Path) -> anyhow::Result<()> {
    ensure!(
        !path.is_dir(),
        "cannot write {}: it is a folder; give the name of a file",
        path.display()
    );
    let folder = parent(path);
    fs::create_dir_all(&folder)
        .and_then(|()| tempfile::tempfile_in(&folder))
        .map(|_| ())
        .with_context(|| refused(path))
}

/// Opens a file that grows by whole lines; makes it, and missing folders, when there is none.
pub(super) fn open_to_append(path: &Path) -> anyhow::Result<fs::File> {
    fs::create_dir_all(parent(path))
        .and_then(|()| fs::OpenOptions::new().append(true).create(true).open(path))
        .with_context(|| refused(path))
}

fn refused(path: &Path) -> String {
    format!(
        "cannot write {} (check that the folder can be written and the disk is not full; nothing \
         was changed)",
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

//! Where things are, and what is in them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read: with its name.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    // xtask/ is one level below it.
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// The folder of all data sets.
pub(crate) fn data() -> PathBuf {
    root().join("data")
}

/// The folder of what is made from the data for the site: the models, and stamps of what is built.
pub(crate) fn made() -> PathBuf {
    root().join("data").join("site")
}

/// A folder with models to build the site of, trained by somebody else: `hybrid.matinee`, of any data and network,
/// and perhaps `seed.matinee`.
pub(crate) fn ready_models() -> Option<PathBuf> {
    std::env::var_os("MATINEE_MODELS").map(PathBuf::from)
}

/// Cargo's target folder, wherever the user's settings put it.
pub(crate) fn target() -> Result<PathBuf> {
    // This program is <target>/<profile>/xtask.
    let program = std::env::current_exe().context("this program does not know where it is")?;
    let target = program.parent().and_then(Path::parent);
    Ok(target
        .context("this program is not in a target folder; run it as `cargo xtask`")?
        .to_owned())
}

/// The native command line, once built.
pub(crate) fn matinee() -> Result<PathBuf> {
    let name = format!("matinee{}", std::env::consts::EXE_SUFFIX);
    Ok(target()?.join("release").join(name))
}

/// An example of the worker's crate, which trains as the page does, once it is built.
pub(crate) fn example(name: &str) -> Result<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    Ok(target()?.join("release").join("examples").join(name))
}

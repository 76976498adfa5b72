//! Finds the five files in the official zip, or in the Python package (a zip too).

use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::formats::movielens_100k::archive::{Archive, Caps};

use super::tables;

/// Reads the five files from a zip: those that are together in one folder of it, or the tables
/// of the Python package. Nothing is unpacked to disk.
pub(super) fn read(bytes: &[u8]) -> anyhow::Result<RawFiles> {
    let mut archive = Archive::open(bytes, Caps::NATIVE)?;
    if archive.has(tables::RATINGS) {
        return tables::convert(|name| Ok(archive.read(name)?));
    }
    Ok(archive.files()?)
}

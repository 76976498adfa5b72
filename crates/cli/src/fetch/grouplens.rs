//! The data sets of GroupLens that are a zip with a published checksum.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;

use matinee_data::formats::DataSet;
use matinee_data::formats::archive::{Archive, Caps};
use matinee_data::formats::movielens_100k::md5;
use matinee_data::raw::{RawTables, Source as _};
use matinee_data::reader::Reader;

use super::download::download;
use super::{Options, data, files, install, is_url, terminal};
use crate::terminal::count;
use crate::threads::Threads;

/// A data set of GroupLens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Name {
    /// MovieLens 100K: 1998, whole stars, ages, genders, occupations
    #[value(name = "ml-100k")]
    Ml100K,
    /// MovieLens 1M: 2000, whole stars, ages, genders, occupations
    #[value(name = "ml-1m")]
    Ml1M,
    /// MovieLens 10M: 2009, half stars, as all that follow
    #[value(name = "ml-10m")]
    Ml10M,
    /// MovieLens 20M: 2015
    #[value(name = "ml-20m")]
    Ml20M,
    /// MovieLens 25M: 2019
    #[value(name = "ml-25m")]
    Ml25M,
    /// MovieLens 32M: 2023; may be passed on under its own terms
    #[value(name = "ml-32m")]
    Ml32M,
    /// 100,000 ratings of MovieLens Latest; may be passed on under its own terms
    #[value(name = "ml-latest-small")]
    LatestSmall,
    /// MovieLens Latest, which grows; may be passed on under its own terms
    #[value(name = "ml-latest")]
    Latest,
}

impl Name {
    /// As its zip is called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ml100K => "ml-100k",
            Self::Ml1M => "ml-1m",
            Self::Ml10M => "ml-10m",
            Self::Ml20M => "ml-20m",
            Self::Ml25M => "ml-25m",
            Self::Ml32M => "ml-32m",
            Self::LatestSmall => "ml-latest-small",
            Self::Latest => "ml-latest",
        }
    }

    /// As its notice calls it.
    const fn title(self) -> &'static str {
        match self {
            Self::Ml100K => "MovieLens 100K by",
            Self::Ml1M => "MovieLens 1M by",
            Self::Ml10M => "MovieLens 10M by",
            Self::Ml20M => "MovieLens 20M by",
            Self::Ml25M => "MovieLens 25M by",
            Self::Ml32M => "MovieLens 32M by",
            Self::LatestSmall => "MovieLens Latest Small by",
            Self::Latest => "MovieLens Latest by",
        }
    }

    /// MD5 of the zip, hexadecimal, where it does not change any more; else it is read beside the zip.
    const fn md5(self) -> Option<&'static str> {
        match self {
            Self::Ml1M => Some("c4d9eecfca2ab87c1945afe126590906"),
            Self::Ml10M => Some("ce571fd55effeba0271552578f2648bd"),
            Self::Ml20M => Some("cd245b17a1ae2cc31bb14903e1204af3"),
            Self::Ml25M => Some("6b51fb2759a8657d3bfcbfc42b592ada"),
            Self::Ml32M => Some("d472be332d4daa821edc399621853b57"),
            Self::Ml100K | Self::LatestSmall | Self::Latest => None,
        }
    }
}

/// The official address of a zip.
pub(super) fn address(name: Name) -> String {
    format!(
        "https://files.grouplens.org/datasets/movielens/{}.zip",
        name.name()
    )
}

/// Gets a data set that is not MovieLens 100K.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = options.folder();
    if is_there(options, &folder)? {
        writeln!(out, "{}: the data is there already", folder.display())?;
        return Ok(());
    }
    let staging = install::staging(&folder)?;
    let kept = files::parent(&folder).join(format!("{}.zip.part", options.dataset.name()));
    let data = get(options, &kept).with_context(|| {
        let name = options.dataset.name();
        format!(
            "could not get the data; nothing was written to {}; another way: download {name}.zip with \
             a browser, then run `matinee fetch --dataset {name} --from {name}.zip`",
            folder.display()
        )
    })?;
    let tables = read(&data)?;
    if !options.any_data {
        check_name(options.dataset, &tables)?;
    }
    install::install(&data.files(), &staging, &folder)?;
    writeln!(
        out,
        "{}: {}, {}, {}",
        folder.display(),
        count(tables.users.len(), "user"),
        count(tables.movies.len(), "movie"),
        count(tables.ratings.len(), "rating")
    )?;
    writeln!(out, "{}", tables.notice)?;
    Ok(())
}

fn read(data: &DataSet) -> anyhow::Result<RawTables> {
    let tables = data.read_by(&mut Reader::new(&Threads));
    tables.context("the files cannot be read as a data set")
}

/// Whether the folder holds what was asked for. Other data in it is kept, unless forced.
fn is_there(options: &Options, folder: &Path) -> anyhow::Result<bool> {
    let present = install::present_of_any(folder)?;
    if present.is_empty() || options.force {
        return Ok(false);
    }
    let other = || {
        format!(
            "{} holds other data, or a part of it ({}); give --force to replace it, or another --out",
            folder.display(),
            present.join(", ")
        )
    };
    ensure!(!options.any_data, other());
    let found = data::find_in(folder)?.with_context(other)?;
    let tables = read(&found).with_context(other)?;
    check_name(options.dataset, &tables).with_context(other)?;
    Ok(true)
}

/// Checks that it is the data set that was asked for: its notice tells.
fn check_name(name: Name, tables: &RawTables) -> anyhow::Result<()> {
    ensure!(
        tables.notice.contains(name.title()),
        "this is another data set than {}: {}; for data of your own add --any-data to --from",
        name.name(),
        tables.notice
    );
    Ok(())
}

/// The data set, once its checksum has been found to be the published one.
fn get(options: &Options, kept: &Path) -> anyhow::Result<DataSet> {
    let zip = match options.from.as_deref() {
        Some(from) if !is_url(from) => {
            terminal::tell(format_args!("reading {from}"));
            let path = PathBuf::from(from);
            if path.is_dir() {
                let found = data::find_in(&path)?;
                return found.with_context(|| format!("{from} holds no data set"));
            }
            files::read(&path)?
        }
        from => {
            let url = from.map_or_else(|| options.address(), str::to_owned);
            terminal::tell(format_args!("downloading {url}"));
            download(&url, Some(kept))?
        }
    };
    // What is no zip has a better reason than a checksum.
    let mut archive = Archive::open(&zip, Caps::NATIVE)?;
    if !options.any_data {
        check_md5(&zip, &expected_md5(options)?)?;
    }
    Ok(archive.data_set()?)
}

fn check_md5(zip: &[u8], expected: &str) -> anyhow::Result<()> {
    let found = md5(zip);
    ensure!(
        found == expected,
        "the zip is not the official one: expected MD5 {expected}, found {found} ({} bytes); \
         download it again, or, for data of your own, add --any-data to --from",
        zip.len()
    );
    Ok(())
}

/// The MD5 that is known or published beside the zip.
fn expected_md5(options: &Options) -> anyhow::Result<String> {
    if let Some(known) = options.dataset.md5() {
        return Ok(known.to_owned());
    }
    let url = format!("{}.md5", options.address());
    let text = download(&url, None).with_context(|| {
        format!("cannot read the published checksum {url}; add --any-data to --from to do without")
    })?;
    let text = String::from_utf8_lossy(&text);
    match published(&text) {
        Some(md5) => Ok(md5),
        None => bail!(
            "{url} has no MD5 checksum, it starts with {:?}",
            text.chars().take(40).collect::<String>()
        ),
    }
}

/// The checksum in a file like `MD5 (ml-latest.zip) = 0123…` or `0123…  ml-latest.zip`.
fn published(text: &str) -> Option<String> {
    let is_md5 = |word: &&str| word.len() == 32 && word.bytes().all(|it| it.is_ascii_hexdigit());
    let word = text.split_whitespace().find(is_md5)?;
    Some(word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_found_however_it_is_written() {
        let md5 = "be10ef26a9ec8bf8c0a5bb6e0cd67dde";
        for text in [
            format!("MD5 (ml-latest.zip) = {md5}\n"),
            format!("{}  ml-latest.zip\n", md5.to_uppercase()),
            md5.to_owned(),
        ] {
            assert_eq!(published(&text).as_deref(), Some(md5), "{text}");
        }
        assert_eq!(published("<html>not found</html>"), None);
    }

    #[test]
    fn another_zip_is_refused_with_both_hashes() {
        let expected = Name::Ml1M.md5().unwrap();
        let error = check_md5(b"", expected).unwrap_err().to_string();
        assert!(
            error.contains(&format!("expected MD5 {expected}")),
            "{error}"
        );
        // MD5 of nothing.
        assert!(
            error.contains("found d41d8cd98f00b204e9800998ecf8427e"),
            "{error}"
        );
    }

    #[test]
    fn every_name_is_that_of_its_zip() {
        for name in Name::value_variants() {
            let value = name.to_possible_value().unwrap();
            assert_eq!(value.get_name(), name.name());
            assert!(address(*name).ends_with(&format!("/{}.zip", name.name())));
        }
    }
}

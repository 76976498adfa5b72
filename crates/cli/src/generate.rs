//! `matinee generate`: a made-up data set of any size.

use std::io::Write;
use std::path::PathBuf;

use anyhow::ensure;
use clap::ValueEnum;

use matinee_data::generate::{Format, GeneratorConfig, generate_in};

use super::terminal::count;
use super::{install, memory};

/// Make up a data set in the format of any MovieLens.
///
/// Ratings follow a planted structure (tastes of users, styles of movies, biases, noise), which a
/// working model must find. The same numbers and the same seed give the same files.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee generate --out data/made-up
  matinee generate --format csv --out data/made-up-halves
  matinee generate --users 200 --movies 300 --ratings 10000 --seed 7 --out /tmp/small")]
pub(super) struct Options {
    /// Folder to write the files to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Format of the files.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = FormatName::Ml100K)]
    format: FormatName,
    /// Number of users.
    #[arg(long, value_name = "N", default_value_t = GeneratorConfig::default().n_users)]
    users: u32,
    /// Number of movies.
    #[arg(long, value_name = "N", default_value_t = GeneratorConfig::default().n_movies)]
    movies: u32,
    /// Number of movies that are listed a second time under another number, as a few of MovieLens
    /// 100K are.
    #[arg(long, value_name = "N", default_value_t = 0)]
    twins: u32,
    /// Number of ratings.
    #[arg(long, value_name = "N", default_value_t = GeneratorConfig::default().n_ratings)]
    ratings: u32,
    /// Seed of every random draw.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Replace data that is in the folder.
    #[arg(long)]
    force: bool,
}

/// A value of `--format`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatName {
    /// u.data, u.item and so on: whole stars
    #[value(name = "ml-100k")]
    Ml100K,
    /// ratings.dat, movies.dat, users.dat: whole stars, Latin-1
    #[value(name = "ml-1m")]
    Ml1M,
    /// ratings.dat, movies.dat: half stars, nothing about people
    #[value(name = "ml-10m")]
    Ml10M,
    /// ratings.csv, movies.csv, links.csv, as MovieLens 20M and later: half stars
    Csv,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Ml100K => Self::MovieLens100K,
            FormatName::Ml1M => Self::MovieLens1M,
            FormatName::Ml10M => Self::MovieLens10M,
            FormatName::Csv => Self::Csv,
        }
    }
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = &options.out;
    ensure!(
        install::present_of_any(folder)?.is_empty() || options.force,
        "{} holds data already; give another --out, or --force to replace it",
        folder.display()
    );
    let config = GeneratorConfig {
        n_users: options.users,
        n_movies: options.movies,
        n_twins: options.twins,
        n_ratings: options.ratings,
        seed: options.seed,
        ..GeneratorConfig::default()
    };
    config.check()?;
    memory::check(
        config.n_bytes(),
        "give fewer --users, --movies or --ratings",
    )?;
    let (data, planted) = generate_in(&config, options.format.into())?;
    let staging = install::staging(folder)?;
    install::install(&data.files(), &staging, folder)?;
    writeln!(
        out,
        "{}: {}, {}, {}; no model can have an RMSE below {:.3} on them",
        folder.display(),
        count(options.users, "user"),
        count(options.movies, "movie"),
        count(options.ratings, "rating"),
        planted.rmse_floor()
    )?;
    Ok(())
}

//! `matinee generate`: a made-up data set of any size.

use std::io::Write;
use std::path::PathBuf;

use anyhow::ensure;

use matinee_data::generate::{GeneratorConfig, generate};

use super::terminal::count;
use super::{install, memory};

/// Make up a data set in the MovieLens 100K format.
///
/// Ratings follow a planted structure (tastes of users, styles of movies, biases, noise), which a
/// working model must find. The same numbers and the same seed give the same files.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee generate --out data/made-up
  matinee generate --users 200 --movies 300 --ratings 10000 --seed 7 --out /tmp/small")]
pub(super) struct Options {
    /// Folder to write the five files to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
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

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let folder = &options.out;
    ensure!(
        install::present(folder)?.is_empty() || options.force,
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
    let (data, planted) = generate(&config)?;
    let staging = install::staging(folder)?;
    install::install(&data, &staging, folder)?;
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

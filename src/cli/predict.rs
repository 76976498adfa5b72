//! `matinee predict`: stars and ranking scores of given pairs.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;

use crate::dataset::movielens::parse_pairs;

use super::data::{self, unknown};
use super::files;

/// Predict stars and ranking scores for pairs of user and movie.
///
/// Prints one line a pair: user, movie, stars (1 to 5), ranking score (what lists are ordered by;
/// comparable within a user), separated by tabs. Ids are those of the data set's files.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee predict --model model.matinee --pairs pairs.tsv
  matinee predict --model u1.matinee --pairs u1.test > predictions.tsv

Lines of the file: user<TAB>movie; further columns are ignored.")]
pub(super) struct Options {
    /// Model to use.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// File with one pair a line.
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
}

/// Runs the command. Every pair is checked before the first line is printed.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let engine = data::open_model(&options.model)?;
    let file = options.pairs.display().to_string();
    let pairs = parse_pairs(&files::read(&options.pairs)?, &file)?;
    let known = (1..).zip(&pairs).map(|(line, (user, movie))| {
        let place = || format!("{file}:{line}");
        let user_idx = engine.user_idx(*user);
        let movie_idx = engine.movie_idx(*movie);
        anyhow::Ok((
            user_idx.with_context(|| unknown(&place(), "user", user.0))?,
            movie_idx.with_context(|| unknown(&place(), "movie", movie.0))?,
        ))
    });
    let known = known.collect::<anyhow::Result<Vec<_>>>()?;
    let mut text = String::new();
    for ((user, movie), (user_idx, movie_idx)) in pairs.iter().zip(known) {
        let predicted = engine.predict(user_idx, movie_idx);
        let (stars, score) = (predicted.stars.stars(), predicted.ranking_score);
        text += &format!("{user}\t{movie}\t{stars:.6}\t{score:.6}\n");
    }
    out.write_all(text.as_bytes())?;
    Ok(())
}

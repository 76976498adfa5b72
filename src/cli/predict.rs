//! `matinee predict`: stars and ranking scores of given pairs, or for somebody new.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::dataset::movielens::{parse_movies, parse_pairs};
use crate::domain::{MovieId, MovieIdx};
use crate::engine::{Engine, Person};

use super::data::{self, unknown};
use super::files;
use super::newcomer::Newcomer;

/// Predict stars and ranking scores for pairs of user and movie, or for somebody new.
///
/// Prints one line a pair: user, movie, stars (1 to 5), ranking score (what lists are ordered by;
/// comparable within a user), separated by tabs. For a profile there is no user: one line a movie,
/// with its id, stars and ranking score. Ids are those of the data set's files.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee predict --model model.matinee --pairs pairs.tsv
  matinee predict --model u1.matinee --pairs u1.test > predictions.tsv
  matinee predict --model model.matinee --profile ratings.tsv --age 30 --gender F

Lines of --pairs: user<TAB>movie; further columns are ignored. With --profile also just movie;
without --pairs, every movie.")]
pub(super) struct Options {
    /// Model to use.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// File with one pair a line.
    #[arg(long, value_name = "FILE", required_unless_present = "profile")]
    pairs: Option<PathBuf>,
    #[command(flatten)]
    newcomer: Newcomer,
}

/// Runs the command. Every line of a file is checked before the first line is printed.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let engine = data::open_model(&options.model)?;
    let pairs = options.pairs.as_deref();
    let text = match options.newcomer.person(&engine)? {
        Some(person) => for_newcomer(&engine, &person, pairs)?,
        None => for_pairs(&engine, pairs.context("give --pairs or --profile")?)?,
    };
    out.write_all(text.as_bytes())?;
    Ok(())
}

fn for_newcomer(engine: &Engine, person: &Person, pairs: Option<&Path>) -> anyhow::Result<String> {
    let movies: Vec<(MovieId, MovieIdx)> = match pairs {
        Some(path) => {
            let file = path.display().to_string();
            parse_movies(&files::read(path)?, &file, |id| engine.movie_idx(id))?
        }
        None => {
            let movies = (0..).map(MovieIdx).zip(&engine.catalogue().movies);
            movies.map(|(row, movie)| (movie.id, row)).collect()
        }
    };
    let mut text = String::new();
    for (id, movie) in movies {
        text += &format!("{id}\t{}\n", predicted(engine, person, movie));
    }
    Ok(text)
}

fn for_pairs(engine: &Engine, path: &Path) -> anyhow::Result<String> {
    let file = path.display().to_string();
    let pairs = parse_pairs(&files::read(path)?, &file)?;
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
        let predicted = predicted(engine, &engine.person(user_idx), movie_idx);
        text += &format!("{user}\t{movie}\t{predicted}\n");
    }
    Ok(text)
}

fn predicted(engine: &Engine, person: &Person, movie: MovieIdx) -> String {
    let predicted = engine.predict_for(person, movie);
    let (stars, score) = (predicted.stars.stars(), predicted.ranking_score);
    format!("{stars:.6}\t{score:.6}")
}

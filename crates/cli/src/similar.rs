//! `matinee similar`: the movies that a model holds for most like one.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use serde_json::{Value, json};

use matinee_core::domain::{MovieId, MovieIdx};
use matinee_engine::engine::Engine;

use super::data;
use super::recommend::{cells, check_k, genres};
use super::terminal::{align, count};

/// Print the movies that are most like one, best first.
///
/// Similarity is −1 to 1: the cosine of what the network has learned of two movies, damped where
/// few have rated one of them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee similar --model model.matinee --movie 50
  matinee similar --model model.matinee --movie 1 -k 5 --json")]
pub(super) struct Options {
    /// Model to use.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// Movie id, as in u.item.
    #[arg(long, value_name = "ID")]
    movie: u32,
    /// Number of movies.
    #[arg(short, long = "k", value_name = "N", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    k: u32,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let engine = data::open_model(&options.model)?;
    check_k(&engine, options.k)?;
    let movie = known(&engine, MovieId(options.movie))?;
    let list = engine.similar(movie, options.k as usize);
    if options.json {
        let entry = |(rank, (movie, similarity)): (u32, &(MovieIdx, f32))| {
            let movie = &engine.catalogue().movies[movie.row()];
            json!({
                "rank": rank,
                "movie": movie.id,
                "title": movie.title,
                "year": movie.year,
                "genres": genres(&engine, movie),
                "similarity": similarity,
            })
        };
        let movies: Vec<Value> = (1..).zip(&list).map(entry).collect();
        let answer = json!({ "movie": options.movie, "k": options.k, "movies": movies });
        writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        write!(out, "{}", table(&engine, &list))?;
    }
    Ok(())
}

fn known(engine: &Engine, movie: MovieId) -> anyhow::Result<MovieIdx> {
    engine.movie_idx(movie).with_context(|| {
        let ids = engine.catalogue().movies.iter().map(|movie| movie.id.0);
        format!(
            "movie {movie} is not in this model; it knows {}, with ids from {} to {}",
            count(engine.catalogue().movies.len(), "movie"),
            ids.clone().min().unwrap_or(0),
            ids.max().unwrap_or(0)
        )
    })
}

fn table(engine: &Engine, list: &[(MovieIdx, f32)]) -> String {
    let heading = ["rank", "title", "year", "genres", "similarity"].map(str::to_owned);
    let entries = (1..).zip(list).map(|(rank, (movie, similarity))| {
        let [rank, title, year, genres] = cells(engine, rank, *movie);
        [rank, title, year, genres, format!("{similarity:.2}")]
    });
    let lines: Vec<_> = std::iter::once(heading).chain(entries).collect();
    align([true, false, true, false, true], &lines)
}

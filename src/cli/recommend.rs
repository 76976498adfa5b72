//! `matinee recommend`: the list of one user.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::dataset::Movie;
use crate::domain::UserId;
use crate::engine::{Engine, Recommendation};

use super::{columns, data};

/// Print the movies that a user has not rated, best first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee recommend --model model.matinee --user 500
  matinee recommend --model model.matinee --user 15 -k 3 --json")]
pub(super) struct Options {
    /// Model to use.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// User id, as in u.user.
    #[arg(long, value_name = "ID")]
    user: u32,
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
    let list = list(&engine, UserId(options.user), options.k)?;
    if options.json {
        let entries: Vec<Value> = (1..)
            .zip(&list)
            .map(|(rank, e)| json(&engine, rank, e))
            .collect();
        let answer = json!({ "user": options.user, "k": options.k, "movies": entries });
        writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        write!(out, "{}", table(&engine, &list))?;
    }
    Ok(())
}

/// The list of a user in raw ids.
///
/// # Errors
/// An unknown user, more movies than there are.
pub(super) fn list(engine: &Engine, user: UserId, k: u32) -> anyhow::Result<Vec<Recommendation>> {
    let n_movies = engine.catalogue().movies.len();
    let k = k as usize;
    ensure!(
        k <= n_movies,
        "a list of {k} movies was asked for, but the model knows {n_movies}; \
         give -k 1 to {n_movies}"
    );
    let user_idx = engine.user_idx(user).with_context(|| {
        let ids = engine.users().iter().map(|user| user.id.0);
        format!(
            "user {user} is not in this model; it knows {} users, with ids from {} to {}",
            engine.users().len(),
            ids.clone().min().unwrap_or(0),
            ids.max().unwrap_or(0)
        )
    })?;
    Ok(engine.recommend(user_idx, k))
}

fn table(engine: &Engine, list: &[Recommendation]) -> String {
    let heading = ["rank", "title", "year", "genres", "stars"].map(str::to_owned);
    let entries = (1..).zip(list).map(|(rank, entry): (u32, _)| {
        let movie = &engine.catalogue().movies[entry.movie.row()];
        [
            rank.to_string(),
            movie.title.clone(),
            (movie.year).map_or_else(|| "–".to_owned(), |year| year.to_string()),
            genres(engine, movie).join(", "),
            format!("{:.2}", entry.stars.stars()),
        ]
    });
    let lines: Vec<_> = std::iter::once(heading).chain(entries).collect();
    columns::align([true, false, true, false, true], &lines)
}

/// An entry for programs.
pub(super) fn json(engine: &Engine, rank: u32, entry: &Recommendation) -> Value {
    let movie = &engine.catalogue().movies[entry.movie.row()];
    json!({
        "rank": rank,
        "movie": movie.id,
        "title": movie.title,
        "year": movie.year,
        "genres": genres(engine, movie),
        "stars": entry.stars,
        "ranking_score": entry.ranking_score,
    })
}

/// The names of a movie's genres.
pub(super) fn genres<'a>(engine: &'a Engine, movie: &Movie) -> Vec<&'a str> {
    let names = &engine.catalogue().genres;
    movie.genre_rows().map(|row| names[row].as_str()).collect()
}

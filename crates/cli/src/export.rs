//! `matinee export`: a model's contents for other programs.

use std::io::Write;
use std::path::PathBuf;

use anyhow::ensure;
use serde_json::json;

use matinee_core::domain::UserIdx;
use matinee_core::escape;
use matinee_data::dataset::Demographics;
use matinee_engine::engine::Engine;

use super::recommend::genres;
use super::terminal::count;
use super::{data, files, terminal};

/// Write a model's manifest, movies, users and lists as JSON and CSV.
///
/// Files: manifest.json (recipe, losses, metrics, hashes), movies.csv, users.csv, lists.csv (the
/// list of every user). A text that a spreadsheet would take for a formula gets an apostrophe in
/// front. With --json the manifest alone goes to standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee export --model model.matinee --json
  matinee export --model model.matinee --out exported -k 20")]
#[command(group = clap::ArgGroup::new("target").required(true).args(["out", "json"]))]
pub(super) struct Options {
    /// Model to export.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// Folder to write to.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Length of the lists.
    #[arg(short, long = "k", value_name = "N", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    k: u32,
    /// Print the manifest.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let engine = data::open_model(&options.model)?;
    let n_movies = engine.catalogue().movies.len();
    ensure!(
        options.k as usize <= n_movies,
        "lists of {} were asked for, but the model knows {n_movies}; give -k 1 to {n_movies}",
        count(options.k, "movie")
    );
    let manifest = serde_json::to_string_pretty(&json!(engine.manifest()))? + "\n";
    if let Some(folder) = &options.out {
        let contents = [
            ("manifest.json", manifest.clone().into_bytes()),
            ("movies.csv", movies(&engine)?),
            ("users.csv", users(&engine)?),
            ("lists.csv", lists(&engine, options.k as usize)?),
        ];
        let files: Vec<(PathBuf, &[u8])> = (contents.iter())
            .map(|(name, bytes)| (folder.join(name), &bytes[..]))
            .collect();
        files::write_all(&files)?;
        for (path, _) in &files {
            terminal::tell(format_args!("wrote {}", path.display()));
        }
    }
    if options.json {
        out.write_all(manifest.as_bytes())?;
    }
    Ok(())
}

fn movies(engine: &Engine) -> anyhow::Result<Vec<u8>> {
    let catalogue = engine.catalogue();
    let counts = catalogue.n_ratings.iter().zip(&catalogue.n_liked);
    let lines = catalogue
        .movies
        .iter()
        .zip(counts)
        .map(|(movie, (n_ratings, n_liked))| {
            [
                movie.id.to_string(),
                text(&movie.title),
                (movie.year).map_or_else(String::new, |year| year.to_string()),
                text(&genres(engine, movie).join("|")),
                n_ratings.to_string(),
                n_liked.to_string(),
            ]
        });
    csv(
        ["movie", "title", "year", "genres", "ratings", "liked"],
        lines,
    )
}

fn users(engine: &Engine) -> anyhow::Result<Vec<u8>> {
    let lines = (0..)
        .map(UserIdx)
        .zip(engine.users())
        .map(|(user_idx, user)| {
            let said = |what: &dyn Fn(&Demographics) -> String| {
                user.demographics.as_ref().map(what).unwrap_or_default()
            };
            [
                user.id.to_string(),
                said(&|it| it.age.to_string()),
                said(&|it| format!("{:?}", it.gender).to_lowercase()),
                said(&|it| text(&engine.occupations()[usize::from(it.occupation)])),
                engine.n_seen(user_idx).to_string(),
            ]
        });
    csv(["user", "age", "gender", "occupation", "ratings"], lines)
}

fn lists(engine: &Engine, k: usize) -> anyhow::Result<Vec<u8>> {
    let entries = (0..)
        .map(UserIdx)
        .zip(engine.users())
        .flat_map(|(user_idx, user)| {
            let list = engine.recommend(user_idx, k);
            (1_u32..)
                .zip(list)
                .map(move |(rank, entry)| (user.id, rank, entry))
        });
    let lines = entries.map(|(user, rank, entry)| {
        let movie = &engine.catalogue().movies[entry.movie.row()];
        [
            user.to_string(),
            rank.to_string(),
            movie.id.to_string(),
            text(&movie.title),
            entry.stars.stars().to_string(),
            entry.ranking_score.to_string(),
        ]
    });
    csv(
        ["user", "rank", "movie", "title", "stars", "ranking_score"],
        lines,
    )
}

/// A cell of text, so that a spreadsheet shows it and does not run it.
fn text(text: &str) -> String {
    format!("{}{text}", escape::mark(text))
}

fn csv<const N: usize>(
    heading: [&str; N],
    lines: impl Iterator<Item = [String; N]>,
) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(heading)?;
    for line in lines {
        writer.write_record(line)?;
    }
    Ok(writer.into_inner()?)
}

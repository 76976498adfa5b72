//! `matinee predict`: stars and ranking scores of given pairs, or for somebody new.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};

use matinee_core::domain::{MovieId, MovieIdx, UserId};
use matinee_data::formats::movielens_100k::parse_movies;
use matinee_data::formats::parse_pairs;
use matinee_engine::engine::{Engine, Likely, Person, Recommendation};

use super::data::{self, DataOptions, unknown};
use super::files;
use super::newcomer::Newcomer;
use super::recommend::known;

/// Predict stars and ranking scores for pairs of user and movie, or for somebody new.
///
/// Prints one line a pair: user, movie, stars (1 to 5), ranking score (what lists are ordered by;
/// comparable within a user), separated by tabs. For a profile there is no user: one line a movie,
/// with its id, stars and ranking score. Ids are those of the data set's files. --json says besides
/// where the stars lie most likely: the range that holds the rating of four in five.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee predict --model model.matinee --pairs pairs.tsv
  matinee predict --model u1.matinee --pairs u1.test > predictions.tsv
  matinee predict --model model.matinee --profile ratings.tsv --age 30 --gender F
  matinee predict --model model.matinee --pairs pairs.tsv --json
  matinee predict --model model.matinee --user 500
  matinee predict --model mine.matinee --user zoe --data mine.csv --columns user=who,item=film,stars=rating

Lines of --pairs: user<TAB>movie, user::movie, or a CSV with userId and movieId; further columns are
ignored. With --profile also just movie;
without --pairs, every movie, as with --user.")]
#[command(group = clap::ArgGroup::new("whom").args(["pairs", "user", "profile"]).multiple(true).required(true))]
pub(super) struct Options {
    /// Model to use.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// File with one pair a line.
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,
    /// User id, as in u.user; or, with --columns, a name of the table that the model was trained on.
    #[arg(long, value_name = "USER", conflicts_with_all = ["pairs", "profile"])]
    user: Option<String>,
    #[command(flatten)]
    data: DataOptions,
    #[command(flatten)]
    newcomer: Newcomer,
    /// Print JSON instead of lines.
    #[arg(long)]
    json: bool,
}

/// What is predicted of a movie, for a user of the model or for somebody new.
struct Prediction {
    user: Option<UserId>,
    movie: MovieId,
    entry: Recommendation,
}

impl Prediction {
    fn line(&self) -> String {
        let (stars, score) = (self.entry.stars.stars(), self.entry.ranking_score);
        let user = self
            .user
            .map_or_else(String::new, |user| format!("{user}\t"));
        format!("{user}{}\t{stars:.6}\t{score:.6}\n", self.movie)
    }

    fn json(&self) -> Value {
        let Likely { low, high } = self.entry.likely;
        let mut value = json!({
            "movie": self.movie,
            "stars": self.entry.stars,
            "likely": [low, high],
            "ranking_score": self.entry.ranking_score,
        });
        if let Some(user) = self.user {
            value["user"] = json!(user);
        }
        value
    }
}

/// Runs the command. Every line of a file is checked before the first line is printed.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let engine = data::open_model(&options.model)?;
    let pairs = options.pairs.as_deref();
    let predictions = match (options.newcomer.person(&engine)?, &options.user) {
        (Some(person), _) => for_person(&engine, None, &person, pairs)?,
        (None, Some(user)) => {
            let user = options.data.user_id(user)?;
            for_person(&engine, Some(user), &known(&engine, user)?, None)?
        }
        (None, None) => for_pairs(&engine, pairs.context("give --pairs, --user or --profile")?)?,
    };
    if options.json {
        let all: Vec<Value> = predictions.iter().map(Prediction::json).collect();
        writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
    } else {
        let text: String = predictions.iter().map(Prediction::line).collect();
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn for_person(
    engine: &Engine,
    user: Option<UserId>,
    person: &Person,
    pairs: Option<&Path>,
) -> anyhow::Result<Vec<Prediction>> {
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
    let predictions = movies.into_iter().map(|(movie, row)| Prediction {
        user,
        movie,
        entry: engine.predict_for(person, row),
    });
    Ok(predictions.collect())
}

fn for_pairs(engine: &Engine, path: &Path) -> anyhow::Result<Vec<Prediction>> {
    let file = path.display().to_string();
    let pairs = parse_pairs(&files::read(path)?, &file)?;
    let predictions = pairs.into_iter().map(|(line, user, movie)| {
        let place = || format!("{file}:{line}");
        let user_idx = engine.user_idx(user);
        let movie_idx = engine.movie_idx(movie);
        let user_idx = user_idx.with_context(|| unknown(&place(), "user", user.0))?;
        let movie_idx = movie_idx.with_context(|| unknown(&place(), "movie", movie.0))?;
        anyhow::Ok(Prediction {
            user: Some(user),
            movie,
            entry: engine.predict(user_idx, movie_idx),
        })
    });
    predictions.collect()
}

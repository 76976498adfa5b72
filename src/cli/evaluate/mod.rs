//! `matinee evaluate`: a model and the baselines on the same rows, in one table.

mod sets;

use std::io::Write;
use std::path::PathBuf;

use anyhow::ensure;
use serde_json::json;

use crate::domain::Rating;
use crate::engine::Engine;
use crate::evaluation::{
    Column, GlobalMean, Popularity, Ranker, Report, StarPredictor, TrainingView, UserMovieBias,
    rating_accuracy, top_n,
};

use super::{data, progress};

use sets::Sets;

/// Measure a model, and the baselines beside it.
///
/// Rows: `training` are those that the model was trained on; `validation` those that were held out
/// and not trained on afterwards, if any; the test rows are given by --fold or --test, and may not
/// contain a training row. Without --fold and --test, ratings of the data set that the model has
/// never seen are the test rows, if there are any.
///
/// Baselines are fitted on the training rows (for test rows: training and validation). Lists:
/// every movie that the user has not rated before is a candidate, a movie is relevant if its
/// rating is 4 stars or more.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee evaluate --model model.matinee
  matinee evaluate --model u1.matinee --fold 1
  matinee evaluate --model u1.matinee --test u1.test --json")]
pub(super) struct Options {
    /// Model to measure.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// Folder in the MovieLens 100K format.
    #[arg(long, value_name = "DIR", default_value = "data/ml-100k")]
    data: PathBuf,
    /// Test rows, in the format of u.data.
    #[arg(long, value_name = "FILE", conflicts_with = "fold")]
    test: Option<PathBuf>,
    /// Test on the test rows of this fold of u.data (u1.test to u5.test).
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u32).range(1..=5))]
    fold: Option<u32>,
    /// Length of the lists.
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
    let n_movies = engine.catalogue().movies.len();
    let k = options.k as usize;
    ensure!(
        k <= n_movies,
        "lists of {k} movies were asked for, but the model knows {n_movies}; give -k 1 to {n_movies}"
    );
    let sets = sets::of(options, &engine, &data::open(&options.data)?)?;

    let spinner = progress::spinner("measuring");
    let report = measure(&engine, &sets, k);
    spinner.finish_and_clear();

    if options.json {
        let answer = json!({ "k": k, "results": report.to_json() });
        writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        let note = "MSE in stars², MSE/25 in the original's unit, RMSE and MAE in stars";
        write!(out, "{}\n{note}; lists of {k}.\n", report.to_table())?;
    }
    Ok(())
}

fn measure(engine: &Engine, sets: &Sets, k: usize) -> Report {
    let mut report = Report::default();
    let training = Trial {
        set: "training",
        before: &[],
        rows: &sets.training,
        k,
    };
    report.add(&name(engine), training.set, training.accuracy(engine));
    if !sets.validation.is_empty() {
        let validation = Trial {
            set: "validation",
            before: &sets.training,
            rows: &sets.validation,
            k,
        };
        validation.compare(engine, &mut report);
    }
    if let Some((set, rows)) = &sets.test {
        let before = &[&sets.training[..], &sets.validation].concat();
        let test = Trial {
            set,
            before,
            rows,
            k,
        };
        test.compare(engine, &mut report);
    }
    report
}

fn name(engine: &Engine) -> String {
    let manifest = engine.manifest();
    format!("{} ({})", manifest.network, manifest.preset)
}

/// Rows to measure on, and the rows that were known before.
struct Trial<'a> {
    set: &'a str,
    before: &'a [Rating],
    rows: &'a [Rating],
    k: usize,
}

impl Trial<'_> {
    /// Adds the baselines, fitted on what was known before, and the model.
    fn compare(&self, engine: &Engine, report: &mut Report) {
        let (n_users, movies) = (engine.users().len(), &engine.catalogue().movies);
        let view = TrainingView::new(self.before, n_users, movies);
        let mean = GlobalMean::fit(self.before);
        let bias = UserMovieBias::fit(self.before, n_users, movies.len());
        let popularity = Popularity::fit(self.before, movies.len());
        let both = |accuracy: Vec<_>, lists| [accuracy, lists].concat();
        let rows = [
            ("global mean", self.accuracy(&mean)),
            (
                "user + movie bias",
                both(self.accuracy(&bias), self.lists(&view, &bias)),
            ),
            ("popularity", self.lists(&view, &popularity)),
            (
                &name(engine),
                both(self.accuracy(engine), self.lists(&view, engine)),
            ),
        ];
        for (system, values) in rows {
            report.add(system, self.set, values);
        }
    }

    fn accuracy(&self, model: &impl StarPredictor) -> Vec<(Column, f64)> {
        rating_accuracy(self.rows, |user, movie| model.stars(user, movie))
            .map_or_else(Vec::new, |accuracy| accuracy.values())
    }

    fn lists(&self, view: &TrainingView<'_>, model: &impl Ranker) -> Vec<(Column, f64)> {
        top_n(view, self.rows, model, self.k).map_or_else(Vec::new, |lists| lists.values())
    }
}

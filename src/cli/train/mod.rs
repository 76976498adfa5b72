//! `matinee train`: rows → network → artifact.

mod options;
mod watch;

use std::io::Write;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::artifact::{self, Metric};
use crate::dataset::{CleaningRules, RawTables, Tables, clean};
use crate::domain::Rating;
use crate::engine::Engine;
use crate::evaluation::{self, RatingAccuracy, StarPredictor};
use crate::model::FeatureTables;
use crate::training::{self, Cleaning, Recipe, Trained};

use super::data::{self, Rows};
use super::files;

pub(super) use options::Options;
use watch::Watch;

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let recipe = options.recipe();
    recipe.check()?;
    files::check_writable(&options.out)?;
    let (tables, test) = rows(options, &recipe)?;
    let features = FeatureTables::new(&tables);

    let mut watch = Watch::new(&recipe, options.json, out)?;
    let trained = training::train(&recipe, &features, &tables.ratings, &mut |progress| {
        watch.see(progress)
    });
    let seconds = watch.finish()?;
    let trained = trained?.context(
        "stopped before the end of the first epoch: there is no model yet, nothing was written",
    )?;

    let (engine, accuracy, bytes) = package(options, &recipe, &tables, &trained, &test)?;
    files::write(&options.out, &bytes)?;
    if options.json {
        let summary = summary(&engine, &trained, &seconds, bytes.len());
        writeln!(out, "{}", serde_json::to_string_pretty(&summary)?)?;
    } else {
        report(options, &trained, accuracy, &test, bytes.len(), out)?;
    }
    Ok(())
}

/// The cleaned tables to train on, and the rows to measure on at the end, with their name.
fn rows(options: &Options, recipe: &Recipe) -> anyhow::Result<(Tables, Test)> {
    let mut raw = data::open(&options.data)?;
    let (base, test) = match (options.fold, &options.train, &options.test) {
        (Some(fold), ..) => {
            let (base, test) = Rows::of_fold(&raw, fold)?;
            (Some(base), Some(test))
        }
        (None, base, test) => (
            base.as_deref().map(Rows::of_file).transpose()?,
            test.as_deref().map(Rows::of_file).transpose()?,
        ),
    };
    if let Some(base) = base {
        check_known(&base, &raw)?;
        raw.ratings = base.into_ratings();
    }
    let rules = match recipe.cleaning {
        Cleaning::Original => CleaningRules::original(),
        Cleaning::None => CleaningRules::none(),
    };
    let (tables, report) = clean(raw, &rules);
    eprintln!("{report}");
    ensure!(
        !tables.ratings.is_empty(),
        "no rating is left after cleaning; use more data, or `--clean none`"
    );
    let test = test
        .map(|rows| {
            let numbered = rows.numbered(|id| tables.user_idx(id), |id| tables.movie_idx(id))?;
            data::check_unseen(&rows, &numbered, &tables.ratings)?;
            anyhow::Ok((rows.name, numbered))
        })
        .transpose()?;
    Ok((tables, test))
}

/// Rows to measure on, with their name.
type Test = Option<(String, Vec<Rating>)>;

/// Rows from elsewhere must be of this data set.
fn check_known(rows: &Rows, raw: &RawTables) -> anyhow::Result<()> {
    let (tables, _) = clean(
        RawTables {
            ratings: Vec::new(),
            ..raw.clone()
        },
        &CleaningRules::none(),
    );
    rows.numbered(|id| tables.user_idx(id), |id| tables.movie_idx(id))
        .map(|_| ())
        .context("the rows to train on are not of this data set")
}

/// Puts the artifact together, measures it as it will be served, and encodes it.
fn package(
    options: &Options,
    recipe: &Recipe,
    tables: &Tables,
    trained: &Trained,
    test: &Test,
) -> anyhow::Result<(Engine, Option<RatingAccuracy>, Vec<u8>)> {
    let metrics = chosen_by(recipe, trained);
    let mut artifact =
        artifact::build_seed(tables, recipe, trained, metrics, options.precisions())?;
    let engine = Engine::new(artifact.clone())?;
    let accuracy = test.as_ref().and_then(|(name, rows)| {
        let accuracy = evaluation::rating_accuracy(rows, |user, movie| engine.stars(user, movie))?;
        for (metric, value) in [("RMSE", accuracy.rmse), ("MAE", accuracy.mae)] {
            artifact.manifest.metrics.push(Metric {
                protocol: name.clone(),
                name: metric.into(),
                value: value as f32,
            });
        }
        Some(accuracy)
    });
    artifact.manifest.lists_sha256 = engine.lists_sha256();
    let bytes = artifact::write(&artifact)?;
    // What is written has been read back, self-test included.
    Ok((Engine::open(&bytes)?, accuracy, bytes))
}

/// The validation loss that chose the epoch, as a metric.
fn chosen_by(recipe: &Recipe, trained: &Trained) -> Vec<Metric> {
    let best = (trained.reports.iter()).find(|report| report.epoch == trained.best_epoch);
    best.and_then(|report| report.validation)
        .map(|mse| Metric {
            protocol: format!("validation {:.0} %", recipe.validation_share * 100.0),
            name: "RMSE".into(),
            value: mse.sqrt(),
        })
        .into_iter()
        .collect()
}

fn summary(engine: &Engine, trained: &Trained, seconds: &[f64], n_bytes: usize) -> Value {
    let manifest = engine.manifest();
    json!({
        "network": manifest.network,
        "preset": manifest.preset,
        "recipe": manifest.recipe.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        "n_training_rows": manifest.n_training_rows,
        "n_validation_rows": trained.validation.len(),
        "losses_mse_stars2": manifest.losses,
        "best_epoch": trained.best_epoch,
        "refitted": trained.refitted,
        "seconds_per_epoch": seconds,
        "metrics": manifest.metrics,
        "n_bytes": n_bytes,
    })
}

fn report(
    options: &Options,
    trained: &Trained,
    accuracy: Option<RatingAccuracy>,
    test: &Test,
    n_bytes: usize,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if trained.refitted {
        let n_rows = trained.training.len();
        let epoch = trained.best_epoch;
        writeln!(
            out,
            "trained again on all {n_rows} rows, as far as epoch {epoch}"
        )?;
    } else if trained.best_epoch > 0 {
        writeln!(out, "kept epoch {}", trained.best_epoch)?;
    }
    if let (Some(accuracy), Some((name, _))) = (accuracy, test) {
        writeln!(
            out,
            "{name}: RMSE {:.4}, MAE {:.4} stars over {} rows",
            accuracy.rmse, accuracy.mae, accuracy.n_rows
        )?;
    }
    writeln!(out, "wrote {} ({n_bytes} bytes)", options.out.display())?;
    Ok(())
}

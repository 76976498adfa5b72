//! `matinee train --network seed`.

use std::io::Write;

use anyhow::Context;
use serde_json::{Value, json};

use crate::memory;
use matinee_engine::artifact::{Metric, Precisions};
use matinee_train::model::FeatureTables;
use matinee_train::packing;
use matinee_train::training::{self, Recipe, Trained};

use super::watch::Watch;
use super::{Options, Packed};

/// Trains, packs, reports.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let recipe = &options.seed_recipe()?;
    recipe.check()?;
    let (tables, test) = super::rows(options, recipe.cleaning)?;
    let features = FeatureTables::new(&tables);
    memory::check(
        recipe.n_bytes(&features, tables.ratings.len()),
        "give a smaller --embedding, --hidden or --batch-size, or less data",
    )?;

    let mut watch = Watch::new(recipe, options.json, out)?;
    let trained = training::train(recipe, &features, &tables.ratings, &mut |progress| {
        watch.see(progress)
    });
    let seconds = watch.finish()?;
    let trained = trained?.context(
        "stopped before the end of the first epoch: there is no model yet, nothing was written",
    )?;

    let metrics = chosen_by(recipe, &trained);
    let precisions = options.precisions(match options.is_for_the_page() {
        true => Precisions::COMPACT,
        false => Precisions::FULL,
    });
    let artifact = packing::build_seed(&tables, recipe, &trained, metrics, precisions)?;
    let packed = super::pack(options, artifact, &test)?;
    if options.json {
        let summary = summary(&packed, &trained, &seconds);
        writeln!(out, "{}", serde_json::to_string_pretty(&summary)?)?;
        return Ok(());
    }
    if trained.refitted {
        writeln!(
            out,
            "trained again on all rows (there are {}), as far as epoch {}",
            trained.training.len(),
            trained.best_epoch
        )?;
    } else {
        writeln!(out, "kept epoch {}", trained.best_epoch)?;
    }
    super::conclude(options, &packed, &test, out)
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

fn summary(packed: &Packed, trained: &Trained, seconds: &[f64]) -> Value {
    let manifest = packed.engine.manifest();
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
        "n_bytes": packed.n_bytes,
    })
}

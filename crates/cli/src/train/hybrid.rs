//! `matinee train --network hybrid`: the stages of the recipe, each kept as soon as it is done.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use serde_json::json;

use crate::hybrid::{self, Heads, Kept, Stage, StageBar, Task};
use crate::signals;
use matinee_engine::artifact::{EpochLoss, Metric, Precisions};
use matinee_train::model::FeatureTables;
use matinee_train::packing::{self, TrainingAccount};
use matinee_train::training::hold_out;

use super::Options;
use super::evidence::{self, Evidence};

/// Trains, packs, reports.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let recipe = &options.hybrid_recipe()?;
    recipe.check()?;
    let evidence = match &options.evidence {
        Some(path) => evidence::read(path, options.network)?,
        None => Evidence::default(),
    };
    let (tables, test) = super::rows(options, recipe.cleaning)?;
    let features = FeatureTables::new(&tables);
    let (training, validation) = hold_out(&tables.ratings, recipe.validation_share, recipe.seed)?;
    let task = Task {
        recipe,
        tables: &features,
        training: &training,
        validation: &validation,
    };
    let bar = StageBar::new(recipe.teachers.len() + 1, signals::stop_flag());
    let folder = stages_folder(options);
    let kept = Kept::in_folder(&folder);
    let heads = hybrid::fit(task, &kept, &bar);
    bar.finish();
    let heads = heads?.with_context(|| {
        format!(
            "stopped before the end; the finished stages are kept in {}: the same command goes on",
            folder.display()
        )
    })?;

    let weights = packing::round(
        &heads.rating,
        &heads.ranking,
        options.precisions(Precisions::COMPACT),
    );
    let account = TrainingAccount {
        preset: recipe.name.clone(),
        recipe: recipe.describe(),
        seed: recipe.seed,
        losses: losses(&heads.stages),
        metrics: (heads.stages.iter().filter_map(metric))
            .chain(evidence.metrics)
            .collect(),
        curves: evidence.curves,
        data_notice: tables.notice.clone(),
        training,
    };
    let artifact = packing::build(&tables, account, weights.into())?;
    let packed = super::pack(options, artifact, &test)?;
    kept.clear();
    if options.json {
        let manifest = packed.engine.manifest();
        let summary = json!({
            "network": manifest.network,
            "preset": manifest.preset,
            "recipe": recipe,
            "n_training_rows": manifest.n_training_rows,
            "n_validation_rows": validation.len(),
            "stages": heads.stages,
            "metrics": manifest.metrics,
            "n_bytes": packed.n_bytes,
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&summary)?)?;
        return Ok(());
    }
    report(&heads, out)?;
    super::conclude(options, &packed, &test, out)
}

/// Beside the model: it goes when the model is there.
fn stages_folder(options: &Options) -> PathBuf {
    let mut name = options.out.clone().into_os_string();
    name.push(".stages");
    PathBuf::from(name)
}

/// The losses of the networks, one after the other.
fn losses(stages: &[Stage]) -> Vec<EpochLoss> {
    let epochs = stages.iter().flat_map(|stage| &stage.report.epochs);
    epochs.map(EpochLoss::from).collect()
}

fn metric(stage: &Stage) -> Option<Metric> {
    Some(Metric {
        protocol: format!("held-out rows, {}", stage.name),
        name: "RMSE".into(),
        value: stage.report.validation_rmse? as f32,
    })
}

fn report(heads: &Heads, out: &mut dyn Write) -> anyhow::Result<()> {
    let is_measured = heads
        .stages
        .iter()
        .any(|stage| stage.report.validation_rmse.is_some());
    let held_out = if is_measured {
        "  RMSE on held-out rows"
    } else {
        ""
    };
    writeln!(out, "stage           seconds  training MSE{held_out}")?;
    for Stage {
        name,
        seconds,
        report,
    } in &heads.stages
    {
        let shown = |value: Option<f64>| {
            value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"))
        };
        let mse = shown(report.epochs.last().map(|epoch| f64::from(epoch.training)));
        let rmse = if is_measured {
            shown(report.validation_rmse)
        } else {
            String::new()
        };
        writeln!(out, "{name:<14}  {seconds:>7.1}  {mse:>12}  {rmse:>21}")?;
    }
    Ok(())
}

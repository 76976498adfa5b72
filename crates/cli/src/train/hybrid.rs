//! `matinee train --network hybrid`: the stages of the recipe, each kept as soon as it is done; and what was
//! measured of a recipe on held-out rows, to go with a model that was trained on all.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::hybrid::{self, Heads, Kept, Stage, StageBar, Task};
use crate::{files, memory, signals};
use matinee_core::network_kind::NetworkKind;
use matinee_engine::artifact::{Curve, EpochLoss, Metric, Precisions};
use matinee_train::model::FeatureTables;
use matinee_train::packing::{self, TrainingAccount};
use matinee_train::training::hold_out;

use super::Options;

/// Trains, packs, reports.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let recipe = &options.hybrid_recipe()?;
    recipe.check()?;
    let evidence = match &options.evidence {
        Some(path) => read_evidence(path, options.network)?,
        None => Evidence::default(),
    };
    let (tables, test) = super::rows(options, recipe.cleaning)?;
    let features = FeatureTables::new(&tables);
    // Copied only where it must be: there may be millions.
    let held_out = (recipe.validation_share > 0.0)
        .then(|| hold_out(&tables.ratings, recipe.validation_share, recipe.seed))
        .transpose()?;
    let (training, validation) = match &held_out {
        Some((training, validation)) => (&training[..], &validation[..]),
        None => (&tables.ratings[..], &[][..]),
    };
    let task = Task {
        recipe,
        tables: &features,
        training,
        validation,
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
    let mut described = recipe.describe();
    if recipe.is_solved(training.len()) {
        described.push((
            "student's method".into(),
            "solved, not trained by steps".into(),
        ));
    }
    let account = TrainingAccount {
        preset: recipe.name.clone(),
        recipe: described,
        seed: recipe.seed,
        losses: losses(&heads.stages),
        metrics: (heads.stages.iter().filter_map(metric))
            .chain(evidence.metrics)
            .collect(),
        curves: evidence.curves,
        data_notice: tables.notice.clone(),
        training: training.to_vec(),
    };
    let artifact = packing::assemble(&tables, account, weights.into());
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
    if let Some(peak) = memory::peak() {
        writeln!(out, "most memory at a time: {peak}")?;
    }
    Ok(())
}

/// The answer of `matinee evaluate --model … --curves --json`.
#[derive(Debug, Deserialize)]
struct Answer {
    results: Vec<Map<String, Value>>,
    curves: Vec<Curve>,
}

/// What `evaluate` calls a number, and what a manifest does.
const NAMES: [(&str, &str); 12] = [
    ("rmse_stars", "RMSE"),
    ("mae_stars", "MAE"),
    ("ndcg", "NDCG@10"),
    ("recall", "recall@10"),
    ("precision", "precision@10"),
    ("average_precision", "MAP@10"),
    ("coverage", "coverage"),
    ("novelty_bits", "novelty"),
    ("intra_list_distance", "distance"),
    ("calibration_nats", "calibration"),
    ("gini", "Gini"),
    ("mse_stars2", "MSE"),
];

/// Measurements for a manifest.
#[derive(Debug, Default)]
struct Evidence {
    pub(super) metrics: Vec<Metric>,
    pub(super) curves: Vec<Curve>,
}

/// Reads the measurements of a network on the rows of the curves.
///
/// # Errors
/// A file that is not such an answer, or does not have that network in it.
fn read_evidence(path: &Path, network: NetworkKind) -> anyhow::Result<Evidence> {
    let bytes = files::read(path)?;
    let what = || {
        format!(
            "{} is not what `matinee evaluate --model FILE --fold 1 --curves --json` prints of a \
             model of network {}",
            path.display(),
            network.name()
        )
    };
    let answer: Answer = serde_json::from_slice(&bytes).with_context(what)?;
    let rows = answer.curves.first().map(|curve| curve.protocol.clone());
    let rows = rows.with_context(what)?;
    let is_ours = |result: &&Map<String, Value>| {
        let text = |key: &str| result.get(key).and_then(Value::as_str).unwrap_or_default();
        text("system").starts_with(network.name()) && text("rows") == rows
    };
    let measured = answer.results.iter().find(is_ours).with_context(what)?;
    let metric = |(key, name): (&str, &str)| {
        Some(Metric {
            protocol: rows.clone(),
            name: name.into(),
            value: measured.get(key)?.as_f64()? as f32,
        })
    };
    let metrics: Vec<Metric> = NAMES.into_iter().filter_map(metric).collect();
    ensure!(!metrics.is_empty(), what());
    Ok(Evidence {
        metrics,
        curves: answer.curves,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(text: &str) -> anyhow::Result<Evidence> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read_evidence(file.path(), NetworkKind::Hybrid)
    }

    const CURVE: &str = r#"{"lever": "variety", "protocol": "u1", "points": [{"strength": 0.0,
        "ndcg": 0.4, "graded_ndcg": 0.3, "disliked": 0.1, "stars_given": 4.0, "low_places": 0.0, "recall": 0.2, "coverage": 0.1, "novelty": 9.0, "distance": 0.7,
        "calibration": 1.0, "gini": 0.9}]}"#;

    #[test]
    fn the_hybrids_row_and_the_curves_are_taken() {
        let text = format!(
            r#"{{"k": 10, "curves": [{CURVE}], "results": [
                {{"system": "popularity", "rows": "u1", "ndcg": 0.26}},
                {{"system": "hybrid (shipped)", "rows": "training", "rmse_stars": 0.7}},
                {{"system": "hybrid (shipped)", "rows": "u1", "rmse_stars": 0.88}}]}}"#
        );
        let evidence = evidence(&text).unwrap();
        assert_eq!(evidence.curves.len(), 1);
        let [metric] = evidence.metrics.as_slice() else {
            panic!("{:?}", evidence.metrics)
        };
        assert_eq!(
            (metric.name.as_str(), metric.protocol.as_str()),
            ("RMSE", "u1")
        );
        assert!((metric.value - 0.88).abs() < 1e-6);
    }

    #[test]
    fn another_file_is_refused_with_the_command_that_makes_one() {
        for text in ["", "[]", r#"{"k": 10, "results": []}"#] {
            let message = evidence(text).unwrap_err().to_string();
            assert!(message.contains("--curves --json"), "{message}");
        }
    }
}

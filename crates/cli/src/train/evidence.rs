//! What was measured of a recipe on held-out rows, to go with a model that was trained on all.

use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::files;
use matinee_core::network_kind::NetworkKind;
use matinee_engine::artifact::{Curve, Metric};

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
pub(super) struct Evidence {
    pub(super) metrics: Vec<Metric>,
    pub(super) curves: Vec<Curve>,
}

/// Reads the measurements of a network on the rows of the curves.
///
/// # Errors
/// A file that is not such an answer, or does not have that network in it.
pub(super) fn read(path: &Path, network: NetworkKind) -> anyhow::Result<Evidence> {
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
        read(file.path(), NetworkKind::Hybrid)
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

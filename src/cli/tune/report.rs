//! What a search says at its end.

use serde_json::{Value, json};

use crate::cli::columns;
use crate::training::hybrid::HybridRecipe;

use super::Trial;
use super::rows::Cut;
use super::spaces::Metric;

/// Trials in the table; the first one is shown wherever it came.
const N_BEST: usize = 5;

/// The best trials, best first, and trial 0, with which they are compared.
pub(super) fn table(metric: Metric, cut: &Cut, trials: &[Trial]) -> String {
    let Some(first) = trials.first() else {
        return String::new();
    };
    let mut order: Vec<&Trial> = trials.iter().collect();
    order.sort_by(|a, b| {
        metric
            .gain(b.outcome.mean(), a.outcome.mean())
            .total_cmp(&0.0)
    });
    let mut n_shown = 0;
    order.retain(|trial| {
        n_shown += 1;
        n_shown <= N_BEST || trial.number == first.number
    });

    let header = ["trial", metric.name(), "gain", "of each part", "changed"];
    let mut lines = vec![header.map(str::to_owned)];
    lines.extend(order.iter().map(|trial| {
        let scores = trial.outcome.scores.iter();
        let scores: Vec<String> = scores.map(|score| format!("{score:.4}")).collect();
        let gain = metric.gain(trial.outcome.mean(), first.outcome.mean());
        [
            trial.number.to_string(),
            format!("{:.4}", trial.outcome.mean()),
            format!("{gain:+.4}"),
            scores.join(" "),
            trial.changed.clone(),
        ]
    }));
    let aligned = columns::align([true, true, true, false, false], &lines);
    format!(
        "{aligned}{} trials on {cut} of the base; gains are on trial 0, and the best of many is \
         better by luck too\n",
        trials.len()
    )
}

/// Every trial, and the best recipe.
pub(super) fn json(
    metric: Metric,
    cut: &Cut,
    trials: &[Trial],
    best: u32,
    recipe: &HybridRecipe,
) -> Value {
    let trials: Vec<Value> = (trials.iter())
        .map(|trial| {
            json!({
                "trial": trial.number,
                "changed": trial.changed,
                "scores": trial.outcome.scores,
                "mean": trial.outcome.mean(),
                "seconds": trial.outcome.seconds,
            })
        })
        .collect();
    json!({
        "metric": metric.name(),
        "parts": cut.to_string(),
        "trials": trials,
        "best": best,
        "recipe": recipe,
    })
}

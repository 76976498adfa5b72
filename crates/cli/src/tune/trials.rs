//! The trials of a search, and what it says of them at its end.

use serde::Serialize;

use crate::words::{align, count};
use matinee_lab::tune::{Cut, Metric, Point};
use matinee_train::training::hybrid::HybridRecipe;

use super::log::Outcome;

/// One recipe, measured.
pub(super) struct Trial {
    pub(super) number: u32,
    pub(super) point: Point,
    /// In what its recipe differs.
    pub(super) changed: String,
    pub(super) outcome: Outcome,
}

/// The best trial; of equals, the first.
pub(super) fn best(trials: &[Trial], metric: Metric) -> Option<&Trial> {
    trials.iter().reduce(|best, trial| {
        match metric.gain(trial.outcome.mean(), best.outcome.mean()) > 0.0 {
            true => trial,
            false => best,
        }
    })
}

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
    let aligned = align([true, true, true, false, false], &lines);
    format!(
        "{aligned}{} on {cut} of the base; gains are on trial 0, and the best of many is \
         better by luck too\n",
        count(trials.len(), "trial")
    )
}

/// Every trial, and the best recipe.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    metric: &'a str,
    parts: String,
    trials: Vec<AnsweredTrial<'a>>,
    /// Number of the best trial.
    best: u32,
    recipe: &'a HybridRecipe,
}

#[derive(Serialize)]
struct AnsweredTrial<'a> {
    trial: u32,
    changed: &'a str,
    scores: &'a [f64],
    mean: f64,
    seconds: f64,
}

impl<'a> Answer<'a> {
    pub(super) fn new(
        metric: Metric,
        cut: &Cut,
        trials: &'a [Trial],
        best: u32,
        recipe: &'a HybridRecipe,
    ) -> Self {
        let answered = |trial: &'a Trial| AnsweredTrial {
            trial: trial.number,
            changed: &trial.changed,
            scores: &trial.outcome.scores,
            mean: trial.outcome.mean(),
            seconds: trial.outcome.seconds,
        };
        Self {
            metric: metric.name(),
            parts: cut.to_string(),
            trials: trials.iter().map(answered).collect(),
            best,
            recipe,
        }
    }
}

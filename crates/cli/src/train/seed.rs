//! `matinee train --network seed`: the run, what the terminal shows of it, and how a signal stops it.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::Context;
use indicatif::ProgressBar;
use serde_json::{Value, json};

use crate::{memory, signals, terminal};
use matinee_engine::artifact::{Metric, Precisions};
use matinee_train::model::FeatureTables;
use matinee_train::packing;
use matinee_train::training::{self, EpochReport, Flow, Phase, Progress, Recipe, Trained};

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
    let artifact = packing::assemble_seed(&tables, recipe, &trained, metrics, precisions);
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

/// An observer of a run.
struct Watch<'a> {
    out: &'a mut dyn Write,
    is_quiet: bool,
    bar: ProgressBar,
    phase: Option<Phase>,
    epoch_started: Instant,
    seconds: Vec<f64>,
    is_stopped: &'static AtomicBool,
    failure: Option<std::io::Error>,
}

impl<'a> Watch<'a> {
    /// Starts watching; `is_quiet` leaves out the line for each epoch.
    pub(super) fn new(
        recipe: &Recipe,
        is_quiet: bool,
        out: &'a mut dyn Write,
    ) -> anyhow::Result<Self> {
        let is_stopped = signals::stop_flag();
        if !is_quiet {
            writeln!(
                out,
                "epoch     training MSE   validation MSE  in stars² (in the original unit, stars²/25)"
            )?;
        }
        Ok(Self {
            out,
            is_quiet,
            bar: terminal::steps(u64::from(recipe.epochs), "training"),
            phase: None,
            epoch_started: Instant::now(),
            seconds: Vec::new(),
            is_stopped,
            failure: None,
        })
    }

    /// Shows a step; says stop after a signal, or where a line cannot be shown.
    pub(super) fn see(&mut self, progress: &Progress) -> Flow {
        if self.phase != Some(progress.phase) {
            self.phase = Some(progress.phase);
            self.bar
                .set_length(u64::from(progress.n_epochs) * u64::from(progress.n_steps));
            if progress.phase == Phase::Refit {
                self.bar.set_message("training again");
            }
        }
        let done = u64::from(progress.epoch - 1) * u64::from(progress.n_steps);
        self.bar.set_position(done + u64::from(progress.step));
        if let Some(report) = progress.report {
            self.seconds
                .push(self.epoch_started.elapsed().as_secs_f64());
            self.epoch_started = Instant::now();
            if progress.phase == Phase::Choose && !self.is_quiet {
                self.print(&report);
            }
        }
        if self.failure.is_some() || self.is_stopped.load(Ordering::Relaxed) {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }

    /// Ends the bar; returns the seconds that each epoch took.
    pub(super) fn finish(self) -> anyhow::Result<Vec<f64>> {
        self.bar.finish_and_clear();
        if self.is_stopped.load(Ordering::Relaxed) {
            terminal::tell("stopped before the end");
        }
        match self.failure {
            Some(failure) => Err(failure.into()),
            None => Ok(self.seconds),
        }
    }

    fn print(&mut self, report: &EpochReport) {
        let loss = |mse: f32| format!("{mse:.4} ({:.4})", mse / 25.0);
        let line = format!(
            "{:>5}  {:>15}  {:>15}{}",
            report.epoch,
            loss(report.training),
            report.validation.map_or_else(|| "–".to_owned(), loss),
            if report.is_best { "  best so far" } else { "" }
        );
        let (bar, out) = (&self.bar, &mut *self.out);
        // The bar steps aside, so that the line does not tear it.
        let result = bar.suspend(|| writeln!(out, "{line}").and_then(|()| out.flush()));
        self.failure = result.err();
    }
}

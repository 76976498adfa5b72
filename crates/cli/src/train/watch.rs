//! What the terminal shows of a training run, and how a signal stops it.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use indicatif::ProgressBar;

use crate::{news, progress, signals};
use matinee_train::training::{EpochReport, Flow, Phase, Progress, Recipe};

/// An observer of a run.
pub(super) struct Watch<'a> {
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
            bar: progress::steps(u64::from(recipe.epochs), "training"),
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
            news::tell("stopped before the end");
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

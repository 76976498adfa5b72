//! A run of the trainer without a browser (`examples/page_run.rs`).

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::stage::Stage;

/// What a run came to.
#[derive(Clone, Debug, Deserialize)]
pub struct NativeRun {
    /// Every epoch; the student of an ensemble is the last.
    pub epochs: Vec<NativeEpoch>,
    outcome: Outcome,
}

/// Losses of an epoch, stars².
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct NativeEpoch {
    /// On the training rows.
    pub training: f64,
    /// On the held-out rows.
    pub held_out: f64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Outcome {
    yours: Quality,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Quality {
    rmse: f64,
}

impl NativeRun {
    /// Trains on the ratings of the page, as the page does.
    ///
    /// # Errors
    /// When the run fails.
    pub fn of(stage: &Stage, preset: &str, backend: &str, n_epochs: u32) -> Result<Self> {
        let output = Command::new(&stage.page_run)
            .arg(&stage.model)
            .args([preset, backend, &n_epochs.to_string()])
            .output()
            .context("cannot start page_run")?;
        let error = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "page_run failed: {error}");
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// On the held-out rows, stars.
    #[must_use]
    pub const fn rmse(&self) -> f64 {
        self.outcome.yours.rmse
    }
}

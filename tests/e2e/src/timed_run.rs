//! A run of the Train view, timed by the page's clock, between what it hears of the trainer.

use anyhow::{Context, Result};

use crate::page::RecommendPage;
use crate::timing::median;
use crate::train::MARKS;

/// What a run took, seconds.
#[derive(Clone, Copy, Debug)]
pub struct TimedRun {
    /// The first epoch.
    pub first_epoch: f64,
    /// The median of the others.
    pub epoch: f64,
    /// From Start to a model that can be used, which gets better.
    pub usable: f64,
    /// From Start to the last and best model, measured.
    pub finished: f64,
    /// Of the main thread, milliseconds, where the page was prepared with [`GAPS`](crate::GAPS).
    pub longest_gap_ms: f64,
}

impl TimedRun {
    /// Starts a run with what is chosen in the form, and waits for its end.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn of(page: &RecommendPage, n_epochs: usize) -> Result<Self> {
        let begun = page.start_timed().await?;
        page.run_is_over().await?;
        let longest_gap_ms = page.evaluate("return window.longestGap;").await?;
        let marks = page.marks().await?;
        let mut ends = vec![marks.first("started")?];
        ends.extend(marks.all("epoch"));
        // The student of an ensemble comes after its stages.
        ends.truncate(n_epochs + 1);
        let epochs = ends.windows(2).map(|pair| (pair[1] - pair[0]) / 1e3);
        let epochs: Vec<f64> = epochs.collect();
        Ok(Self {
            first_epoch: *epochs.first().context("there was an epoch")?,
            epoch: median(epochs[1..].to_vec())?,
            usable: (marks.first("checkpoint")? - begun) / 1e3,
            finished: (marks.first("finished")? - begun) / 1e3,
            longest_gap_ms,
        })
    }
}

/// What the page heard, with the time.
pub struct Marks(Vec<(String, f64)>);

impl Marks {
    /// The times of all of this name, milliseconds.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<f64> {
        let marks = self.0.iter().filter(|(it, _)| it == name);
        marks.map(|(_, ms)| *ms).collect()
    }

    /// The time of the first of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn first(&self, name: &str) -> Result<f64> {
        let all = self.all(name);
        (all.first().copied()).with_context(|| format!("the page never heard of `{name}`"))
    }
}

impl RecommendPage {
    /// What the page heard of the trainer since this was last asked.
    ///
    /// # Errors
    /// When the page cannot be read.
    pub async fn marks(&self) -> Result<Marks> {
        Ok(Marks(self.evaluate(MARKS).await?))
    }

    /// Presses Start: the page's time then.
    ///
    /// # Errors
    /// When there is nothing to press.
    pub async fn start_timed(&self) -> Result<f64> {
        self.marks().await?;
        self.evaluate(
            "window.longestGap = 0;
             const now = performance.now();
             document.querySelector('[data-test=start]').click();
             return now;",
        )
        .await
    }
}

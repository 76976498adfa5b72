//! What the terminal shows while a hybrid model is made.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;

use crate::progress;
use matinee_train::training::Flow;

/// Parts that a stage is shown in.
const PARTS: f64 = 1000.0;

/// Watches stages that may run side by side.
pub(crate) trait Observer: Sync {
    /// A stage is `done`, 0 to 1. Says whether to go on.
    fn progress(&self, stage: &str, done: f64) -> Flow;
}

/// One bar over all stages; stops when the flag is set.
pub(crate) struct StageBar<'a> {
    bar: ProgressBar,
    done: Mutex<HashMap<String, f64>>,
    is_stopped: &'a AtomicBool,
}

impl<'a> StageBar<'a> {
    /// A bar over `n_stages` that take a while.
    pub(crate) fn new(n_stages: usize, is_stopped: &'a AtomicBool) -> Self {
        Self {
            bar: progress::steps((n_stages as f64 * PARTS) as u64, "training"),
            done: Mutex::new(HashMap::new()),
            is_stopped,
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for StageBar<'_> {
    fn progress(&self, stage: &str, done: f64) -> Flow {
        if let Ok(mut stages) = self.done.lock() {
            stages.insert(stage.to_owned(), done);
            let total: f64 = stages.values().sum();
            self.bar.set_position((total * PARTS) as u64);
        }
        if self.is_stopped.load(Ordering::Relaxed) {
            Flow::Stop
        } else {
            Flow::Continue
        }
    }
}

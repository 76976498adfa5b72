//! What the visitor does with a run.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser;
use matinee_app::train::form::Form;
use matinee_app::train::watch::{Phase, Watch};
use matinee_protocol::{OutOfRange, Request, Settings};

use super::{Trainer, TrainingSession};

/// Ids of what steers a run: the button that holds it or lets it go on, the one that ends it; and of the
/// headings over the run and over what came of it.
pub(crate) const HOLD: &str = "hold-run";
pub(crate) const STOP: &str = "stop-run";
pub(crate) const RUN: &str = "run-title";
pub(crate) const OUTCOME: &str = "outcome-title";

/// How long a trainer has to answer that it stops.
const PATIENCE: Duration = Duration::from_millis(400);
/// Silence from which on it is said that the trainer says nothing, milliseconds: longer than anything
/// that it does without a word.
const SILENCE_MS: f64 = 20_000.0;

impl TrainingSession {
    /// Begins a run with what the form says; `is_one_epoch`: and waits after its first epoch.
    ///
    /// # Errors
    /// The first field that holds no number of its range.
    pub(crate) fn start(self, is_one_epoch: bool) -> Result<(), OutOfRange> {
        let settings = self.form.with_untracked(|form| form.settings())?;
        self.run.update_value(|run| *run += 1);
        self.begun
            .set_value((browser::new_id(), browser::today_ms()));
        self.best.set(None);
        self.watch.set(Some(Watch::new(settings)));
        self.heard_ms.set_value(browser::now_ms());
        let asked = [
            Some(Request::Start(settings)),
            is_one_epoch.then_some(Request::Epoch),
        ];
        self.waiting
            .set_value(asked.into_iter().flatten().collect());
        self.change_trainer();
        if let Trainer::Ready(_) = self.trainer.get_untracked() {
            self.ask_waiting();
        }
        Ok(())
    }

    /// The run waits after the step that it does.
    pub(crate) fn pause(self) {
        self.post(Request::Pause);
    }

    /// A run that waits goes on; `is_one_epoch`: until the end of the epoch.
    pub(crate) fn go_on(self, is_one_epoch: bool) {
        self.post(if is_one_epoch {
            Request::Epoch
        } else {
            Request::Resume
        });
        self.heard_ms.set_value(browser::now_ms());
        self.change_watch(Watch::go_on);
    }

    /// Ends the run: its best model is measured. A trainer that does not answer is ended.
    pub(crate) fn stop(self) {
        let run = self.run.get_value();
        if self.waiting.with_value(|waiting| !waiting.is_empty()) {
            return self.forget_waiting();
        }
        self.post(Request::Stop);
        self.change_watch(Watch::stop);
        browser::after(PATIENCE, move || {
            let is_stopping = |watch: &Option<Watch>| {
                watch.as_ref().is_some_and(|it| it.phase == Phase::Stopping)
            };
            if self.run.get_value() == run && self.watch.with_untracked(is_stopping) {
                let reason = "it was in the middle of something long, so it was ended at once";
                self.break_off(reason.to_owned());
                self.open();
            }
        });
    }

    fn change_watch(self, change: impl FnOnce(&mut Watch)) {
        self.watch.update(|watch| {
            if let Some(watch) = watch {
                change(watch);
            }
        });
    }

    /// Whether the trainer has not been heard of for a long time though it should be at work.
    pub(crate) fn is_silent(self) -> bool {
        let is_at_work = self.watch.with_untracked(|watch| {
            let watch = watch.as_ref().filter(|watch| watch.is_alive());
            watch.is_some_and(|watch| watch.phase != Phase::Waiting)
        });
        let is_ready = matches!(self.trainer.get_untracked(), Trainer::Ready(_));
        is_at_work && is_ready && browser::now_ms() - self.heard_ms.get_value() > SILENCE_MS
    }

    /// Puts the numbers of a run that was into the form.
    pub(crate) fn take_numbers(self, settings: &Settings) {
        self.form.set(Form::showing(settings));
    }
}

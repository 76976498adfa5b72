//! What the trainer says, and what follows.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::{self, Said};
use matinee_protocol::{Message, Report, Request, Stage};

use super::running::{HOLD, OUTCOME, RUN, STOP};
use super::{Trainer, TrainingSession};

impl TrainingSession {
    pub(super) fn hear(self, said: Said) {
        self.heard_ms.set_value(browser::now_ms());
        match said {
            Said::Bytes(bytes) => match Message::<Report>::read(&bytes) {
                Ok(message) => self.report(message),
                Err(garbled) => self.break_off(garbled.to_string()),
            },
            // A panic says itself what it is; what says nothing ran out of memory, as a rule.
            Said::Broke(reason) => match self.trainer.get_untracked() {
                Trainer::Ready(_) => self.break_off(format!(
                    "it broke off ({reason}), as it does when its memory is not enough; choose \
                     smaller numbers or less data"
                )),
                _ => self.not_started(reason),
            },
        }
    }

    fn report(self, Message { run, said }: Message<Report>) {
        match said {
            Report::Ready => self.post(Request::Open(self.model.to_vec())),
            Report::Opened(opened) => self.opened(opened),
            Report::Refused { reason } => self.refuse(reason),
            Report::Memory { n_bytes } => self.memory.set(n_bytes),
            // It could not even open the tables.
            Report::Failed { reason } if self.trainer.get_untracked() == Trainer::Starting => {
                self.fail(reason);
            }
            // What it was reading was too much for it.
            Report::Failed { reason } if self.asked.with_untracked(Option::is_some) => {
                self.refuse(reason);
            }
            said if run == self.run.get_value() && untrack(|| self.is_alive()) => {
                self.of_run(&said);
            }
            // Of a run that is over.
            _ => {}
        }
    }

    fn of_run(self, said: &Report) {
        if let Some(mark) = mark(said) {
            browser::mark(mark);
        }
        if let Report::Checkpoint(checkpoint) = said {
            self.best.set(Some(Arc::new(checkpoint.clone())));
        }
        self.watched(said);
        if let Report::Checkpoint(_) | Report::Finished(_) | Report::Failed { .. } = said {
            self.keep_run();
        }
        if let Report::Finished(_) | Report::Failed { .. } = said {
            // The buttons that steer the run go with it.
            browser::hand_focus_on(&[HOLD, STOP], &[OUTCOME, RUN]);
        }
    }

    pub(super) fn watched(self, said: &Report) {
        let now = browser::now_ms();
        self.watch.update(|watch| {
            if let Some(watch) = watch {
                watch.hear(said, now);
            }
        });
    }

    /// The worker cannot go on: only it is lost. The next run gets a new one.
    pub(super) fn break_off(self, reason: String) {
        if !matches!(self.trainer.get_untracked(), Trainer::Ready(_)) {
            self.fail(reason);
            return;
        }
        let was_reading = self.asked.with_untracked(Option::is_some);
        self.end_worker();
        if was_reading {
            self.refuse(reason);
            // The ratings that there were come back with a new trainer.
            self.open();
        } else if untrack(|| self.is_alive()) {
            // Where the trainer itself has said what it is, that says more.
            self.of_run(&Report::Failed { reason });
        }
    }

    /// Ends the worker, whatever it does.
    pub(super) fn end_worker(self) {
        self.worker.set_value(None);
        self.forget_asked();
        self.trainer.set(Trainer::Absent);
    }
}

/// What `cargo xtask measure-training` goes by.
const fn mark(said: &Report) -> Option<&'static str> {
    Some(match said {
        Report::Started(_) => "matinee:run started",
        Report::Epoch(_) => "matinee:run epoch",
        Report::Checkpoint(_) => "matinee:run checkpoint",
        Report::Stage(Stage::Measuring) => "matinee:run measuring",
        Report::Finished(_) => "matinee:run finished",
        _ => return None,
    })
}

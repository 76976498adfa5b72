//! The trainer: fetched, started, and given up.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{self, Cancel, Worker};
use matinee_app::train::form::Form;
use matinee_app::train::program::{Program, unpack};
use matinee_protocol::{Backend, Report};

use super::{Trainer, TrainingSession};

/// A worker that has not said in this time that it listens never will.
const START: Duration = Duration::from_secs(30);

impl TrainingSession {
    /// Fetches and starts the trainer of the chosen backend, where it is not there yet. One that is
    /// at work, or on its way, is let be.
    pub(crate) fn open(self) {
        let is_again = match self.trainer.get_untracked() {
            Trainer::Absent | Trainer::GivenUp => false,
            Trainer::Failed(_) => true,
            Trainer::Fetching { .. } | Trainer::Starting | Trainer::Ready(_) => return,
        };
        let backend = self.form.with_untracked(Form::backend);
        self.backend.set_value(backend);
        let Some(program) = program(backend) else {
            return self.fail("this site was published without it".to_owned());
        };
        let fetched = self.fetched.with_value(|fetched| {
            let mut fetched = fetched.iter();
            let found = fetched.find(|(of, _)| *of == backend);
            found.map(|(_, wasm)| Arc::clone(wasm))
        });
        match fetched {
            Some(wasm) => self.begin(&program.script, &wasm),
            None => self.fetch(backend, program, is_again),
        }
    }

    /// The visitor chooses a backend. The trainer of another one makes room for its, unless a run
    /// is alive: then the next run does that.
    pub(crate) fn choose(self, backend: Backend) {
        self.form.update(|form| form.set_backend(backend));
        if !untrack(|| self.is_alive()) {
            self.change_trainer();
        }
    }

    /// Ends the trainer that is there or on its way, if it is not of the chosen backend, and gets
    /// the one that is.
    pub(super) fn change_trainer(self) {
        if self.backend.get_value() != self.form.with_untracked(Form::backend) {
            self.stop_fetching();
            self.end_worker();
        }
        self.open();
    }

    fn fetch(self, backend: Backend, program: Program, is_again: bool) {
        let cancel = Cancel::new();
        self.cancel.set_value(Some(cancel.clone()));
        let of = program.wasm.n_bytes;
        let tell = move |n_bytes| self.trainer.set(Trainer::Fetching { n_bytes, of });
        tell(0);
        spawn_local(async move {
            let Program { script, wasm } = program;
            let bytes = browser::download(&wasm.file, is_again, &cancel, tell).await;
            if cancel.is_cancelled() {
                return;
            }
            let packed = bytes.and_then(|bytes| {
                wasm.check(&bytes)?;
                Ok(bytes)
            });
            let packed = match packed {
                Ok(packed) => packed,
                Err(failure) => return self.fail(failure.to_string()),
            };
            let unpacked = unpack(&packed, &browser::pauses()).await;
            if cancel.is_cancelled() {
                return;
            }
            match unpacked {
                Ok(wasm) => {
                    let wasm = Arc::new(wasm);
                    self.fetched
                        .update_value(|all| all.push((backend, Arc::clone(&wasm))));
                    self.begin(&script, &wasm);
                }
                Err(error) => self.fail(format!("it cannot be unpacked: {error}")),
            }
        });
    }

    /// The visitor does not want to wait for the trainer.
    pub(crate) fn give_up(self) {
        self.trainer.set(Trainer::GivenUp);
        self.forget_waiting();
        self.stop_fetching();
    }

    fn stop_fetching(self) {
        if let Some(cancel) = self.cancel.try_update_value(Option::take).flatten() {
            cancel.cancel();
        }
    }

    pub(super) fn begin(self, script: &str, wasm: &[u8]) {
        self.trainer.set(Trainer::Starting);
        let start = self.starts.try_update_value(|n| {
            *n += 1;
            *n
        });
        match Worker::start(script, wasm, move |said| self.hear(said)) {
            Ok(worker) => self.worker.set_value(Some(worker)),
            Err(reason) => return self.fail(reason),
        }
        browser::after(START, move || {
            let is_starting = self.trainer.get_untracked() == Trainer::Starting;
            if is_starting && self.starts.try_get_value() == start {
                self.fail("it did not start for half a minute".to_owned());
            }
        });
    }

    /// Its worker broke before it listened. Where its script is gone from the site, that is known before
    /// it is said.
    pub(super) fn not_started(self, reason: String) {
        let starts = self.starts.get_value();
        let program = program(self.backend.get_value());
        spawn_local(async move {
            if let Some(program) = program {
                browser::look_for(&program.script).await;
            }
            if self.starts.get_value() == starts {
                self.break_off(format!("{reason}; load the page again"));
            }
        });
    }

    /// There is no trainer, and so no run that waits for it.
    pub(super) fn fail(self, reason: String) {
        self.end_worker();
        self.trainer.set(Trainer::Failed(reason.clone()));
        if self.waiting.with_value(|waiting| !waiting.is_empty()) {
            self.waiting.set_value(Vec::new());
            self.watched(&Report::Failed { reason });
        }
    }
}

/// What the page says of the trainer of a backend.
fn program(backend: Backend) -> Option<Program> {
    let meta = ["matinee-trainer-", backend.name()].concat();
    Program::parse(&browser::content_of_meta(&meta)?)
}

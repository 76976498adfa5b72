//! Where models are trained: the worker, the run that is watched, what is kept of runs.
//!
//! It lives as long as the page: a visitor may leave the view and come back to a run that went on.

mod data;
mod hearing;
mod keeping;
mod loading;
mod running;

use std::sync::Arc;

use leptos::prelude::*;

use matinee_app::stored::runs::Unread;
use matinee_app::stored::writes::Writes;
use matinee_app::train::form::Form;
use matinee_app::train::record::Record;
use matinee_app::train::watch::Watch;
use matinee_protocol::{Backend, Checkpoint, Message, Opened, Preset, Request};

use super::browser::{Cancel, Worker};

pub(super) use data::Own;
pub(super) use keeping::StorageStatus;
pub(super) use running::{HOLD, OUTCOME, RUN, STOP};

/// How far the trainer is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trainer {
    /// Nobody has wanted it yet.
    Absent,
    /// It is on its way.
    Fetching {
        /// Bytes so far.
        n_bytes: u64,
        /// Bytes in all.
        of: u64,
    },
    /// Its worker begins.
    Starting,
    /// It listens, and has these tables.
    Ready(Opened),
    /// The visitor did not want to wait for it.
    GivenUp,
    /// It could not be had.
    Failed(String),
}

/// Whatever cannot be sent to another thread; the page has one.
type Local<T> = StoredValue<T, LocalStorage>;

/// See the module. Small and `Copy`: hand it to whoever needs it.
#[derive(Clone, Copy)]
pub(super) struct TrainingSession {
    /// The model file of the page: the trainer takes its tables.
    model: &'static [u8],
    /// Whether there are ratings in it to train on.
    has_ratings: bool,
    trainer: RwSignal<Trainer>,
    form: RwSignal<Form>,
    watch: RwSignal<Option<Watch>>,
    /// The best model of the run that is watched.
    best: RwSignal<Option<Arc<Checkpoint>>>,
    /// Data of the visitor's that is trained on in the place of the page's.
    own: RwSignal<Option<Own>>,
    /// Data that was handed to the trainer, which has not said yet what it is worth.
    asked: RwSignal<Option<Own>>,
    /// Whether the page's ratings are on their way back into the trainer.
    is_returning: RwSignal<bool>,
    /// Why the last data was refused.
    refused: RwSignal<Option<String>>,
    /// Bytes of the trainer's memory.
    memory: RwSignal<u64>,
    /// Runs and models that there are, newest first.
    records: RwSignal<Vec<Record>>,
    room: RwSignal<StorageStatus>,
    /// Rows of the browser's database that are no records of this page.
    unread: RwSignal<Unread>,
    /// What is still to be written there.
    writes: StoredValue<Writes<Arc<Checkpoint>>>,
    /// The id of the visitor's model that is used.
    in_use: RwSignal<Option<u64>>,
    /// Models that are not kept, or not yet, by id.
    unkept: StoredValue<Vec<(u64, Arc<Checkpoint>)>>,
    /// Number of the run that counts; of the ones before nothing is heard.
    run: StoredValue<u32>,
    /// Its id, and when it began.
    begun: StoredValue<(u64, f64)>,
    /// What to ask when the worker listens.
    waiting: StoredValue<Vec<Request>>,
    /// How many workers were started.
    starts: StoredValue<u32>,
    worker: Local<Option<Worker>>,
    /// Of the trainer that is there or on its way.
    backend: StoredValue<Backend>,
    /// The trainers that were fetched.
    fetched: Local<Vec<(Backend, Arc<Vec<u8>>)>>,
    cancel: Local<Option<Cancel>>,
    /// When the trainer was last heard of, milliseconds.
    heard_ms: StoredValue<f64>,
}

impl TrainingSession {
    /// A session in which nothing happens yet.
    /// `in_use` is the id of the visitor's model that is used.
    pub(super) fn new(
        model: &'static [u8],
        has_ratings: bool,
        in_use: RwSignal<Option<u64>>,
    ) -> Self {
        Self {
            in_use,
            unread: RwSignal::new(Unread::default()),
            writes: StoredValue::new(Writes::default()),
            model,
            has_ratings,
            trainer: RwSignal::new(Trainer::Absent),
            form: RwSignal::new(Form::of(Preset::Plain)),
            watch: RwSignal::new(None),
            best: RwSignal::new(None),
            own: RwSignal::new(None),
            asked: RwSignal::new(None),
            is_returning: RwSignal::new(false),
            refused: RwSignal::new(None),
            memory: RwSignal::new(0),
            records: RwSignal::new(Vec::new()),
            room: RwSignal::new(StorageStatus::Unread),
            unkept: StoredValue::new(Vec::new()),
            run: StoredValue::new(0),
            begun: StoredValue::new((0, 0.0)),
            waiting: StoredValue::new(Vec::new()),
            starts: StoredValue::new(0),
            worker: StoredValue::new_local(None),
            backend: StoredValue::new(Backend::Ndarray),
            fetched: StoredValue::new_local(Vec::new()),
            cancel: StoredValue::new_local(None),
            heard_ms: StoredValue::new(0.0),
        }
    }

    pub(super) fn trainer(self) -> RwSignal<Trainer> {
        self.trainer
    }

    pub(super) fn form(self) -> RwSignal<Form> {
        self.form
    }

    /// The run that is watched, or the last one.
    pub(super) fn watch(self) -> RwSignal<Option<Watch>> {
        self.watch
    }

    /// Whether a run is on its way or waits.
    pub(super) fn is_alive(self) -> bool {
        let is_alive = |watch: &Option<Watch>| watch.as_ref().is_some_and(Watch::is_alive);
        self.watch.with(is_alive)
    }

    /// The best model of that run so far.
    pub(super) fn best(self) -> RwSignal<Option<Arc<Checkpoint>>> {
        self.best
    }

    /// Bytes of the trainer's memory; 0 before it has said so.
    pub(super) fn memory(self) -> RwSignal<u64> {
        self.memory
    }

    pub(super) fn records(self) -> RwSignal<Vec<Record>> {
        self.records
    }

    /// How much room there is for them.
    pub(super) fn room(self) -> RwSignal<StorageStatus> {
        self.room
    }

    /// Rows that are kept and cannot be shown.
    pub(super) fn unread(self) -> RwSignal<Unread> {
        self.unread
    }

    /// The trainer hears what was asked before it listened.
    fn ask_waiting(self) {
        let waiting = self.waiting.try_update_value(std::mem::take);
        for request in waiting.unwrap_or_default() {
            self.post(request);
        }
    }

    /// The run that the trainer has not heard of yet is no more.
    fn forget_waiting(self) {
        if self.waiting.with_value(|waiting| !waiting.is_empty()) {
            self.waiting.set_value(Vec::new());
            self.watch.set(None);
        }
    }

    /// Sends the trainer something about the run that counts.
    fn post(self, said: Request) {
        let run = self.run.get_value();
        let sent = match (Message { run, said }).write() {
            Ok(bytes) => self.worker.with_value(|worker| match worker {
                Some(worker) => worker.post(&bytes),
                None => Ok(()),
            }),
            Err(garbled) => Err(garbled.to_string()),
        };
        if let Err(reason) = sent {
            self.break_off(reason);
        }
    }
}

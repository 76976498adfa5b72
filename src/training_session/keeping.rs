//! What stays in this browser of runs and models.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use matinee_app::stored::runs::{self, Unread};
use matinee_app::stored::writes::{Unkept, Write, Writes};
use matinee_app::train::record::{self, End, Record, Source, Training};
use matinee_app::train::watch::{Phase, Watch};
use matinee_protocol::Checkpoint;

use super::TrainingSession;

/// How many runs are kept: the oldest one makes room.
const MOST: usize = 50;

/// What is known of the browser's storage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum StorageStatus {
    /// Nothing yet.
    Unread,
    /// It keeps what it is given.
    Kept {
        /// Bytes in use, where the browser tells.
        used: Option<u64>,
    },
    /// It does not; what there is lasts as long as the page.
    Lost(Unkept),
}

impl TrainingSession {
    /// Reads what is kept, once.
    pub(crate) fn read_records(self) {
        if self.room.get_untracked() != StorageStatus::Unread {
            return;
        }
        self.room.set(StorageStatus::Kept { used: None });
        spawn_local(async move {
            match browser::kept_runs().await {
                Ok(rows) => {
                    let mut unread = Unread::default();
                    self.records.update(|records| {
                        for row in rows {
                            match runs::read(row.key, row.bytes.as_deref()) {
                                Ok(record) => record::put(records, record),
                                Err(reason) => unread.add(reason),
                            }
                        }
                    });
                    self.unread.set(unread);
                    self.look_at_room().await;
                }
                Err(unkept) => self.room.set(StorageStatus::Lost(unkept)),
            }
        });
    }

    async fn look_at_room(self) {
        let used = browser::storage_used().await;
        self.room.update(|room| {
            if let StorageStatus::Kept { .. } = room {
                *room = StorageStatus::Kept { used };
            }
        });
    }

    /// Keeps the run that counts, as far as it is, with its best model.
    pub(super) fn keep_run(self) {
        let best = self.best.get_untracked();
        let (id, since_ms) = self.begun.get_value();
        let n_bytes = best.as_ref().map_or(0, |best| best.weights.len() as u32);
        let is_whole = best.as_ref().is_some_and(|best| best.is_whole);
        let data = self
            .own
            .with_untracked(|own| Some(own.as_ref()?.name.clone()));
        let training = |watch: &Watch| training(watch, data);
        let training = self
            .watch
            .with_untracked(|watch| watch.as_ref().map(training));
        if let Some(training) = training {
            let source = Source::Trained(training);
            let record = Record {
                id,
                since_ms,
                source,
                n_bytes,
                is_whole,
            };
            self.keep(record, best);
        }
    }

    /// Keeps a model that was opened from a file.
    pub(crate) fn keep_opened(self, id: u64, name: String, bytes: Vec<u8>) {
        let record = Record {
            id,
            since_ms: browser::today_ms(),
            source: Source::Opened(name),
            n_bytes: bytes.len() as u32,
            is_whole: false,
        };
        let model = Checkpoint {
            epoch: 0,
            weights: bytes,
            is_whole: false,
        };
        self.keep(record, Some(Arc::new(model)));
    }

    fn keep(self, record: Record, model: Option<Arc<Checkpoint>>) {
        let id = record.id;
        let run = runs::write(&record);
        self.records.update(|records| record::put(records, record));
        let in_use = self.in_use.get_untracked();
        let too_many = self.records.with_untracked(|records| {
            // A model that is used, or that came as a file, goes only when the visitor says so.
            let is_spare =
                |it: &&Record| Some(it.id) != in_use && matches!(it.source, Source::Trained(_));
            let spare = records.iter().skip(MOST).filter(is_spare);
            spare.map(|record| record.id).collect::<Vec<_>>()
        });
        // Until it is kept, it is here.
        self.forget_unkept(id);
        if let Some(model) = model.clone() {
            self.unkept.update_value(|all| all.push((id, model)));
        }
        self.write(Write::Keep { id, run, model });
        too_many.into_iter().for_each(|id| self.drop_record(id));
    }

    /// Writes, after what is to be written before.
    fn write(self, write: Write<Arc<Checkpoint>>) {
        self.writes.update_value(|writes| writes.push(write));
        spawn_local(async move {
            while let Some(write) = self.writes.try_update_value(Writes::take).flatten() {
                let written = match &write {
                    Write::Keep { id, run, model } => {
                        let weights = model.as_ref().map(|model| &model.weights[..]);
                        browser::keep(*id, run, weights).await
                    }
                    Write::Drop { id } => browser::drop_kept(*id).await,
                };
                self.writes.update_value(Writes::done);
                match (written, write) {
                    (Err(unkept), _) => self.room.set(StorageStatus::Lost(unkept)),
                    (Ok(()), Write::Keep { id, model, .. }) => self.was_kept(id, model.as_ref()),
                    // Now there may be room.
                    (Ok(()), Write::Drop { .. }) => self.keep_unkept(),
                }
                self.look_at_room().await;
            }
        });
    }

    /// Once nothing is left that could not be kept, storage is well again.
    fn was_kept(self, id: u64, model: Option<&Arc<Checkpoint>>) {
        // A better one of the same run may be on its way by now.
        let is_it = |(it, kept): &(u64, Arc<Checkpoint>)| {
            *it == id && model.is_some_and(|model| Arc::ptr_eq(kept, model))
        };
        self.unkept.update_value(|all| all.retain(|it| !is_it(it)));
        if self.unkept.with_value(Vec::is_empty) {
            self.room.set(StorageStatus::Kept { used: None });
        }
    }

    /// Tries once more to keep what there was no room for.
    fn keep_unkept(self) {
        let unkept = self.unkept.try_update_value(std::mem::take);
        for (id, model) in unkept.unwrap_or_default() {
            let record = self.records.with_untracked(|records| {
                let mut records = records.iter();
                records.find(|record| record.id == id).cloned()
            });
            if let Some(record) = record {
                self.keep(record, Some(model));
            }
        }
    }

    fn forget_unkept(self, id: u64) {
        self.unkept
            .update_value(|all| all.retain(|(it, _)| *it != id));
    }

    /// Forgets a run and its model.
    pub(crate) fn drop_record(self, id: u64) {
        self.records
            .update(|records| records.retain(|record| record.id != id));
        self.forget_unkept(id);
        if self.in_use.get_untracked() == Some(id) {
            browser::forget_yours();
            self.in_use.set(None);
        }
        self.write(Write::Drop { id });
    }

    /// The model of a run.
    pub(crate) async fn model_of(self, id: u64) -> Option<Vec<u8>> {
        let unkept = self.unkept.with_value(|all| {
            let found = all.iter().find(|(it, _)| *it == id);
            found.map(|(_, model)| model.weights.clone())
        });
        match unkept {
            Some(bytes) => Some(bytes),
            None => browser::kept_model(id).await.ok().flatten(),
        }
    }

    /// The id of the run that counts.
    pub(crate) fn id(self) -> u64 {
        self.begun.get_value().0
    }
}

fn training(watch: &Watch, data: Option<String>) -> Training {
    Training {
        settings: watch.settings,
        data,
        epochs: watch.epochs.clone(),
        seconds: watch.seconds(),
        end: match &watch.phase {
            Phase::Finished(outcome) => End::Finished(*outcome),
            Phase::Failed(reason) => End::Failed(reason.clone()),
            _ => End::Open,
        },
    }
}

//! The runs and models that this browser keeps, and how well it does.

use std::sync::Arc;

use matinee_protocol::Checkpoint;

use crate::stored::runs::{self, Unread};
use crate::stored::writes::{Unkept, Write, Writes};

use super::event::{Effect, StoredRow, Turn};
use super::record::{self, Record, Source};

/// How many runs are kept: the oldest one makes room.
pub const MOST: usize = 50;

/// What is known of the browser's storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StorageStatus {
    /// Nothing yet.
    #[default]
    Unread,
    /// It keeps what it is given.
    Kept {
        /// Bytes in use, where the browser tells.
        used: Option<u64>,
    },
    /// It does not; what there is lasts as long as the page.
    Lost(Unkept),
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Library {
    records: Arc<Vec<Record>>,
    status: StorageStatus,
    unread: Unread,
    /// The id of the visitor's model that is used.
    in_use: Option<u64>,
    /// What is still to be written.
    writes: Writes<Arc<Checkpoint>>,
    /// Models that are not kept, or not yet, by id.
    unkept: Vec<(u64, Arc<Checkpoint>)>,
}

impl Library {
    /// Runs and models, newest first. Shared: whoever draws them compares them with what was drawn.
    #[must_use]
    pub const fn records(&self) -> &Arc<Vec<Record>> {
        &self.records
    }

    /// The record with this id.
    #[must_use]
    pub fn record(&self, id: u64) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    /// What is known of the browser's storage.
    #[must_use]
    pub const fn status(&self) -> StorageStatus {
        self.status
    }

    /// Rows of the browser's database that are no records of this page.
    #[must_use]
    pub const fn unread(&self) -> Unread {
        self.unread
    }

    /// Another of the visitor's models is used, or none.
    pub(super) const fn set_in_use(&mut self, id: Option<u64>) {
        self.in_use = id;
    }

    /// Has the runs read that are kept, once.
    pub(super) fn open(&mut self, turn: &mut Turn) {
        if self.status == StorageStatus::Unread {
            self.status = StorageStatus::Kept { used: None };
            turn.add(Effect::ReadRecords);
        }
    }

    /// Adds the runs that were kept to those of this page.
    pub(super) fn add_stored(&mut self, rows: Result<Vec<StoredRow>, Unkept>, turn: &mut Turn) {
        let rows = match rows {
            Ok(rows) => rows,
            Err(unkept) => {
                self.status = StorageStatus::Lost(unkept);
                return;
            }
        };
        let mut unread = Unread::default();
        let records = Arc::make_mut(&mut self.records);
        for (key, bytes) in rows {
            match runs::read(key, bytes.as_deref()) {
                Ok(record) => record::put(records, record),
                Err(reason) => unread.add(reason),
            }
        }
        self.unread = unread;
        turn.add(Effect::MeasureStorage);
    }

    /// Notes how much this site's data takes, where storage is well.
    pub(super) fn set_used(&mut self, used: Option<u64>) {
        if let StorageStatus::Kept { .. } = self.status {
            self.status = StorageStatus::Kept { used };
        }
    }

    /// Keeps a record in the place of its last state; `model` is its best one so far.
    pub(super) fn keep(&mut self, record: Record, model: Option<Arc<Checkpoint>>, turn: &mut Turn) {
        let id = record.id;
        let run = runs::write(&record);
        record::put(Arc::make_mut(&mut self.records), record);
        // A model that is used, or that came as a file, goes only when the visitor says so.
        let is_spare =
            |it: &&Record| Some(it.id) != self.in_use && matches!(it.source, Source::Trained(_));
        let spare = self.records.iter().skip(MOST).filter(is_spare);
        let too_many: Vec<u64> = spare.map(|record| record.id).collect();
        // Until it is kept, it is here.
        self.forget_unkept(id);
        if let Some(model) = model.clone() {
            self.unkept.push((id, model));
        }
        self.write(Write::Keep { id, run, model }, turn);
        for id in too_many {
            self.remove(id, turn);
        }
    }

    /// Forgets a record and its model.
    pub(super) fn remove(&mut self, id: u64, turn: &mut Turn) {
        Arc::make_mut(&mut self.records).retain(|record| record.id != id);
        self.forget_unkept(id);
        if self.in_use == Some(id) {
            self.in_use = None;
            turn.add(Effect::ForgetUsedModel);
        }
        self.write(Write::Drop { id }, turn);
    }

    /// The model of a record, where it is not, or not yet, in the browser's storage.
    pub(super) fn unkept(&self, id: u64) -> Option<&Arc<Checkpoint>> {
        let found = self.unkept.iter().find(|(it, _)| *it == id);
        found.map(|(_, model)| model)
    }

    /// Goes on after something was written, or could not be.
    pub(super) fn written(
        &mut self,
        write: &Write<Arc<Checkpoint>>,
        result: Result<(), Unkept>,
        turn: &mut Turn,
    ) {
        self.writes.done();
        match (result, write) {
            (Err(unkept), _) => self.status = StorageStatus::Lost(unkept),
            (Ok(()), Write::Keep { id, model, .. }) => self.was_kept(*id, model.as_ref()),
            // Now there may be room.
            (Ok(()), Write::Drop { .. }) => self.keep_unkept(turn),
        }
        turn.add(Effect::MeasureStorage);
        self.write_next(turn);
    }

    /// Once nothing is left that could not be kept, storage is well again.
    fn was_kept(&mut self, id: u64, model: Option<&Arc<Checkpoint>>) {
        // A better one of the same run may be on its way by now.
        let is_it = |(it, kept): &(u64, Arc<Checkpoint>)| {
            *it == id && model.is_some_and(|model| Arc::ptr_eq(kept, model))
        };
        self.unkept.retain(|it| !is_it(it));
        // Until it is measured again, it takes what it took.
        if self.unkept.is_empty() && matches!(self.status, StorageStatus::Lost(_)) {
            self.status = StorageStatus::Kept { used: None };
        }
    }

    /// Tries once more to keep what there was no room for.
    fn keep_unkept(&mut self, turn: &mut Turn) {
        for (id, model) in std::mem::take(&mut self.unkept) {
            if let Some(record) = self.record(id).cloned() {
                self.keep(record, Some(model), turn);
            }
        }
    }

    fn forget_unkept(&mut self, id: u64) {
        self.unkept.retain(|(it, _)| *it != id);
    }

    /// Writes, after what is to be written before.
    fn write(&mut self, write: Write<Arc<Checkpoint>>, turn: &mut Turn) {
        self.writes.push(write);
        self.write_next(turn);
    }

    fn write_next(&mut self, turn: &mut Turn) {
        if let Some(write) = self.writes.take() {
            turn.add(Effect::Write(write));
        }
    }
}

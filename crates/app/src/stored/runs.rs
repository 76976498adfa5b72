//! The form of a run, or of an opened model, as a row of the browser's database: one byte that names
//! the version, then the fields of that version.
//!
//! The types are this form's own. The page's and the trainer's may change from day to day; what a
//! browser has kept for a year must still be read.

mod v1;
mod v2;

use serde::de::DeserializeOwned;

use crate::format;
use crate::train::record::{End, Record, Source, Training};
use matinee_protocol::{Epoch, Outcome, Quality};

/// The browser's database. Prefixed: all project pages of one github.io user share one origin.
pub const DATABASE: &str = "matinee-runs";
/// The version of its layout: which stores there are. Rows have versions of their own.
pub const DATABASE_VERSION: u32 = 1;
/// The store of the runs, by id.
pub const RUNS: &str = "runs";
/// The store of their models, by the id of the run.
pub const MODELS: &str = "models";

/// A longer row is none of this page's, bytes: a run of the most epochs has some kilobytes.
pub const MOST_BYTES: u32 = 1 << 20;
/// Likewise for a model.
pub const MOST_MODEL_BYTES: u32 = 64_000_000;

/// The last moment that a browser has a date for, milliseconds since 1970.
const LAST_MS: f64 = 8.64e15;

/// Why a row is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A later version of this page has left it.
    Later,
    /// Not what any version writes.
    Damaged,
}

/// How many rows are not shown, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Of a later version.
    pub n_later: usize,
    /// Damaged.
    pub n_damaged: usize,
}

/// Writes a record in the form of today.
#[must_use]
pub fn write(record: &Record) -> Vec<u8> {
    // Writing to a vector cannot fail.
    let body = postcard::to_allocvec(&v2::Row::from(record)).unwrap_or_default();
    [&[v2::VERSION], &body[..]].concat()
}

/// Reads a row of the database: the number that is its key, and its bytes. Either is none where the
/// database has something else there.
///
/// # Errors
/// A row of a later version; bytes that no version writes; values that no run has; a record that
/// belongs under another key.
pub fn read(key: Option<f64>, bytes: Option<&[u8]>) -> Result<Record, Unreadable> {
    let (version, body) = bytes
        .and_then(|bytes| bytes.split_first())
        .ok_or(Unreadable::Damaged)?;
    let record = match *version {
        v1::VERSION => fields::<v1::Row>(body).and_then(v1::Row::record),
        v2::VERSION => fields::<v2::Row>(body).and_then(v2::Row::record),
        later if later > v2::VERSION => return Err(Unreadable::Later),
        _ => None,
    };
    let record = record.filter(|record| is_sound(record) && key == Some(record.id as f64));
    record.ok_or(Unreadable::Damaged)
}

/// Reads all of the bytes as one value.
fn fields<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let (fields, rest) = postcard::take_from_bytes(body).ok()?;
    rest.is_empty().then_some(fields)
}

/// Tells whether every number is one that a run can have.
fn is_sound(record: &Record) -> bool {
    let is_date = (0.0..=LAST_MS).contains(&record.since_ms);
    is_date
        && match &record.source {
            Source::Opened(_) => true,
            Source::Trained(training) => is_sound_training(training),
        }
}

fn is_sound_training(training: &Training) -> bool {
    let Training {
        epochs,
        seconds,
        end,
        ..
    } = training;
    let is_end = match end {
        End::Open | End::Failed(_) => true,
        End::Finished(Outcome { yours, .. }) => is_quality(*yours),
    };
    let is_epoch = |it: &Epoch| is_amount(it.training) && is_amount(it.held_out);
    is_end && seconds.is_finite() && *seconds >= 0.0 && epochs.iter().all(is_epoch)
}

fn is_amount(value: f32) -> bool {
    value.is_finite() && value >= 0.0
}

fn is_quality(it: Quality) -> bool {
    is_amount(it.rmse) && it.ndcg.is_none_or(is_amount)
}

impl Unread {
    /// Counts one row more.
    pub fn add(&mut self, reason: Unreadable) {
        match reason {
            Unreadable::Later => self.n_later += 1,
            Unreadable::Damaged => self.n_damaged += 1,
        }
    }

    /// Counts the rows.
    #[must_use]
    pub const fn n(self) -> usize {
        self.n_later + self.n_damaged
    }

    /// Says what the visitor reads; nothing where every row is shown.
    #[must_use]
    pub fn said(self) -> Option<String> {
        let runs = |n, what: &str| {
            let runs = format::counted(n, "run", "runs");
            format!("{runs} that {what}")
        };
        let parts = [
            (self.n_later, "a later version of this page has kept"),
            (self.n_damaged, "cannot be read any more"),
        ];
        let parts = parts.into_iter().filter(|(n, _)| *n > 0);
        let parts: Vec<String> = parts.map(|(n, what)| runs(n, what)).collect();
        let joined = format::joined(&parts.iter().map(String::as_str).collect::<Vec<_>>());
        (!parts.is_empty()).then(|| {
            format!(
                "This browser also keeps {joined}. That is not shown here, and nothing changes it."
            )
        })
    }
}

#[cfg(test)]
mod tests;

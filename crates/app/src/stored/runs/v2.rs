//! The form of today. Numbers stand beside their names, and the order of a list may have no quality.
//!
//! Once a page with this form is published, never change these types: add a form.

use serde::{Deserialize, Serialize};

use super::is_quality;
use super::v1::settings;
use crate::train::record::{End, Record, Source, Training};
use matinee_protocol::{Backend, Epoch, Field, Outcome, Preset, Quality, Settings};

pub(super) const VERSION: u8 = 2;

/// A record.
#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    id: u64,
    since_ms: f64,
    source: RowSource,
    n_bytes: u32,
    is_whole: bool,
}

#[derive(Serialize, Deserialize)]
enum RowSource {
    Trained(RowTraining),
    Opened(String),
}

#[derive(Serialize, Deserialize)]
struct RowTraining {
    preset: String,
    backend: String,
    numbers: Vec<(String, f64)>,
    data: Option<String>,
    epochs: Vec<RowEpoch>,
    seconds: f64,
    end: RowEnd,
}

#[derive(Serialize, Deserialize)]
struct RowEpoch {
    epoch: u32,
    training: f32,
    held_out: f32,
    is_best: bool,
}

#[derive(Serialize, Deserialize)]
enum RowEnd {
    Open,
    Finished(RowOutcome),
    Failed(String),
}

#[derive(Serialize, Deserialize)]
struct RowOutcome {
    epoch: u32,
    is_stopped: bool,
    yours: RowQuality,
    built_in: Option<RowQuality>,
}

#[derive(Serialize, Deserialize)]
struct RowQuality {
    rmse: f32,
    ndcg: Option<f32>,
}

const PRESETS: [(Preset, &str); 4] = [
    (Preset::Original, "original"),
    (Preset::Plain, "plain"),
    (Preset::Hybrid, "hybrid"),
    (Preset::Ensemble, "ensemble"),
];

const BACKENDS: [(Backend, &str); 2] = [(Backend::Ndarray, "ndarray"), (Backend::Flex, "flex")];

const FIELDS: [(Field, &str); 9] = [
    (Field::Embedding, "embedding"),
    (Field::Hidden, "hidden"),
    (Field::LearningRate, "learning rate"),
    (Field::Batch, "batch"),
    (Field::Epochs, "epochs"),
    (Field::HeldOut, "held out"),
    (Field::Dropout, "dropout"),
    (Field::Regularisation, "regularisation"),
    (Field::Seed, "seed"),
];

/// Finds the name of a value; every one has one.
fn name<T: PartialEq>(names: &[(T, &'static str)], value: &T) -> String {
    let found = names.iter().find(|(own, _)| own == value);
    found.map_or_else(String::new, |(_, name)| (*name).to_owned())
}

fn named<T: Copy>(names: &[(T, &'static str)], name: &str) -> Option<T> {
    let found = names.iter().find(|(_, own)| *own == name);
    found.map(|(value, _)| *value)
}

impl From<&Record> for Row {
    fn from(record: &Record) -> Self {
        Self {
            id: record.id,
            since_ms: record.since_ms,
            source: match &record.source {
                Source::Trained(training) => RowSource::Trained(training.into()),
                Source::Opened(name) => RowSource::Opened(name.clone()),
            },
            n_bytes: record.n_bytes,
            is_whole: record.is_whole,
        }
    }
}

impl From<&Training> for RowTraining {
    fn from(training: &Training) -> Self {
        let settings = &training.settings;
        let fields = FIELDS.iter();
        let fields = fields.filter(|(field, _)| field.is_of(settings.preset.network()));
        let epochs = training.epochs.iter().map(|it| RowEpoch {
            epoch: it.epoch,
            training: it.training,
            held_out: it.held_out,
            is_best: it.is_best,
        });
        Self {
            preset: name(&PRESETS, &settings.preset),
            backend: name(&BACKENDS, &settings.backend),
            numbers: fields
                .map(|(field, name)| ((*name).to_owned(), settings.get(*field)))
                .collect(),
            data: training.data.clone(),
            epochs: epochs.collect(),
            seconds: training.seconds,
            end: match &training.end {
                End::Open => RowEnd::Open,
                End::Finished(outcome) => RowEnd::Finished(outcome.into()),
                End::Failed(reason) => RowEnd::Failed(reason.clone()),
            },
        }
    }
}

impl From<&Outcome> for RowOutcome {
    fn from(outcome: &Outcome) -> Self {
        let quality = |it: &Quality| RowQuality {
            rmse: it.rmse,
            ndcg: it.ndcg,
        };
        Self {
            epoch: outcome.epoch,
            is_stopped: outcome.is_stopped,
            yours: quality(&outcome.yours),
            // Runs were measured beside a model that knew their held-out rows; no more.
            built_in: None,
        }
    }
}

impl Row {
    /// Makes the record; `None` for numbers out of range, and for names that mean nothing.
    pub(super) fn record(self) -> Option<Record> {
        let Self {
            id,
            since_ms,
            source,
            n_bytes,
            is_whole,
        } = self;
        Some(Record {
            id,
            since_ms,
            source: match source {
                RowSource::Trained(training) => Source::Trained(training.training()?),
                RowSource::Opened(name) => Source::Opened(name),
            },
            n_bytes,
            is_whole,
        })
    }
}

impl RowTraining {
    fn training(self) -> Option<Training> {
        let mut start = Settings::of(named(&PRESETS, &self.preset)?);
        start.backend = named(&BACKENDS, &self.backend)?;
        let numbers = self.numbers.iter();
        let numbers: Option<Vec<_>> = numbers
            .map(|(name, number)| Some((named(&FIELDS, name)?, *number)))
            .collect();
        let epochs = self.epochs.into_iter().map(|it| Epoch {
            epoch: it.epoch,
            training: it.training,
            held_out: it.held_out,
            is_best: it.is_best,
        });
        Some(Training {
            settings: settings(start, numbers?)?,
            data: self.data,
            epochs: epochs.collect(),
            seconds: self.seconds,
            end: match self.end {
                RowEnd::Open => End::Open,
                RowEnd::Finished(outcome) => End::Finished(outcome.outcome()?),
                RowEnd::Failed(reason) => End::Failed(reason),
            },
        })
    }
}

impl RowOutcome {
    /// As in the form before.
    fn outcome(self) -> Option<Outcome> {
        let quality = |it: RowQuality| Quality {
            rmse: it.rmse,
            ndcg: it.ndcg,
        };
        let built_in = self.built_in.map(quality);
        built_in.is_none_or(is_quality).then(|| Outcome {
            epoch: self.epoch,
            is_stopped: self.is_stopped,
            yours: quality(self.yours),
        })
    }
}

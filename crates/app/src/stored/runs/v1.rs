//! The first form. It is only read.
//!
//! Never change these types: postcard writes fields and variants by their order alone.

use serde::Deserialize;

use super::is_quality;
use crate::train::record::{End, Record, Source, Training};
use matinee_protocol::{Backend, Epoch, Field, Outcome, Preset, Quality, Settings};

pub(super) const VERSION: u8 = 1;

/// A record.
#[derive(Deserialize)]
pub(super) struct Row {
    id: u64,
    since_ms: f64,
    source: RowSource,
    n_bytes: u32,
    is_whole: bool,
}

#[derive(Deserialize)]
enum RowSource {
    Trained(RowTraining),
    Opened(String),
}

#[derive(Deserialize)]
struct RowTraining {
    preset: RowPreset,
    backend: RowBackend,
    /// Embedding size, hidden units, learning rate, batch size, epochs, percent held out, percent
    /// dropped, λ, seed.
    numbers: [f64; 9],
    data: Option<String>,
    epochs: Vec<RowEpoch>,
    seconds: f64,
    end: RowEnd,
}

#[derive(Deserialize)]
enum RowPreset {
    Original,
    Plain,
    Hybrid,
    Ensemble,
}

#[derive(Deserialize)]
enum RowBackend {
    Ndarray,
    Flex,
}

#[derive(Deserialize)]
struct RowEpoch {
    epoch: u32,
    training: f32,
    held_out: f32,
    is_best: bool,
}

#[derive(Deserialize)]
enum RowEnd {
    Open,
    Finished(RowOutcome),
    Failed(String),
}

#[derive(Deserialize)]
struct RowOutcome {
    epoch: u32,
    is_stopped: bool,
    yours: RowQuality,
    built_in: Option<RowQuality>,
}

#[derive(Deserialize)]
struct RowQuality {
    rmse: f32,
    ndcg: f32,
}

/// What stands at each place of [`RowTraining::numbers`].
const FIELDS: [Field; 9] = [
    Field::Embedding,
    Field::Hidden,
    Field::LearningRate,
    Field::Batch,
    Field::Epochs,
    Field::HeldOut,
    Field::Dropout,
    Field::Regularisation,
    Field::Seed,
];

impl Row {
    /// Makes the record; `None` for numbers out of range.
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
        let preset = match self.preset {
            RowPreset::Original => Preset::Original,
            RowPreset::Plain => Preset::Plain,
            RowPreset::Hybrid => Preset::Hybrid,
            RowPreset::Ensemble => Preset::Ensemble,
        };
        let backend = match self.backend {
            RowBackend::Ndarray => Backend::Ndarray,
            RowBackend::Flex => Backend::Flex,
        };
        let mut start = Settings::of(preset);
        start.backend = backend;
        let epochs = self.epochs.into_iter().map(|it| Epoch {
            epoch: it.epoch,
            training: it.training,
            held_out: it.held_out,
            is_best: it.is_best,
        });
        Some(Training {
            settings: settings(start, FIELDS.into_iter().zip(self.numbers))?,
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
    /// What was measured of the model that came with the page is not shown any more, but it has to be sound.
    fn outcome(self) -> Option<Outcome> {
        let quality = |it: RowQuality| Quality {
            rmse: it.rmse,
            ndcg: Some(it.ndcg),
        };
        let built_in = self.built_in.map(quality);
        built_in.is_none_or(is_quality).then(|| Outcome {
            epoch: self.epoch,
            is_stopped: self.is_stopped,
            yours: quality(self.yours),
        })
    }
}

/// Makes the settings of a preset with the numbers that its network has, each within its range.
pub(super) fn settings(
    start: Settings,
    numbers: impl IntoIterator<Item = (Field, f64)>,
) -> Option<Settings> {
    let network = start.preset.network();
    let mut settings = start;
    for (field, number) in numbers {
        if field.is_of(network) {
            settings = settings.with(field, number).ok()?;
        }
    }
    Some(settings)
}

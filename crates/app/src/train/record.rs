//! What stays of a run: the table of runs that survives a reload. [`crate::stored::runs`] has
//! its stored form.

use matinee_core::decimal::{decimal, trimmed};
use matinee_protocol::{Epoch, Field, Outcome, Settings};

use super::form;
use super::watch::{Phase, Watch, best_of, duration};

/// What a figure is before there is one.
const NONE: &str = "–";

/// A model of the visitor and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Unlike that of every other record, also of those of other tabs; later records have larger
    /// ones.
    pub id: u64,
    /// When it began, milliseconds since 1970.
    pub since_ms: f64,
    /// How it came about.
    pub source: Source,
    /// Length of its model; 0 where there is none.
    pub n_bytes: u32,
    /// Whether the model has tables of its own: then it is none of this page.
    pub is_whole: bool,
}

/// How a model came about.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// It was trained here.
    Trained(Training),
    /// It was opened from a file of this name.
    Opened(String),
}

/// A run, as far as it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// What was asked.
    pub settings: Settings,
    /// Name of the visitor's data set; none where the page's was trained on.
    pub data: Option<String>,
    /// Every epoch.
    pub epochs: Vec<Epoch>,
    /// Seconds in which steps were done.
    pub seconds: f64,
    /// How it ended.
    pub end: End,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// The page was closed while it ran.
    Open,
    /// The best model was measured.
    Finished(Outcome),
    /// It could not go on, and why.
    Failed(String),
}

impl Training {
    /// A run as far as it is; `data` is the name of the visitor's data set.
    #[must_use]
    pub fn of(watch: &Watch, data: Option<String>) -> Self {
        Self {
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
}

impl Record {
    /// Every epoch of a run; nothing of a file.
    #[must_use]
    pub fn epochs(&self) -> &[Epoch] {
        match &self.source {
            Source::Trained(training) => &training.epochs,
            Source::Opened(_) => &[],
        }
    }

    /// Whether there is a model.
    #[must_use]
    pub const fn has_model(&self) -> bool {
        self.n_bytes > 0
    }

    /// What the visitor calls it: `Plain`, `my.matinee`.
    #[must_use]
    pub fn label(&self) -> &str {
        match &self.source {
            Source::Trained(training) => form::label(training.settings.preset),
            Source::Opened(name) => name,
        }
    }

    /// What it differs in from its recipe: `learning rate 0.02, epochs 3`; nothing of a file.
    #[must_use]
    pub fn changes(&self) -> Option<String> {
        match &self.source {
            Source::Trained(training) => Some(form::Form::showing(&training.settings).changes()),
            Source::Opened(_) => None,
        }
    }

    /// What was asked of a run: `32 · 64 hidden · rate 0.0126 · batch 1024 · …`; nothing of a file.
    #[must_use]
    pub fn configuration(&self) -> Option<String> {
        let Source::Trained(training) = &self.source else {
            return None;
        };
        let settings = &training.settings;
        let fields = Field::ALL.into_iter();
        let fields = fields.filter(|field| field.is_of(settings.preset.network()));
        let number = |field: Field| {
            let value = trimmed(settings.get(field), Settings::DIGITS);
            [field.label(), &value].join(" ")
        };
        let numbers = fields
            .map(number)
            .chain([settings.backend.name().to_owned()]);
        Some(numbers.collect::<Vec<_>>().join(" · "))
    }

    /// Epochs, error in stars, NDCG@10 and time, in words, as far as they are known.
    #[must_use]
    pub fn figures(&self) -> [String; 4] {
        let none = || NONE.to_owned();
        let Source::Trained(training) = &self.source else {
            return [none(), none(), none(), none()];
        };
        let asked = training.settings.get(Field::Epochs) as usize;
        // The student is told as one more.
        let epochs = training.epochs.len().min(asked).to_string();
        let (rmse, ndcg) = match &training.end {
            End::Finished(outcome) => (Some(outcome.yours.rmse), outcome.yours.ndcg),
            // The loss is of the unrounded network; near enough to tell runs from each other.
            End::Open | End::Failed(_) => {
                let best = best_of(&training.epochs);
                (best.map(|best| best.held_out.sqrt()), None)
            }
        };
        let figure = |value: Option<f32>| value.map_or_else(none, |value| decimal(value, 4));
        [
            epochs,
            figure(rmse),
            figure(ndcg),
            duration(training.seconds),
        ]
    }

    /// What its file is called: `matinee-plain-1700000000.matinee`.
    #[must_use]
    pub fn file_name(&self) -> String {
        let is_plain = |c: &char| c.is_ascii_alphanumeric();
        let label: String = self.label().chars().filter(is_plain).take(24).collect();
        let seconds = (self.since_ms / 1_000.0) as u64;
        format!("matinee-{}-{seconds}.matinee", label.to_ascii_lowercase())
    }

    /// How the run ended and on what it was, in words.
    #[must_use]
    pub fn end(&self) -> String {
        let Source::Trained(training) = &self.source else {
            return "opened from a file".to_owned();
        };
        let end = match &training.end {
            End::Open => "the page was closed".to_owned(),
            End::Finished(outcome) if outcome.is_stopped => "stopped".to_owned(),
            End::Finished(_) => "finished".to_owned(),
            End::Failed(reason) => format!("ended: {reason}"),
        };
        match &training.data {
            Some(data) => format!("{end}, on {data}"),
            None => end,
        }
    }
}

/// Puts `record` in its place, newest first; the one with its id goes.
pub fn put(records: &mut Vec<Record>, record: Record) {
    records.retain(|it| it.id != record.id);
    let row = records.iter().position(|it| it.id < record.id);
    records.insert(row.unwrap_or(records.len()), record);
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_protocol::{Preset, Quality};

    fn record(id: u64) -> Record {
        let epoch = Epoch {
            epoch: 1,
            training: 1.0,
            held_out: 0.9,
            is_best: true,
        };
        Record {
            id,
            since_ms: 1_700_000_000_500.0,
            source: Source::Trained(Training {
                settings: Settings::of(Preset::Plain),
                data: None,
                epochs: vec![epoch],
                seconds: 3.5,
                end: End::Open,
            }),
            n_bytes: 12,
            is_whole: false,
        }
    }

    #[test]
    fn records_are_newest_first_and_each_once() {
        let mut records = Vec::new();
        for id in [2, 3, 1, 3] {
            put(&mut records, record(id));
        }
        let ids: Vec<u64> = records.iter().map(|it| it.id).collect();
        assert_eq!(ids, [3, 2, 1]);
    }

    #[test]
    fn a_run_on_other_data_names_it() {
        let mut record = record(1);
        assert_eq!(record.end(), "the page was closed");
        if let Source::Trained(training) = &mut record.source {
            training.data = Some("mine.zip".to_owned());
        }
        assert_eq!(record.end(), "the page was closed, on mine.zip");
    }

    #[test]
    fn a_run_says_every_number_that_its_network_has() {
        let said = record(1).configuration().expect("it was trained");
        assert!(
            said.starts_with("Embedding size 32 · Hidden units 64 · "),
            "{said}"
        );
        assert!(said.ends_with("Random seed 1 · ndarray"), "{said}");
        let opened = Record {
            source: Source::Opened("a.matinee".to_owned()),
            ..record(1)
        };
        assert_eq!(opened.configuration(), None);
    }

    #[test]
    fn figures_are_measured_ones_where_the_run_came_to_its_end() {
        let mut record = record(1);
        assert_eq!(record.figures(), ["1", "0.9487", "–", "3.5 s"]);
        if let Source::Trained(training) = &mut record.source {
            training.end = End::Finished(Outcome {
                epoch: 1,
                is_stopped: false,
                yours: Quality {
                    rmse: 0.9321,
                    ndcg: Some(0.25),
                },
            });
        }
        assert_eq!(record.figures(), ["1", "0.9321", "0.2500", "3.5 s"]);
        record.source = Source::Opened("a.matinee".to_owned());
        assert_eq!(record.figures(), ["–", "–", "–", "–"]);
    }

    #[test]
    fn a_file_is_named_after_its_record() {
        assert_eq!(record(1).file_name(), "matinee-plain-1700000000.matinee");
        let source = Source::Opened("../a b.matinee".to_owned());
        let opened = Record {
            source,
            ..record(1)
        };
        assert_eq!(opened.file_name(), "matinee-abmatinee-1700000000.matinee");
    }
}

//! The state of the Train view, and what the page reads of it.

use std::sync::Arc;

use matinee_protocol::{Backend, Checkpoint, Opened, Request};

use super::chart::{LETTERS, Losses, MOST_EARLIER};
use super::event::Place;
use super::form::{self, Form};
use super::library::Library;
use super::network::Sizes;
use super::record::Record;
use super::watch::Watch;

/// How far the trainer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trainer {
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

/// A data set of the visitor's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Name of its file.
    pub name: String,
    /// The bytes of its file. They stay, for a new worker has to be told again.
    pub(super) zip: Arc<Vec<u8>>,
}

/// What is trained on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingData {
    /// The tables, as the trainer has them.
    pub opened: Opened,
    /// Name of the visitor's data set; none where the page's ratings are trained on.
    pub name: Option<String>,
    /// Whether there are any ratings: a page can be without.
    pub has_ratings: bool,
}

/// Why something was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Unlike that of every other refusal: the same reason is said anew when it is given again.
    pub(super) number: u32,
    /// In words.
    pub reason: String,
}

/// See the module. [`State::update`] changes it.
#[derive(Clone, Debug)]
pub struct State {
    /// The model file of the page, or its first part: the trainer takes its tables.
    pub(super) model: &'static [u8],
    /// Its second part; empty where it has none, or until it is there.
    pub(super) rest: &'static [u8],
    /// Whether there are ratings in it to train on.
    pub(super) has_ratings: bool,

    pub(super) form: Form,
    /// Whether its numbers are shown.
    pub(super) is_unfolded: bool,
    /// What the address asked for and cannot be had.
    pub(super) address_notices: Vec<String>,

    pub(super) trainer: Trainer,
    /// What runs the tensors of the trainer that is there or on its way.
    pub(super) backend: Backend,
    /// The trainers that were fetched, unpacked.
    pub(super) fetched: Vec<(Backend, Arc<Vec<u8>>)>,
    /// Number of the last fetch; of the ones before nothing is heard.
    pub(super) fetch: u32,
    /// Number of the last worker.
    pub(super) worker: u32,
    /// How often the trainer could not be had, one time after the other.
    pub(super) n_failures: u32,
    /// Bytes of the trainer's memory.
    pub(super) memory: u64,
    /// When the trainer was last heard of, milliseconds since the page was opened.
    pub(super) heard_ms: f64,
    pub(super) is_silent: bool,

    /// The visitor's data that is trained on in the place of the page's.
    pub(super) archive: Option<Archive>,
    /// Data that was handed to the trainer, which has not said yet what it is worth.
    pub(super) asked: Option<Archive>,
    /// Whether the page's ratings are on their way back into the trainer.
    pub(super) is_returning: bool,
    /// Why the last data was refused.
    pub(super) data_refusal: Option<Refusal>,

    /// Number of the run that counts; of the ones before nothing is heard.
    pub(super) run: u32,
    /// The id of its record.
    pub(super) id: u64,
    /// When it began, milliseconds since 1970.
    pub(super) since_ms: f64,
    pub(super) watch: Option<Watch>,
    /// The epoch that is read out; the last one where none is pointed at.
    pub(super) pointed: Option<u32>,
    /// The ids of the runs that lie over it.
    pub(super) overlaid: Vec<u64>,
    /// Its best model.
    pub(super) best: Option<Arc<Checkpoint>>,
    /// What to ask for it when the worker listens.
    pub(super) waiting: Vec<Request>,

    pub(super) library: Library,
    /// Why models could not be used, by [`Place`].
    pub(super) refusals: [Option<Refusal>; 3],
    /// Number of the last refusal.
    pub(super) n_refusals: u32,
}

impl State {
    /// Takes the second part of the model file. No run has begun by then.
    pub fn supply(&mut self, rest: &'static [u8]) {
        self.rest = rest;
    }

    pub(super) fn open(&self) -> Request {
        Request::Open {
            model: self.model.to_vec(),
            rest: self.rest.to_vec(),
        }
    }

    /// A state in which nothing happens yet. `model` is the model file of the page, and
    /// `has_ratings` says whether it has ratings to train on.
    #[must_use]
    pub fn new(model: &'static [u8], has_ratings: bool) -> Self {
        Self {
            model,
            rest: &[],
            has_ratings,
            form: Form::of(form::FIRST),
            is_unfolded: false,
            address_notices: Vec::new(),
            trainer: Trainer::Absent,
            backend: Backend::Ndarray,
            fetched: Vec::new(),
            fetch: 0,
            worker: 0,
            n_failures: 0,
            memory: 0,
            heard_ms: 0.0,
            is_silent: false,
            archive: None,
            asked: None,
            is_returning: false,
            data_refusal: None,
            run: 0,
            id: 0,
            since_ms: 0.0,
            watch: None,
            pointed: None,
            overlaid: Vec::new(),
            best: None,
            waiting: Vec::new(),
            library: Library::default(),
            refusals: [None, None, None],
            n_refusals: 0,
        }
    }

    /// What the visitor fills in.
    #[must_use]
    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// Whether the form's numbers are shown.
    #[must_use]
    pub const fn is_unfolded(&self) -> bool {
        self.is_unfolded
    }

    /// What the address asked for and cannot be had, in sentences.
    #[must_use]
    pub fn address_notices(&self) -> &[String] {
        &self.address_notices
    }

    /// How much there is to train on: `page` until the trainer says of other data how much that is.
    #[must_use]
    pub const fn sizes(&self, page: Sizes) -> Sizes {
        match &self.trainer {
            Trainer::Ready(opened) if !opened.is_pages => Sizes {
                n_users: opened.n_users,
                n_movies: opened.n_movies,
                n_user_features: opened.n_user_features,
                n_movie_features: opened.n_movie_features,
            },
            _ => page,
        }
    }

    /// Whether the page's own movies are trained on.
    #[must_use]
    pub fn is_on_pages(&self) -> bool {
        match &self.trainer {
            Trainer::Ready(opened) => opened.is_pages,
            _ => self.archive.is_none(),
        }
    }

    /// The epoch that is read out, where one is pointed at.
    #[must_use]
    pub const fn pointed(&self) -> Option<u32> {
        self.pointed
    }

    /// What the chart is drawn from: the run that is watched, and what lies over it.
    #[must_use]
    pub fn losses(&self) -> Losses {
        let overlaid = self.overlaid.iter();
        let overlaid = overlaid.filter_map(|id| self.library.record(*id));
        let earlier = overlaid.map(|record| record.epochs().to_vec()).collect();
        match self.watch() {
            Some(watch) => Losses {
                epochs: watch.epochs.clone(),
                n_epochs: watch.n_epochs(),
                n_losses: watch.n_losses(),
                baselines: watch.plan.map(|plan| plan.baselines),
                earlier,
            },
            None => Losses {
                earlier,
                ..Losses::default()
            },
        }
    }

    /// Runs that can lie over the chart, newest first, each with its letter where it does.
    #[must_use]
    pub fn earlier(&self) -> Vec<(&Record, Option<&'static str>)> {
        let records = self.library.records().iter();
        let others = records.filter(|record| {
            let is_watched = self.watch.is_some() && record.id == self.id;
            !is_watched && !record.epochs().is_empty()
        });
        let letter = |record: &Record| {
            let row = self.overlaid.iter().position(|id| *id == record.id);
            row.and_then(|row| LETTERS.get(row)).copied()
        };
        others.map(|record| (record, letter(record))).collect()
    }

    /// Whether one run more can lie over the chart.
    #[must_use]
    pub const fn has_room_for_overlay(&self) -> bool {
        self.overlaid.len() < MOST_EARLIER
    }

    /// How far the trainer is.
    #[must_use]
    pub const fn trainer(&self) -> &Trainer {
        &self.trainer
    }

    /// How often the trainer could not be had, one time after the other.
    #[must_use]
    pub const fn n_failures(&self) -> u32 {
        self.n_failures
    }

    /// Bytes of the trainer's memory; 0 before it has said so.
    #[must_use]
    pub const fn memory(&self) -> u64 {
        self.memory
    }

    /// Whether the trainer was not heard of for a long time, though it should be at work.
    #[must_use]
    pub const fn is_silent(&self) -> bool {
        self.is_silent
    }

    /// The run that is watched, or the last one.
    #[must_use]
    pub const fn watch(&self) -> Option<&Watch> {
        self.watch.as_ref()
    }

    /// Whether a run is on its way or waits.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.watch().is_some_and(Watch::is_alive)
    }

    /// Whether this record is of the run that is on its way or waits.
    #[must_use]
    pub fn is_running(&self, id: u64) -> bool {
        self.id == id && self.is_alive()
    }

    /// The best model of the run that is watched.
    #[must_use]
    pub fn best(&self) -> Option<&Checkpoint> {
        self.best.as_deref()
    }

    /// The runs and models that there are.
    #[must_use]
    pub const fn library(&self) -> &Library {
        &self.library
    }

    /// Why the model that was last chosen there cannot be used.
    #[must_use]
    pub const fn refusal(&self, place: Place) -> Option<&Refusal> {
        self.refusals[place as usize].as_ref()
    }

    /// Whether there is anything to train on.
    #[must_use]
    pub const fn has_data(&self) -> bool {
        self.has_ratings || self.archive.is_some()
    }

    /// The visitor's data that is trained on in the place of the page's.
    #[must_use]
    pub const fn archive(&self) -> Option<&Archive> {
        self.archive.as_ref()
    }

    /// Whether the page's ratings can be trained on in the place of the visitor's.
    #[must_use]
    pub const fn has_way_back(&self) -> bool {
        self.has_ratings && self.archive.is_some()
    }

    /// What is trained on; nothing before the trainer says so.
    #[must_use]
    pub fn data(&self) -> Option<TrainingData> {
        let Trainer::Ready(opened) = &self.trainer else {
            return None;
        };
        Some(TrainingData {
            opened: opened.clone(),
            name: self.archive().map(|archive| archive.name.clone()),
            has_ratings: self.has_data(),
        })
    }

    /// Whether data is on its way into the trainer.
    #[must_use]
    pub const fn is_reading(&self) -> bool {
        self.asked.is_some() || self.is_returning
    }

    /// Why the data that was brought last is not trained on.
    #[must_use]
    pub const fn data_refusal(&self) -> Option<&Refusal> {
        self.data_refusal.as_ref()
    }

    /// Whether other data can be chosen now.
    #[must_use]
    pub fn can_change_data(&self) -> bool {
        !self.is_alive() && !self.is_reading()
    }

    /// Whether a run can begin.
    #[must_use]
    pub fn can_start(&self) -> bool {
        self.can_change_data() && self.has_data()
    }

    /// Why no data can be brought now, where that is so: a run that is alive has its rows.
    #[must_use]
    pub fn obstacle(&self) -> Option<&'static str> {
        match self.trainer {
            Trainer::Ready(_) if self.is_alive() => {
                Some("a run is on its way; bring it when that is over")
            }
            Trainer::Ready(_) if self.is_reading() => {
                Some("another one is being read; bring it when that is done")
            }
            Trainer::Ready(_) => None,
            _ => Some("the trainer was not ready; bring it once it is"),
        }
    }

    /// Where the run is, in words.
    #[must_use]
    pub fn status(&self) -> String {
        let is_ready = matches!(self.trainer, Trainer::Ready(_));
        match self.watch() {
            None => "Nothing runs. Choose a recipe and press Start.".to_owned(),
            Some(watch) => watch.status(is_ready),
        }
    }

    /// What is said aloud: once an epoch, and when the run changes.
    #[must_use]
    pub fn announcement(&self) -> Option<String> {
        self.watch().map(Watch::announcement)
    }
}

//! What happens to the Train view, and what the page does about it.

use std::sync::Arc;

use matinee_protocol::{
    Backend, Checkpoint, Field, ListFor, Message, Preset, Report, Request, Settings,
};

use crate::stored::writes::{Unkept, Write};

/// Something that has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    // The visitor.
    /// The view is shown.
    Entered,
    /// A recipe was chosen.
    PresetChosen(Preset),
    /// Something was typed into a field of the form.
    NumberWritten(Field, String),
    /// What is to run the tensor operations was chosen.
    BackendChosen(Backend),
    /// The numbers of an earlier run are to be in the form.
    NumbersReused(Settings),
    /// The address of the page says this; its part for the form is taken.
    AddressRead(String),
    /// The numbers are shown, or folded.
    NumbersUnfolded(bool),
    /// The original is to be in the form, with the held-out share and the seed that it has.
    OriginalWanted,
    /// The form is to have the held-out share and the seed of the recipes.
    OwnSplitWanted,
    /// An epoch of the run is read out; the last one where none is pointed at.
    EpochPointed(Option<u32>),
    /// The run with this id is to lie over the chart, or no longer.
    RunOverlaid(u64),
    /// The trainer is to be fetched, for the first time or again.
    TrainerWanted,
    /// The visitor does not want to wait for the trainer.
    TrainerGivenUp,
    /// A run is to begin.
    StartPressed {
        /// Whether it waits after its first epoch.
        is_one_epoch: bool,
        /// The id of its record.
        id: u64,
        /// When that is, milliseconds since 1970.
        since_ms: f64,
        /// Whose list is watched.
        watched: Option<Watched>,
    },
    /// The run is to wait, or to go on where it waits.
    HoldPressed,
    /// A run that waits is to go on until the end of its epoch.
    NextEpochPressed,
    /// The run is to end.
    StopPressed,
    /// A data set was brought and read from its file.
    DataRead {
        /// Name of its file.
        name: String,
        /// The bytes of the file.
        zip: Vec<u8>,
    },
    /// A data set was brought that cannot be trained on, and why.
    DataRefused(String),
    /// The page's own ratings are to be trained on again.
    PagesRatingsWanted,
    /// The best model of the run that is watched is to make the list.
    BestChosen,
    /// The model of this record is to make the list.
    RecordChosen(u64),
    /// The model of this record is to become a file.
    RecordSaved(u64),
    /// The record with this id is to go, and its model with it.
    RecordRemoved(u64),
    /// A model file was chosen, and is not read yet.
    FileChosen,
    /// A model file was read.
    FileRead {
        /// The id of its record, if it can be used.
        id: u64,
        /// When that was, milliseconds since 1970.
        since_ms: f64,
        /// Name of the file.
        name: String,
        /// The bytes of the file.
        bytes: Vec<u8>,
    },
    /// A model file cannot be read, and why.
    FileRefused(String),

    // The trainer's file.
    /// A part of it has come.
    Fetching {
        /// Number of the fetch.
        number: u32,
        /// Bytes so far.
        n_bytes: u64,
        /// Bytes in all.
        of: u64,
    },
    /// It is there, unpacked.
    Fetched {
        /// Number of the fetch.
        number: u32,
        /// The trainer's WebAssembly.
        wasm: Arc<Vec<u8>>,
    },
    /// It could not be had.
    FetchFailed {
        /// Number of the fetch.
        number: u32,
        /// In words.
        reason: String,
    },

    // The worker.
    /// It said this.
    Heard(Message<Report>),
    /// A message from it could not be read, or one to it not be sent, and why.
    Disconnected(String),
    /// It broke off, and what the browser says of that.
    Broke(String),
    /// It could not be started.
    NotStarted {
        /// Number of the worker.
        number: u32,
        /// In words.
        reason: String,
    },
    /// It has had all the time that it may take to start.
    StartOverdue {
        /// Number of the worker.
        number: u32,
    },
    /// It has had all the time that it may take to answer that it stops.
    StopOverdue {
        /// Number of the run that it was to stop.
        run: u32,
    },
    /// It is time to look whether it has been silent for long.
    SilenceChecked,

    // This browser's storage.
    /// The rows of the runs were read, each with its key: see [`crate::stored::runs::read`].
    RecordsRead(Result<Vec<StoredRow>, Unkept>),
    /// Something was written, or could not be.
    Written {
        /// What it was.
        write: Write<Arc<Checkpoint>>,
        /// Whether it is kept now.
        result: Result<(), Unkept>,
    },
    /// Bytes that this site's data takes, where the browser tells.
    StorageMeasured(Option<u64>),
    /// The model of a record was looked for.
    ModelRead {
        /// The id of the record.
        id: u64,
        /// What it is for.
        purpose: Purpose,
        /// Its bytes; none where it is gone, also because another tab has removed it.
        bytes: Option<Vec<u8>>,
    },

    // The page's models.
    /// A model makes the visitor's list from now on.
    ModelUsed(Candidate),
    /// A model cannot be used.
    ModelRefused {
        /// Where it was to be used.
        place: Place,
        /// In words.
        reason: String,
    },
    /// Another of the visitor's models is used, or none: here, or in another tab.
    UsedModelChanged(Option<u64>),
}

/// A row of the browser's database of runs: its key, where that is a number, and its bytes, where it
/// has some.
pub type StoredRow = (Option<f64>, Option<Vec<u8>>);

/// What the page has to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Fetch and unpack the trainer; [`Event::Fetching`], then [`Event::Fetched`] or
    /// [`Event::FetchFailed`].
    Fetch {
        /// Which trainer.
        backend: Backend,
        /// Number of the fetch.
        number: u32,
        /// Whether the browser's cache is to be passed over.
        is_again: bool,
    },
    /// Break the fetch off that is under way.
    CancelFetch,
    /// Start a worker in the place of any other; [`Event::NotStarted`] where that fails.
    StartWorker {
        /// Which trainer's script it runs.
        backend: Backend,
        /// Number of the worker.
        number: u32,
        /// The trainer's WebAssembly.
        wasm: Arc<Vec<u8>>,
    },
    /// End the worker, whatever it does.
    EndWorker,
    /// Find out whether the worker's script is gone from the site, then [`Event::NotStarted`].
    LookForScript {
        /// Which trainer's script.
        backend: Backend,
        /// Number of the worker.
        number: u32,
        /// Why the worker was not started.
        reason: String,
    },
    /// Send the worker a message; [`Event::Disconnected`] where that fails.
    Send(Message<Request>),
    /// Come back with an event.
    Later {
        /// After this time, milliseconds.
        ms: u32,
        /// With this.
        event: Event,
    },
    /// Read the runs that are kept; [`Event::RecordsRead`].
    ReadRecords,
    /// Write to the browser's database; [`Event::Written`].
    Write(Write<Arc<Checkpoint>>),
    /// Ask how much this site's data takes; [`Event::StorageMeasured`].
    MeasureStorage,
    /// Look for the model of a record; [`Event::ModelRead`].
    ReadModel {
        /// The id of the record.
        id: u64,
        /// What it is for.
        purpose: Purpose,
    },
    /// Use a model, if it is one for this page; [`Event::ModelUsed`] or [`Event::ModelRefused`].
    UseModel(Candidate),
    /// None of the visitor's models is used any more.
    ForgetUsedModel,
    /// Show the list of the visitor's model.
    ShowList,
    /// Hand a model to the visitor as a file.
    SaveFile {
        /// Name of the file.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// Say in the address what the form has: its part of the query string.
    WriteAddress(String),
    /// Note a moment for whoever measures the page.
    Mark(&'static str),
    /// Move the focus.
    Focus(Focus),
    /// Move the focus from the buttons that steer a run, if it is there: they are about to go.
    LeaveRunButtons,
}

/// Somebody whose list is watched while a model learns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// As the trainer knows them.
    pub list_for: ListFor,
    /// In a sentence: `user 500`, `you`.
    pub phrase: String,
}

/// A model that may come to make the visitor's list.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Where the visitor chose it.
    pub place: Place,
    /// The id of its record.
    pub id: u64,
    /// As a file.
    pub bytes: Vec<u8>,
    /// Where it came as a file: the file's name, and when, in milliseconds since 1970.
    pub opened: Option<(String, f64)>,
}

/// Where a model is chosen, and where it is said why it cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// With what came of the run.
    Outcome,
    /// In the table of runs.
    Records,
    /// Where files are opened.
    Files,
}

/// What a record's model is read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To make the list.
    Use,
    /// To be saved as a file of this name.
    Save(String),
}

/// What the focus moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The heading of the form.
    Form,
    /// A field of the form.
    Field(Field),
    /// The line that says what is trained on.
    Data,
    /// The button that fetches the trainer.
    FetchButton,
    /// The button that holds the run.
    HoldButton,
    /// The button that ends the run.
    StopButton,
    /// The heading of the table of runs.
    Records,
}

/// A moment: when an event is answered, and the effects so far.
#[derive(Debug)]
pub(super) struct Turn {
    /// Milliseconds since the page was opened.
    pub(super) now_ms: f64,
    pub(super) effects: Vec<Effect>,
}

impl Turn {
    pub(super) fn add(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}

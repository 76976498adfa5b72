//! The models: the one in the page, and those that are fetched when they are wanted.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;

use matinee_app::models::{self, FetchFailure, Models, Origin};
use matinee_app::viewer::Viewer;
use matinee_engine::engine::Engine;

use super::browser;
use super::lazy_part::Unfetched;

/// How far a model is. An engine lives as long as the page, hence `'static`.
#[derive(Clone, Debug)]
pub(super) enum LoadState {
    /// Nobody has wanted it yet.
    Absent,
    /// It is on its way.
    Fetching,
    /// It answers.
    Ready(&'static Engine),
    /// It could not be had, so many times in a row.
    Failed(FetchFailure, u32),
}

/// Every model with how far it is, in the order of [`Models`].
#[derive(Clone, Copy)]
pub(super) struct ModelStore {
    host: &'static Engine,
    models: &'static Models,
    load_states: RwSignal<Vec<LoadState>>,
    /// The id of the visitor's model that is used; storage is read once.
    in_use: RwSignal<Option<u64>>,
}

impl ModelStore {
    /// Makes a store with only the model of the page.
    pub(super) fn new(host: &'static Engine) -> Self {
        let models = Models::of(host.manifest());
        let mut states = vec![LoadState::Absent; models.all().len()];
        states[0] = LoadState::Ready(host);
        let in_use = RwSignal::new(browser::stored_yours());
        browser::on_yours_of_other_tab(move || in_use.set(browser::stored_yours()));
        Self {
            host,
            models: Box::leak(Box::new(models)),
            load_states: RwSignal::new(states),
            in_use,
        }
    }

    /// Returns the model of the page: its tables are those of all.
    pub(super) fn host(self) -> &'static Engine {
        self.host
    }

    /// Returns what is known of all models.
    pub(super) fn models(self) -> &'static Models {
        self.models
    }

    /// Says how far a model is.
    pub(super) fn load_state(self, row: usize) -> LoadState {
        self.load_states.with(|states| states[row].clone())
    }

    /// Returns a model that answers.
    pub(super) fn engine(self, row: usize) -> Option<&'static Engine> {
        match self.load_state(row) {
            LoadState::Ready(engine) => Some(engine),
            _ => None,
        }
    }

    /// Tells whether a model is there and can make a list for somebody: some know only the people
    /// that they were trained on.
    pub(super) fn can_list(self, row: usize, viewer: Viewer) -> bool {
        self.is_to_be_had(row, viewer) && self.engine(row).is_some()
    }

    /// Tells whether a model makes a list for somebody, once it is there.
    pub(super) fn is_to_be_had(self, row: usize, viewer: Viewer) -> bool {
        let is_able = |engine: &Engine| viewer != Viewer::You || engine.takes_newcomers();
        self.models.all()[row].can_list(viewer) && self.engine(row).is_none_or(is_able)
    }

    /// Tells whether the visitor has a model of their own, or wants one that is on its way.
    pub(super) fn has_yours(self) -> bool {
        let is_kept = self.in_use.with(Option::is_some);
        is_kept || !matches!(self.load_state(self.models.yours()), LoadState::Absent)
    }

    /// Returns the id of the visitor's model that is used.
    pub(super) fn in_use(self) -> RwSignal<Option<u64>> {
        self.in_use
    }

    /// Puts a model of the visitor in the place of the last one; the id is the one that it is kept
    /// by.
    pub(super) fn put_yours(self, id: u64, engine: Engine) {
        browser::store_yours(id);
        self.in_use.set(Some(id));
        // Small: the tables are those of the page. A list on the screen may still read the last one.
        let engine = Box::leak(Box::new(engine));
        self.put(self.models.yours(), LoadState::Ready(engine));
    }

    fn put(self, row: usize, state: LoadState) {
        self.load_states.update(|all| all[row] = state);
    }

    /// Fetches a model that nobody has wanted before.
    pub(super) fn want(self, row: usize) {
        if let LoadState::Absent = self
            .load_states
            .with_untracked(|states| states[row].clone())
        {
            self.fetch(row, 0);
        }
    }

    /// Fetches a model again that could not be had.
    pub(super) fn try_again(self, row: usize) {
        if let LoadState::Failed(_, n) = self
            .load_states
            .with_untracked(|states| states[row].clone())
        {
            self.fetch(row, n);
        }
    }

    fn fetch(self, row: usize, n_failures: u32) {
        let companion = match &self.models.all()[row].origin {
            Origin::Page => return,
            Origin::Site(companion) => Some(companion),
            Origin::Visitor => None,
        };
        self.put(row, LoadState::Fetching);
        spawn_local(async move {
            let engine = match companion {
                Some(companion) => {
                    let bytes = browser::fetch(&companion.file, n_failures > 0).await;
                    bytes.and_then(|bytes| models::join(self.host, companion, &bytes))
                }
                None => kept(self.host, self.in_use.get_untracked()).await,
            };
            self.put(
                row,
                match engine {
                    Ok(engine) => LoadState::Ready(Box::leak(Box::new(engine))),
                    Err(failure) => LoadState::Failed(failure, n_failures + 1),
                },
            );
        });
    }
}

/// A model on its way out of the browser's storage.
type Awaited = Pin<Box<dyn Future<Output = Result<Engine, FetchFailure>>>>;

/// Reads the visitor's model that is kept by this id, over the tables of `host`.
async fn kept(host: &'static Engine, id: Option<u64>) -> Result<Engine, FetchFailure> {
    let Some(id) = id else {
        return Err(FetchFailure::NotKept);
    };
    match awaited(host, id).await {
        Ok(model) => model.await,
        Err(_) => Err(FetchFailure::Unreachable),
    }
}

/// Begins to read a model: by code that most visitors never need.
#[wasm_split(train, wasm_split_path = leptos::wasm_split, fallible)]
fn awaited(host: &'static Engine, id: u64) -> Result<Awaited, Unfetched> {
    Ok(Box::pin(async move {
        let bytes = browser::kept_model(id).await.ok().flatten();
        let bytes = bytes.ok_or(FetchFailure::NotKept)?;
        Ok(host.with_companion(&bytes)?)
    }))
}

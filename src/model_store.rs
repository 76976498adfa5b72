//! The models: the one in the page, and those that are fetched when they are wanted.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;

use matinee_app::models::{self, FetchFailure, Models, Origin};
use matinee_app::viewer::Viewer;
use matinee_engine::artifact::WeightsAsset;
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

/// How far what everybody has seen is: it is half of the page's model, and the first list wants it of one
/// person, so it comes after that.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Everybody {
    /// It is on its way.
    Fetching,
    /// It is there.
    Here,
    /// It could not be had, so many times in a row.
    Failed(FetchFailure, u32),
}

/// Every model with how far it is, in the order of [`Models`].
#[derive(Clone, Copy)]
pub(super) struct ModelStore {
    host: &'static Engine,
    /// The bytes that the host was opened with.
    file: &'static [u8],
    everybody: RwSignal<Everybody>,
    /// Models that are wanted as soon as everybody's histories are there, with how often they failed.
    waiting: StoredValue<Vec<(usize, u32)>>,
    models: &'static Models,
    load_states: RwSignal<Vec<LoadState>>,
    /// The id of the visitor's model that is used; storage is read once.
    in_use: RwSignal<Option<u64>>,
}

impl ModelStore {
    /// Makes a store with only the model of the page.
    pub(super) fn new(host: &'static Engine, file: &'static [u8]) -> Self {
        let models = Models::of(host.manifest());
        let mut states = vec![LoadState::Absent; models.all().len()];
        states[0] = LoadState::Ready(host);
        let in_use = RwSignal::new(browser::stored_yours());
        browser::on_yours_of_other_tab(move || in_use.set(browser::stored_yours()));
        let everybody = match host.is_whole() {
            true => Everybody::Here,
            false => Everybody::Fetching,
        };
        Self {
            host,
            file,
            everybody: RwSignal::new(everybody),
            waiting: StoredValue::new(Vec::new()),
            models: Box::leak(Box::new(models)),
            load_states: RwSignal::new(states),
            in_use,
        }
    }

    /// Returns the model of the page: its tables are those of all.
    pub(super) fn host(self) -> &'static Engine {
        self.host
    }

    /// Says how far what everybody has seen is.
    pub(super) fn everybody(self) -> Everybody {
        self.everybody.get()
    }

    /// Tells whether it is there.
    pub(super) fn is_whole(self) -> bool {
        self.everybody.with(|it| *it == Everybody::Here)
    }

    /// Tells whether it is there of somebody: of the visitor, and of whom the page begins with, at once.
    pub(super) fn knows(self, viewer: Viewer) -> bool {
        let is_first = |user| {
            let first = self.host.first_person();
            first.is_some_and(|it| Some(it.user) == self.host.user_idx(user))
        };
        viewer.user().is_none_or(is_first) || self.is_whole()
    }

    /// Fetches what everybody has seen, and calls `done` with that part of the model file once it is there.
    pub(super) fn complete(self, done: impl FnOnce(&'static [u8]) + 'static) {
        let Some(first) = self.host.first_person() else {
            return browser::note_whole();
        };
        let n_failures = match self.everybody.get_untracked() {
            Everybody::Here => return,
            Everybody::Fetching => 0,
            Everybody::Failed(_, n) => n,
        };
        self.everybody.set(Everybody::Fetching);
        spawn_local(async move {
            let is_again = n_failures > 0;
            if !is_again {
                // The list is painted first.
                browser::next_task().await;
            }
            match self.take(&first.rest, is_again).await {
                Ok(rest) => {
                    done(rest);
                    self.everybody.set(Everybody::Here);
                    // To whoever was known before, the engine is another one.
                    self.put(0, LoadState::Ready(self.host));
                    browser::note_whole();
                    for (row, n_failures) in self
                        .waiting
                        .try_update_value(std::mem::take)
                        .unwrap_or_default()
                    {
                        self.fetch(row, n_failures);
                    }
                }
                Err(failure) => {
                    for (row, n) in self
                        .waiting
                        .try_update_value(std::mem::take)
                        .unwrap_or_default()
                    {
                        self.put(row, LoadState::Failed(failure.clone(), n + 1));
                    }
                    self.everybody
                        .set(Everybody::Failed(failure, n_failures + 1));
                }
            }
        });
    }

    /// Gives the engine what everybody has seen; returns that part of the file.
    async fn take(self, file: &str, is_again: bool) -> Result<&'static [u8], FetchFailure> {
        // As long as the page: a trainer takes it.
        let rest: &[u8] = browser::fetch(file, is_again).await?.leak();
        match completed(self.host, self.file, rest).await {
            Ok(completed) => completed.await.map(|()| rest),
            Err(_) => Err(FetchFailure::Unreachable),
        }
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
        // A model of the same tables is tested on everybody's histories.
        if self.everybody.with_untracked(|it| *it != Everybody::Here) {
            self.waiting.update_value(|all| all.push((row, n_failures)));
            return;
        }
        spawn_local(async move {
            let engine = match companion {
                Some(companion) => {
                    let bytes = browser::fetch(&companion.file, n_failures > 0).await;
                    match bytes {
                        Ok(bytes) => joined(self.host, companion, bytes)
                            .await
                            .unwrap_or(Err(FetchFailure::Unreachable)),
                        Err(failure) => Err(failure),
                    }
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

/// An engine that is being completed.
type Completed = Pin<Box<dyn Future<Output = Result<(), FetchFailure>>>>;

/// Begins to give the engine what everybody has seen: by code that the first list does not need.
#[wasm_split(beside, wasm_split_path = leptos::wasm_split, fallible)]
fn completed(
    host: &'static Engine,
    first: &'static [u8],
    rest: &'static [u8],
) -> Result<Completed, Unfetched> {
    Ok(Box::pin(async move {
        Ok(host.complete(first, rest, &browser::pauses()).await?)
    }))
}

/// Puts a network that came as a file over the tables of the page's model.
#[wasm_split(beside, wasm_split_path = leptos::wasm_split, fallible)]
fn joined(
    host: &'static Engine,
    companion: &'static WeightsAsset,
    bytes: Vec<u8>,
) -> Result<Result<Engine, FetchFailure>, Unfetched> {
    Ok(models::join(host, companion, &bytes))
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

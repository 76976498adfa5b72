//! The files of results: fetched when the view is opened, each told apart from what it cannot be.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use matinee_app::evidence::results::{
    self, CleaningResults, ColdStartPeople, ColdStartResults, ExposureResults, GroupsResults,
    MapResults, ModelCard, ModelKey, PlayResults, Results, ResultsFile, SparsityResults,
    StoriesResults, SystemsResults,
};
use matinee_app::evidence::site_files;
use matinee_engine::engine::Engine;

/// How far a file is.
pub(super) enum Loading<T> {
    /// On its way.
    Awaited,
    /// Read.
    Ready(Arc<T>),
    /// It cannot be shown, and why.
    Missing(String),
}

impl<T> Clone for Loading<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Awaited => Self::Awaited,
            Self::Ready(it) => Self::Ready(Arc::clone(it)),
            Self::Missing(why) => Self::Missing(why.clone()),
        }
    }
}

/// A file.
pub(super) type File<T> = RwSignal<Loading<T>>;

/// All files.
#[derive(Clone, Copy)]
pub(super) struct Files {
    pub(super) cleaning: File<CleaningResults>,
    pub(super) systems: File<SystemsResults>,
    pub(super) play: File<PlayResults>,
    pub(super) cold_start: File<ColdStartResults>,
    pub(super) people: File<ColdStartPeople>,
    pub(super) sparsity: File<SparsityResults>,
    pub(super) exposure: File<ExposureResults>,
    pub(super) map: File<MapResults>,
    pub(super) groups: File<GroupsResults>,
    pub(super) stories: File<StoriesResults>,
    pub(super) card: File<ModelCard>,
    n_settled: RwSignal<usize>,
}

impl Files {
    /// Begins to fetch all that the page names.
    pub(super) fn fetch(engine: &Engine) -> Self {
        let named = browser::content_of_meta(site_files::META).unwrap_or_default();
        let from = From {
            named: Arc::from(named),
            key: Arc::new(ModelKey::of(engine.manifest())),
            n_settled: RwSignal::new(0),
        };
        Self {
            systems: from.fetch(),
            cold_start: from.fetch(),
            cleaning: from.fetch(),
            play: from.fetch(),
            people: from.fetch(),
            sparsity: from.fetch(),
            exposure: from.fetch(),
            map: from.fetch(),
            groups: from.fetch(),
            stories: from.fetch(),
            card: from.fetch(),
            n_settled: from.n_settled,
        }
    }

    /// Tells whether every file has come or cannot.
    pub(super) fn are_settled(self) -> bool {
        self.n_settled.get() == ResultsFile::ALL.len()
    }
}

struct From {
    named: Arc<str>,
    key: Arc<ModelKey>,
    n_settled: RwSignal<usize>,
}

impl From {
    fn fetch<T: Results + Send + Sync + 'static>(&self) -> File<T> {
        let file = RwSignal::new(Loading::Awaited);
        let (named, key, n_settled) = (self.named.clone(), self.key.clone(), self.n_settled);
        spawn_local(async move {
            let bytes = bytes_of(&named, T::FILE).await;
            let read = bytes.and_then(|bytes| {
                let read = results::read::<T>(&bytes, &key);
                read.map_err(|error| error.to_string())
            });
            // Whoever has left by then wants it no more.
            let _ = file.try_set(match read {
                Ok(read) => Loading::Ready(Arc::new(read)),
                Err(why) => Loading::Missing(why),
            });
            n_settled.try_update(|n| *n += 1);
        });
        file
    }
}

async fn bytes_of(named: &str, file: ResultsFile) -> Result<Vec<u8>, String> {
    let address = site_files::address_of(named, file).ok_or(match file.has_ratings() {
        true => {
            "this site was built without these results, which have ratings of single people in them"
        }
        false => "this site was built without these results",
    })?;
    let fetched = browser::fetch(address, false).await;
    browser::next_task().await;
    fetched.map_err(|failure| failure.to_string())
}

//! The files of results: fetched when the view is opened, each told apart from what it cannot be.
//!
//! Of whatever type: what waits for a file is compiled once, and only reading it is compiled for each.

use std::any::Any;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::context::Context;
use matinee_app::evidence::results::{self, ModelKey, Results, ResultsFile};
use matinee_engine::engine::Engine;

/// What was read from a file.
pub(super) type Contents = Arc<dyn Any + Send + Sync>;

/// How far a file is.
#[derive(Clone)]
pub(super) enum Loading {
    /// On its way.
    Awaited,
    /// Read.
    Ready(Contents),
    /// It cannot be shown, and why.
    Missing(String),
}

/// A file.
pub(super) type File = RwSignal<Loading>;

/// All files.
#[derive(Clone, Copy)]
pub(super) struct Files {
    all: [File; ResultsFile::ALL.len()],
    n_settled: RwSignal<usize>,
}

impl Files {
    /// Begins to fetch all that the page names; what names ratings of the model, once these are there.
    pub(super) fn fetch(context: Context) -> Self {
        let engine = context.engine();
        let named = browser::content_of_meta("matinee-results").unwrap_or_default();
        let key = ModelKey::of(engine.manifest());
        let (named, key): (Arc<str>, _) = (Arc::from(named), Arc::new(key));
        let n_settled = RwSignal::new(0);
        let all = ResultsFile::ALL.map(|file| {
            let loading = RwSignal::new(Loading::Awaited);
            let (named, key) = (Arc::clone(&named), Arc::clone(&key));
            let fetch = async move {
                let bytes = bytes_of(&named, file).await;
                let read = bytes.and_then(|bytes| reader(file)(&bytes, &key, engine));
                // Whoever has left by then wants it no more.
                let _ = loading.try_set(match read {
                    Ok(read) => Loading::Ready(read),
                    Err(why) => Loading::Missing(why),
                });
                n_settled.try_update(|n| *n += 1);
            };
            match file.has_ratings() {
                true => once_whole(context, fetch),
                false => spawn_local(fetch),
            }
            loading
        });
        Self { all, n_settled }
    }

    /// A file.
    pub(super) fn get(self, file: ResultsFile) -> File {
        let row = ResultsFile::ALL.iter().position(|it| *it == file);
        self.all[row.unwrap_or(0)]
    }

    /// What a file holds, once it is there.
    pub(super) fn ready<T: Results + Send + Sync + 'static>(self) -> Option<Arc<T>> {
        match self.get(T::FILE).get() {
            Loading::Ready(read) => read.downcast().ok(),
            _ => None,
        }
    }

    /// Tells whether every file has come or cannot.
    pub(super) fn are_settled(self) -> bool {
        self.n_settled.get() == ResultsFile::ALL.len()
    }
}

/// Does something once it is there what everybody has seen.
fn once_whole(context: Context, work: impl Future<Output = ()> + 'static) {
    let work = StoredValue::new_local(Some(work));
    Effect::new(move || {
        if context.model_store().is_whole()
            && let Some(work) = work.try_update_value(Option::take).flatten()
        {
            spawn_local(work);
        }
    });
}

type Reader = fn(&[u8], &ModelKey, &Engine) -> Result<Contents, String>;

fn read<T: Results + Send + Sync + 'static>(
    bytes: &[u8],
    key: &ModelKey,
    engine: &Engine,
) -> Result<Contents, String> {
    match results::read::<T>(bytes, key, &results::histories(engine)) {
        Ok(read) => Ok(Arc::new(read)),
        Err(error) => Err(error.to_string()),
    }
}

fn reader(file: ResultsFile) -> Reader {
    match file {
        ResultsFile::Cleaning => read::<results::CleaningResults>,
        ResultsFile::Systems => read::<results::SystemsResults>,
        ResultsFile::Play => read::<results::PlayResults>,
        ResultsFile::ColdStart => read::<results::ColdStartResults>,
        ResultsFile::ColdStartPeople => read::<results::ColdStartPeople>,
        ResultsFile::Sparsity => read::<results::SparsityResults>,
        ResultsFile::Exposure => read::<results::ExposureResults>,
        ResultsFile::Map => read::<results::MapResults>,
        ResultsFile::Groups => read::<results::GroupsResults>,
        ResultsFile::Stories => read::<results::StoriesResults>,
        ResultsFile::ModelCard => read::<results::ModelCard>,
    }
}

async fn bytes_of(named: &str, file: ResultsFile) -> Result<Vec<u8>, String> {
    let address = results::address(named, file).ok_or(match file.has_ratings() {
        true => {
            "this site was built without these results, which have ratings of single people in them"
        }
        false => "this site was built without these results",
    })?;
    let fetched = browser::fetch(address, false).await;
    browser::next_task().await;
    fetched.map_err(|failure| failure.to_string())
}

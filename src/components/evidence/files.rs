//! The files of results: fetched when the view is opened, each told apart from what it cannot be.
//!
//! Figures that were made before are read here; what travels as it is, by the part that needs it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::context::Context;
use matinee_app::evidence::carried::{self, Made};
use matinee_app::evidence::results::{self, ModelKey, ResultsFile};

/// What was read from a file.
#[derive(Clone)]
pub(super) enum Contents {
    /// Figures.
    Made(Arc<Made>),
    /// What is not read yet.
    Bytes(Arc<[u8]>),
}

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
    n_settled: RwSignal<u32>,
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
                let read = bytes.and_then(|bytes| read(file, bytes, &key));
                // Whoever has left by then wants it no more.
                let _ = loading.try_set(match read {
                    Ok(read) => Loading::Ready(read),
                    Err(why) => Loading::Missing(why),
                });
                n_settled.try_update(|n| *n += 1);
            };
            match file.has_ratings() {
                true => context.once_whole(fetch),
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

    /// Tells whether every file has come or cannot.
    pub(super) fn are_settled(self) -> bool {
        self.n_settled.get() as usize == ResultsFile::ALL.len()
    }
}

fn read(file: ResultsFile, bytes: Vec<u8>, key: &ModelKey) -> Result<Contents, String> {
    if !file.is_made() {
        return Ok(Contents::Bytes(bytes.into()));
    }
    match carried::read::<Made>(&bytes, key, &|_| Vec::new()) {
        Ok(made) => Ok(Contents::Made(Arc::new(made))),
        Err(error) => Err(error.to_string()),
    }
}

async fn bytes_of(named: &str, file: ResultsFile) -> Result<Vec<u8>, String> {
    let address = results::address(named, file).ok_or(match file.has_ratings() {
        true => {
            "this site was built without these results, which have ratings of single people in them"
        }
        false => "this site was built without these results",
    })?;
    let fetched = browser::fetch_packed(address).await;
    browser::next_task().await;
    fetched.map_err(|failure| failure.to_string())
}

//! What stays in this browser: small texts in its storage; what is too large for that, the visitor's runs and
//! models, in IndexedDB.
//!
//! Nothing holds the database open between two deeds, so no tab ever stands in the way of another,
//! and the browser may close it when it likes.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use gloo::utils::{document, window};
use idb::builder::{DatabaseBuilder, ObjectStoreBuilder};
use idb::{Database, Error, ObjectStore, Query, TransactionMode};
use leptos::ev;
use leptos::prelude::{on_cleanup, window_event_listener};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Uint8Array;
use web_sys::{DomException, Storage, StorageEstimate};

use matinee_app::stored::preferences::{MODEL_IN_USE, THEME, Theme, model_text, read_model};
use matinee_app::stored::runs::{
    DATABASE, DATABASE_VERSION, MODELS, MOST_BYTES, MOST_MODEL_BYTES, RUNS,
};
use matinee_app::stored::session_store::{Name, Texts};
use matinee_app::stored::writes::Unkept;

use super::clock::sleep;

/// Finds the browser's storage; `None` where the visitor or a private window refuses it.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Reads a text; `None` for one that is not there or cannot be had.
fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Stores a text. Returns whether that was possible.
fn write(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// The texts of the session, in this browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalTexts;

impl Texts for LocalTexts {
    fn get(&self, name: Name) -> Option<String> {
        read(name.key())
    }

    fn put(&self, name: Name, text: &str) -> bool {
        write(name.key(), text)
    }

    fn remove(&self, name: Name) {
        remove(name.key());
    }
}

/// Reads the id of the visitor's model that was used last.
pub(crate) fn stored_yours() -> Option<u64> {
    read_model(&read(MODEL_IN_USE)?)
}

/// Remembers which of the visitor's models is used. Where that is refused, it is forgotten with the
/// page.
pub(crate) fn store_yours(id: u64) {
    write(MODEL_IN_USE, &model_text(id));
}

/// Forgets which of the visitor's models was used.
pub(crate) fn forget_yours() {
    remove(MODEL_IN_USE);
}

/// Calls `hear` whenever another tab has stored a text of the session; with `None` when it has
/// cleared the storage.
pub(crate) fn on_session_of_other_tab(hear: impl Fn(Option<Name>) + 'static) {
    on_other_tab(move |key| match key.map(|key| Name::of(&key)) {
        None => hear(None),
        Some(Some(name)) => hear(Some(name)),
        Some(None) => {}
    });
}

/// Calls `hear` whenever another tab may have chosen another of the visitor's models.
pub(crate) fn on_yours_of_other_tab(hear: impl Fn() + 'static) {
    on_other_tab(move |key| {
        if key.is_none_or(|key| key == MODEL_IN_USE) {
            hear();
        }
    });
}

/// Calls `hear` with the name of what another tab has stored; with `None` when it has cleared
/// everything.
fn on_other_tab(hear: impl Fn(Option<String>) + 'static) {
    let listening = window_event_listener(ev::storage, move |event| hear(event.key()));
    on_cleanup(move || listening.remove());
}

/// Reads the theme that the visitor chose.
pub(crate) fn stored_theme() -> Option<Theme> {
    Theme::read(&read(THEME)?)
}

/// Shows a theme and remembers it; `None` follows the system and forgets.
pub(crate) fn set_theme(theme: Option<Theme>) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme.text()),
            None => root.remove_attribute("data-theme"),
        };
    }
    match theme {
        Some(theme) => {
            write(THEME, theme.text());
        }
        None => remove(THEME),
    }
}

/// A database that has not answered after this time does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Says what an error means to the visitor.
fn unkept(error: &Error) -> Unkept {
    let exception = match error {
        Error::AddFailed(exception)
        | Error::UpdateFailed(exception)
        | Error::TransactionCommitError(exception) => exception.dyn_ref::<DomException>(),
        Error::DomException(exception) => Some(exception),
        _ => None,
    };
    Unkept::of(exception.map(DomException::name).as_deref())
}

async fn open() -> Result<Database, Error> {
    let store = |name| ObjectStoreBuilder::new(name);
    DatabaseBuilder::new(DATABASE)
        .version(DATABASE_VERSION)
        .add_object_store(store(RUNS))
        .add_object_store(store(MODELS))
        .build()
        .await
}

/// Makes the key of an id. Ids are far below 2⁵³, from where on numbers of JavaScript have gaps.
fn key(id: u64) -> JsValue {
    JsValue::from_f64(id as f64)
}

/// Reads the bytes of a value; `None` for anything else that the database hands back, and for more
/// than `most` of them: other pages of this origin may write there too.
fn bytes(value: &JsValue, most: u32) -> Option<Vec<u8>> {
    let array = value.dyn_ref::<Uint8Array>()?;
    (array.length() <= most).then(|| array.to_vec())
}

/// Does something with an open database, once more where that may help, and not for ever (another
/// tab may hold it).
async fn with_database<T>(work: impl AsyncFn(&Database) -> Result<T, Error>) -> Result<T, Unkept> {
    let once = async || {
        let database = open().await?;
        let done = work(&database).await;
        database.close();
        done
    };
    let twice = async {
        match once().await {
            Err(error) if unkept(&error).may_pass() => once().await,
            done => done,
        }
    };
    let (mut twice, mut timer) = (pin!(twice), pin!(sleep(PATIENCE)));
    poll_fn(|context| {
        if let Poll::Ready(done) = twice.as_mut().poll(context) {
            return Poll::Ready(done.map_err(|error| unkept(&error)));
        }
        let is_over = timer.as_mut().poll(context).is_ready();
        match is_over {
            true => Poll::Ready(Err(Unkept::Refused)),
            false => Poll::Pending,
        }
    })
    .await
}

/// Writes within one transaction: all of it, or nothing.
async fn change(
    work: impl AsyncFn(&ObjectStore, &ObjectStore) -> Result<(), Error>,
) -> Result<(), Unkept> {
    let is_committed = with_database(async |database| {
        let transaction = database.transaction(&[RUNS, MODELS], TransactionMode::ReadWrite)?;
        let runs = transaction.object_store(RUNS)?;
        let models = transaction.object_store(MODELS)?;
        if let Err(error) = work(&runs, &models).await {
            // One that ended by itself cannot be aborted, and need not be.
            let _ = transaction.abort();
            return Err(error);
        }
        // What does not fit may be refused as late as here.
        Ok(transaction.commit()?.await?.is_committed())
    });
    match is_committed.await? {
        true => Ok(()),
        false => Err(Unkept::Full),
    }
}

/// Keeps a run, and its model where there is a new one.
pub(crate) async fn keep(id: u64, run: &[u8], model: Option<&[u8]>) -> Result<(), Unkept> {
    let key = key(id);
    change(async |runs, models| {
        if let Some(model) = model {
            models.put(&Uint8Array::from(model), Some(&key))?.await?;
        }
        runs.put(&Uint8Array::from(run), Some(&key))?.await?;
        Ok(())
    })
    .await
}

/// Forgets a run and its model.
pub(crate) async fn drop_kept(id: u64) -> Result<(), Unkept> {
    let key = key(id);
    change(async |runs, models| {
        runs.delete(Query::Key(key.clone()))?.await?;
        models.delete(Query::Key(key.clone()))?.await?;
        Ok(())
    })
    .await
}

/// A row of the runs as it is there.
pub(crate) struct Row {
    /// Its key, where that is a number.
    pub(crate) key: Option<f64>,
    /// Its bytes, where it has some.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// Reads all runs, and whatever else is in their place.
pub(crate) async fn kept_runs() -> Result<Vec<Row>, Unkept> {
    let read = with_database(async |database| {
        let transaction = database.transaction(&[RUNS], TransactionMode::ReadOnly)?;
        let runs = transaction.object_store(RUNS)?;
        let keys = runs.get_all_keys(None, None)?.await?;
        // Both are in the order of the keys.
        Ok((keys, runs.get_all(None, None)?.await?))
    });
    let (keys, values) = read.await?;
    let rows = keys.iter().zip(&values).map(|(key, value)| Row {
        key: key.as_f64(),
        bytes: bytes(value, MOST_BYTES),
    });
    Ok(rows.collect())
}

/// Reads the model of a run.
pub(crate) async fn kept_model(id: u64) -> Result<Option<Vec<u8>>, Unkept> {
    let read = with_database(async |database| {
        let transaction = database.transaction(&[MODELS], TransactionMode::ReadOnly)?;
        let models = transaction.object_store(MODELS)?;
        models.get(Query::Key(key(id)))?.await
    });
    let model = read.await?;
    Ok(model.and_then(|model| bytes(&model, MOST_MODEL_BYTES)))
}

/// Counts the bytes that this site's data takes in the browser, where the browser tells.
pub(crate) async fn storage_used() -> Option<u64> {
    let storage = window().navigator().storage();
    if storage.is_undefined() {
        return None;
    }
    let estimate = JsFuture::from(storage.estimate().ok()?).await.ok()?;
    let estimate: StorageEstimate = estimate.unchecked_into();
    estimate.get_usage().map(|n_bytes| n_bytes as u64)
}

//! The visitor's own models, as this browser keeps them.

use std::pin::Pin;

use leptos::wasm_split::wasm_split;

use matinee_app::models::FetchFailure;
use matinee_engine::engine::Engine;

use super::browser;
use super::lazy_part::Unfetched;

/// A model on its way out of the browser's storage.
type Awaited = Pin<Box<dyn Future<Output = Result<Engine, FetchFailure>>>>;

/// The visitor's model that is kept by this id, over the tables of `host`.
pub(super) async fn in_use(host: &'static Engine, id: Option<u64>) -> Result<Engine, FetchFailure> {
    let Some(id) = id else {
        return Err(FetchFailure::NotKept);
    };
    match awaited(host, id).await {
        Ok(model) => model.await,
        Err(_) => Err(FetchFailure::Unreachable),
    }
}

/// Storage is read by code that most visitors never need.
#[wasm_split(train, wasm_split_path = leptos::wasm_split, fallible)]
fn awaited(host: &'static Engine, id: u64) -> Result<Awaited, Unfetched> {
    Ok(Box::pin(async move {
        let bytes = browser::kept_model(id).await.ok().flatten();
        let bytes = bytes.ok_or(FetchFailure::NotKept)?;
        Ok(host.with_companion(&bytes)?)
    }))
}

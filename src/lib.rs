//! The browser edge: opens the model, mounts the page in the place of the static first paint, and shows
//! what [`matinee_app`] decides.
//!
//! All browser IO (address, storage, clock, focus, files) goes through `browser`; components only draw.

mod browser;
mod components;
mod context;
mod dynamic;
mod elements;
mod follower;
mod lazy_part;
mod lists;
mod model_store;
mod pages;
mod training_session;

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use matinee_app::models::FetchFailure;
use matinee_app::state::View;
use matinee_engine::artifact::ArtifactError;
use matinee_engine::engine::Engine;

use components::{footer, masthead, unread, unusable};
use context::Context;
use dynamic::dynamic;
use pages::{evidence, recommend, train};

/// Starts the page with the bytes of its model's first part, in pieces between which the browser can paint and
/// answer. Without, where they could not be fetched, the page says so.
#[wasm_bindgen]
pub fn start(model: Option<Vec<u8>>) {
    browser::report_panics();
    // As long as the page.
    let model: Option<&'static [u8]> = model.map(|bytes| &*bytes.leak());
    spawn_local(async move {
        let opened = match model {
            Some(model) => open(model).await.map_err(|error| error.to_string()),
            None => Err(FetchFailure::Unreachable.to_string()),
        };
        browser::next_task().await;
        show(opened, model.unwrap_or_default());
    });
}

async fn open(model: &[u8]) -> Result<Engine, ArtifactError> {
    Engine::open_first(model, &browser::pauses()).await
}

fn show(opened: Result<Engine, String>, model: &'static [u8]) {
    if let Some(root) = browser::element("app") {
        root.set_inner_html("");
        mount_to(root, move || page(opened, model)).forget();
    }
}

fn page(opened: Result<Engine, String>, model: &'static [u8]) -> AnyView {
    match opened {
        Ok(engine) => {
            // Lives as long as the page does.
            let context = Context::new(Box::leak(Box::new(engine)), model);
            context.complete_model();
            let view = move || match context.view().get() {
                View::List => untrack(|| recommend(context)),
                View::Train => untrack(|| train(context)),
                View::Evidence => untrack(|| evidence(context)),
            };
            view! {
                <a class="skip" href="#programme">"Skip to the programme"</a>
                {masthead(Some(context))}
                {unread(context)}
                {dynamic(view)}
                {footer(Some(context))}
            }
            .into_any()
        }
        Err(reason) => view! {
            {masthead(None)}
            {unusable(reason)}
            {footer(None)}
        }
        .into_any(),
    }
}

//! Parts of the page whose code is fetched when somebody first wants them.
//!
//! A function marked with `wasm_split` is a split point: `cargo xtask build` moves what is reached
//! only through such functions into files of their own, one for each name in the marks and one for
//! what several names share. The names are `beside`, for what stands beside the list and comes
//! by itself once that is there, `desk`, for the visitor's own ratings, `details`, for
//! what is opened in the list and beside it, `train`, for training and what it left in this browser,
//! `evidence`, for the view of that name, and `live`, for what of it is made while it is read.

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
pub(super) use leptos::wasm_split::SplitLoaderError as Unfetched;

use super::browser;
use super::dynamic::dynamic;

/// Draws a part whose code is there.
pub(super) type Part = Arc<dyn Fn() -> AnyView + Send + Sync>;

/// Asks for the code of a part, and again after it could not be had.
type Fetch = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Part, Unfetched>>>> + Send + Sync>;

/// Draws a part that is drawn when its code is there. Until then `meanwhile` stands there, and
/// where it cannot be had, why not and a way to ask again.
pub(super) fn lazy_part<F>(
    meanwhile: fn() -> AnyView,
    fetch: impl Fn() -> F + Send + Sync + 'static,
) -> AnyView
where
    F: Future<Output = Result<Part, Unfetched>> + 'static,
{
    erased(meanwhile, Arc::new(move || Box::pin(fetch())))
}

// What follows is the same for all parts: a visitor loads it once.

fn erased(meanwhile: fn() -> AnyView, fetch: Fetch) -> AnyView {
    let part = RwSignal::new(None);
    ask(part, &fetch, 0);
    dynamic(move || match part.get() {
        None => meanwhile(),
        Some(Ok(part)) => untrack(|| part()),
        Some(Err(n_failures)) => failed(part, fetch.clone(), n_failures),
    })
}

/// A part, or how often it could not be had; nothing while it is on its way.
type Wanted = RwSignal<Option<Result<Part, u32>>>;

fn ask(wanted: Wanted, fetch: &Fetch, n_failures: u32) {
    let fetch = Arc::clone(fetch);
    spawn_local(async move {
        // Asking for some twenty files takes as long as a frame: what is there now is drawn before.
        browser::next_task().await;
        let part = fetch().await.map_err(|_| n_failures + 1);
        // Several may have waited for one file.
        browser::own_frame().await;
        // Whoever has left by then wants it no more.
        let _ = wanted.try_set(Some(part));
    });
}

fn failed(wanted: Wanted, fetch: Fetch, n_failures: u32) -> AnyView {
    let again = move || {
        wanted.set(None);
        ask(wanted, &fetch, n_failures);
    };
    view! {
        <div class="notice" role="alert" data-test="unfetched">
            <p>"This part of the page could not be loaded. Everything else goes on."</p>
            {ways_on(n_failures, Box::new(again))}
        </div>
    }
    .into_any()
}

/// Draws *Try again*; and *Load the page again* where asking alone may never help: a newer version
/// of the page is out, with which the old files went, or it has failed more than once by now.
pub(super) fn ways_on(n_failures: u32, try_again: Box<dyn Fn()>) -> AnyView {
    let is_outdated = browser::is_outdated();
    let why = is_outdated.then(|| {
        view! { <p data-test="outdated">"A newer version of this page is out, and the old one\u{2019}s files went with it."</p> }
    });
    let load = (is_outdated || n_failures > 1).then(|| {
        view! {
            <button class="button" type="button" data-test="load-page" on:click=|_| browser::reload()>
                "Load the page again"
            </button>
        }
    });
    view! {
        {why}
        <div class="ways-on">
            <button class="button" type="button" on:click=move |_| try_again()>
                "Try again"
            </button>
            {load}
        </div>
    }
    .into_any()
}

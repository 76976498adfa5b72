//! The page as a whole: its address and title, starting it again, leaving it, and when it panics.

use gloo::utils::{document, window};
use leptos::ev;
use leptos::prelude::{Effect, Get, Memo, WindowListenerHandle, window_event_listener};
use wasm_bindgen::JsValue;
use web_sys::Event;

/// Returns the query string of the address, with its question mark, or nothing.
pub(crate) fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// How a change of the address enters the browser's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The back button returns to what was there before.
    Pushed,
    /// What was there before is forgotten.
    Replaced,
}

/// Puts a query string in the address.
pub(crate) fn set_query(query: &str, entry: Entry) {
    if let Ok(history) = window().history() {
        let (nothing, url) = (JsValue::NULL, Some(query));
        // A browser may refuse when an address changes too often; the page goes on.
        let _ = match entry {
            Entry::Pushed => history.push_state_with_url(&nothing, "", url),
            Entry::Replaced => history.replace_state_with_url(&nothing, "", url),
        };
    }
}

/// Sets the title of the document.
pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

/// What the document says once a file of this page is no longer on the site. The script that fetches
/// parts of the app says it too (`xtask/src/app.js`).
const OUTDATED: &str = "data-outdated";

/// Tells whether a newer version of the page has taken this one's place on the site: then nothing
/// that is still to be fetched can be had, however often it is asked for.
pub(crate) fn is_outdated() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| root.has_attribute(OUTDATED))
}

/// Notes that a file of this page is no longer on the site.
pub(super) fn note_outdated() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(OUTDATED, "");
    }
}

/// Loads the page again.
pub(crate) fn reload() {
    let _ = window().location().reload();
}

/// Has the browser ask before the page is left, as long as `is_at_work` says that something would be lost.
/// At other times nothing listens: a page that does is not kept for the back button.
pub(crate) fn ask_before_leaving(is_at_work: Memo<bool>) {
    Effect::new(move |asking: Option<Option<WindowListenerHandle>>| {
        if let Some(asking) = asking.flatten() {
            asking.remove();
        }
        is_at_work.get().then(|| {
            window_event_listener(ev::beforeunload, |event| {
                event.prevent_default();
                // Browsers before 2023 go by this; none shows the words.
                event.set_return_value("A model is being trained.");
            })
        })
    });
}

/// Makes every panic show the static panel of index.html, which works without WebAssembly.
///
/// The script `boot.js` waits for the event; the message goes to the console for a report.
pub(crate) fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&JsValue::from_str(&panic.to_string()));
        if let (Some(window), Ok(event)) = (web_sys::window(), Event::new("matinee:broke")) {
            let _ = window.dispatch_event(&event);
        }
    }));
}

//! The address, the document's title, starting again.

use gloo::utils::{document, window};
use wasm_bindgen::JsValue;

/// The query string of the address, with its question mark, or nothing.
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

/// Whether a newer version of the page has taken this one's place on the site: then nothing that is
/// still to be fetched can be had, however often it is asked for.
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

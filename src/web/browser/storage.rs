//! What stays in this browser.

use gloo::utils::{document, window};
use leptos::ev;
use leptos::prelude::{on_cleanup, window_event_listener};
use web_sys::Storage;

/// Prefix of every stored name: all project pages of one github.io user share one storage.
const STORED_THEME: &str = "matinee:theme";
/// What the visitor rated and put aside.
const STORED_SESSION: &str = "matinee:session";

/// Which of the visitor's models is used.
const STORED_YOURS: &str = "matinee:yours";

/// `None` where the visitor or a private window refuses it.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The text of the session, where one is stored.
pub(in crate::web) fn stored_session() -> Option<String> {
    storage()?.get_item(STORED_SESSION).ok().flatten()
}

/// Stores the text of the session. Whether that was possible.
#[must_use]
pub(in crate::web) fn store_session(text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(STORED_SESSION, text).is_ok())
}

/// The id of the visitor's model that was used last.
pub(in crate::web) fn stored_yours() -> Option<u64> {
    let text = storage()?.get_item(STORED_YOURS).ok().flatten()?;
    text.parse().ok()
}

/// Remembers which of the visitor's models is used. Where that is refused, it is forgotten with the
/// page.
pub(in crate::web) fn store_yours(id: u64) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(STORED_YOURS, &id.to_string());
    }
}

/// None of the visitor's models is used any more.
pub(in crate::web) fn forget_yours() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(STORED_YOURS);
    }
}

/// Calls `renew` whenever another tab has stored a session, or has cleared the storage.
pub(in crate::web) fn on_session_of_other_tab(renew: impl Fn() + 'static) {
    let listening = window_event_listener(ev::storage, move |event| {
        if event.key().is_none_or(|key| key == STORED_SESSION) {
            renew();
        }
    });
    on_cleanup(move || listening.remove());
}

/// A stored theme, `light` or `dark`.
pub(in crate::web) fn stored_theme() -> Option<String> {
    storage()?.get_item(STORED_THEME).ok().flatten()
}

/// Shows a theme and remembers it; `None` follows the system and forgets.
pub(in crate::web) fn set_theme(theme: Option<&str>) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
    if let Some(storage) = storage() {
        let _ = match theme {
            Some(theme) => storage.set_item(STORED_THEME, theme),
            None => storage.remove_item(STORED_THEME),
        };
    }
}

//! What stays in this browser.

use gloo::utils::{document, window};
use leptos::ev;
use leptos::prelude::{on_cleanup, window_event_listener};
use web_sys::Storage;

use matinee_app::stored::session_store::{Name, Texts};

/// Prefix of every stored name: all project pages of one github.io user share one storage.
const STORED_THEME: &str = "matinee:theme";
/// Which of the visitor's models is used.
const STORED_YOURS: &str = "matinee:yours";

/// `None` where the visitor or a private window refuses it.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The texts of the session, in this browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LocalTexts;

impl Texts for LocalTexts {
    fn get(&self, name: Name) -> Option<String> {
        storage()?.get_item(name.key()).ok().flatten()
    }

    fn put(&self, name: Name, text: &str) -> bool {
        storage().is_some_and(|storage| storage.set_item(name.key(), text).is_ok())
    }

    fn remove(&self, name: Name) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(name.key());
        }
    }
}

/// The id of the visitor's model that was used last.
pub(crate) fn stored_yours() -> Option<u64> {
    let text = storage()?.get_item(STORED_YOURS).ok().flatten()?;
    text.parse().ok()
}

/// Remembers which of the visitor's models is used. Where that is refused, it is forgotten with the
/// page.
pub(crate) fn store_yours(id: u64) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(STORED_YOURS, &id.to_string());
    }
}

/// None of the visitor's models is used any more.
pub(crate) fn forget_yours() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(STORED_YOURS);
    }
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
        if key.is_none_or(|key| key == STORED_YOURS) {
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

/// A stored theme, `light` or `dark`.
pub(crate) fn stored_theme() -> Option<String> {
    storage()?.get_item(STORED_THEME).ok().flatten()
}

/// Shows a theme and remembers it; `None` follows the system and forgets.
pub(crate) fn set_theme(theme: Option<&str>) {
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

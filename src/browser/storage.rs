//! What stays in this browser.

use gloo::utils::{document, window};
use leptos::ev;
use leptos::prelude::{on_cleanup, window_event_listener};
use web_sys::Storage;

use matinee_app::stored::preferences::{MODEL_IN_USE, THEME, Theme, model_text, read_model};
use matinee_app::stored::session_store::{Name, Texts};

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

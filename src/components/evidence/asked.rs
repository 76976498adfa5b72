//! The part of the view that the address names behind its number sign.

use leptos::prelude::*;

use crate::browser;

/// What a visitor begins to scroll or to act with.
const ACTS: [&str; 4] = ["wheel", "touchstart", "pointerdown", "keydown"];

/// The part that was asked for. It stays at the top of the window while others are drawn, until the visitor acts:
/// what is drawn above it would push it away where a browser has no scroll anchoring, as WebKit has none.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// Nothing where none was asked for.
    id: StoredValue<String>,
    is_held: StoredValue<bool>,
}

impl Asked {
    /// What the address names now.
    pub(super) fn read() -> Self {
        let id = browser::hash().trim_start_matches('#').to_owned();
        let is_held = StoredValue::new(!id.is_empty());
        if !id.is_empty() {
            let let_go = ACTS.map(|act| {
                window_event_listener_untyped(act, move |_| {
                    is_held.try_set_value(false);
                })
            });
            on_cleanup(move || let_go.into_iter().for_each(WindowListenerHandle::remove));
        }
        let id = StoredValue::new(id);
        Self { id, is_held }
    }

    /// Scrolls to it while it is held.
    pub(super) fn hold(self) {
        if self.is_held.try_get_value() == Some(true) {
            self.id.try_with_value(|id| browser::scroll_to(id));
        }
    }

    /// Returns its name where the view has no such part.
    pub(super) fn missing(self) -> Option<String> {
        let id = self.id.try_get_value().filter(|id| !id.is_empty())?;
        (!browser::is_there(&id)).then_some(id)
    }
}

//! Leaving the page.

use leptos::ev;
use leptos::prelude::{Effect, Get, Memo, WindowListenerHandle, window_event_listener};

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

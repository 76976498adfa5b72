//! Parts of the page that follow what they read.

use std::time::Duration;

use leptos::prelude::*;

use super::browser;
use super::region::Region;

/// A part that is made anew whenever a signal that `view` reads has changed: also what of it is the
/// same, so what has to stay (the focus, what is open, what is scrolled) stands around it, not in it.
///
/// Leptos takes a bare closure too, but makes its machinery anew for each: a kilobyte a closure,
/// which a visitor would have to download. For the same reason attributes are given signals.
pub(super) fn live<V: IntoAny>(view: impl Fn() -> V + Send + Sync + 'static) -> AnyView {
    erased(Box::new(move || view().into_any()))
}

/// A text that is written anew when it says something else: what is read aloud is not read twice, and
/// what a browser has translated stays translated.
pub(super) fn written<T: Into<Option<String>>>(
    said: impl Fn() -> T + Send + Sync + 'static,
) -> AnyView {
    erased_text(Box::new(move || said().into().unwrap_or_default()))
}

/// Becomes true in a task of its own: when the parts of a page are [`once`] drawn that would
/// together keep it from answering.
pub(super) fn soon() -> RwSignal<bool> {
    let is_due = RwSignal::new(false);
    browser::after(Duration::ZERO, move || is_due.set(true));
    is_due
}

/// A part that is drawn when `is_due` becomes true, and then stays. Until then `meanwhile` stands
/// there.
pub(super) fn once(
    is_due: RwSignal<bool>,
    meanwhile: fn() -> AnyView,
    view: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let is_due = Memo::new(move |_| is_due.get());
    live(move || match is_due.get() {
        true => untrack(&view),
        false => meanwhile(),
    })
}

/// For [`once`], where the place of what comes need not be kept.
pub(super) fn nothing() -> AnyView {
    ().into_any()
}

fn erased(view: Box<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    (move || Region(view())).into_any()
}

fn erased_text(said: Box<dyn Fn() -> String + Send + Sync>) -> AnyView {
    let said = Memo::new(move |_| said());
    live(move || said.get())
}

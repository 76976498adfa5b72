//! Parts of the page that follow what they read.

use leptos::prelude::*;

/// A part that is drawn again whenever a signal that `view` reads has changed.
///
/// Leptos takes a bare closure too, but makes its machinery anew for each: a kilobyte a closure,
/// which a visitor would have to download. For the same reason attributes are given signals.
pub(super) fn live<V: IntoAny>(view: impl Fn() -> V + Send + Sync + 'static) -> AnyView {
    erased(Box::new(move || view().into_any()))
}

fn erased(view: Box<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    (move || view()).into_any()
}

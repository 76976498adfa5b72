//! A model of the visitor takes its place in the page.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;

use crate::components::ids::HEADING;

/// Uses the model of these bytes, and shows its list; the id is the one that it is kept by.
///
/// # Errors
/// Why it cannot be used; nothing is replaced then.
pub(super) fn put(context: Context, id: u64, bytes: &[u8]) -> Result<(), String> {
    let engine = context.engine().with_companion(bytes);
    let engine = engine.map_err(|error| error.to_string())?;
    context.model_store().put_yours(id, engine);
    Ok(())
}

/// Shows the list of the model that was put, beside the built-in one's where they fit.
pub(super) fn show(context: Context) {
    context.show_yours();
    browser::focus_soon(vec![HEADING.to_owned()]);
}

/// A message that appears when something cannot be used.
pub(super) fn refused(reason: RwSignal<Option<String>>) -> AnyView {
    let notice = move || {
        reason.get().map(|reason| {
            view! {
                <p class="notice">
                    "This model is not used, because " {reason} ". Everything stays as it was."
                </p>
            }
        })
    };
    view! { <div role="alert" data-test="refused">{crate::dynamic::dynamic(notice)}</div> }
        .into_any()
}

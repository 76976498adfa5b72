//! What can be drawn only once it is there what everybody has seen: half of the page's model, which comes after
//! the first list.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, next_task};
use crate::lazy_part::ways_on;
use crate::model_store::Everybody;

use super::ids::TITLE;

/// Draws `view` once it is there, never before the next task; `meanwhile` until then.
pub(crate) fn with_everybody(
    context: Context,
    meanwhile: fn() -> AnyView,
    view: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let is_due = next_task();
    let is_there = Memo::new(move |_| is_due.get() && context.model_store().is_whole());
    dynamic(move || match is_there.get() {
        true => untrack(&view),
        false => meanwhile(),
    })
}

/// Says why it is not there, and draws the way to ask again; nothing as long as it may come.
pub(crate) fn everybody_missing(context: Context) -> Option<AnyView> {
    let Everybody::Failed(failure, n_failures) = context.model_store().everybody() else {
        return None;
    };
    let try_again = move || {
        context.complete_model();
        // This button goes with its reason.
        browser::focus_soon(vec![TITLE.to_owned()]);
    };
    Some(
        view! {
            <div class="notice model-failed" data-test="everybody-missing">
                <p>
                    "What everybody has seen is not there yet, because " {failure.to_string()}
                    ". Your own list needs nothing of it."
                </p>
                {ways_on(n_failures, Box::new(try_again))}
            </div>
        }
        .into_any(),
    )
}

//! What can be drawn only once it is there what everybody has seen: half of the page's model, which comes after
//! the first list.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, next_task, nothing};
use crate::follower::memo;
use crate::lazy_part::ways_on;
use crate::model_store::Everybody;

use super::ids::TITLE;

/// Draws `view` once it is there, never before the next task; `meanwhile` as long as it may come, and nothing
/// where it cannot be had.
pub(crate) fn with_everybody(
    context: Context,
    meanwhile: fn() -> AnyView,
    view: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let is_due = next_task();
    let everybody = memo(move || match context.model_store().everybody() {
        Everybody::Here if !is_due.get() => Everybody::Fetching,
        everybody => everybody,
    });
    dynamic(move || match everybody.get() {
        Everybody::Here => untrack(&view),
        Everybody::Fetching => meanwhile(),
        Everybody::Failed(..) => nothing(),
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
                    "What everybody has seen, and what stars say, is not there yet, because "
                    {failure.to_string()} "."
                </p>
                {ways_on(n_failures, Box::new(try_again))}
            </div>
        }
        .into_any(),
    )
}

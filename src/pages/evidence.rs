//! Evidence: what the models know, and how that is known.

use leptos::prelude::*;

use crate::browser;
use crate::components::{evidence as acts, notices};
use crate::context::Context;

/// The view.
pub(crate) fn evidence(context: Context) -> AnyView {
    browser::set_title("Evidence · Matinee");
    view! {
        <main class="evidence wrap" id="programme" tabindex="-1">
            <div class="evidence-words">
                <h1 class="headline evidence-headline" id="heading" tabindex="-1">
                    "What does it know, and " <em class="headline-title">"how do we know"</em> "?"
                </h1>
                <p class="standfirst">
                    "Every figure here was measured on ratings that the model had not seen, can be read as a table, and says how to make it again."
                </p>
            </div>
            {notices(context)}
            {acts(context)}
        </main>
    }
    .into_any()
}

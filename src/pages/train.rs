//! Train: a model of one's own.

use leptos::prelude::*;

use crate::browser;
use crate::components::training;
use crate::context::Context;

/// The view.
pub(crate) fn train(context: Context) -> AnyView {
    browser::set_title("Train · Matinee");
    view! {
        <main class="train wrap" id="programme" tabindex="-1">
            <div class="train-words">
                <h1 class="headline train-headline" id="heading" tabindex="-1">
                    "Train a model of " <em class="headline-title">"your own"</em> "."
                </h1>
                <p class="standfirst">
                    "Watch it learn, here in your browser, then let it make the list. Nothing leaves this computer."
                </p>
            </div>
            {training(context)}
        </main>
    }
    .into_any()
}

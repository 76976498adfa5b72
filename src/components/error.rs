//! What is there when the model cannot be opened.

use leptos::prelude::*;

use crate::browser;

/// Says why, and what to do.
pub(crate) fn unusable(reason: String) -> AnyView {
    view! {
        <main class="wrap unusable" id="programme" tabindex="-1">
            <h1 class="headline">"No show tonight."</h1>
            <div class="standfirst" role="alert">
                <p>"The model that came with this page cannot be used: " {reason} "."</p>
                <p>
                    "Loading the page again helps when the download was cut off. "
                    "If it stays like this, the site was published incomplete."
                </p>
            </div>
            <button class="button button-strong" type="button" on:click=|_| browser::reload()>
                "Reload"
            </button>
        </main>
    }
    .into_any()
}

//! What could not be had: a part of an address, what this browser has stored, the model itself.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::dynamic;
use matinee_app::stored::session_store::Trouble;

use super::ids::HEADING;

/// Draws the place of notices: always there, so that a screen reader hears what appears in it.
pub(crate) fn notices(context: Context) -> AnyView {
    let all = move || {
        let views = context.notices().get().into_iter().map(|notice| {
            view! { <p class="notice">{notice.to_string()}</p> }
        });
        views.collect_view()
    };
    view! { <div class="notices" role="alert">{dynamic(all)}</div> }.into_any()
}

/// What the file is called that the stored text can be saved as.
const FILE: &str = "matinee-stored.txt";

/// Draws the place of the notice. Always there, so that a screen reader hears what appears in it.
pub(crate) fn unread(context: Context) -> AnyView {
    let notice = move || {
        context
            .trouble()
            .get()
            .map(|trouble| told(context, trouble))
    };
    view! { <div class="wrap" role="alert">{dynamic(notice)}</div> }.into_any()
}

fn told(context: Context, trouble: Trouble) -> AnyView {
    let save = move |_| browser::save_file(FILE, "text/plain", context.as_stored().as_bytes());
    let discard = move |_| {
        context.discard_unread();
        // The button goes with its reason.
        browser::focus_soon(vec![HEADING.to_owned()]);
    };
    view! {
        <div class="notice" data-test="unread">
            <p>{trouble.said()}</p>
            <button class="button" type="button" on:click=save>
                "Save them as a file"
            </button>
            " "
            <button class="button" type="button" on:click=discard>
                {trouble.discard()}
            </button>
        </div>
    }
    .into_any()
}

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

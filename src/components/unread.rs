//! That this browser has stored something that cannot be read, and what can be done about it.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::live::live;
use matinee_app::stored::trouble::Trouble;

/// What the file is called that the stored text can be saved as.
const FILE: &str = "matinee-stored.txt";

/// The place of the notice. Always there, so that a screen reader hears what appears in it.
pub(crate) fn unread(context: Context) -> AnyView {
    let notice = move || {
        context
            .trouble()
            .get()
            .map(|trouble| told(context, trouble))
    };
    view! { <div class="wrap" role="alert">{live(notice)}</div> }.into_any()
}

fn told(context: Context, trouble: Trouble) -> AnyView {
    let save = move |_| browser::save_file(FILE, "text/plain", context.as_stored().as_bytes());
    let discard = move |_| {
        context.discard_unread();
        // The button goes with its reason.
        browser::focus_soon(vec!["heading".to_owned()]);
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

//! Whom the list is compared with, and how to change sides.

use leptos::prelude::*;

use crate::web::context::Context;
use crate::web::live::live;

/// A line above the list, as long as somebody is compared with.
pub(super) fn compared(context: Context) -> AnyView {
    let line = move || {
        let with = context.with()?;
        let swap = move || match context.is_wide().get() {
            true => "Swap sides".to_owned(),
            false => format!("See the list of {}", with.phrase()),
        };
        Some(view! {
            <div class="compared">
                <p>"Marked against the list of " <strong>{with.phrase()}</strong> "."</p>
                <button class="button" type="button" on:click=move |_| context.swap()>
                    {live(swap)}
                </button>
                <button
                    class="button"
                    type="button"
                    on:click=move |_| context.compare_with(None)
                >
                    "Stop comparing"
                </button>
            </div>
        })
    };
    view! { {live(line)} }.into_any()
}

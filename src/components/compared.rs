//! Whom the list is compared with, and how to change sides.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::live::{live, written};
use matinee_app::viewer::Viewer;

use super::programme::TITLE;

/// A line above the list, as long as somebody is compared with.
pub(super) fn compared(context: Context) -> AnyView {
    // Whoever swaps sides stays on the button.
    let is_compared = Memo::new(move |_| context.with().is_some());
    let other = move || context.with().map(Viewer::phrase);
    let swap = move || match context.is_wide().get() {
        true => Some("Swap sides".to_owned()),
        false => Some(format!("See the list of {}", other()?)),
    };
    let stop = move |_| {
        context.compare_with(None);
        browser::focus_soon(vec![TITLE.to_owned()]);
    };
    let line = move || {
        is_compared.get().then(|| {
            view! {
                <div class="compared">
                    <p>"Marked against the list of " <strong>{written(other)}</strong> "."</p>
                    <button class="button" type="button" on:click=move |_| context.swap()>
                        {written(swap)}
                    </button>
                    <button class="button" type="button" on:click=stop>
                        "Stop comparing"
                    </button>
                </div>
            }
        })
    };
    view! { {live(line)} }.into_any()
}

//! The views of the page, and the way between them.

use leptos::prelude::*;

use crate::address;
use crate::browser;
use crate::context::Context;
use matinee_app::state::{ListState, View};

/// Id of what has the focus after a change of view.
pub(crate) const HEADING: &str = "heading";

/// One link a view: each can be opened in a tab of its own.
pub(super) fn views(context: Context) -> AnyView {
    let links = View::ALL.map(|view| link(context, view));
    view! { <nav class="views" aria-label="Views">{links}</nav> }.into_any()
}

fn link(context: Context, view: View) -> AnyView {
    let address = move || {
        let state = context.state();
        address::write(context.shelf(), &ListState { view, ..state })
    };
    let current = move || (context.view().get() == view).then_some("page");
    let go = move |event: leptos::ev::MouseEvent| {
        // What opens another tab or window is the browser's.
        if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            context.go_to(view);
            browser::focus_soon(vec![HEADING.to_owned()]);
        }
    };
    view! {
        <a
            class="view"
            href=Signal::derive(address)
            aria-current=Signal::derive(current)
            on:click=go
        >
            {view.label()}
        </a>
    }
    .into_any()
}

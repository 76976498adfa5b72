//! What could not be had, and what is shown instead.

use leptos::prelude::*;

use crate::context::Context;
use crate::live::live;

/// The place of notices: always there, so that a screen reader hears what appears in it.
pub(crate) fn notices(context: Context) -> AnyView {
    let all = move || {
        let views = context.notices().get().into_iter().map(|notice| {
            view! { <p class="notice">{notice.to_string()}</p> }
        });
        views.collect_view()
    };
    view! { <div class="notices" role="alert">{live(all)}</div> }.into_any()
}

//! While somebody rates on a narrow screen, where the list is out of sight: its first two titles at the lower
//! edge, changing with each star, and the way there.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use matinee_app::viewer::Viewer;

use super::ids::TITLE;

/// Titles that the bar names.
const N_NAMED: usize = 2;

/// Draws the bar, which style sheets show on narrow screens alone.
pub(crate) fn answer_bar(context: Context) -> AnyView {
    let is_rating = memo(move || {
        let has_rated = context
            .session()
            .with(|it| !it.saved().ratings().is_empty());
        context.viewer() == Viewer::You && has_rated && !context.is_list_in_sight().get()
    });
    let bar = move || {
        is_rating.get().then(|| {
            view! {
                <div class="answer" data-test="answer">
                    <p class="answer-titles">{written(move || titles(context))}</p>
                    <button
                        class="button"
                        type="button"
                        on:click=|_| browser::focus_soon(vec![TITLE.to_owned()])
                    >
                        "See your list"
                    </button>
                </div>
            }
        })
    };
    view! { {dynamic(bar)} }.into_any()
}

/// Names the first movies of the list, with their places.
fn titles(context: Context) -> String {
    context.list().with(|list| {
        let entries = list.as_ref().map_or(&[][..], |list| &list.entries);
        let named = (1..).zip(entries).take(N_NAMED);
        let named =
            named.map(|(rank, entry)| format!("{rank}. {}", context.movie(entry.movie).title));
        named.collect::<Vec<_>>().join("  ")
    })
}

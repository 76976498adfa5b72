//! Somebody to start with: the original's three examples, and a surprise.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use matinee_app::viewer::Viewer;
use matinee_core::domain::UserId;

/// The users of the original's figures.
const PICKS: [UserId; 3] = [UserId(500), UserId(15), UserId(69)];

/// The buttons; those of the picks that the data set has.
pub(crate) fn quick_picks(context: Context) -> AnyView {
    let known = |user: &UserId| context.engine().user_idx(*user).is_some();
    let users = PICKS.into_iter().filter(known).map(Viewer::User);
    let picks = std::iter::once(Viewer::You).chain(users).map(|viewer| {
        view! {
            <button
                class="button pick"
                type="button"
                aria-pressed=Signal::derive(move || (context.viewer() == viewer).to_string())
                on:click=move |_| context.choose(viewer)
            >
                {viewer.name()}
            </button>
        }
    });
    view! {
        <div class="picks" role="group" aria-label="Examples" data-test="quick-picks">
            {picks.collect_view()}
            <button class="button pick" type="button" on:click=move |_| surprise(context)>
                "Surprise me"
            </button>
        </div>
    }
    .into_any()
}

/// Chooses somebody else. The clock is dice enough for that.
fn surprise(context: Context) {
    let users = context.engine().users();
    let microseconds = (browser::now_ms() * 1000.0) as u64;
    let mixed = microseconds.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let row = mixed as usize % users.len();
    let is_same = Viewer::User(users[row].id) == context.viewer();
    let user = users[(row + usize::from(is_same)) % users.len()].id;
    context.choose(Viewer::User(user));
}

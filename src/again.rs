//! The ways on from where something could not be fetched.

use leptos::prelude::*;

use super::browser;

/// *Try again*; and *Load the page again* where asking alone may never help: a newer version of the page
/// is out, with which the old files went, or it has failed more than once by now.
pub(super) fn ways_on(n_failures: u32, try_again: Box<dyn Fn()>) -> AnyView {
    let is_outdated = browser::is_outdated();
    let why = is_outdated.then(|| {
        view! { <p data-test="outdated">"A newer version of this page is out, and the old one\u{2019}s files went with it."</p> }
    });
    let load = (is_outdated || n_failures > 1).then(|| {
        view! {
            <button class="button" type="button" data-test="load-page" on:click=|_| browser::reload()>
                "Load the page again"
            </button>
        }
    });
    view! {
        {why}
        <div class="ways-on">
            <button class="button" type="button" on:click=move |_| try_again()>
                "Try again"
            </button>
            {load}
        </div>
    }
    .into_any()
}

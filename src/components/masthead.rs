//! Head and foot of the page.

use leptos::prelude::*;

use crate::context::Context;

use super::theme::theme_switch;
use super::views::views;

/// Marquee, name, views and theme; no views where there is nothing to see.
pub(crate) fn masthead(context: Option<Context>) -> AnyView {
    view! {
        <header class="masthead">
            <div class="marquee" aria-hidden="true"></div>
            <div class="masthead-bar wrap">
                <a class="wordmark" href="./">"Matinee"</a>
                {context.map(views)}
                <p class="tagline">"movies for you, worked out in your browser"</p>
                {theme_switch()}
            </div>
        </header>
    }
    .into_any()
}

/// Where the data comes from and what may be done with it; nothing leaves the browser.
pub(crate) fn footer(data_notice: Option<&'static str>) -> AnyView {
    view! {
        <footer class="footer">
            <div class="footer-inner wrap">
                <p class="footer-promise">
                    "Nothing leaves your browser: no account, no cookie, no request to anybody."
                </p>
                {data_notice
                    .filter(|notice| !notice.is_empty())
                    .map(|notice| view! { <p>{notice}</p> })}
                <p>
                    "The posters are drawn by this page, by genre and by chance; they show nobody's artwork."
                </p>
            </div>
        </footer>
    }
    .into_any()
}

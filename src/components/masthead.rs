//! Head and foot of the page: the views and the way between them, the theme, where the data comes from.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use matinee_app::state::{ListState, View};
use matinee_app::stored::preferences::Theme;

use super::ids::HEADING;

/// Draws marquee, name, views and theme; no views where there is nothing to see.
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

/// Says where the data comes from and what may be done with it, that nothing leaves the browser, and where the
/// code, the results and the licence are.
pub(crate) fn footer(context: Option<Context>) -> AnyView {
    let data_notice = context.map(|it| it.engine().manifest().data_notice.as_str());
    let results = context.map(|it| link(it, View::Evidence, "", "The results"));
    let code = browser::content_of_meta("matinee-code")
        .map(|address| view! { <a href=address>"The code"</a> });
    let licence = browser::content_of_meta("matinee-licence")
        .map(|address| view! { <a href=address>"The licence"</a> });
    let terms = browser::address_of_licence()
        .map(|address| view! { " " <a href=address>"The data\u{2019}s own README"</a> });
    view! {
        <footer class="footer">
            <div class="footer-inner wrap">
                <p class="footer-promise">
                    "Nothing leaves your browser: no account, no cookie, no request to anybody."
                </p>
                // Shown by offline.js once it is so.
                <p class="footer-offline" hidden>"This page works offline."</p>
                {data_notice
                    .filter(|notice| !notice.is_empty())
                    .map(|notice| view! { <p>{notice}{terms}</p> })}
                <p>
                    "The posters are drawn by this page, by genre and by chance; they show nobody's artwork."
                </p>
                <p class="footer-links">
                    {code}
                    {results}
                    {licence}
                </p>
            </div>
        </footer>
    }
    .into_any()
}

/// Draws one link a view: each can be opened in a tab of its own.
fn views(context: Context) -> AnyView {
    let links = View::ALL.map(|view| link(context, view, "view", view.label()));
    view! { <nav class="views" aria-label="Views">{links}</nav> }.into_any()
}

fn link(context: Context, view: View, class: &'static str, label: &'static str) -> AnyView {
    let address = move || {
        let state = context.state();
        context.query_of(&ListState { view, ..state })
    };
    let current = move || (context.view().get() == view).then_some("page");
    let go = move |event: leptos::ev::MouseEvent| {
        if browser::is_for_this_page(&event) {
            event.prevent_default();
            context.go_to(view);
            browser::focus_soon(vec![HEADING.to_owned()]);
        }
    };
    view! {
        <a
            class=class
            href=Signal::derive(address)
            aria-current=Signal::derive(current)
            on:click=go
        >
            {label}
        </a>
    }
    .into_any()
}

/// Name and icon of each choice; none follows the system.
const THEMES: [(Option<Theme>, &str, &str); 3] = [
    (Some(Theme::Light), "Light", "theme-icon theme-light"),
    (None, "As the system", "theme-icon theme-system"),
    (Some(Theme::Dark), "Dark", "theme-icon theme-dark"),
];

/// Draws three radio buttons.
fn theme_switch() -> AnyView {
    let chosen = browser::stored_theme();
    let choices = THEMES.map(|(theme, name, icon)| {
        view! {
            <label class="theme-choice" title=name>
                <input
                    class="visually-hidden"
                    type="radio"
                    name="theme"
                    value=theme.map_or("", Theme::text)
                    checked=theme == chosen
                    on:change=move |_| browser::set_theme(theme)
                />
                <span class=icon aria-hidden="true"></span>
                <span class="visually-hidden">{name}</span>
            </label>
        }
    });
    view! {
        <fieldset class="theme">
            <legend class="visually-hidden">"Theme"</legend>
            {choices}
        </fieldset>
    }
    .into_any()
}

//! Light, dark, or as the system has it.

use leptos::prelude::*;

use crate::browser;

/// Value, name and icon of each choice; the empty value follows the system.
const THEMES: [(&str, &str, &str); 3] = [
    ("light", "Light", "theme-icon theme-light"),
    ("", "As the system", "theme-icon theme-system"),
    ("dark", "Dark", "theme-icon theme-dark"),
];

/// Three radio buttons.
pub(super) fn theme_switch() -> AnyView {
    let stored = browser::stored_theme().unwrap_or_default();
    let chosen = THEMES.iter().find(|(value, ..)| *value == stored);
    let chosen = chosen.map_or("", |(value, ..)| value);
    let choices = THEMES.map(|(value, name, icon)| {
        view! {
            <label class="theme-choice" title=name>
                <input
                    class="visually-hidden"
                    type="radio"
                    name="theme"
                    value=value
                    checked=value == chosen
                    on:change=move |_| browser::set_theme((!value.is_empty()).then_some(value))
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

//! Shows a [`Combobox`] and feeds it events.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::follower::{effect, memo};
use matinee_app::combobox::{Combobox, Key, Outcome, Pressed};
use matinee_core::decimal::decimal;

use crate::dynamic::{keep_rows, written};

/// Height of an option, in rem; combobox.css has the same.
const ROW_REM: f32 = 2.75;

/// An option in words.
pub(super) struct Named {
    /// What the field shows when it is chosen.
    pub(super) name: String,
    /// What describes it.
    pub(super) words: String,
}

/// What a combobox is called and what it does; options are rows of its choices.
pub(super) struct Spec {
    /// Of the input; the ids of its parts begin with it.
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    /// What its options are called together.
    pub(super) options: &'static str,
    /// What can be typed.
    pub(super) hint: String,
    pub(super) named: Callback<usize, Named>,
    pub(super) choose: Callback<usize>,
}

/// Draws the field and the list that opens under it.
pub(super) fn combobox(model: RwSignal<Combobox>, spec: Spec) -> AnyView {
    let id = spec.id;
    let (options_id, hint_id) = (format!("{id}-options"), format!("{id}-hint"));
    let listbox = NodeRef::<html::Ul>::new();
    let is_open = memo(move || model.with(Combobox::is_open));
    reveal(model, is_open, listbox);
    let options = move || {
        if is_open.get() {
            model.with(window)
        } else {
            Vec::new()
        }
    };
    keep_rows(
        move || listbox.get().map(Into::into),
        options,
        PartialEq::eq,
        move |place, _| option(model, id, spec.named, spec.choose, place),
    );

    let on_key = move |event: KeyboardEvent| {
        let pressed = key_of(&event).and_then(|key| model.try_update(|model| model.press(key)));
        match pressed {
            Some(Outcome::Handled) => event.prevent_default(),
            Some(Outcome::Chosen(row)) => {
                event.prevent_default();
                spec.choose.run(row);
            }
            Some(Outcome::Ignored) | None => {}
        }
    };
    let on_scroll = move |_| {
        if let Some(list) = listbox.get_untracked() {
            model.maybe_update(|model| {
                let top = browser::first_visible_row(&list, model.matches().len());
                model.scroll_to(top)
            });
        }
    };
    let active_id = move || {
        let row = model.with(|model| model.active().map(|at| model.matches()[at]));
        row.map(|row| option_id(id, row))
    };
    let summary = move || {
        let chosen = model.with(Combobox::chosen).filter(|_| !is_open.get());
        chosen.map(|row| spec.named.run(row).words)
    };
    let nobody =
        move || model.with(|model| model.matches().is_empty().then(|| model.announcement()));

    view! {
        <div class="field">
            <label class="label" for=id>{spec.label}</label>
            <div class="combobox" class:is-open=is_open>
                <input
                    id=id
                    class="combobox-input"
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-controls=options_id.clone()
                    aria-describedby=hint_id.clone()
                    aria-expanded=Signal::derive(move || is_open.get().to_string())
                    aria-activedescendant=Signal::derive(active_id)
                    prop:value=Signal::derive(move || model.with(|model| model.text().to_owned()))
                    on:input=move |event| {
                        model.update(|model| model.type_text(event_target_value(&event)));
                    }
                    on:keydown=on_key
                    on:focus=move |event| browser::select_text(&event)
                    on:click=move |_| model.update(Combobox::open)
                    on:blur=move |_| model.update(Combobox::close)
                />
                <span class="combobox-summary" aria-hidden="true">{written(summary)}</span>
                <span class="combobox-arrow" aria-hidden="true"></span>
                // A press in here leaves the focus in the field.
                <div class="combobox-popup" on:mousedown=move |event| event.prevent_default()>
                    <ul
                        id=options_id.clone()
                        class="combobox-options"
                        role="listbox"
                        aria-label=spec.options
                        node_ref=listbox
                        tabindex="-1"
                        style=("--before", Signal::derive(move || model.with(|model| rem(model.window().start))))
                        style=("--after", Signal::derive(move || model.with(after)))
                        on:scroll=on_scroll
                    ></ul>
                    <p class="combobox-nobody">{written(nobody)}</p>
                </div>
            </div>
            <p class="visually-hidden" id=hint_id.clone()>
                {spec.hint}
            </p>
            <p class="visually-hidden" role="status">
                {written(move || model.with(Combobox::announcement))}
            </p>
        </div>
    }
    .into_any()
}

/// Draws one option: its position among the matches, and its row.
fn option(
    model: RwSignal<Combobox>,
    id: &'static str,
    named: Callback<usize, Named>,
    choose: Callback<usize>,
    (position, row): (usize, usize),
) -> AnyView {
    let is_active = memo(move || model.with(|model| model.active() == Some(position)));
    let n_matches = model.with_untracked(|model| model.matches().len());
    let is_chosen = model.with_untracked(Combobox::chosen) == Some(row);
    let Named { name, words } = named.run(row);
    let choose = move |_| {
        model.update(|model| model.choose(row));
        choose.run(row);
    };
    view! {
        <li
            id=option_id(id, row)
            class="combobox-option"
            class:is-chosen=is_chosen
            role="option"
            aria-selected=Signal::derive(move || is_active.get().to_string())
            aria-posinset=(position + 1).to_string()
            aria-setsize=n_matches.to_string()
            on:click=choose
        >
            <b class="combobox-id">{name}</b>
            " "
            <span>{words}</span>
        </li>
    }
    .into_any()
}

/// Keeps the active option in sight, on opening the chosen one, and of what is typed the first.
fn reveal(model: RwSignal<Combobox>, is_open: Memo<bool>, listbox: NodeRef<html::Ul>) {
    let in_sight = move |model: &Combobox| (model.in_sight(), model.text().to_owned());
    let in_sight = memo(move || model.with(in_sight));
    effect(move || {
        let (row, _) = in_sight.get();
        if !is_open.get() {
            return;
        }
        // After the options of the new window are there.
        request_animation_frame(move || {
            let n_rows = model.with_untracked(|model| model.matches().len());
            if let (Some(list), Some(row)) = (listbox.get_untracked(), row) {
                browser::reveal_row(&list, row, n_rows);
            }
        });
    });
}

fn key_of(event: &KeyboardEvent) -> Option<Key> {
    Key::of(Pressed {
        key: &event.key(),
        has_alt: event.alt_key(),
        is_composing: event.is_composing(),
        code: event.key_code(),
    })
}

/// Finds positions and rows of the options that belong in the document.
fn window(model: &Combobox) -> Vec<(usize, usize)> {
    let places = model.window().map(|at| (at, model.matches()[at]));
    places.collect()
}

/// Writes the height of the options below those in the document.
fn after(model: &Combobox) -> String {
    rem(model.matches().len() - model.window().end)
}

/// Writes the height of a number of options.
fn rem(n_rows: usize) -> String {
    [&decimal(n_rows as f32 * ROW_REM, 2), "rem"].concat()
}

fn option_id(id: &str, row: usize) -> String {
    format!("{id}-option-{row}")
}

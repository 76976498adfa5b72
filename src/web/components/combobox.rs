//! "Who is watching?": shows [`Combobox`] and feeds it events.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use crate::dataset::User;
use crate::page::combobox::{Choice, Combobox, Key, Outcome};
use crate::page::watcher::Watcher;
use crate::page::words;
use crate::web::browser;
use crate::web::context::Context;
use crate::web::lists::user_idx;

/// Height of an option, in rem; combobox.css has the same.
const ROW_REM: f32 = 2.75;

/// The combobox over all users.
pub(in crate::web) fn who_is_watching(context: Context) -> AnyView {
    let users = context.engine().users();
    let you = Choice {
        id: option_name(Watcher::You),
        words: "you, me, myself".to_owned(),
    };
    let others = users.iter().map(|user| Choice {
        id: user.id.to_string(),
        words: occupation(context, user).to_lowercase(),
    });
    let choices = std::iter::once(you).chain(others);
    let chosen = row_of(context, context.watcher());
    let model = RwSignal::new(Combobox::new(choices.collect(), chosen));
    let listbox = NodeRef::<html::Ul>::new();
    let is_open = Memo::new(move |_| model.with(Combobox::is_open));
    follow_choice(context, model);
    reveal(model, is_open, listbox);

    let on_key = move |event: KeyboardEvent| {
        let pressed = key_of(&event).and_then(|key| model.try_update(|model| model.press(key)));
        match pressed {
            Some(Outcome::Handled) => event.prevent_default(),
            Some(Outcome::Chosen(row)) => {
                event.prevent_default();
                context.choose(watcher_of(context, row));
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
        row.map(option_id)
    };
    let summary = move || (!is_open.get()).then(|| describe(context, context.watcher()));
    let options = move || {
        if is_open.get() {
            model.with(window)
        } else {
            Vec::new()
        }
    };
    let nobody =
        move || model.with(|model| model.matches().is_empty().then(|| model.announcement()));

    view! {
        <div class="field">
            <label class="label" for="who">"Who is watching?"</label>
            <div class="combobox" class:is-open=is_open>
                <input
                    id="who"
                    class="combobox-input"
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-controls="who-options"
                    aria-describedby="who-hint"
                    aria-expanded=move || is_open.get().to_string()
                    aria-activedescendant=active_id
                    prop:value=move || model.with(|model| model.text().to_owned())
                    on:input=move |event| {
                        model.update(|model| model.type_text(event_target_value(&event)));
                    }
                    on:keydown=on_key
                    on:focus=move |event| browser::select_text(&event)
                    on:click=move |_| model.update(Combobox::open)
                    on:blur=move |_| model.update(Combobox::close)
                />
                <span class="combobox-summary" aria-hidden="true">{summary}</span>
                <span class="combobox-arrow" aria-hidden="true"></span>
                // A press in here leaves the focus in the field.
                <div class="combobox-popup" on:mousedown=move |event| event.prevent_default()>
                    <ul
                        id="who-options"
                        class="combobox-options"
                        role="listbox"
                        aria-label="Users"
                        node_ref=listbox
                        tabindex="-1"
                        style=("--before", move || model.with(|model| rem(model.window().start)))
                        style=("--after", move || model.with(after))
                        on:scroll=on_scroll
                    >
                        <For
                            each=options
                            key=|place| *place
                            children=move |place| option(context, model, place)
                        />
                    </ul>
                    <p class="combobox-nobody">{nobody}</p>
                </div>
            </div>
            <p class="visually-hidden" id="who-hint">
                {format!("Type the number of one of {} users, or an occupation.", users.len())}
            </p>
            <p class="visually-hidden" role="status">
                {move || model.with(Combobox::announcement)}
            </p>
        </div>
    }
    .into_any()
}

/// One option: its position among the matches, and its row among the users.
fn option(context: Context, model: RwSignal<Combobox>, (position, row): (usize, usize)) -> AnyView {
    let is_active = Memo::new(move |_| model.with(|model| model.active() == Some(position)));
    let n_matches = model.with_untracked(|model| model.matches().len());
    let is_chosen = model.with_untracked(Combobox::chosen) == row;
    let watcher = watcher_of(context, row);
    let choose = move |_| {
        model.update(|model| model.choose(row));
        context.choose(watcher);
    };
    view! {
        <li
            id=option_id(row)
            class="combobox-option"
            class:is-chosen=is_chosen
            role="option"
            aria-selected=move || is_active.get().to_string()
            aria-posinset=(position + 1).to_string()
            aria-setsize=n_matches.to_string()
            on:click=choose
        >
            <b class="combobox-id">{option_name(watcher)}</b>
            " "
            <span>{describe(context, watcher)}</span>
        </li>
    }
    .into_any()
}

/// A quick pick or the back button chooses too.
fn follow_choice(context: Context, model: RwSignal<Combobox>) {
    Effect::new(move || {
        let row = row_of(context, context.watcher());
        model.maybe_update(|model| {
            let is_new = model.chosen() != row;
            if is_new {
                model.choose(row);
            }
            is_new
        });
    });
}

/// Keeps the active option in sight, and on opening the chosen one.
fn reveal(model: RwSignal<Combobox>, is_open: Memo<bool>, listbox: NodeRef<html::Ul>) {
    let active = Memo::new(move |_| model.with(Combobox::active));
    Effect::new(move || {
        let active = active.get();
        if !is_open.get() {
            return;
        }
        // After the options of the new window are there.
        request_animation_frame(move || {
            let row = active.or_else(|| model.with_untracked(Combobox::chosen_position));
            let n_rows = model.with_untracked(|model| model.matches().len());
            if let (Some(list), Some(row)) = (listbox.get_untracked(), row) {
                browser::reveal_row(&list, row, n_rows);
            }
        });
    });
}

fn key_of(event: &KeyboardEvent) -> Option<Key> {
    // While a character is being composed, Enter and the arrows belong to the input method.
    if event.is_composing() {
        return None;
    }
    match (event.key().as_str(), event.alt_key()) {
        ("ArrowDown", false) => Some(Key::Down),
        ("ArrowDown", true) => Some(Key::AltDown),
        ("ArrowUp", false) => Some(Key::Up),
        ("ArrowUp", true) => Some(Key::AltUp),
        ("Enter", _) => Some(Key::Enter),
        ("Escape", _) => Some(Key::Escape),
        ("Home" | "End" | "ArrowLeft" | "ArrowRight", _) => Some(Key::Caret),
        _ => None,
    }
}

/// Positions and rows of the options that belong in the document.
fn window(model: &Combobox) -> Vec<(usize, usize)> {
    let places = model.window().map(|at| (at, model.matches()[at]));
    places.collect()
}

/// The space of the options below those in the document.
fn after(model: &Combobox) -> String {
    rem(model.matches().len() - model.window().end)
}

/// The height of a number of options.
fn rem(n_rows: usize) -> String {
    format!("{}rem", n_rows as f32 * ROW_REM)
}

fn option_id(row: usize) -> String {
    format!("who-option-{row}")
}

/// The first row is the visitor's, the others are the users'.
fn watcher_of(context: Context, row: usize) -> Watcher {
    let users = context.engine().users();
    let user = row.checked_sub(1).and_then(|row| users.get(row));
    user.map_or(Watcher::You, |user| Watcher::User(user.id))
}

fn row_of(context: Context, watcher: Watcher) -> usize {
    let idx = user_idx(context.engine(), watcher);
    idx.map_or(0, |idx| idx.row() + 1)
}

fn option_name(watcher: Watcher) -> String {
    match watcher {
        Watcher::You => watcher.name(),
        Watcher::User(id) => id.to_string(),
    }
}

/// `28 · administrator · 228 ratings`
fn describe(context: Context, watcher: Watcher) -> String {
    let counted = |n: usize| words::counted(n, "rating", "ratings");
    let engine = context.engine();
    let Some(idx) = user_idx(engine, watcher) else {
        let n = context.session().with(|it| it.kept().ratings().len());
        return format!("{} in this browser", counted(n));
    };
    let person = &engine.users()[idx.row()];
    let n_ratings = counted(engine.history(idx).len());
    let occupation = occupation(context, person);
    format!("{} · {occupation} · {n_ratings}", person.age)
}

fn occupation(context: Context, user: &User) -> &'static str {
    let name = context
        .engine()
        .occupations()
        .get(usize::from(user.occupation));
    name.map_or("", |name| words::occupation(name))
}

//! What is asked for: who is watching, compared with whom, how many movies; by which model, or both side by side,
//! and how far a fetched one is.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::effect;
use crate::lazy_part::ways_on;
use crate::lists::user_idx;
use crate::model_store::{Everybody, LoadState};
use matinee_app::combobox::{Choice, Choices, Combobox};
use matinee_app::format;
use matinee_app::models::{FetchFailure, Shown};
use matinee_app::state::{K_RANGE, parse_k};
use matinee_app::viewer::Viewer;
use matinee_core::domain::UserId;
use matinee_data::dataset::Demographics;

use super::combobox::{Named, Spec, combobox};
use super::everybody::everybody_missing;
use super::ids::TITLE;
use super::segment::Segment;

/// What is chosen when nobody is.
const NOBODY: &str = "Nobody";

/// One of the page's two comboboxes over all people.
#[derive(Clone, Copy)]
struct Field {
    /// Of the input; the ids of its parts begin with it.
    id: &'static str,
    label: &'static str,
    /// Whether nobody can be chosen too, as the first option.
    has_nobody: bool,
    chosen: fn(Context) -> Option<Viewer>,
    choose: fn(Context, Option<Viewer>),
}

impl Field {
    /// Counts the rows before the users: nobody, where that can be chosen, and the visitor.
    fn n_before(self) -> usize {
        usize::from(self.has_nobody) + 1
    }

    fn viewer(self, context: Context, row: usize) -> Option<Viewer> {
        match row.checked_sub(self.n_before()) {
            Some(row) => Some(Viewer::User(context.engine().users().get(row)?.id)),
            None => (row + 1 == self.n_before()).then_some(Viewer::You),
        }
    }

    fn chosen_row(self, context: Context) -> usize {
        let Some(viewer) = (self.chosen)(context) else {
            return 0;
        };
        let idx = user_idx(context.engine(), viewer);
        idx.map_or(self.n_before() - 1, |idx| idx.row() + self.n_before())
    }
}

/// Id of what opens below the row.
const MORE: &str = "more-choices";

/// Draws the choice of a person in a row, and what else can be chosen behind *More*.
pub(crate) fn whose_list(context: Context) -> AnyView {
    let has_people = !context.engine().users().is_empty();
    let is_open = RwSignal::new(false);
    view! {
        <div class="ticket" data-test="ticket">
            {match has_people {
                true => who_is_watching(context),
                false => nobody_else(context),
            }}
            <div class="picks">
                {has_people.then(|| quick_picks(context))}
                <button
                    class="button more-button"
                    type="button"
                    data-test="more"
                    aria-expanded=Signal::derive(move || is_open.get().to_string())
                    aria-controls=MORE
                    on:click=move |_| is_open.update(|open| *open = !*open)
                >
                    "More"
                </button>
            </div>
            <div class="more-choices" id=MORE hidden=Signal::derive(move || !is_open.get())>
                {how_many(context)}
                {has_people.then(|| compare_with(context))}
                {model_switch(context)}
                {has_people.then(|| surprise_me(context))}
            </div>
        </div>
    }
    .into_any()
}

/// Says whose list it is where the page carries nobody but the visitor.
fn nobody_else(context: Context) -> AnyView {
    view! {
        <p class="ticket-alone">
            <strong class="ticket-name">{option_name(Viewer::You)}</strong>
            " "
            {written(move || describe(context, Viewer::You))}
        </p>
    }
    .into_any()
}

/// Draws the field that asks whose list it is.
fn who_is_watching(context: Context) -> AnyView {
    let field = Field {
        id: "who",
        label: "Who is watching?",
        has_nobody: false,
        chosen: |context| Some(context.viewer()),
        choose: |context, viewer| {
            if let Some(viewer) = viewer {
                context.choose(viewer);
            }
        },
    };
    people(context, field)
}

/// Draws the field that asks whose list it is compared with.
fn compare_with(context: Context) -> AnyView {
    let field = Field {
        id: "with",
        label: "Compare with",
        has_nobody: true,
        chosen: Context::with,
        choose: Context::compare_with,
    };
    people(context, field)
}

fn people(context: Context, field: Field) -> AnyView {
    let users = context.engine().users();
    let choice = |id: &str, words: &str| Choice {
        id: id.to_owned(),
        words: words.to_owned(),
    };
    let nobody = field.has_nobody.then(|| choice(NOBODY, "nobody, none"));
    let you = choice(&option_name(Viewer::You), "you, me, myself");
    let others = users.iter().map(|user| {
        let said = user.demographics;
        let words = said
            .map_or("", |said| occupation(context, said))
            .to_ascii_lowercase();
        choice(&user.id.to_string(), &words)
    });
    let choices = nobody.into_iter().chain([you]).chain(others);
    let chosen = field.chosen_row(context);
    let choices = Arc::new(Choices(choices.collect()));
    let model = RwSignal::new(Combobox::new(choices, Some(chosen)));
    follow_choice(context, field, model);
    let named = move |row| {
        let viewer = field.viewer(context, row);
        Named {
            name: viewer.map_or(NOBODY.to_owned(), option_name),
            words: viewer.map_or(String::new(), |viewer| describe(context, viewer)),
        }
    };
    let n_users = users.len();
    let or = if context.engine().occupations().is_empty() {
        ""
    } else {
        ", or an occupation"
    };
    combobox(
        model,
        Spec {
            id: field.id,
            label: field.label,
            options: "Users",
            hint: format!("Type the number of one of {n_users} users{or}."),
            named: Callback::new(named),
            choose: Callback::new(move |row| (field.choose)(context, field.viewer(context, row))),
        },
    )
}

/// Follows what a quick pick or the back button chooses.
fn follow_choice(context: Context, field: Field, model: RwSignal<Combobox>) {
    effect(move || {
        let row = field.chosen_row(context);
        model.maybe_update(|model| {
            let is_new = model.chosen() != Some(row);
            if is_new {
                model.choose(row);
            }
            is_new
        });
    });
}

fn option_name(viewer: Viewer) -> String {
    match viewer {
        Viewer::You => viewer.name(),
        Viewer::User(id) => id.to_string(),
    }
}

/// Describes somebody: `28 · administrator · 228 ratings`.
fn describe(context: Context, viewer: Viewer) -> String {
    let counted = |n: usize| format::counted(n, "rating", "ratings");
    let engine = context.engine();
    let Some(idx) = user_idx(engine, viewer) else {
        let n = context.session().with(|it| it.saved().ratings().len());
        return format!("{} in this browser", counted(n));
    };
    let person = &engine.users()[idx.row()];
    let is_known = context.model_store().knows(viewer);
    let n_ratings = is_known.then(|| counted(engine.n_seen(idx)));
    let said = person.demographics;
    let said = said.map(|it| format!("{} · {}", it.age, occupation(context, it)));
    let said: Vec<String> = said.into_iter().chain(n_ratings).collect();
    said.join(" · ")
}

fn occupation(context: Context, said: Demographics) -> &'static str {
    let name = context
        .engine()
        .occupations()
        .get(usize::from(said.occupation));
    name.map_or("", |name| format::occupation(name))
}

/// The users of the original's figures.
const PICKS: [UserId; 3] = [UserId(500), UserId(15), UserId(69)];

/// Draws the buttons; those of the picks that the data set has.
fn quick_picks(context: Context) -> AnyView {
    let known = |user: &UserId| context.engine().user_idx(*user).is_some();
    let users = PICKS.into_iter().filter(known).map(Viewer::User);
    let picks = std::iter::once(Viewer::You).chain(users).map(|viewer| {
        let name = viewer.name();
        // A narrow screen has room for the number.
        let name = match name.split_once(' ') {
            Some((word, id)) => {
                view! { <span class="pick-word">{format!("{word} ")}</span> {id.to_owned()} }
                    .into_any()
            }
            None => name.into_any(),
        };
        view! {
            <button
                class="button pick"
                type="button"
                aria-pressed=Signal::derive(move || (context.viewer() == viewer).to_string())
                on:click=move |_| context.choose(viewer)
            >
                {name}
            </button>
        }
    });
    view! {
        <div class="quick-picks" role="group" aria-label="Examples" data-test="quick-picks">
            {picks.collect_view()}
        </div>
    }
    .into_any()
}

/// Draws the button that chooses somebody; nothing where there is no choice.
fn surprise_me(context: Context) -> Option<AnyView> {
    let has_others = context.engine().users().len() > 1;
    has_others.then(|| {
        view! {
            <button class="button pick" type="button" data-test="surprise" on:click=move |_| surprise(context)>
                "Surprise me"
            </button>
        }
        .into_any()
    })
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

/// Draws the field and its two buttons.
fn how_many(context: Context) -> AnyView {
    let text = RwSignal::new(context.k().to_string());
    // The buttons and the back button change k; what is being typed stays as it is.
    effect(move || {
        let k = context.k();
        text.maybe_update(|text| {
            let is_stale = parse_k(text, k).0 != k;
            if is_stale {
                *text = k.to_string();
            }
            is_stale
        });
    });
    let type_text = move |event| {
        let typed = event_target_value(&event);
        if !typed.trim().is_empty() {
            context.ask_for(&typed);
        }
        text.set(typed);
    };
    let ask_for = move |k: usize| {
        context.ask_for(&k.to_string());
        text.set(k.to_string());
    };
    let (least, most) = K_RANGE.into_inner();
    // A button that cannot go further stays where it is, with the focus that it may have.
    let is_least = move || (context.k() <= least).to_string();
    let is_most = move || (context.k() >= most).to_string();
    view! {
        <div class="field">
            <label class="label" for="how-many">"How many"</label>
            <div class="stepper">
                <button
                    class="step"
                    type="button"
                    aria-label="One movie fewer"
                    aria-disabled=Signal::derive(is_least)
                    on:click=move |_| ask_for(least.max(context.k() - 1))
                >
                    "−"
                </button>
                <input
                    id="how-many"
                    class="stepper-input"
                    type="number"
                    inputmode="numeric"
                    min=least.to_string()
                    max=most.to_string()
                    prop:value=text
                    on:input=type_text
                    on:change=move |_| text.set(context.k().to_string())
                />
                <button
                    class="step"
                    type="button"
                    aria-label="One movie more"
                    aria-disabled=Signal::derive(is_most)
                    on:click=move |_| ask_for(most.min(context.k() + 1))
                >
                    "+"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Draws one radio button a choice of model. The visitor's own model is offered once there is one.
fn model_switch(context: Context) -> AnyView {
    let choices = context.model_store().models().choices().into_iter();
    let choices = choices.map(|choice| option(context, choice)).collect_view();
    let is_alone = move || {
        let models = context.model_store().models();
        models.yours() == 1 && !context.model_store().has_yours()
    };
    view! {
        <fieldset class="segments" data-test="models" hidden=Signal::derive(is_alone)>
            <legend class="visually-hidden">"Model"</legend>
            {choices}
        </fieldset>
        {dynamic(move || unable(context))}
    }
    .into_any()
}

fn option(context: Context, choice: Shown) -> AnyView {
    let models = context.model_store().models();
    let fits = move || {
        let is_there = !models.has_yours(choice) || context.model_store().has_yours();
        is_there && (choice.beside.is_none() || context.is_wide().get())
    };
    let segment = Segment {
        value: models.write(choice),
        is_off: Signal::derive(move || !fits() || !can_list(context, choice)),
        is_hidden: Signal::derive(move || !fits()),
        ..Segment::new("model", models.label(choice), move || {
            context.wanted() == choice
        })
    };
    segment.view(move || context.choose_shown(choice))
}

fn can_list(context: Context, choice: Shown) -> bool {
    let viewer = context.viewer();
    let model_store = context.model_store();
    choice
        .rows()
        .all(|row| model_store.is_to_be_had(row, viewer))
}

/// Says which models have no list for who is watching, and why.
fn unable(context: Context) -> Option<AnyView> {
    let viewer = context.viewer();
    let model_store = context.model_store();
    let mut rows = 0..model_store.models().all().len();
    let model = context.model(rows.find(|row| !model_store.is_to_be_had(*row, viewer))?);
    let n_users = format::thousands(context.engine().n_users());
    Some(
        view! {
            <p class="segments-unable" data-test="unable">
                {model.label()} " has no list for you: it knows only the " {n_users}
                " people that it was trained on."
            </p>
        }
        .into_any(),
    )
}

/// Says what is on its way; that takes the place of what is said of the list, so that nothing
/// moves.
pub(crate) fn fetching(context: Context) -> Option<String> {
    if !context.knows_viewer() {
        let is_missing = matches!(context.model_store().everybody(), Everybody::Failed(..));
        return (!is_missing).then(|| "fetching what everybody has seen …".to_owned());
    }
    let is_fetched =
        |row: &usize| matches!(context.model_store().load_state(*row), LoadState::Fetching);
    let row = context.wanted().rows().find(is_fetched)?;
    let model = context.model(row);
    let phrase = model.phrase();
    Some(match model.companion() {
        Some(companion) => {
            let size = format::kilobytes(companion.n_bytes);
            format!("fetching {phrase}, {size} …")
        }
        None => format!("fetching {phrase} …"),
    })
}

/// Says why a wanted model is not shown. Always there, so that a screen reader hears what appears
/// in it.
pub(super) fn model_status(context: Context) -> AnyView {
    let status = move || {
        let rows = context.wanted().rows();
        let yours = context.shown().get();
        let is_yours = context.model_store().models().has_yours(yours);
        let status = rows.filter_map(|row| match context.model_store().load_state(row) {
            LoadState::Failed(failure, n) => Some(failed(context, row, &failure, n)),
            LoadState::Absent | LoadState::Fetching | LoadState::Ready(_) => None,
        });
        view! {
            {is_yours.then(|| by_yours(context))}
            {everybody_missing(context)}
            {status.collect_view()}
        }
    };
    view! { <div class="model-news" role="status" data-test="model-news">{dynamic(status)}</div> }
        .into_any()
}

/// Says what the visitor put in the place of the built-in model, and the way back.
fn by_yours(context: Context) -> AnyView {
    let roll_back = move |_| {
        context.roll_back();
        // This button goes with the model.
        browser::focus_soon(vec![TITLE.to_owned()]);
    };
    view! {
        <div class="compared" data-test="by-yours">
            <p>"A model that you trained makes this list."</p>
            <button class="button" type="button" on:click=roll_back>
                "Back to the built-in model"
            </button>
        </div>
    }
    .into_any()
}

fn failed(context: Context, row: usize, failure: &FetchFailure, n_failures: u32) -> AnyView {
    let kept = context.model(0).phrase();
    let try_again = move || {
        context.model_store().try_again(row);
        // This button goes with its reason.
        browser::focus_soon(vec![TITLE.to_owned()]);
    };
    view! {
        <div class="notice model-failed">
            <p>
                "You see the list of " {kept} ": " {context.model(row).phrase()}
                " is not there yet, because " {failure.to_string()} "."
            </p>
            {ways_on(n_failures, Box::new(try_again))}
        </div>
    }
    .into_any()
}

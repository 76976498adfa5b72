//! The numbers of a run.

use leptos::prelude::*;

use crate::browser;
use crate::components::file_drop::DropZone;
use crate::components::segment::Segment;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::lists::ratings;
use crate::training_session::TrainingSession;
use crate::training_session::focus::{FORM, id_of};
use matinee_app::train::event::{Event, Watched};
use matinee_app::train::figures::Figures;
use matinee_app::train::form::{help, label, range, said_of};
use matinee_app::train::state::State;
use matinee_protocol::{Backend, Field, ListFor, Preset};

use super::files::bring_data;
use super::supplies::{data, loader};

/// The form, with the buttons that begin a run.
pub(super) fn form(context: Context, figures: Option<Figures>) -> AnyView {
    let session = context.training_session();
    let preset = session.memo(|state| state.form().preset());
    let recipes = Preset::ALL.map(|it| {
        let expects = figures.as_ref().and_then(|figures| figures.expectation(it));
        recipe(session, preset, it, expects)
    });
    let zone = DropZone::new();
    let on_drop = move |event| {
        if let Some(file) = zone.drop(&event) {
            bring_data(session, file);
        }
    };
    view! {
        <section
            class="panel train-form"
            class:is-over=zone.is_over()
            aria-labelledby=FORM
            data-test="train-form"
            on:dragover=move |event| zone.over(&event)
            on:dragleave=move |_| zone.leave()
            on:drop=on_drop
        >
            <h2 class="panel-title" id=FORM tabindex="-1">"Choose a recipe"</h2>
            {notices(session)}
            <fieldset class="train-recipes" data-test="presets">
                <legend class="visually-hidden">"Recipe"</legend>
                {recipes}
            </fieldset>
            {start(context)}
            {loader(session)}
            {numbers(session, preset)}
            {data(session)}
        </section>
    }
    .into_any()
}

/// What the address asks for and cannot have. Always there, so that a screen reader hears it.
fn notices(session: TrainingSession) -> AnyView {
    let notices = session.memo(|state| state.address_notices().to_vec());
    let all = move || {
        let notices = notices.get().into_iter();
        notices
            .map(|said| view! { <p class="notice">{said}</p> })
            .collect_view()
    };
    view! { <div class="train-notices" role="alert" data-test="train-notices">{dynamic(all)}</div> }
        .into_any()
}

/// A recipe, with what to expect of it where that was measured.
fn recipe(
    session: TrainingSession,
    chosen: Memo<Preset>,
    preset: Preset,
    expects: Option<String>,
) -> AnyView {
    let id = format!("recipe-{}", preset.name());
    view! {
        <label class="train-recipe" data-test="recipe">
            <input
                class="visually-hidden"
                type="radio"
                name="preset"
                value=preset.name()
                aria-label=label(preset)
                aria-describedby=id.clone()
                prop:checked=Signal::derive(move || chosen.get() == preset)
                on:change=move |_| session.dispatch(Event::PresetChosen(preset))
            />
            <span class="recipe-name">{label(preset)}</span>
            <span class="recipe-words" id=id>
                <span class="recipe-said">{said_of(preset)}</span>
                " "
                <span class="recipe-expects">{expects}</span>
            </span>
        </label>
    }
    .into_any()
}

/// The numbers, folded, and what runs the tensors.
fn numbers(session: TrainingSession, preset: Memo<Preset>) -> AnyView {
    let fields = move || {
        preset.track();
        let fields = session.with_untracked(|state| state.form().fields());
        fields.map(|field| number(session, field)).collect_view()
    };
    let backend = session.memo(|state| state.form().backend());
    let backends = Backend::ALL.map(|it| {
        let segment = Segment::new("backend", it.name(), move || backend.get() == it);
        segment.view(move || session.dispatch(Event::BackendChosen(it)))
    });
    let is_unfolded = session.memo(State::is_unfolded);
    let changes = session.memo(|state| state.form().changes());
    view! {
        <details
            class="train-numbers"
            data-test="numbers"
            prop:open=is_unfolded
            on:toggle=move |event| {
                session.dispatch(Event::NumbersUnfolded(browser::is_open(&event)));
            }
        >
            <summary>
                "Numbers: " <span class="train-changes">{written(move || changes.get())}</span>
            </summary>
            <div class="train-fields">{dynamic(fields)}</div>
            <div class="train-backend">
                <fieldset class="segments">
                    <legend class="label">"Backend of Burn"</legend>
                    {backends}
                </fieldset>
            </div>
        </details>
    }
    .into_any()
}

fn number(session: TrainingSession, field: Field) -> AnyView {
    let text = session.memo(move |state| state.form().text(field).to_owned());
    let fault = session.memo(move |state| {
        let fault = state.form().fault(field);
        fault.map(|fault| fault.to_string())
    });
    let id = id_of(field);
    let [help_id, fault_id] = ["help", "fault"].map(|what| format!("{id}-{what}"));
    let described = [&help_id[..], &fault_id].join(" ");
    let named = id.clone();
    view! {
        <div class="field">
            <label class="label" for=named>
                {field.label()}
            </label>
            <input
                class="input"
                id=id
                inputmode="decimal"
                autocomplete="off"
                aria-describedby=described
                aria-invalid=Signal::derive(move || fault.with(Option::is_some).to_string())
                prop:value=text
                on:input=move |event| {
                    let typed = event_target_value(&event);
                    session.dispatch(Event::NumberWritten(field, typed));
                }
            />
            <p class="help" id=help_id>
                {help(field)} " " <span class="range">{range(field)}</span>
            </p>
            <p class="fault" id=fault_id>
                {written(move || fault.get())}
            </p>
        </div>
    }
    .into_any()
}

fn start(context: Context) -> AnyView {
    let session = context.training_session();
    let is_off = session.memo(|state| !state.can_start());
    let begin = move |is_one_epoch| {
        session.dispatch(Event::StartPressed {
            is_one_epoch,
            id: browser::new_id(),
            since_ms: browser::today_ms(),
            watched: watched(context),
        });
    };
    view! {
        <div class="train-start">
            <button
                class="button button-strong"
                type="button"
                disabled=is_off
                data-test="start"
                on:click=move |_| begin(false)
            >
                "Start"
            </button>
            <button
                class="button"
                type="button"
                disabled=is_off
                data-test="start-epoch"
                on:click=move |_| begin(true)
            >
                "One epoch, then wait"
            </button>
        </div>
    }
    .into_any()
}

/// Whose list is watched: the viewer's.
fn watched(context: Context) -> Option<Watched> {
    let engine = context.engine();
    let viewer = context.viewer_now();
    let list_for = match viewer.user() {
        Some(id) => ListFor::User(engine.user_idx(id)?),
        None => ListFor::Visitor(context.session().with_untracked(|it| ratings(engine, it))),
    };
    Some(Watched {
        list_for,
        phrase: viewer.phrase(),
    })
}

//! The numbers of a run.

use leptos::prelude::*;

use crate::browser;
use crate::components::file_drop::DropZone;
use crate::components::segment::Segment;
use crate::dynamic::{dynamic, written};
use crate::training_session::TrainingSession;
use crate::training_session::focus::{FORM, id_of};
use matinee_app::train::event::Event;
use matinee_app::train::form::{label, said_of};
use matinee_protocol::{Backend, Field, NetworkKind, Preset};

use super::files::bring_data;
use super::supplies::{data, loader};

/// The form, with the buttons that begin a run.
pub(super) fn form(session: TrainingSession) -> AnyView {
    let preset = session.memo(|state| state.form().preset());
    let is_of = |network| move |it: &Preset| it.network() == network;
    // Some networks are not trained.
    let networks = NetworkKind::ALL.into_iter();
    let networks = networks.filter(|network| Preset::ALL.iter().any(is_of(*network)));
    let presets = networks.map(|network| {
        let presets = Preset::ALL.into_iter().filter(is_of(network));
        let presets = presets.map(|it| preset_choice(session, preset, it));
        view! {
            <span class="train-network">{matinee_engine::about(network).label}</span>
            {presets.collect_view()}
        }
    });
    let presets = presets.collect_view();
    let backend = session.memo(|state| state.form().backend());
    let backends = Backend::ALL.map(|it| {
        let segment = Segment::new("backend", it.name(), move || backend.get() == it);
        segment.view(move || session.dispatch(Event::BackendChosen(it)))
    });
    let fields = move || {
        preset.track();
        let fields = session.with_untracked(|state| state.form().fields());
        fields.map(|field| number(session, field)).collect_view()
    };
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
            aria-labelledby="form-title"
            data-test="train-form"
            on:dragover=move |event| zone.over(&event)
            on:dragleave=move |_| zone.leave()
            on:drop=on_drop
        >
            <h2 class="panel-title" id=FORM tabindex="-1">"What to train"</h2>
            <fieldset class="segments train-presets" data-test="presets">
                <legend class="visually-hidden">"Recipe"</legend>
                {presets}
            </fieldset>
            <p class="train-said">{written(move || said_of(preset.get()).to_owned())}</p>
            <div class="train-fields">{dynamic(fields)}</div>
            <div class="train-backend">
                <fieldset class="segments">
                    <legend class="label">"Backend of Burn"</legend>
                    {backends}
                </fieldset>
            </div>
            <div class="train-supplies">{loader(session)} {data(session)}</div>
            {start(session)}
        </section>
    }
    .into_any()
}

fn preset_choice(session: TrainingSession, chosen: Memo<Preset>, preset: Preset) -> AnyView {
    let segment = Segment::new("preset", label(preset), move || chosen.get() == preset);
    segment.view(move || session.dispatch(Event::PresetChosen(preset)))
}

fn number(session: TrainingSession, field: Field) -> AnyView {
    let text = session.memo(move |state| state.form().text(field).to_owned());
    let fault = session.memo(move |state| {
        let fault = state.form().fault(field);
        fault.map(|fault| fault.to_string())
    });
    let (id, fault_id) = (id_of(field), format!("{}-fault", id_of(field)));
    let named = id.clone();
    let described = fault_id.clone();
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
            <p class="fault" id=fault_id>
                {written(move || fault.get())}
            </p>
        </div>
    }
    .into_any()
}

fn start(session: TrainingSession) -> AnyView {
    let is_off = session.memo(|state| !state.can_start());
    let begin = move |is_one_epoch| {
        session.dispatch(Event::StartPressed {
            is_one_epoch,
            id: browser::new_id(),
            since_ms: browser::today_ms(),
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

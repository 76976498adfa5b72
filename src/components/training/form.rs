//! The numbers of a run.

use leptos::prelude::*;

use crate::browser;
use crate::dynamic::{dynamic, written};
use crate::training_session::{STOP, TrainingSession};
use matinee_app::train::form::{label, said_of};
use matinee_protocol::{Backend, Field, NetworkKind, Preset};

use crate::components::file_drop::DropZone;
use crate::components::segment::Segment;

use super::data::{bring, data};
use super::loader::loader;

/// The form, with the buttons that begin a run.
pub(super) fn form(training_session: TrainingSession) -> AnyView {
    let form = training_session.form();
    let preset = Memo::new(move |_| form.with(|form| form.preset()));
    let is_of = |network| move |it: &Preset| it.network() == network;
    // Some networks are not trained.
    let networks = NetworkKind::ALL.into_iter();
    let networks = networks.filter(|network| Preset::ALL.iter().any(is_of(*network)));
    let presets = networks.map(|network| {
        let presets = Preset::ALL.into_iter().filter(is_of(network));
        let presets = presets.map(|it| preset_choice(training_session, preset, it));
        view! {
            <span class="train-network">{matinee_engine::about(network).label}</span>
            {presets.collect_view()}
        }
    });
    let presets = presets.collect_view();
    let backend = Memo::new(move |_| form.with(|form| form.backend()));
    let backends = Backend::ALL.map(|it| {
        let segment = Segment::new("backend", it.name(), move || backend.get() == it);
        segment.view(move || training_session.choose(it))
    });
    let fields = move || {
        preset.track();
        let fields = form.with_untracked(|form| form.fields().collect::<Vec<_>>());
        let fields = fields
            .into_iter()
            .map(|field| number(training_session, field));
        fields.collect_view()
    };
    let zone = DropZone::new();
    let on_drop = move |event| {
        if let Some(file) = zone.drop(&event) {
            bring(training_session, file);
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
            <h2 class="panel-title" id="form-title" tabindex="-1">"What to train"</h2>
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
            <div class="train-supplies">{loader(training_session)} {data(training_session)}</div>
            {start(training_session)}
        </section>
    }
    .into_any()
}

fn preset_choice(
    training_session: TrainingSession,
    chosen: Memo<Preset>,
    preset: Preset,
) -> AnyView {
    let segment = Segment::new("preset", label(preset), move || chosen.get() == preset);
    segment.view(move || training_session.form().update(|form| form.take(preset)))
}

fn id_of(field: Field) -> String {
    format!("field-{}", field as usize)
}

fn number(training_session: TrainingSession, field: Field) -> AnyView {
    let form = training_session.form();
    let text = Memo::new(move |_| form.with(|form| form.text(field).to_owned()));
    let fault = Memo::new(move |_| {
        let fault = form.with(|form| form.fault(field));
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
                    form.update(|form| form.write(field, typed));
                }
            />
            <p class="fault" id=fault_id>
                {written(move || fault.get())}
            </p>
        </div>
    }
    .into_any()
}

fn start(training_session: TrainingSession) -> AnyView {
    let is_off = Memo::new(move |_| {
        training_session.is_alive() || training_session.is_reading() || !training_session.has_data()
    });
    let begin = move |is_one_epoch| {
        let focus = match training_session.start(is_one_epoch) {
            Ok(()) => STOP.to_owned(),
            Err(wrong) => id_of(wrong.field),
        };
        browser::focus_soon(vec![focus]);
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

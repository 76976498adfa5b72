//! The runs and models that this browser keeps, and models as files.

use leptos::prelude::*;

use crate::browser;
use crate::components::file_drop::FileField;
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use crate::training_session::TrainingSession;
use crate::training_session::focus::RECORDS;
use matinee_app::format;
use matinee_app::stored::runs as stored;
use matinee_app::train::event::{Event, Place};
use matinee_app::train::library::StorageStatus;
use matinee_app::train::record::{Record, Source};

use super::files::open_model;

/// The table; newest first.
pub(super) fn records(session: TrainingSession) -> AnyView {
    let records = session.memo(|state| state.library().records().clone());
    let n = memo(move || records.with(|records| records.len()));
    // A row stays where it is, and keeps the focus, while others come and go.
    let rows = move || {
        view! {
            <For
                each=move || records.with(|records| records.to_vec())
                key=stored::write
                children=move |record| row(session, &record)
            />
        }
    };
    let is_empty = memo(move || n.get() == 0);
    let table = move || {
        match is_empty.get() {
        true => view! {
            <p class="train-none">"No run yet. Every run is noted here, with its model, and stays in this browser."</p>
        }
        .into_any(),
        false => view! {
            <div class="table-scroll" role="region" tabindex="0" aria-label="Your runs">
                <table class="figures figures-wide" data-test="runs">
                    <caption class="visually-hidden">"Your runs, newest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Run"</th>
                            <th scope="col">"Error, stars"</th>
                            <th scope="col">"Order"</th>
                            <th scope="col" class="is-wide">"Epochs"</th>
                            <th scope="col" class="is-wide">"Time"</th>
                            <th scope="col" class="is-wide">"Model"</th>
                        </tr>
                    </thead>
                    <tbody>{rows()}</tbody>
                </table>
            </div>
        }
        .into_any(),
    }
    };
    let unread = session.memo(|state| state.library().unread().said());
    let unread = move || {
        unread
            .get()
            .map(|said| view! { <p class="notice" data-test="unread-runs">{said}</p> })
    };
    view! {
        <section class="panel train-runs" aria-labelledby=RECORDS>
            <h2 class="panel-title" id=RECORDS tabindex="-1">
                "Your runs" <span class="count">{written(move || n.get().to_string())}</span>
            </h2>
            {refusal(session, Place::Records)}
            {dynamic(table)}
            <div role="status">{dynamic(unread)}</div>
        </section>
    }
    .into_any()
}

fn row(session: TrainingSession, record: &Record) -> AnyView {
    let [epochs, error, order, time] = record.figures();
    let (id, label) = (record.id, record.label().to_owned());
    let begun = browser::date(record.since_ms);
    let name = format!("{label}, {begun}");
    let is_running = session.with_untracked(|state| state.is_running(id));
    let end = match is_running {
        true => "running".to_owned(),
        false => record.end(),
    };
    let size = match record.has_model() {
        true => format::kilobytes(record.n_bytes.into()),
        false => "none".to_owned(),
    };
    // What has no column of its own on a phone.
    let narrow = match record.epochs().len() {
        0 => size.clone(),
        _ => format!("{epochs} epochs \u{b7} {time} \u{b7} {size}"),
    };
    let settings = match &record.source {
        Source::Trained(training) => Some(training.settings),
        Source::Opened(_) => None,
    };
    let button = |label, event| button(session, label, &name, event);
    let can_use = record.has_model() && !record.is_whole;
    let use_button = can_use.then(|| button("Use", Event::RecordChosen(id)));
    let save_button = record
        .has_model()
        .then(|| button("Save", Event::RecordSaved(id)));
    let reuse_button = settings.map(|it| button("Its numbers", Event::NumbersReused(it)));
    // A run that goes on would only be noted again.
    let delete_button = (!is_running).then(|| button("Delete", Event::RecordRemoved(id)));
    view! {
        <tr>
            <th scope="row">
                {label} <span class="run-end">{begun} ", " {end}</span>
                <span class="run-numbers">{record.changes()}</span>
                <span class="run-numbers is-narrow">{narrow}</span>
                <span class="run-acts">
                    {use_button} {save_button} {reuse_button} {delete_button}
                </span>
                {all_numbers(record)}
            </th>
            <td>{error}</td>
            <td>{order}</td>
            <td class="is-wide">{epochs}</td>
            <td class="is-wide">{time}</td>
            <td class="is-wide">{size}</td>
        </tr>
    }
    .into_any()
}

/// Every number that a run was asked for, folded.
fn all_numbers(record: &Record) -> Option<AnyView> {
    let configuration = record.configuration()?;
    Some(
        view! {
            <details class="run-all">
                <summary>"All numbers"</summary>
                <span class="run-numbers">{configuration}</span>
            </details>
        }
        .into_any(),
    )
}

/// A button whose name says of which run it is.
fn button(session: TrainingSession, label: &'static str, name: &str, event: Event) -> AnyView {
    view! {
        <button
            class="button run-act"
            type="button"
            aria-label=format!("{label}: {name}")
            on:click=move |_| session.dispatch(event.clone())
        >
            {label}
        </button>
    }
    .into_any()
}

/// Models as files, and the room that they take.
pub(super) fn model_files(session: TrainingSession) -> AnyView {
    let field = FileField {
        label: "Open a model file",
        accept: None,
        test: "open-model",
        is_off: false.into(),
    };
    let status = session.memo(|state| state.library().status());
    let used = move || match status.get() {
        StorageStatus::Kept { used: Some(used) } => Some(view! {
            <p class="train-room" data-test="room">
                "This site keeps " {format::kilobytes(used)} " in this browser."
            </p>
        }),
        _ => None,
    };
    let lost = move || match status.get() {
        StorageStatus::Lost(why) => Some(view! {
            <p class="notice" data-test="lost">
                "This browser does not keep what is new here: " {why.to_string()}
                ". It lasts as long as this page is open; save a model as a file to keep it."
            </p>
        }),
        StorageStatus::Unread | StorageStatus::Kept { .. } => None,
    };
    view! {
        <section class="panel train-files" aria-labelledby="files-title">
            <h2 class="panel-title" id="files-title">"Models as files"</h2>
            <p>
                "A model that you saved, or that somebody trained on the same movies, can be opened here. "
                "It is checked before it is used."
            </p>
            {field.view(move |file| open_model(session, file))}
            {refusal(session, Place::Files)}
            <div role="status">{dynamic(lost)}</div>
            {dynamic(used)}
        </section>
    }
    .into_any()
}

/// A message that appears when a model cannot be used that was chosen there.
pub(super) fn refusal(session: TrainingSession, place: Place) -> AnyView {
    let refusal = session.memo(move |state| state.refusal(place).cloned());
    let notice = move || {
        refusal.get().map(|refusal| {
            view! {
                <p class="notice">
                    "This model is not used, because " {refusal.reason} ". Everything stays as it was."
                </p>
            }
        })
    };
    view! { <div role="alert" data-test="refused">{dynamic(notice)}</div> }.into_any()
}

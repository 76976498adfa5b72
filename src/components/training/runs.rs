//! The runs and models that this browser keeps.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use matinee_app::format;
use matinee_app::stored::runs as stored;
use matinee_app::train::record::{End, Record, Source};
use matinee_app::train::watch::best_of;
use matinee_core::decimal::decimal;
use matinee_protocol::Field;

use super::run::duration;
use super::used;

/// Id of the heading.
const TITLE: &str = "runs-title";
/// What a number is before there is one.
const NONE: &str = "–";

/// The table; newest first.
pub(super) fn runs(context: Context) -> AnyView {
    let training_session = context.training_session();
    let reason = RwSignal::new(None);
    let n = Memo::new(move |_| training_session.records().with(Vec::len));
    // A row stays where it is, and keeps the focus, while others come and go.
    let rows = move || {
        view! {
            <For
                each=move || training_session.records().get()
                key=stored::write
                children=move |record| row(context, &record, reason)
            />
        }
    };
    let is_empty = Memo::new(move |_| n.get() == 0);
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
                            <th scope="col">"Begun"</th>
                            <th scope="col">"Recipe"</th>
                            <th scope="col">"Epochs"</th>
                            <th scope="col">"RMSE"</th>
                            <th scope="col">"NDCG@10"</th>
                            <th scope="col">"Time"</th>
                            <th scope="col">"Model"</th>
                            <th scope="col">
                                <span class="visually-hidden">"What to do with it"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows()}</tbody>
                </table>
            </div>
        }
        .into_any(),
    }
    };
    let unread = move || {
        let said = training_session.unread().get().said();
        said.map(|said| view! { <p class="notice" data-test="unread-runs">{said}</p> })
    };
    view! {
        <section class="panel train-runs" aria-labelledby=TITLE>
            <h2 class="panel-title" id=TITLE tabindex="-1">
                "Your runs" <span class="count">{written(move || n.get().to_string())}</span>
            </h2>
            {used::refused(reason)}
            {dynamic(table)}
            <div role="status">{dynamic(unread)}</div>
        </section>
    }
    .into_any()
}

/// Epochs, error, order and time, as far as they are known.
fn figures(record: &Record) -> [String; 4] {
    let none = || NONE.to_owned();
    let Source::Trained(training) = &record.source else {
        return [none(), none(), none(), none()];
    };
    let asked = training.settings.get(Field::Epochs) as u32;
    // The student is told as one more.
    let epochs = training.epochs.len().min(asked as usize).to_string();
    let best = best_of(&training.epochs);
    let (rmse, ndcg) = match &training.end {
        End::Finished(outcome) => (
            decimal(outcome.yours.rmse, 4),
            outcome
                .yours
                .ndcg
                .map_or_else(none, |ndcg| decimal(ndcg, 4)),
        ),
        // The loss is of the unrounded network; near enough to tell runs from each other.
        _ => (
            best.map_or_else(none, |it| decimal(it.held_out.sqrt(), 4)),
            none(),
        ),
    };
    [epochs, rmse, ndcg, duration(training.seconds)]
}

fn row(context: Context, record: &Record, reason: RwSignal<Option<String>>) -> AnyView {
    let training_session = context.training_session();
    let figures = figures(record).map(|figure| view! { <td>{figure}</td> });
    let (id, label) = (record.id, record.label().to_owned());
    let begun = browser::date(record.since_ms);
    let name = format!("{label}, {begun}");
    let is_running = id == training_session.id() && untrack(|| training_session.is_alive());
    let end = match is_running {
        true => "running".to_owned(),
        false => record.end(),
    };
    let size = match record.has_model() {
        true => format::kilobytes(record.n_bytes.into()),
        false => "none".to_owned(),
    };
    let settings = match &record.source {
        Source::Trained(training) => Some(training.settings),
        Source::Opened(_) => None,
    };
    let use_it = move |_| {
        spawn_local(async move {
            let bytes = training_session.model_of(id).await;
            let bytes = bytes.ok_or_else(|| "the browser no longer has it".to_owned());
            match bytes.and_then(|bytes| used::put(context, id, &bytes)) {
                Ok(()) => used::show(context),
                Err(why) => reason.set(Some(why)),
            }
        });
    };
    let file = record.file_name();
    let save = move |_| {
        let file = file.clone();
        spawn_local(async move {
            match training_session.model_of(id).await {
                Some(bytes) => browser::save_file(&file, "application/octet-stream", &bytes),
                None => reason.set(Some("the browser no longer has it".to_owned())),
            }
        });
    };
    let delete = move |_| {
        training_session.drop_record(id);
        browser::focus_soon(vec![TITLE.to_owned()]);
    };
    let take = move |_| {
        if let Some(settings) = settings {
            training_session.take_numbers(&settings);
            browser::focus_soon(vec!["form-title".to_owned()]);
        }
    };
    let can_use = record.has_model() && !record.is_whole;
    let use_button = can_use.then(|| button("Use", &name, use_it));
    let save_button = record.has_model().then(|| button("Save", &name, save));
    // A run that goes on would only be noted again.
    let delete_button = (!is_running).then(|| button("Delete", &name, delete));
    let of_run = settings
        .is_some()
        .then(|| button("Its numbers", &name, take));
    view! {
        <tr>
            <td>{begun}</td>
            <th scope="row">
                {label} <span class="run-end">{end}</span>
                <span class="run-numbers">{record.configuration()}</span>
            </th>
            {figures}
            <td>{size}</td>
            <td class="run-acts">{use_button} {save_button} {of_run} {delete_button}</td>
        </tr>
    }
    .into_any()
}

/// A button whose name says of which run it is.
fn button(
    label: &'static str,
    name: &str,
    act: impl Fn(leptos::ev::MouseEvent) + 'static,
) -> AnyView {
    view! {
        <button class="button run-act" type="button" aria-label=format!("{label}: {name}") on:click=act>
            {label}
        </button>
    }
    .into_any()
}

//! The chart of a run's losses, what it reads out, and earlier runs that lie over it.

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use crate::browser;
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use crate::training_session::TrainingSession;
use matinee_app::charts::Size;
use matinee_app::train::chart::Losses;
use matinee_app::train::event::Event;
use matinee_app::train::record::Record;
use matinee_app::train::svg;

/// Chart, read-out, and what the gap means; nothing before there is anything to draw.
pub(super) fn chart(session: TrainingSession, losses: Memo<Losses>) -> AnyView {
    let is_there = session.memo(|state| {
        state.watch().is_some() || state.losses().earlier.iter().any(|it| !it.is_empty())
    });
    let pointed = session.memo(|state| state.pointed());
    let drawing = move |size| {
        Signal::derive(move || losses.with(|losses| svg::chart(losses, size, pointed.get())))
    };
    let point = move |event: PointerEvent, size: Size| {
        let place = browser::place_in(&event);
        let epoch = losses.with_untracked(|it| it.epoch_at(size, place?[0]));
        session.dispatch(Event::EpochPointed(epoch));
    };
    let place = move |name: &'static str, size| {
        view! {
            <div
                class=name
                on:pointermove=move |event| point(event, size)
                on:pointerleave=move |_| session.dispatch(Event::EpochPointed(None))
                inner_html=drawing(size)
            ></div>
        }
    };
    dynamic(move || {
        is_there.get().then(|| {
            view! {
                <figure class="chart" data-test="chart">
                    {place("chart-wide", Size::Wide)}
                    {place("chart-narrow", Size::Narrow)}
                    {reader(session, losses, pointed)}
                    <figcaption class="chart-gap-said">
                        {written(move || losses.with(Losses::gap_in_words))}
                    </figcaption>
                </figure>
            }
        })
    })
}

/// Epochs by keys, by a finger or by a pointer.
fn reader(session: TrainingSession, losses: Memo<Losses>, pointed: Memo<Option<u32>>) -> AnyView {
    let said = move || losses.with(|losses| losses.read_out(pointed.get()));
    let n_done = memo(move || losses.with(|it| it.epochs.len()));
    let read = move || {
        let epoch = losses.with(|losses| losses.read(pointed.get()).map(|it| it.epoch));
        epoch.unwrap_or(1).to_string()
    };
    let choose = move |event| {
        let epoch = event_target_value(&event).parse().ok();
        session.dispatch(Event::EpochPointed(epoch));
    };
    view! {
        <label class="chart-reader">
            <span class="label">"Read an epoch"</span>
            <input
                type="range"
                min="1"
                max=Signal::derive(move || n_done.get().max(1).to_string())
                step="1"
                prop:value=Signal::derive(read)
                disabled=Signal::derive(move || n_done.get() < 2)
                aria-valuetext=Signal::derive(said)
                data-test="reader"
                on:input=choose
            />
        </label>
        <p class="chart-read" data-test="read-out">{written(said)}</p>
    }
    .into_any()
}

/// At most so many runs are offered.
const MOST_OFFERED: usize = 12;

/// Runs that can lie over the chart; nothing where there is none.
pub(super) fn earlier(session: TrainingSession) -> AnyView {
    // What is offered, and which of it is taken, apart: a box keeps the focus when it is ticked.
    let offered = session.memo(|state| {
        let earlier = state.earlier().into_iter().take(MOST_OFFERED);
        let name = |record: &Record| {
            let changes = record.changes().unwrap_or_default();
            format!(
                "{}, {}: {changes}",
                record.label(),
                browser::date(record.since_ms)
            )
        };
        earlier
            .map(|(record, _)| (record.id, name(record)))
            .collect::<Vec<_>>()
    });
    let is_full = session.memo(|state| !state.has_room_for_overlay());
    let choice = move |id: u64, name: String| {
        let letter = session.memo(move |state| {
            let earlier = state.earlier();
            let found = earlier.into_iter().find(|(record, _)| record.id == id);
            found.and_then(|(_, letter)| letter)
        });
        let is_taken = Signal::derive(move || letter.get().is_some());
        view! {
            <label class="chart-choice">
                <input
                    type="checkbox"
                    prop:checked=is_taken
                    disabled=Signal::derive(move || is_full.get() && !is_taken.get())
                    on:change=move |_| session.dispatch(Event::RunOverlaid(id))
                />
                <span>
                    {written(move || letter.get().map(|letter| format!("Run {letter}: ")))} {name}
                </span>
            </label>
        }
    };
    let choices = move || {
        let offered = offered.get().into_iter();
        offered.map(|(id, name)| choice(id, name)).collect_view()
    };
    let is_there = memo(move || offered.with(|offered| !offered.is_empty()));
    dynamic(move || {
        is_there.get().then(|| {
            view! {
                <details class="chart-earlier" data-test="earlier">
                    <summary>"Lay earlier runs over the chart"</summary>
                    <fieldset class="chart-choices">
                        <legend class="visually-hidden">"Earlier runs, three at most"</legend>
                        {dynamic(choices)}
                    </fieldset>
                </details>
            }
        })
    })
}

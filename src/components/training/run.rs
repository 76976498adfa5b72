//! The run: how far it is, what it has learned, the buttons that steer it, and what came of it.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::training_session::TrainingSession;
use crate::training_session::focus::{HOLD, OUTCOME, RUN, STOP};
use matinee_app::format;
use matinee_app::train::event::{Event, Place};
use matinee_app::train::figures::{Comparison, Figures};
use matinee_app::train::state::State;
use matinee_app::train::watch::{Phase, Watch, duration};

use super::chart::{chart, earlier};
use super::compare::measured;
use super::library::refusal;
use super::lists::lists;
use super::losses::table;

/// How often it is asked whether the trainer is silent.
const LOOK: Duration = Duration::from_secs(2);

/// The panel.
pub(super) fn run(context: Context) -> AnyView {
    let session = context.training_session();
    let is_there = session.memo(|state| state.watch().is_some());
    let share = move || session.with(|state| state.watch().map_or(0.0, Watch::share));
    let losses = session.memo(State::losses);
    let fact = |name: &'static str, value: fn(&State) -> String| {
        view! {
            <div>
                <dt>{name}</dt>
                " "
                <dd>{written(move || session.with(value))}</dd>
            </div>
        }
    };
    let facts = [
        fact("Rows a second", |state| {
            let speed = state.watch().and_then(Watch::rows_per_second);
            speed.map_or_else(unknown, |rows| format::thousands(rows as usize))
        }),
        fact("Time left", |state| {
            state.watch().map_or_else(String::new, Watch::time_left)
        }),
        fact("Time at work", |state| {
            let took = |watch: &Watch| duration(watch.seconds());
            state.watch().map_or_else(String::new, took)
        }),
        fact("Its memory", |state| match state.memory() {
            0 => unknown(),
            n_bytes => format!("{} MB", n_bytes.div_ceil(1_000_000)),
        }),
    ];
    view! {
        <section
            class="panel train-run"
            class:is-there=is_there
            aria-labelledby=RUN
            data-test="run"
        >
            <h2 class="panel-title" id=RUN tabindex="-1">"The run"</h2>
            <p class="train-status" data-test="status">{written(move || session.with(State::status))}</p>
            <progress
                class="progress"
                aria-label="Progress of the run"
                max="1"
                prop:value=Signal::derive(share)
            ></progress>
            {silence(session)}
            <div class="train-steer">{buttons(session)}</div>
            <dl class="facts train-facts" hidden=Signal::derive(move || !is_there.get())>
                {facts}
            </dl>
            {chart(session, losses)}
            {table(losses)}
            {earlier(session)}
            {lists(context)}
        </section>
    }
    .into_any()
}

/// A fact before it is known.
fn unknown() -> String {
    "…".to_owned()
}

/// That nothing has been heard of the trainer for long.
fn silence(session: TrainingSession) -> AnyView {
    browser::every(LOOK, move || session.dispatch(Event::SilenceChecked));
    let is_silent = session.memo(State::is_silent);
    let notice = move || {
        is_silent.get().then(|| {
            view! {
                <p class="notice" data-test="silent">
                    "The trainer has said nothing for a while. It may still be at work; "
                    "Stop ends it at once, and the best model so far stays."
                </p>
            }
        })
    };
    view! { <div role="status">{dynamic(notice)}</div> }.into_any()
}

/// Pause or go on, one epoch, stop: as long as there is something to stop.
fn buttons(session: TrainingSession) -> AnyView {
    let is_alive = session.memo(State::is_alive);
    let is_at = |is_it: fn(&Phase) -> bool| {
        session.memo(move |state| state.watch().is_some_and(|watch| is_it(&watch.phase)))
    };
    let is_waiting = is_at(|phase| *phase == Phase::Waiting);
    let is_stopping = is_at(|phase| *phase == Phase::Stopping);
    // Before it has begun there is nothing to hold.
    let cannot_hold = is_at(|phase| matches!(phase, Phase::Starting | Phase::Stopping));
    let label = move || if is_waiting.get() { "Go on" } else { "Pause" };
    let one_epoch_button = move || {
        is_waiting.get().then(|| {
            view! {
                <button
                    class="button"
                    type="button"
                    on:click=move |_| session.dispatch(Event::NextEpochPressed)
                    data-test="next-epoch"
                >
                    "One epoch more"
                </button>
            }
        })
    };
    dynamic(move || {
        is_alive.get().then(|| {
            view! {
                <div class="train-buttons">
                    <button
                        class="button"
                        type="button"
                        id=HOLD
                        disabled=cannot_hold
                        on:click=move |_| session.dispatch(Event::HoldPressed)
                    >
                        {written(move || label().to_owned())}
                    </button>
                    {dynamic(one_epoch_button)}
                    <button
                        class="button"
                        type="button"
                        id=STOP
                        disabled=is_stopping
                        on:click=move |_| session.dispatch(Event::StopPressed)
                    >
                        "Stop"
                    </button>
                </div>
            }
        })
    })
}

/// What came of it beside models that learned from the same ratings, and the way to use it. Nothing before
/// there is a model.
pub(super) fn outcome(context: Context, figures: Option<Figures>) -> AnyView {
    let session = context.training_session();
    let end = session.memo(|state| {
        let watch = state.watch().filter(|watch| !watch.is_alive())?;
        Some(watch.phase.clone())
    });
    let compared = session.memo(move |state| {
        let watch = state.watch()?;
        let is_on_pages = state.is_on_pages();
        let comparison = Comparison::of(figures.as_ref(), &watch.settings, is_on_pages);
        Some((watch.plan, comparison))
    });
    // Whether it has tables of its own, where there is one.
    let best = session.memo(|state| state.best().map(|best| best.is_whole));
    let panel = move || {
        let best = best.get();
        let measured = match end.get()? {
            Phase::Finished(outcome) => {
                let (plan, comparison) = compared.get_untracked()?;
                measured(session, &outcome, plan, &comparison)
            }
            _ if best.is_none() => return None,
            _ => view! {
                <p>
                    "The run did not come to its end, so its model was not measured. "
                    "It is the best of the epochs that were done."
                </p>
            }
            .into_any(),
        };
        Some(view! {
            <section class="panel train-outcome" aria-labelledby=OUTCOME data-test="outcome">
                <h2 class="panel-title" id=OUTCOME tabindex="-1">"What came of it"</h2>
                {measured}
                {use_or_save(session, best)}
                {refusal(session, Place::Outcome)}
            </section>
        })
    };
    let failed = move || match end.get() {
        Some(Phase::Failed(reason)) => Some(view! {
            <p class="notice" data-test="run-failed">
                "The run ended, because " {sentence(&reason)} " The list and everything else go on."
            </p>
        }),
        _ => None,
    };
    view! {
        <div class="train-result">
            <div role="alert">{dynamic(failed)}</div>
            {dynamic(panel)}
        </div>
    }
    .into_any()
}

/// With a full stop at its end.
fn sentence(reason: &str) -> String {
    let reason = reason.trim_end_matches('.');
    format!("{reason}.")
}

/// A model of other movies than the page's can only be saved.
fn use_or_save(session: TrainingSession, is_whole: Option<bool>) -> AnyView {
    if is_whole == Some(true) {
        return view! {
            <p>"It knows other movies than this page. Save it below, and the command line uses it."</p>
        }
        .into_any();
    }
    view! {
        <button
            class="button button-strong"
            type="button"
            data-test="use"
            on:click=move |_| session.dispatch(Event::BestChosen)
        >
            "Use this model"
        </button>
    }
    .into_any()
}

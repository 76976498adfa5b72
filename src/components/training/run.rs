//! The run: how far it is, what it has learned, and the buttons that steer it.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser;
use crate::dynamic::{dynamic, written};
use crate::training_session::{HOLD, RUN, STOP, Trainer, TrainingSession};
use matinee_app::format;
use matinee_app::train::watch::{Phase, Watch};
use matinee_core::decimal::decimal;
use matinee_protocol::Stage;

use super::chart::chart;
use super::losses::{Losses, table};

/// How often it is asked whether the trainer is silent.
const LOOK: Duration = Duration::from_secs(2);

/// The panel.
pub(super) fn run(training_session: TrainingSession) -> AnyView {
    let watch = training_session.watch();
    let with = move |read: fn(&Watch) -> String| {
        Memo::new(move |_| watch.with(|watch| watch.as_ref().map_or_else(String::new, read)))
    };
    let is_there = Memo::new(move |_| watch.with(Option::is_some));
    let status = Memo::new(move |_| status(training_session));
    let share = move || watch.with(|watch| watch.as_ref().map_or(0.0, Watch::share));
    let speed = with(|watch| match watch.rows_per_second() {
        Some(rows) => format::thousands(rows as usize),
        None => "…".to_owned(),
    });
    let left = with(|watch| match watch.seconds_left() {
        Some(seconds) if watch.is_alive() && watch.has_more() => {
            format!("{} + more", duration(seconds))
        }
        Some(seconds) if watch.is_alive() => duration(seconds),
        None if watch.is_alive() => "…".to_owned(),
        _ => "none".to_owned(),
    });
    let took = with(|watch| duration(watch.seconds()));
    let losses =
        Memo::new(move |_| watch.with(|watch| watch.as_ref().map(Losses::of).unwrap_or_default()));
    let memory = Memo::new(move |_| match training_session.memory().get() {
        0 => "…".to_owned(),
        n_bytes => format!("{} MB", n_bytes.div_ceil(1_000_000)),
    });
    let facts = [
        ("Rows a second", speed),
        ("Time left", left),
        ("Time at work", took),
        ("Its memory", memory),
    ];
    let facts = facts.map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                " "
                <dd>{written(move || value.get())}</dd>
            </div>
        }
    });
    view! {
        <section class="panel train-run" aria-labelledby=RUN data-test="run">
            <h2 class="panel-title" id=RUN tabindex="-1">"The run"</h2>
            <p class="train-status" data-test="status">{written(move || status.get())}</p>
            <progress
                class="progress"
                aria-label="Progress of the run"
                max="1"
                prop:value=Signal::derive(share)
            ></progress>
            {silence(training_session)}
            <div class="train-steer">{buttons(training_session)}</div>
            <dl class="facts train-facts" hidden=Signal::derive(move || !is_there.get())>
                {facts}
            </dl>
            {dynamic(move || losses.with(|losses| chart(&losses.epochs, losses.n_losses)))}
            {table(losses)}
        </section>
    }
    .into_any()
}

fn status(training_session: TrainingSession) -> String {
    let trainer = training_session.trainer().get();
    training_session.watch().with(|watch| {
        let Some(watch) = watch else {
            return "Nothing runs. Choose a recipe and press Start.".to_owned();
        };
        let n_epochs = watch.n_epochs();
        match &watch.phase {
            Phase::Starting if !matches!(trainer, Trainer::Ready(_)) => {
                "The run begins as soon as the trainer is there.".to_owned()
            }
            Phase::Starting => "The run begins.".to_owned(),
            Phase::Running => {
                let (step, n_steps) = watch.steps();
                let epoch = watch.epoch().max(1);
                format!("Epoch {epoch} of {n_epochs}, step {step} of {n_steps}")
            }
            Phase::At(Stage::Ranking) => "The order of the list is learned.".to_owned(),
            Phase::At(Stage::Sampling) => {
                "Factorisations are sampled: other opinions of the same ratings.".to_owned()
            }
            Phase::At(Stage::Distilling) => {
                "A student learns what the network and the samples say together.".to_owned()
            }
            Phase::At(Stage::Measuring) => {
                "Both models are measured on the held-out ratings.".to_owned()
            }
            Phase::Waiting => match watch.parts() {
                Some((done, of)) => format!("Waits after sweep {done} of {of}."),
                None => format!("Waits after epoch {} of {n_epochs}.", watch.epochs.len()),
            },
            Phase::Stopping => "Stops …".to_owned(),
            Phase::Finished(outcome) if outcome.is_stopped => {
                format!("Stopped. The best is {}.", watch.name_of(outcome.epoch))
            }
            Phase::Finished(outcome) => {
                format!("Finished. The best is {}.", watch.name_of(outcome.epoch))
            }
            Phase::Failed(_) => "Ended before it was finished.".to_owned(),
        }
    })
}

/// What is said aloud: once an epoch, and when the run changes.
pub(super) fn said(training_session: TrainingSession) -> AnyView {
    let said = Memo::new(move |_| {
        training_session.watch().with(|watch| {
            let watch = watch.as_ref()?;
            Some(match (&watch.phase, watch.epochs.last()) {
                (Phase::Failed(reason), _) => format!("The run ended: {reason}."),
                (Phase::Finished(outcome), _) => {
                    let rmse = decimal(outcome.yours.rmse, 3);
                    format!("The run is over. Held-out error {rmse} stars.")
                }
                (Phase::Waiting, _) => "The run waits.".to_owned(),
                (_, Some(epoch)) => {
                    let loss = decimal(epoch.held_out, 3);
                    let of = watch.n_epochs();
                    match epoch.epoch > of {
                        true => format!("The student: held-out loss {loss}."),
                        false => format!("Epoch {} of {of}: held-out loss {loss}.", epoch.epoch),
                    }
                }
                (_, None) => "The run begins.".to_owned(),
            })
        })
    });
    written(move || said.get())
}

/// That nothing has been heard of the trainer for long.
fn silence(training_session: TrainingSession) -> AnyView {
    let is_silent = RwSignal::new(false);
    browser::every(LOOK, move || {
        if is_silent.get_untracked() != training_session.is_silent() {
            is_silent.set(training_session.is_silent());
        }
    });
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
fn buttons(training_session: TrainingSession) -> AnyView {
    let watch = training_session.watch();
    let phase = Memo::new(move |_| {
        watch.with(|watch| {
            let watch = watch.as_ref().filter(|watch| watch.is_alive())?;
            Some(watch.phase.clone())
        })
    });
    let is_alive = Memo::new(move |_| phase.with(Option::is_some));
    let is_waiting = Memo::new(move |_| phase.get() == Some(Phase::Waiting));
    let is_stopping = Memo::new(move |_| phase.get() == Some(Phase::Stopping));
    // Before it has begun there is nothing to hold.
    let cannot_hold = Memo::new(move |_| is_stopping.get() || phase.get() == Some(Phase::Starting));
    let hold = move |_| match is_waiting.get_untracked() {
        true => training_session.go_on(false),
        false => training_session.pause(),
    };
    let one_epoch = move |_| {
        training_session.go_on(true);
        browser::focus_soon(vec![HOLD.to_owned()]);
    };
    let label = move || if is_waiting.get() { "Go on" } else { "Pause" };
    let one_epoch_button = move || {
        is_waiting.get().then(|| {
            view! {
                <button class="button" type="button" on:click=one_epoch data-test="next-epoch">
                    "One epoch more"
                </button>
            }
        })
    };
    dynamic(move || {
        is_alive.get().then(|| {
            view! {
                <div class="train-buttons">
                    <button class="button" type="button" id=HOLD disabled=cannot_hold on:click=hold>
                        {written(move || label().to_owned())}
                    </button>
                    {dynamic(one_epoch_button)}
                    <button
                        class="button"
                        type="button"
                        id=STOP
                        disabled=is_stopping
                        on:click=move |_| training_session.stop()
                    >
                        "Stop"
                    </button>
                </div>
            }
        })
    })
}

/// `8 s`, `2 min 5 s`.
pub(super) fn duration(seconds: f64) -> String {
    let seconds = seconds.max(0.0);
    match seconds as u64 {
        0..10 => format!("{} s", decimal(seconds, 1)),
        whole @ 10..60 => format!("{whole} s"),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

//! How far the trainer is.

use leptos::prelude::*;

use crate::browser;
use crate::dynamic::{dynamic, written};
use crate::lazy_part::ways_on;
use crate::training_session::{Trainer, TrainingSession};
use matinee_app::format;

/// Id of the button that fetches it.
const FETCH: &str = "fetch-trainer";

/// One line; with a bar while it is on its way, and a button where it is not.
pub(super) fn loader(training_session: TrainingSession) -> AnyView {
    // A bar that is drawn anew with every piece would never fill up smoothly.
    let part = Memo::new(move |_| match training_session.trainer().get() {
        Trainer::Fetching { n_bytes, of } => Some(n_bytes as f64 / (of as f64).max(1.0)),
        _ => None,
    });
    let is_fetching = Memo::new(move |_| part.with(Option::is_some));
    // How often it could not be had, one after the other.
    let n_failures = StoredValue::new(0);
    view! {
        <div class="loader" data-test="loader">
            {dynamic(move || match is_fetching.get() {
                true => fetching(training_session, part),
                false => settled(training_session, n_failures),
            })}
        </div>
    }
    .into_any()
}

fn fetching(training_session: TrainingSession, part: Memo<Option<f64>>) -> AnyView {
    let of = training_session
        .trainer()
        .with_untracked(|trainer| match trainer {
            Trainer::Fetching { of, .. } => *of,
            _ => 0,
        });
    let share = move || part.get().unwrap_or_default();
    let cancel = move |_| {
        training_session.give_up();
        browser::focus_soon(vec![FETCH.to_owned()]);
    };
    view! {
        <p>
            "Fetching the trainer, " {format::kilobytes(of)} ": "
            {written(move || format::percent(share()))}
        </p>
        <progress
            class="progress"
            aria-label="The trainer is fetched"
            max="1"
            prop:value=Signal::derive(share)
        ></progress>
        <button class="button" type="button" on:click=cancel>
            "Cancel"
        </button>
    }
    .into_any()
}

fn settled(training_session: TrainingSession, n_failures: StoredValue<u32>) -> AnyView {
    let said = match training_session.trainer().get() {
        Trainer::Ready(_) => {
            n_failures.set_value(0);
            return view! { <p>"The trainer is ready."</p> }.into_any();
        }
        Trainer::Starting | Trainer::Fetching { .. } => {
            return view! { <p>"The trainer starts …"</p> }.into_any();
        }
        Trainer::Absent | Trainer::GivenUp => {
            return view! {
                <p>"The trainer is not loaded."</p>
                <button class="button" type="button" id=FETCH on:click=move |_| training_session.open()>
                    "Load it"
                </button>
            }
            .into_any();
        }
        Trainer::Failed(reason) => format!("The trainer is not there, because {reason}."),
    };
    n_failures.update_value(|n| *n += 1);
    view! {
        <p class="notice" role="alert">
            {said}
        </p>
        {ways_on(n_failures.get_value(), Box::new(move || training_session.open()))}
    }
    .into_any()
}

//! Training: the numbers of a run, the run itself, what came of it, and what there is of others.

mod chart;
mod data;
mod files;
mod form;
mod loader;
mod losses;
mod outcome;
mod run;
mod runs;
mod used;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::context::Context;
use crate::lazy_part::{Part, Unfetched, lazy_part};
use crate::training_session::Trainer;

/// The largest file that is read, bytes: models and data sets of this kind have a hundredth of it.
const MOST_BYTES: usize = 64_000_000;

/// All of it.
pub(crate) fn training(context: Context) -> AnyView {
    let skeleton = || {
        view! {
            <div class="train-columns" aria-busy="true">
                <div class="panel skeleton train-form"></div>
                <div class="panel skeleton train-run"></div>
            </div>
        }
        .into_any()
    };
    lazy_part(skeleton, move || part(context))
}

#[wasm_split(train, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || drawn(context)))
}

fn drawn(context: Context) -> AnyView {
    let training_session = context.training_session();
    // Who did not want to wait for it before is not made to.
    if training_session.trainer().get_untracked() != Trainer::GivenUp {
        training_session.open();
    }
    training_session.read_records();
    view! {
        <div class="train-columns">
            {form::form(training_session)}
            <div class="train-stage">
                {run::run(training_session)}
                {outcome::outcome(context)}
            </div>
        </div>
        {runs::runs(context)}
        {files::files(context)}
        <p class="visually-hidden" role="status" data-test="train-said">{run::said(training_session)}</p>
    }
    .into_any()
}

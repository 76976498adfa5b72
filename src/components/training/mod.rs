//! Training: the numbers of a run, the run itself and what came of it, and what there is of others.

mod files;
mod form;
mod library;
mod losses;
mod run;
mod supplies;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::context::Context;
use crate::dynamic::written;
use crate::lazy_part::{Part, Unfetched, lazy_part};

use crate::components::ids::HEADING;

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
    let session = context.training_session();
    session.enter(move || {
        context.show_yours();
        browser::focus_soon(vec![HEADING.to_owned()]);
    });
    view! {
        <div class="train-columns">
            {form::form(session)}
            <div class="train-stage">
                {run::run(session)}
                {run::outcome(context)}
            </div>
        </div>
        {library::records(session)}
        {library::model_files(session)}
        <p class="visually-hidden" role="status" data-test="train-said">
            {written(move || session.with(|state| state.announcement()))}
        </p>
    }
    .into_any()
}

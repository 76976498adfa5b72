//! Training: recipes and numbers of a run, the network that they make, the run itself and what came of it,
//! and what there is of others.

mod chart;
mod compare;
mod files;
mod form;
mod library;
mod lists;
mod losses;
mod network;
mod run;
mod supplies;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::components::{everybody_missing, with_everybody};
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::lazy_part::{Part, Unfetched, lazy_part};

use crate::components::ids::HEADING;
use matinee_app::train::event::Event;
use matinee_app::train::figures::Figures;

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
    view! {
        {dynamic(move || everybody_missing(context))}
        {with_everybody(context, skeleton, move || lazy_part(skeleton, move || part(context)))}
    }
    .into_any()
}

#[wasm_split(train, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || drawn(context)))
}

fn drawn(context: Context) -> AnyView {
    let session = context.training_session();
    let asked = context.training_asked();
    let take = move || {
        asked
            .try_update_untracked(std::mem::take)
            .unwrap_or_default()
    };
    let show_list = move || {
        context.show_yours();
        browser::focus_soon(vec![HEADING.to_owned()]);
    };
    session.enter(take(), show_list, move |part| context.write_training(part));
    // Going back in the browser's history asks for another form.
    Effect::new(move |is_shown: Option<()>| {
        asked.track();
        if is_shown.is_some() {
            session.dispatch(Event::AddressRead(take()));
        }
    });
    let content = browser::content_of_meta("matinee-recipes");
    let figures = content.and_then(|content| Figures::parse(&content));
    view! {
        <div class="train-columns">
            {form::form(context, figures.clone())}
            <div class="train-stage">
                {run::run(context)}
                {run::outcome(context, figures)}
                {network::network(context)}
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

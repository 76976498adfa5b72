//! "By": which model makes the list, or both side by side; and how far a fetched one is.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::dynamic;
use crate::lazy_part::ways_on;
use crate::model_store::LoadState;
use matinee_app::format;
use matinee_app::models::{FetchFailure, Shown};

use super::ids::TITLE;
use super::segment::Segment;

/// Draws one radio button a choice. The visitor's own model is offered once there is one.
pub(super) fn model_switch(context: Context) -> AnyView {
    let choices = context.model_store().models().choices().into_iter();
    let choices = choices.map(|choice| option(context, choice)).collect_view();
    let is_alone = move || {
        let models = context.model_store().models();
        models.yours() == 1 && !context.model_store().has_yours()
    };
    view! {
        <fieldset class="segments" data-test="models" hidden=Signal::derive(is_alone)>
            <legend class="visually-hidden">"Model"</legend>
            {choices}
        </fieldset>
        {dynamic(move || unable(context))}
    }
    .into_any()
}

fn option(context: Context, choice: Shown) -> AnyView {
    let models = context.model_store().models();
    let fits = move || {
        let is_there = !models.has_yours(choice) || context.model_store().has_yours();
        is_there && (choice.beside.is_none() || context.is_wide().get())
    };
    let segment = Segment {
        value: models.write(choice),
        is_off: Signal::derive(move || !fits() || !can_list(context, choice)),
        is_hidden: Signal::derive(move || !fits()),
        ..Segment::new("model", models.label(choice), move || {
            context.wanted() == choice
        })
    };
    segment.view(move || context.choose_shown(choice))
}

fn can_list(context: Context, choice: Shown) -> bool {
    let viewer = context.viewer();
    let model_store = context.model_store();
    choice
        .rows()
        .all(|row| model_store.is_to_be_had(row, viewer))
}

/// Says which models have no list for who is watching, and why.
fn unable(context: Context) -> Option<AnyView> {
    let viewer = context.viewer();
    let model_store = context.model_store();
    let mut rows = 0..model_store.models().all().len();
    let model = context.model(rows.find(|row| !model_store.is_to_be_had(*row, viewer))?);
    let n_users = format::thousands(context.engine().users().len());
    Some(
        view! {
            <p class="segments-unable" data-test="unable">
                {model.label()} " has no list for you: it knows only the " {n_users}
                " people that it was trained on."
            </p>
        }
        .into_any(),
    )
}

/// Says what is on its way; that takes the place of what is said of the list, so that nothing
/// moves.
pub(crate) fn fetching(context: Context) -> Option<String> {
    let is_fetched =
        |row: &usize| matches!(context.model_store().load_state(*row), LoadState::Fetching);
    let row = context.wanted().rows().find(is_fetched)?;
    let model = context.model(row);
    let phrase = model.phrase();
    Some(match model.companion() {
        Some(companion) => {
            let size = format::kilobytes(companion.n_bytes);
            format!("fetching {phrase}, {size} …")
        }
        None => format!("fetching {phrase} …"),
    })
}

/// Says why a wanted model is not shown. Always there, so that a screen reader hears what appears
/// in it.
pub(super) fn model_status(context: Context) -> AnyView {
    let status = move || {
        let rows = context.wanted().rows();
        let yours = context.shown().get();
        let is_yours = context.model_store().models().has_yours(yours);
        let status = rows.filter_map(|row| match context.model_store().load_state(row) {
            LoadState::Failed(failure, n) => Some(failed(context, row, &failure, n)),
            LoadState::Absent | LoadState::Fetching | LoadState::Ready(_) => None,
        });
        view! {
            {is_yours.then(|| by_yours(context))}
            {status.collect_view()}
        }
    };
    view! { <div class="model-news" role="status" data-test="model-news">{dynamic(status)}</div> }
        .into_any()
}

/// Says what the visitor put in the place of the built-in model, and the way back.
fn by_yours(context: Context) -> AnyView {
    let roll_back = move |_| {
        context.roll_back();
        // This button goes with the model.
        browser::focus_soon(vec![TITLE.to_owned()]);
    };
    view! {
        <div class="compared" data-test="by-yours">
            <p>"A model that you trained makes this list."</p>
            <button class="button" type="button" on:click=roll_back>
                "Back to the built-in model"
            </button>
        </div>
    }
    .into_any()
}

fn failed(context: Context, row: usize, failure: &FetchFailure, n_failures: u32) -> AnyView {
    let kept = context.model(0).phrase();
    let try_again = move || {
        context.model_store().try_again(row);
        // This button goes with its reason.
        browser::focus_soon(vec![TITLE.to_owned()]);
    };
    view! {
        <div class="notice model-failed">
            <p>
                "You see the list of " {kept} ": " {context.model(row).phrase()}
                " is not there yet, because " {failure.to_string()} "."
            </p>
            {ways_on(n_failures, Box::new(try_again))}
        </div>
    }
    .into_any()
}

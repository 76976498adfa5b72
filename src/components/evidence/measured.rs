//! Acts that show what was measured, as it is: in one minute, learning, few ratings, more than the usual.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::components::ids::HEADING;
use crate::dynamic::dynamic;
use crate::model_store::LoadState;
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::minute::{BigNumber, numbers};
use matinee_app::evidence::results::{
    ColdStartResults, ExposureResults, SparsityResults, SystemsResults,
};
use matinee_app::evidence::{diversity as lists, learning as losses, sparsity as few};
use matinee_app::state::{ListState, View};
use matinee_core::network_kind::NetworkKind;
use matinee_engine::features::genre_distance;

use super::Shared;
use super::figure::{figure, missing, of_file};
use super::knobs::words;

/// Four numbers, and three ways on.
pub(super) fn minute(shared: Shared) -> AnyView {
    let numbers = move |systems: Arc<SystemsResults>| {
        dynamic(move || {
            let newcomers = shared.files.ready::<ColdStartResults>();
            let numbers = numbers(&systems, newcomers.as_deref());
            let numbers = numbers.into_iter().map(big_number).collect_view();
            view! { <ul class="big-numbers" role="list" data-test="big-numbers">{numbers}</ul> }
        })
    };
    view! {
        {of_file::<SystemsResults>(shared, numbers)}
        <ul class="ways" role="list">
            <li>{way(shared, View::List, "Try it", "Pick a person, or rate three movies.")}</li>
            <li>{way(shared, View::Train, "Train one", "Here, in your browser, in a minute.")}</li>
            <li>
                <a class="way" href="#model-card">
                    <strong>"Make it again"</strong>
                    <span>"Two commands build the model and every number here."</span>
                </a>
            </li>
        </ul>
    }
    .into_any()
}

fn big_number(number: BigNumber) -> AnyView {
    let address = ["#", number.act.id()].concat();
    view! {
        <li class="big-number">
            <a href=address>
                <strong class="big-value">{number.value}</strong>
                " "
                <span class="big-unit">{number.unit}</span>
            </a>
            <p>{number.said}</p>
        </li>
    }
    .into_any()
}

/// A way to another view.
fn way(shared: Shared, view: View, name: &'static str, said: &'static str) -> AnyView {
    let context = shared.context;
    let address = move || {
        let state = context.state();
        context.query_of(&ListState { view, ..state })
    };
    let go = move |event: leptos::ev::MouseEvent| {
        if browser::is_for_this_page(&event) {
            event.prevent_default();
            context.go_to(view);
            browser::focus_soon(vec![HEADING.to_owned()]);
        }
    };
    view! {
        <a class="way" href=Signal::derive(address) on:click=go>
            <strong>{name}</strong>
            <span>{said}</span>
        </a>
    }
    .into_any()
}

/// The losses of the networks that this site carries.
pub(super) fn learning(shared: Shared) -> AnyView {
    let context = shared.context;
    let models = context.model_store();
    let all = models.models().all();
    let seed = NetworkKind::Seed.name();
    let original = all.iter().position(|it| it.network == seed);
    let is_original = Memo::new(move |_| {
        original.is_some() && shared.choices.with(|it| it.word(Knob::Network)) == "original"
    });
    Effect::new(move || {
        if let (true, Some(row)) = (is_original.get(), original) {
            models.want(row);
        }
    });
    let engine = move || match (is_original.get(), original) {
        (true, Some(row)) => models.engine(row),
        _ => Some(context.engine()),
    };
    let make = move || {
        let name = if is_original.get() {
            "The original\u{2019}s network"
        } else {
            "Matinee"
        };
        let engine = engine()?;
        shared
            .choices
            .with(|it| losses::figure(engine.manifest(), name, it))
    };
    let failed = move || {
        let row = original.filter(|_| is_original.get())?;
        match models.load_state(row) {
            LoadState::Failed(failure, _) => Some(missing(&failure.to_string())),
            _ => None,
        }
    };
    view! {
        <div class="choices">
            {original.is_some().then(|| words(shared, Knob::Network))} {words(shared, Knob::Unit)}
        </div>
        {dynamic(failed)}
        {figure(shared, "losses", make)}
    }
    .into_any()
}

/// What few ratings cost.
pub(super) fn sparsity(shared: Shared) -> AnyView {
    of_file::<SparsityResults>(shared, move |results| {
        let same = Arc::clone(&results);
        let cells = move || shared.choices.with(|it| few::cells(&results, it));
        let kept = move || shared.choices.with(|it| few::kept(&same, it));
        view! {
            <div class="choices">{words(shared, Knob::Features)}</div>
            {figure(shared, "cells", cells)}
            <div class="choices">{words(shared, Knob::KeptMeasure)}</div>
            {figure(shared, "kept", kept)}
        }
        .into_any()
    })
}

/// What each lever gains and costs, and how lists are spread over the movies.
pub(super) fn diversity(shared: Shared) -> AnyView {
    let context = shared.context;
    let movies = &context.engine().catalogue().movies;
    let own = Memo::new(move |_| {
        context.list().with(|list| {
            let entries = &list.as_ref()?.entries;
            let genres: Vec<u32> = entries
                .iter()
                .map(|it| movies[it.movie.row()].genres)
                .collect();
            genre_distance(&genres)
        })
    });
    let frontier = move || lists::frontier(context.engine().manifest(), own.get());
    view! {
        {figure(shared, "frontier", frontier)}
        {of_file::<ExposureResults>(shared, move |results| {
            figure(shared, "exposure", move || lists::exposure(&results))
        })}
    }
    .into_any()
}

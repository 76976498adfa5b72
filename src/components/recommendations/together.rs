//! One list for two people: the switch between one list and two, and the list with both people's numbers.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::components::movie::predicted_stars;
use crate::components::segment::Segment;
use crate::components::steering::shortfall;
use crate::context::Context;
use crate::dynamic::{dynamic, keep_rows, written};
use crate::follower::memo;
use crate::lazy_part::{Part, Unfetched, lazy_part};
use matinee_app::together as words;
use matinee_app::viewer::Viewer;
use matinee_engine::engine::{Aggregate, Engine, Shared};

use super::item::{Place, film};
use super::list::skeleton;

/// Draws the switch: two lists, or one in which both count.
pub(super) fn one_or_two(context: Context) -> AnyView {
    let wanted = move || context.state().together;
    let choice = move |aggregate: Option<Aggregate>, label: &'static str| {
        let segment = Segment::new("together", label, move || wanted() == aggregate);
        segment.view(move || context.watch_together(aggregate))
    };
    view! {
        <fieldset class="segments one-or-two" data-test="together">
            <legend class="visually-hidden">"Two lists, or one for both"</legend>
            {choice(None, "Two lists")}
            {words::ALL.map(|it| choice(Some(it), words::label(it))).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// Draws the list.
pub(super) fn together(context: Context) -> AnyView {
    lazy_part(|| skeleton("bill skeleton"), move || part(context))
}

#[wasm_split(details, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context) -> Result<Part, Unfetched> {
    context.rank_by(Engine::recommend_together);
    Ok(Arc::new(move || drawn(context)))
}

fn drawn(context: Context) -> AnyView {
    let list = context.list();
    let place = Place::first(context);
    let explained = move || context.together().map(|it| words::explained(it).to_owned());
    let viewers = memo(move || {
        let other = context.company().column.get()?.viewer;
        Some([context.viewer(), other])
    });
    let entries = move || {
        let shared = list.with(|list| Some(list.as_ref()?.shared.clone()));
        let viewers = viewers.get();
        let shared = shared.unwrap_or_default().into_iter();
        shared
            .filter_map(|it| Some((viewers?, it)))
            .collect::<Vec<_>>()
    };
    let rows = NodeRef::<html::Ol>::new();
    keep_rows(
        move || rows.get().map(Into::into),
        entries,
        PartialEq::eq,
        move |(viewers, shared), rank| row(place, viewers, &shared, rank),
    );
    let n = memo(move || list.with(|list| Some(list.as_ref()?.entries.len())));
    view! {
        <div class="bill-column">
            <p class="together-said">{written(explained)}</p>
            <ol class="bill" role="list" aria-label="Recommendations for both" node_ref=rows></ol>
            {dynamic(move || shortfall(context, n.get()?))}
        </div>
    }
    .into_any()
}

fn row(place: Place, viewers: [Viewer; 2], shared: &Shared, rank: RwSignal<usize>) -> AnyView {
    let each = [0, 1].map(|one| {
        let (viewer, entry) = (viewers[one], shared.entries[one]);
        view! {
            <div class="both-one">
                <dt class="both-name">{viewer.name()}</dt>
                <dd>{predicted_stars(entry.stars, entry.likely)}</dd>
                <dd class="both-place">{words::place(viewer, shared.places[one])}</dd>
            </div>
        }
    });
    let both = view! { <dl class="both">{each.collect_view()}</dl> }.into_any();
    view! {
        <li class="billing is-shared">
            <span class="rank">{written(move || rank.get().to_string())}</span>
            {film(place, shared.movie(), None, Some(both))}
        </li>
    }
    .into_any()
}

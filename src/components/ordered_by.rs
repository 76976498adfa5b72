//! Which model made a list, how good it is, how long it took.

use leptos::prelude::*;

use crate::context::Context;
use crate::lists::{List, ratings, user_idx};
use crate::live::live;
use matinee_app::viewer::Viewer;
use matinee_app::{story, words};
use matinee_core::decimal::decimal;

/// The panel; two where there are two lists.
pub(crate) fn ordered_by(context: Context) -> AnyView {
    // Two people's lists by one model have one panel.
    let beside = move || {
        let beside = context.other().get()?;
        let model = context
            .list()
            .with(|list| Some(list.as_ref()?.column.model));
        (model != Some(beside.column.model)).then(|| panel(context, beside))
    };
    view! {
        {live(move || context.list().get().map(|list| panel(context, list)))}
        {live(beside)}
    }
    .into_any()
}

fn panel(context: Context, list: List) -> AnyView {
    let engine = context.shelf().engine(list.column.model);
    let manifest = engine.unwrap_or(context.engine()).manifest();
    let error = story::unseen_error(manifest).map(|metric| {
        let protocol = metric.protocol.replace(" %", "\u{a0}%");
        view! {
            <div>
                <dt>"Error on unseen ratings"</dt>
                " "
                <dd>
                    {decimal(metric.value, 2)} " ★ "
                    <span class="protocol">{format!("RMSE, {protocol}")}</span>
                </dd>
            </div>
        }
    });
    let facts = [
        ("Model", story::name(manifest)),
        ("Order from", story::orderer(manifest).to_owned()),
        (
            "Movies compared",
            words::thousands(n_compared(context, list.column.viewer)),
        ),
        ("Took", words::milliseconds(list.took_ms)),
    ];
    let facts = facts.map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                " "
                <dd>{value}</dd>
            </div>
        }
    });
    let title = format!("ordered-by-{}", manifest.network);
    let named = title.clone();
    // Regions of a page have names of their own.
    let heading = format!("Ordered by {}", context.model(list.column.model).phrase());
    view! {
        <section class="panel ordered-by" aria-labelledby=named>
            <h2 class="panel-title" id=title>{heading}</h2>
            <dl class="facts">{facts} {error}</dl>
        </section>
    }
    .into_any()
}

/// Movies that the viewer has not rated.
fn n_compared(context: Context, viewer: Viewer) -> usize {
    let engine = context.engine();
    let n_rated = match user_idx(engine, viewer) {
        Some(idx) => engine.n_seen(idx),
        None => context.session().with(|it| ratings(engine, it).len()),
    };
    engine.catalogue().movies.len() - n_rated
}

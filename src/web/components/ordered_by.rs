//! Which model made a list, how good it is, how long it took.

use leptos::prelude::*;

use crate::page::{story, words};
use crate::web::context::{Context, List};

/// The panel; two where there are two lists.
pub(in crate::web) fn ordered_by(context: Context) -> AnyView {
    let beside = move || context.beside().get().map(|list| panel(context, list));
    view! {
        {move || panel(context, context.list().get())}
        {beside}
    }
    .into_any()
}

fn panel(context: Context, list: List) -> AnyView {
    let engine = context.shelf().engine(list.model);
    let manifest = engine.unwrap_or(context.engine()).manifest();
    let error = story::unseen_error(manifest).map(|metric| {
        let protocol = metric.protocol.replace(" %", "\u{a0}%");
        view! {
            <div>
                <dt>"Error on unseen ratings"</dt>
                " "
                <dd>
                    {format!("{:.2} ★", metric.value)} " "
                    <span class="protocol">{format!("RMSE, {protocol}")}</span>
                </dd>
            </div>
        }
    });
    let facts = [
        ("Model", story::name(manifest)),
        ("Order from", story::orderer(manifest).to_owned()),
        ("Movies compared", words::thousands(n_compared(context))),
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
    let heading = format!("Ordered by {}", context.model(list.model).phrase());
    view! {
        <section class="panel ordered-by" aria-labelledby=named>
            <h2 class="panel-title" id=title>{heading}</h2>
            <dl class="facts">{facts} {error}</dl>
        </section>
    }
    .into_any()
}

/// Movies that the user has not rated.
fn n_compared(context: Context) -> usize {
    let engine = context.engine();
    engine.catalogue().movies.len() - engine.history(context.user_idx()).len()
}

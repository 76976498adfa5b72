//! Which model made the list, how good it is, how long it took.

use leptos::prelude::*;

use crate::artifact::Manifest;
use crate::page::words;
use crate::web::context::Context;

/// The panel.
pub(in crate::web) fn ordered_by(context: Context) -> AnyView {
    let manifest = context.engine().manifest();
    let error = unseen_error(manifest).map(|(stars, protocol)| {
        view! {
            <div>
                <dt>"Error on unseen ratings"</dt>
                " "
                <dd>
                    {format!("{stars:.2} ★")} " "
                    <span class="protocol">{format!("RMSE, {}", protocol.replace(" %", "\u{a0}%"))}</span>
                </dd>
            </div>
        }
    });
    view! {
        <section class="panel" aria-labelledby="ordered-by-title">
            <h2 class="panel-title" id="ordered-by-title">"Ordered by"</h2>
            <dl class="facts">
                <div>
                    <dt>"Model"</dt>
                    " "
                    <dd>{format!("{} network, {}", manifest.network, manifest.preset)}</dd>
                </div>
                {error}
                <div>
                    <dt>"Movies compared"</dt>
                    " "
                    <dd>{move || words::thousands(n_compared(context))}</dd>
                </div>
                <div>
                    <dt>"Took"</dt>
                    " "
                    <dd>{move || words::milliseconds(context.list().with(|list| list.took_ms))}</dd>
                </div>
            </dl>
        </section>
    }
    .into_any()
}

/// The model's RMSE in stars and the rows that it was measured on.
fn unseen_error(manifest: &Manifest) -> Option<(f32, &str)> {
    let mut metrics = manifest.metrics.iter();
    metrics
        .find(|metric| metric.name == "RMSE")
        .map(|metric| (metric.value, metric.protocol.as_str()))
}

/// Movies that the user has not rated.
fn n_compared(context: Context) -> usize {
    let engine = context.engine();
    engine.catalogue().movies.len() - engine.history(context.user_idx()).len()
}

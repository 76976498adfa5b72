//! The network that the form asks for: drawn, and counted.

use leptos::prelude::*;

use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use matinee_app::format::thousands;
use matinee_app::train::network::{Sizes, count_in_words, drawing, parts};
use matinee_app::train::svg;
use matinee_engine::features::{n_movie_features, n_user_features};
use matinee_protocol::Settings;

/// The panel.
pub(super) fn network(context: Context) -> AnyView {
    let session = context.training_session();
    let engine = context.engine();
    let pages = Sizes {
        n_users: engine.users().len() as u32,
        n_movies: engine.n_movies() as u32,
        n_user_features: n_user_features(engine.occupations().len()) as u32,
        n_movie_features: n_movie_features(engine.catalogue().genres.len()) as u32,
    };
    let asked = session.memo(move |state| (state.form().nearly(), state.sizes(pages)));
    let drawn = memo(move || asked.with(|(settings, sizes)| drawing(settings, *sizes)));
    let counted = move || asked.with(|(settings, sizes)| count_in_words(settings, *sizes));
    view! {
        <section class="panel train-network-panel" aria-labelledby="network-title" data-test="network">
            <h2 class="panel-title" id="network-title">"The network"</h2>
            <p class="train-count" data-test="n-parameters">{written(counted)}</p>
            <figure class="network">
                <div inner_html=Signal::derive(move || svg::network(&drawn.get()))></div>
                <figcaption>{written(move || drawn.get().said)}</figcaption>
            </figure>
            <details class="train-parts">
                <summary>"Where they are"</summary>
                {dynamic(move || asked.with(|(settings, sizes)| counts(settings, *sizes)))}
            </details>
        </section>
    }
    .into_any()
}

fn counts(settings: &Settings, sizes: Sizes) -> AnyView {
    let parts = parts(settings, sizes).into_iter().map(|part| {
        view! {
            <div>
                <dt>{part.name}</dt>
                " "
                <dd>{thousands(part.n_parameters as usize)}</dd>
            </div>
        }
    });
    view! { <dl class="facts">{parts.collect_view()}</dl> }.into_any()
}

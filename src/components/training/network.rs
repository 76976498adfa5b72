//! The network that the form asks for: drawn, and counted.

use leptos::prelude::*;

use crate::context::Context;
use crate::dynamic::{dynamic, written};
use matinee_app::format::thousands;
use matinee_app::train::network::{
    Drawing, HEIGHT, INSET, Node, Sizes, WIDTH, count_in_words, drawing, parts,
};
use matinee_engine::features::{n_movie_features, n_user_features};
use matinee_protocol::Settings;

/// The panel.
pub(super) fn network(context: Context) -> AnyView {
    let session = context.training_session();
    let engine = context.engine();
    let pages = Sizes {
        n_users: engine.users().len() as u32,
        n_movies: engine.catalogue().movies.len() as u32,
        n_user_features: n_user_features(engine.occupations().len()) as u32,
        n_movie_features: n_movie_features(engine.catalogue().genres.len()) as u32,
    };
    let asked = session.memo(move |state| (state.form().nearly(), state.sizes(pages)));
    let counted = move || asked.with(|(settings, sizes)| count_in_words(settings, *sizes));
    view! {
        <section class="panel train-network-panel" aria-labelledby="network-title" data-test="network">
            <h2 class="panel-title" id="network-title">"The network"</h2>
            <p class="train-count" data-test="n-parameters">{written(counted)}</p>
            {dynamic(move || asked.with(|(settings, sizes)| drawn(&drawing(settings, *sizes))))}
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

fn drawn(drawing: &Drawing) -> AnyView {
    let links = drawing.links.iter().map(|[x, y, to_x, to_y]| {
        let middle = f64::midpoint(*x, *to_x);
        let path = format!("M{x},{y} C{middle},{y} {middle},{to_y} {to_x},{to_y}");
        view! { <path class="network-link" d=path /> }
    });
    let nodes = drawing.nodes.iter().map(node);
    view! {
        <figure class="network">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-labelledby="network-drawn">
                <title id="network-drawn">{drawing.said.clone()}</title>
                {links.collect_view()}
                {nodes.collect_view()}
            </svg>
            <figcaption>{drawing.said.clone()}</figcaption>
        </figure>
    }
    .into_any()
}

fn node(node: &Node) -> AnyView {
    let Node {
        x,
        y,
        width,
        height,
        title,
        size,
        bar,
        is_result,
    } = node;
    let text = x + INSET;
    // A box with nothing but its name has that in its middle.
    let line = if size.is_empty() { 0.6 } else { 0.4 };
    let title_y = y + height * line;
    let kind = if *is_result {
        "network-node network-result"
    } else {
        "network-node"
    };
    let bar = (*bar > 0.0).then(|| {
        view! {
            <rect
                class="network-bar"
                x=text.to_string()
                y=(y + height - 7.0).to_string()
                width=bar.to_string()
                height="3"
            />
        }
    });
    view! {
        <rect
            class=kind
            x=x.to_string()
            y=y.to_string()
            width=width.to_string()
            height=height.to_string()
            rx="6"
        />
        <text class="network-title" x=text.to_string() y=title_y.to_string()>
            {title.clone()}
        </text>
        <text class="network-size" x=text.to_string() y=(y + height * 0.72).to_string()>
            {size.clone()}
        </text>
        {bar}
    }
    .into_any()
}

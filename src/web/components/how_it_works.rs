//! How the list comes about: the story of each model whose list is shown, in three acts.

use leptos::prelude::*;

use crate::page::story::Story;
use crate::page::words;
use crate::web::context::Context;
use crate::web::live::live;

/// The section.
pub(in crate::web) fn how_it_works(context: Context) -> AnyView {
    let stories = move || {
        let shown = context.shown().get();
        let is_pair = shown.beside.is_some();
        let stories = shown.rows().map(|row| story(context, row, is_pair));
        stories.collect::<Vec<_>>()
    };
    view! {
        <section class="how" aria-labelledby="how-title">
            <div class="wrap">
                <h2 class="section-title" id="how-title">"How it works"</h2>
                {live(stories)}
            </div>
        </section>
    }
    .into_any()
}

fn story(context: Context, row: usize, is_named: bool) -> AnyView {
    let engine = context.engine();
    let manifest = context.shelf().engine(row).unwrap_or(engine).manifest();
    let n_movies = engine.catalogue().movies.len();
    let model = context.model(row);
    let story = Story::of(
        manifest,
        engine.users().len(),
        n_movies,
        model.companion().is_none(),
    );
    let recipe = manifest.recipe.iter().map(|(name, value)| {
        view! {
            <div>
                <dt>{name.replace('_', " ")}</dt>
                " "
                <dd>{words::setting(value)}</dd>
            </div>
        }
    });
    let acts = [
        ("It learned tastes", story.learned),
        ("It puts movies in order", story.order),
        ("It runs where you are", story.runs),
    ];
    let acts = acts.map(|(title, text)| {
        view! {
            <section class="act">
                <h3 class="act-title">{title}</h3>
                <p>{text}</p>
            </section>
        }
    });
    view! {
        {is_named.then(|| view! { <p class="act-model">{model.label()}</p> })}
        <div class="acts">{acts}</div>
        <details class="recipe">
            <summary>"The recipe, number by number"</summary>
            <dl class="facts recipe-facts">{recipe.collect_view()}</dl>
        </details>
    }
    .into_any()
}

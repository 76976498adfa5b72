//! How the list comes about: the story of each model whose list is shown, in three acts.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::dynamic;
use matinee_app::format::setting;
use matinee_app::story::Story;

/// Letters of a value beyond which it takes the whole width.
const LONG_VALUE: usize = 60;

/// Draws the section.
pub(crate) fn how_it_works(context: Context) -> AnyView {
    // Whoever reads a recipe reads on in that of the next model.
    let is_open = RwSignal::new(false);
    let stories = move || {
        let shown = context.shown().get();
        let is_pair = shown.beside.is_some();
        let stories = shown
            .rows()
            .map(|row| story(context, row, is_pair, is_open));
        stories.collect::<Vec<_>>()
    };
    view! {
        <section class="how" aria-labelledby="how-title">
            <div class="wrap">
                <h2 class="section-title" id="how-title">"How it works"</h2>
                {dynamic(stories)}
            </div>
        </section>
    }
    .into_any()
}

fn story(context: Context, row: usize, is_named: bool, is_open: RwSignal<bool>) -> AnyView {
    let engine = context.engine();
    let manifest = context
        .model_store()
        .engine(row)
        .unwrap_or(engine)
        .manifest();
    let n_movies = engine.catalogue().movies.len();
    let model = context.model(row);
    let story = Story::of(
        manifest,
        engine.users().len(),
        n_movies,
        model.companion().is_none(),
    );
    let settings = manifest.recipe.iter();
    let settings: Vec<_> = settings
        .map(|(name, value)| (name, setting(value)))
        .collect();
    let is_long = |value: &str| value.len() > LONG_VALUE;
    // What takes the whole width comes last.
    let [short, long] = [false, true].map(|wanted| {
        let those = settings.iter();
        those.filter(move |(_, value)| is_long(value) == wanted)
    });
    let recipe = short.chain(long).map(|(name, value)| {
        view! {
            <div class:is-long=is_long(value)>
                <dt>{name.replace('_', " ")}</dt>
                " "
                <dd>{value.clone()}</dd>
            </div>
        }
    });
    let toggle = move |event| is_open.set(browser::is_open(&event));
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
        <details class="recipe" open=is_open.get_untracked() on:toggle=toggle>
            <summary>"The recipe, number by number"</summary>
            <dl class="facts recipe-facts">{recipe.collect_view()}</dl>
        </details>
    }
    .into_any()
}

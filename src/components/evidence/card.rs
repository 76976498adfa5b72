//! Whom the model serves, and the model on a page.

use std::sync::Arc;

use leptos::prelude::*;

use matinee_app::evidence::address::Knob;
use matinee_app::evidence::groups;
use matinee_app::evidence::results::{GroupsResults, ModelCard, RecipeItem, StoriesResults};
use matinee_app::format::thousands;
use matinee_core::decimal::{decimal, trimmed};

use super::Shared;
use super::figure::{figure, of_file};
use super::knobs::words;

/// Groups of people, and the worst predictions.
pub(super) fn served(shared: Shared) -> AnyView {
    view! {
        {of_file::<GroupsResults>(shared, move |results| {
            view! {
                <div class="choices">
                    {words(shared, Knob::Grouping)} {words(shared, Knob::GroupMeasure)}
                </div>
                {figure(
                    shared,
                    "groups",
                    move || shared.choices.with(|it| groups::figure(&results, it)),
                )}
            }
            .into_any()
        })}
        <h3 class="ev-part">"Where it was most wrong"</h3>
        {of_file::<StoriesResults>(shared, move |results| {
            let stories = groups::stories(&results, &|movie| shared.title(movie)).into_iter();
            let stories = stories.map(|it| view! { <li>{it}</li> }).collect_view();
            let n = thousands(results.n_predictions as usize);
            view! {
                <p class="figure-note">{format!("The worst of {n} predictions of hidden ratings.")}</p>
                <ol class="stories" data-test="stories">{stories}</ol>
            }
            .into_any()
        })}
    }
    .into_any()
}

/// The model card.
pub(super) fn card(shared: Shared) -> AnyView {
    of_file::<ModelCard>(shared, |card| told(&card))
}

fn told(card: &Arc<ModelCard>) -> AnyView {
    let paragraphs = |all: &[String]| {
        let all = all.iter().cloned().map(|it| view! { <p>{it}</p> });
        all.collect_view()
    };
    let counts = |name: &'static str, it: &matinee_app::evidence::results::Counts| {
        let said = format!(
            "{} movies, {} people, {} ratings",
            thousands(it.movies as usize),
            thousands(it.users as usize),
            thousands(it.ratings as usize)
        );
        fact(name.to_owned(), said)
    };
    let metrics = card.metrics.iter().map(|it| {
        view! {
            <tr>
                <th scope="row">{it.name.clone()}</th>
                <td>{trimmed(it.value, 4)} " " {it.unit.clone()}</td>
                <td>{it.protocol.clone()}</td>
            </tr>
        }
    });
    let stages = card
        .stages
        .iter()
        .map(|it| fact(it.name.clone(), format!("{} s", decimal(it.seconds, 1))));
    let hashes = card
        .hashes
        .iter()
        .map(|it| fact(it.of.clone(), it.sha256.clone()));
    let commands = card
        .commands
        .iter()
        .map(|it| view! { <code>{it.clone()}</code> });
    let recipe = card.recipe.iter().map(item).collect_view();
    view! {
        <div class="card" data-test="model-card">
            <h3>"Purpose"</h3>
            {paragraphs(&card.purpose)}
            <h3>"Data"</h3>
            <p>{card.data.name.clone()} ". " {card.data.notice.clone()}</p>
            <dl class="facts">
                {counts("Before cleaning", &card.data.before)}
                {counts("What it learned from", &card.data.after)}
            </dl>
            <h3>"Recipe"</h3>
            <details class="recipe-details">
                <summary>"Number by number"</summary>
                <ul class="recipe-tree">{recipe}</ul>
            </details>
            <h3>"Measured"</h3>
            <div class="table-scroll" role="region" tabindex="0" aria-label="What was measured">
                <table class="figures">
                    <thead>
                        <tr>
                            <th scope="col">"Metric"</th>
                            <th scope="col">"Value"</th>
                            <th scope="col">"On"</th>
                        </tr>
                    </thead>
                    <tbody>{metrics.collect_view()}</tbody>
                </table>
            </div>
            <h3>"Limits"</h3>
            {paragraphs(&card.limits)}
            <h3>"Time to train"</h3>
            <dl class="facts">{stages.collect_view()}</dl>
            <h3>"Make it again"</h3>
            <p class="commands">{commands.collect_view()}</p>
            <h3>"Told apart by"</h3>
            <dl class="facts hashes">{hashes.collect_view()}</dl>
            <h3>"To cite"</h3>
            <p>{card.citation.clone()}</p>
        </div>
    }
    .into_any()
}

fn fact(name: String, said: String) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{said}</dd>
        </div>
    }
    .into_any()
}

/// A line of the recipe, with what it consists of below it.
fn item(item: &RecipeItem) -> AnyView {
    let parts = item.parts.iter().map(self::item).collect_view();
    let parts = (!item.parts.is_empty()).then(|| view! { <ul>{parts}</ul> });
    let value = (!item.value.is_empty()).then(|| view! { ": " <b>{item.value.clone()}</b> });
    view! {
        <li>
            {item.name.clone()} {value} {parts}
        </li>
    }
    .into_any()
}

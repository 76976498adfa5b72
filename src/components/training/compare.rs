//! What a run is compared with: models that learned from the same ratings and are measured on the same.

use leptos::prelude::*;

use crate::training_session::TrainingSession;
use matinee_app::train::event::Event;
use matinee_app::train::figures::{Comparison, NoComparison};
use matinee_app::train::watch::without_order;
use matinee_core::decimal::decimal;
use matinee_protocol::{Outcome, Plan, Quality};

use matinee_app::format::thousands;

/// The table, and what has to be said of it.
pub(super) fn measured(
    session: TrainingSession,
    outcome: &Outcome,
    plan: Option<Plan>,
    comparison: &Comparison,
) -> AnyView {
    let yours = outcome.yours;
    let others = match comparison {
        Comparison::Fair { original, matinee } => vec![
            ("original", "The original", *original),
            ("matinee", "Matinee", *matinee),
        ],
        Comparison::None(_) => Vec::new(),
    };
    let columns: Vec<_> = std::iter::once(("yours", "Yours", yours))
        .chain(others)
        .collect();
    let heads = columns
        .iter()
        .map(|(_, name, _)| view! { <th scope="col">{*name}</th> });
    let row = |name: &'static str, figure: fn(&Quality) -> Option<f32>| {
        let cells = columns.iter().map(|(test, _, quality)| {
            let said = figure(quality).map_or_else(|| "–".to_owned(), |it| decimal(it, 4));
            view! { <td data-test=*test>{said}</td> }
        });
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    let rows = [
        row("Error in stars, less is better (RMSE)", |it| Some(it.rmse)),
        row("Order of the list, more is better (NDCG@10)", |it| it.ndcg),
    ];
    let no_order = without_order(outcome);
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label="What came of it, in figures">
            <table class="figures figures-wide" data-test="measured">
                <caption class="visually-hidden">"Models trained on the same ratings, measured on the same held-out ones"</caption>
                <thead>
                    <tr>
                        <th scope="col">"On the same held-out ratings"</th>
                        {heads.collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {no_order.map(|why| view! { <p class="train-caveat" data-test="no-order">{why}</p> })}
        {said(session, plan, comparison)}
    }
    .into_any()
}

fn said(session: TrainingSession, plan: Option<Plan>, comparison: &Comparison) -> AnyView {
    let rows = plan.map(|plan| {
        let [training, held_out] =
            [plan.n_training, plan.n_held_out].map(|n| thousands(n as usize));
        let [mean, levels] =
            [plan.baselines.mean, plan.baselines.levels].map(|it| decimal(it.sqrt(), 4));
        format!(
            "Learned from {training} ratings, measured on {held_out} others. Saying the mean of all ratings errs by \
             {mean} stars, averages of person and movie by {levels}."
        )
    });
    let words = match comparison {
        Comparison::Fair { .. } => {
            "All three learned from the same ratings and are measured on the same others. Matinee\u{2019}s whole recipe is \
             too long for a page: it was trained when this site was built. Your best epoch was chosen by these ratings, \
             so your figure is a little kind."
        }
        Comparison::None(why) => why.said(),
    };
    let ways = match comparison {
        Comparison::None(NoComparison::OtherSplit) => Some(
            view! {
                <div class="train-buttons">
                    {way(session, "Put The original into the form", Event::OriginalWanted)}
                    {way(session, "Use the recipes\u{2019} split", Event::OwnSplitWanted)}
                </div>
            }
            .into_any(),
        ),
        Comparison::None(_) => Some(
            view! {
                <div class="train-buttons">
                    {way(session, "Put The original into the form", Event::OriginalWanted)}
                </div>
            }
            .into_any(),
        ),
        Comparison::Fair { .. } => None,
    };
    view! {
        <p class="train-caveat">{rows}</p>
        <p class="train-caveat" data-test="comparison">{words}</p>
        {ways}
    }
    .into_any()
}

fn way(session: TrainingSession, label: &'static str, event: Event) -> AnyView {
    view! {
        <button class="button" type="button" on:click=move |_| session.dispatch(event.clone())>
            {label}
        </button>
    }
    .into_any()
}

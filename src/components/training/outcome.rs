//! What came of a run: both models on the same held-out ratings, and the way to use the new one.

use leptos::prelude::*;

use crate::context::Context;
use crate::dynamic::dynamic;
use matinee_app::story::{unseen_error, unseen_order};
use matinee_app::train::watch::{Phase, Watch, without_order};
use matinee_core::decimal::decimal;
use matinee_protocol::Outcome;

use crate::training_session::OUTCOME;

use super::used;

/// The panel; nothing before there is a model.
pub(super) fn outcome(context: Context) -> AnyView {
    let training_session = context.training_session();
    let phase = Memo::new(move |_| {
        let phase = |watch: &Watch| watch.phase.clone();
        let phase = training_session
            .watch()
            .with(|watch| watch.as_ref().map(phase));
        phase.filter(|phase| matches!(phase, Phase::Finished(_) | Phase::Failed(_)))
    });
    let has_model = Memo::new(move |_| training_session.best().with(Option::is_some));
    let reason = RwSignal::new(None);
    let panel = move || {
        let has_model = has_model.get();
        let measured = match phase.get()? {
            Phase::Failed(_) if !has_model => return None,
            Phase::Finished(outcome) => measured(context, outcome),
            _ => view! {
                <p>
                    "The run did not come to its end, so its model was not measured. "
                    "It is the best of the epochs that were done."
                </p>
            }
            .into_any(),
        };
        Some(view! {
            <section class="panel train-outcome" aria-labelledby=OUTCOME data-test="outcome">
                <h2 class="panel-title" id=OUTCOME tabindex="-1">"What came of it"</h2>
                {measured}
                {use_or_save(context, reason)}
                {used::refused(reason)}
            </section>
        })
    };
    let failed = move || match phase.get() {
        Some(Phase::Failed(reason)) => Some(view! {
            <p class="notice" data-test="run-failed">
                "The run ended, because " {sentence(&reason)} " The list and everything else go on."
            </p>
        }),
        _ => None,
    };
    view! {
        <div class="train-result">
            <div role="alert">{dynamic(failed)}</div>
            {dynamic(panel)}
        </div>
    }
    .into_any()
}

/// With a full stop at its end.
fn sentence(reason: &str) -> String {
    let reason = reason.trim_end_matches('.');
    format!("{reason}.")
}

/// A model of other movies than the page's can only be saved.
fn use_or_save(context: Context, reason: RwSignal<Option<String>>) -> AnyView {
    let best = context.training_session().best();
    if best.with(|best| best.as_ref().is_some_and(|best| best.is_whole)) {
        return view! {
            <p>"It knows other movies than this page. Save it below, and the command line uses it."</p>
        }
        .into_any();
    }
    use_it(context, reason)
}

fn use_it(context: Context, reason: RwSignal<Option<String>>) -> AnyView {
    let training_session = context.training_session();
    let go = move |_| {
        let Some(best) = training_session.best().get_untracked() else {
            return;
        };
        match used::put(context, training_session.id(), &best.weights) {
            Ok(()) => used::show(context),
            Err(why) => reason.set(Some(why)),
        }
    };
    view! {
        <button class="button button-strong" type="button" data-test="use" on:click=go>
            "Use this model"
        </button>
    }
    .into_any()
}

fn measured(context: Context, outcome: Outcome) -> AnyView {
    let Outcome {
        yours, built_in, ..
    } = outcome;
    let number =
        |value: Option<f32>| value.map_or_else(|| "–".to_owned(), |value| decimal(value, 4));
    let rows = [
        (
            "Error in stars (RMSE), less is better",
            Some(yours.rmse),
            built_in.map(|it| it.rmse),
        ),
        (
            "Order of the list (NDCG@10), more is better",
            yours.ndcg,
            built_in.and_then(|it| it.ndcg),
        ),
    ];
    let rows = rows.map(|(name, yours, built_in)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td data-test="yours">{number(yours)}</td>
                <td data-test="built-in">{number(built_in)}</td>
            </tr>
        }
    });
    let no_order = without_order(&outcome);
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label="Both models">
            <table class="figures figures-wide" data-test="measured">
                <caption class="visually-hidden">"Both models on the same held-out ratings"</caption>
                <thead>
                    <tr>
                        <th scope="col">"On the same held-out ratings"</th>
                        <th scope="col">"Yours"</th>
                        <th scope="col">"Built in, which knows them"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {no_order.map(|why| view! { <p class="train-caveat" data-test="no-order">{why}</p> })}
        <p class="train-caveat">
            "The model of this page was trained on every rating, these among them, so its column is better "
            "than it deserves. " {unseen(context)}
        </p>
    }
    .into_any()
}

/// What the built-in model is worth where it did not know the answers.
fn unseen(context: Context) -> Option<String> {
    let manifest = context.engine().manifest();
    let (error, order) = (unseen_error(manifest)?, unseen_order(manifest)?);
    Some(format!(
        "On ratings that it never saw ({}), its error is {} and its NDCG@10 {}.",
        error.protocol,
        decimal(error.value, 4),
        decimal(order.value, 4)
    ))
}

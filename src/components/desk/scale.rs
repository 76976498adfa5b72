//! What the ratings of a file are out of, where two scales fit: the visitor says it.

use leptos::prelude::*;

use crate::live::live;
use matinee_app::import_review::ImportReview;
use matinee_data::rating_files::Scale;

use super::Desk;

/// The question, with what each answer would give; nothing where the file decides.
pub(super) fn scale_question(desk: Desk) -> Option<AnyView> {
    let scales = desk
        .review
        .with_untracked(|review| review.as_ref().map(ImportReview::scales))?;
    let choices: Vec<_> = scales.iter().map(|scale| choice(desk, *scale)).collect();
    (!choices.is_empty()).then(|| {
        view! {
            <fieldset class="report-scale" data-test="scale-question">
                <legend class="report-part">"What are these ratings out of?"</legend>
                {choices}
            </fieldset>
        }
        .into_any()
    })
}

fn choice(desk: Desk, scale: Scale) -> AnyView {
    let movies = &desk.context.engine().catalogue().movies;
    let is_taken = move || {
        let taken = |review: &super::ImportReview| review.scale() == scale;
        desk.review
            .with(|review| review.as_ref().is_some_and(taken))
    };
    let take = move |_| {
        desk.review.update(|review| {
            if let Some(review) = review {
                review.choose(scale);
            }
        });
    };
    let examples = move || {
        desk.review
            .with(|review| review.as_ref().map(|review| review.examples(scale, movies)))
    };
    view! {
        <label class="report-choice">
            <input
                type="radio"
                name="scale"
                value=scale.top()
                prop:checked=is_taken
                on:change=take
            />
            <span>
                <strong>"Out of " {scale.top()}</strong>
                <span class="report-examples">{live(examples)}</span>
            </span>
        </label>
    }
    .into_any()
}

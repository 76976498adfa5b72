//! Stars: predicted ones drawn by width and said as text, given ones as whole stars.

use leptos::prelude::*;

use matinee_app::words;
use matinee_core::domain::{Score, Stars};
use matinee_engine::engine::Likely;

/// The prediction as a number, as stars, and in words, with the range in which it likely lies.
pub(super) fn predicted_stars(score: Score, likely: Likely) -> AnyView {
    let number = words::stars(score);
    let said = format!("predicted {number} of 5");
    let likely = words::likely(likely);
    view! {
        <div class="score">
            <span class="score-number" aria-hidden="true">{number}</span>
            <span class="stars">
                <span class="visually-hidden">{said}</span>
                <span class="stars-drawn" style=("--filled", words::stars_width(score))></span>
            </span>
            <span class="score-likely">{likely}</span>
        </div>
    }
    .into_any()
}

/// Stars that somebody gave.
pub(super) fn given_stars(stars: Stars) -> AnyView {
    let said = words::counted(usize::from(stars.get()), "star", "stars");
    let width = format!("{}%", stars.get() * 20);
    view! {
        <span class="stars stars-small">
            <span class="visually-hidden">{said}</span>
            <span class="stars-drawn" style=("--filled", width)></span>
        </span>
    }
    .into_any()
}

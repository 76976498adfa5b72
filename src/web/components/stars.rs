//! Stars: predicted ones drawn by width and said as text, given ones as whole stars.

use leptos::prelude::*;

use crate::domain::{Score, Stars};
use crate::page::words;

/// The prediction as a number, as stars, and in words.
pub(super) fn predicted_stars(score: Score) -> AnyView {
    let number = words::stars(score);
    let said = format!("predicted {number} of 5");
    view! {
        <div class="score">
            <span class="score-number" aria-hidden="true">{number}</span>
            <span class="stars">
                <span class="visually-hidden">{said}</span>
                <span class="stars-drawn" style=("--filled", words::stars_width(score))></span>
            </span>
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

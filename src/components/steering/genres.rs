//! One button a genre: does not matter, only these, never.

use leptos::prelude::*;

use crate::context::Context;
use crate::live::written;
use matinee_app::filter::Wish;
use matinee_app::steering;

use super::genre_names;

/// The genres that some movie has, and what they ask of a movie.
pub(super) fn genres(context: Context) -> AnyView {
    let movies = &context.engine().catalogue().movies;
    let in_use = movies.iter().fold(0, |all, movie| all | movie.genres);
    let chips = genre_names(context).iter().enumerate();
    let chips = chips
        .filter(|(row, _)| in_use >> row & 1 == 1)
        .map(|(row, name)| chip(context, row, name));
    view! {
        <fieldset class="wish">
            <legend class="label">"Genres"</legend>
            <div class="chips" data-test="genres">{chips.collect_view()}</div>
            <p class="wish-rule">{written(move || steering::rule(&context.wishes(), genre_names(context)))}</p>
        </fieldset>
    }
    .into_any()
}

fn chip(context: Context, row: usize, name: &'static str) -> AnyView {
    let wish = Memo::new(move |_| context.wishes().wish(row));
    let press = move |_| {
        let mut wishes = context.wishes();
        let next = match wishes.wish(row) {
            Wish::Any => Wish::With,
            Wish::With => Wish::Without,
            Wish::Without => Wish::Any,
        };
        wishes.set(row, next);
        context.filter(wishes);
    };
    // The sign is for the eye, the words for the ear; colour only repeats them.
    let words = move || match wish.get() {
        Wish::Any => ("", "", ": does not matter"),
        Wish::With => ("with", "+", ": only these"),
        Wish::Without => ("without", "−", ": never"),
    };
    view! {
        <button class="chip" type="button" data-wish=move || words().0 on:click=press>
            <span class="chip-sign" aria-hidden="true">{written(move || words().1.to_owned())}</span>
            {name}
            <span class="visually-hidden">{written(move || words().2.to_owned())}</span>
        </button>
    }
    .into_any()
}

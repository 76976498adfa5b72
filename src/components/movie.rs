//! What is drawn of a movie: its poster (decoration to a screen reader, as the title is beside it), its title
//! that leads to what is like it, and its stars: predicted ones by width and as text, given ones whole.

use leptos::prelude::*;

use crate::context::Context;
use crate::dynamic::dynamic;
use matinee_app::{format, poster};
use matinee_core::domain::{MovieIdx, Score, Stars};
use matinee_engine::engine::{Likely, Recommendation};

/// Posters in the fan of the hero.
const FAN: usize = 3;

/// Draws one movie's poster.
pub(super) fn poster(context: Context, movie: MovieIdx) -> AnyView {
    let catalogue = context.engine().catalogue();
    let drawing = poster::draw(&catalogue.movies[movie.row()], &catalogue.genres);
    let view_box = format!("0 0 {} {}", poster::WIDTH, poster::HEIGHT);
    view! { <svg class="poster" viewBox=view_box aria-hidden="true" inner_html=drawing></svg> }
        .into_any()
}

/// Draws the first three of the list as large posters, the best in front.
pub(crate) fn poster_fan(context: Context) -> AnyView {
    let first = Memo::new(move |_| {
        let movies = |entries: &[Recommendation]| {
            let first = entries.iter().take(FAN).map(|entry| entry.movie);
            first.collect::<Vec<_>>()
        };
        context.list().with(|list| {
            list.as_ref()
                .map_or(Vec::new(), |list| movies(&list.entries))
        })
    });
    let fan = move || {
        let posters = first
            .get()
            .into_iter()
            .rev()
            .map(|movie| poster(context, movie));
        posters.collect_view()
    };
    view! { <div class="fan" aria-hidden="true">{dynamic(fan)}</div> }.into_any()
}

/// Draws title and year.
pub(super) fn like_button(context: Context, movie: MovieIdx) -> AnyView {
    let movie = &context.engine().catalogue().movies[movie.row()];
    let id = movie.id;
    view! {
        <button
            class="title-link"
            type="button"
            title="More like this"
            on:click=move |_| context.show_like(Some(id))
        >
            {movie.title.as_str()}
            " "
            <span class="year">{format::year(movie)}</span>
        </button>
    }
    .into_any()
}

/// Draws the prediction as a number, as stars, and in words, with the range in which it likely
/// lies.
pub(super) fn predicted_stars(score: Score, likely: Likely) -> AnyView {
    let number = format::stars(score);
    let said = format!("predicted {number} of 5");
    let likely = format::likely(likely);
    view! {
        <div class="score">
            <span class="score-number" aria-hidden="true">{number}</span>
            <span class="stars">
                <span class="visually-hidden">{said}</span>
                <span class="stars-drawn" style=("--filled", format::stars_width(score))></span>
            </span>
            <span class="score-likely">{likely}</span>
        </div>
    }
    .into_any()
}

/// Draws stars that somebody gave.
pub(super) fn given_stars(stars: Stars) -> AnyView {
    let said = format::counted(usize::from(stars.get()), "star", "stars");
    let width = format!("{}%", stars.get() * 20);
    view! {
        <span class="stars stars-small">
            <span class="visually-hidden">{said}</span>
            <span class="stars-drawn" style=("--filled", width)></span>
        </span>
    }
    .into_any()
}

//! Giving a movie stars: five radio buttons, drawn as stars by rate.css.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use matinee_app::format;
use matinee_core::domain::{MovieIdx, Stars};

use super::ids::GIVEN;

/// A star control and what it does. The same movie may have one in several places.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    pub(super) movie: MovieIdx,
    /// Where it is: makes its names unlike those of the others.
    pub(super) place: &'static str,
    pub(super) stars: Signal<Option<Stars>>,
    pub(super) choose: Callback<Option<Stars>>,
    /// What taking the stars back is called.
    pub(super) back: &'static str,
}

/// Draws the visitor's stars for a movie: what is chosen counts at once.
pub(super) fn rate(context: Context, movie: MovieIdx, place: &'static str) -> AnyView {
    let id = context.engine().catalogue().movies[movie.row()].id;
    let stars = Memo::new(move |_| context.session().with(|it| it.saved().stars(id)));
    let rate = Rate {
        movie,
        place,
        stars: stars.into(),
        choose: Callback::new(move |stars| context.rate(id, stars)),
        back: "Take back your stars for",
    };
    star_control(context, rate)
}

/// Draws the control itself.
pub(super) fn star_control(context: Context, rate: Rate) -> AnyView {
    let title = context.engine().catalogue().movies[rate.movie.row()]
        .title
        .as_str();
    let has_stars = Memo::new(move |_| rate.stars.get().is_some());
    let take_back = move |_| {
        rate.choose.run(None);
        // Among what was rated, the control goes away with its stars.
        browser::focus_soon(vec![star_id(rate.place, rate.movie), GIVEN.to_owned()]);
    };
    view! {
        <fieldset class="rate" data-test="rate">
            <legend class="visually-hidden">"Your stars for " {title}</legend>
            <span class="rate-stars">
                {Stars::ALL.map(|stars| star(rate, stars))}
            </span>
            <button
                class="rate-back"
                class:is-off=Signal::derive(move || !has_stars.get())
                type="button"
                title="Take back"
                aria-label=format!("{} {title}", rate.back)
                on:click=take_back
            ></button>
        </fieldset>
    }
    .into_any()
}

fn star(rate: Rate, stars: Stars) -> AnyView {
    let n = stars.get();
    let is_entrance = move || rate.stars.get().map_or(n == 1, |it| it == stars);
    let id = move || is_entrance().then(|| star_id(rate.place, rate.movie));
    view! {
        <label class="rate-star">
            <input
                class="visually-hidden"
                type="radio"
                id=Signal::derive(id)
                name=format!("{}-{}", rate.place, rate.movie.0)
                value=n.to_string()
                prop:checked=Signal::derive(move || rate.stars.get() == Some(stars))
                on:change=move |_| rate.choose.run(Some(stars))
            />
            <span class="visually-hidden">
                {format::counted(usize::from(n), "star", "stars")}
            </span>
        </label>
    }
    .into_any()
}

/// Returns the id of the star at which the control of a movie in some place is entered: the one
/// that is given, or the first.
pub(super) fn star_id(place: &str, movie: MovieIdx) -> String {
    format!("{place}-{}-star", movie.0)
}

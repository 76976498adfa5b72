//! A movie's title that leads to what is like it.

use leptos::prelude::*;

use crate::context::Context;
use matinee_app::words;
use matinee_core::domain::MovieIdx;

/// Title and year.
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
            <span class="year">{words::year(movie)}</span>
        </button>
    }
    .into_any()
}

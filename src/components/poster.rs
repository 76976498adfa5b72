//! Posters on the page. The title is beside each, so they are decoration to a screen reader.

use leptos::prelude::*;

use crate::context::Context;
use crate::live::live;
use matinee_app::poster;
use matinee_core::domain::MovieIdx;

/// Posters in the fan of the hero.
const FAN: usize = 3;

/// One movie's poster.
pub(super) fn poster(context: Context, movie: MovieIdx) -> AnyView {
    let catalogue = context.engine().catalogue();
    let drawing = poster::draw(&catalogue.movies[movie.row()], &catalogue.genres);
    let view_box = format!("0 0 {} {}", poster::WIDTH, poster::HEIGHT);
    view! { <svg class="poster" viewBox=view_box aria-hidden="true" inner_html=drawing></svg> }
        .into_any()
}

/// The first three of the list as large posters, the best in front.
pub(crate) fn poster_fan(context: Context) -> AnyView {
    let first = Memo::new(move |_| {
        let movies = |entries: &[matinee_engine::engine::Recommendation]| {
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
    view! { <div class="fan" aria-hidden="true">{live(fan)}</div> }.into_any()
}

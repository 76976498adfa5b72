//! One movie of a list: poster, title, facts, stars, what can be done, and why.

use leptos::prelude::*;

use matinee_app::words;
use matinee_core::domain::{MovieIdx, Score};
use matinee_engine::engine::Likely;

use super::super::poster::poster;
use super::super::stars::predicted_stars;
use super::actions::actions;
use super::place::Place;
use super::why::why;

/// The inside of a list's item. `note` is what this list has to say of the movie.
pub(super) fn film(
    place: Place,
    movie: MovieIdx,
    predicted: Option<(Score, Likely)>,
    note: Option<AnyView>,
) -> AnyView {
    let context = place.context;
    let engine = context.engine();
    let catalogue = engine.catalogue();
    let described = &catalogue.movies[movie.row()];
    let genres = described
        .genre_rows()
        .filter_map(|row| catalogue.genres.get(row))
        .map(|name| view! { <span class="genre">{name.as_str()}</span> " " });
    let known = words::seen_by(catalogue.n_ratings[movie.row()], engine.users().len());
    view! {
        {poster(context, movie)}
        <div class="film">
            <h3 class="film-title">
                <span class="title">{described.title.as_str()}</span>
                " "
                <span class="year">{words::year(described)}</span>
            </h3>
            <p class="film-facts">
                <span class="genres">{genres.collect_view()}</span>
                <span class="known">{known}</span>
            </p>
            {note}
        </div>
        {predicted.map(|(stars, likely)| predicted_stars(stars, likely))}
        {actions(place, movie)}
        {why(place, movie)}
    }
    .into_any()
}

//! The list itself.

use leptos::prelude::*;

use crate::engine::Recommendation;
use crate::page::words;
use crate::web::context::Context;

use super::poster::poster;
use super::stars::predicted_stars;

/// The recommendations, best first.
pub(in crate::web) fn programme(context: Context) -> AnyView {
    let entries = move || {
        let entries = context.list().with(|list| list.entries.clone());
        (1..).zip(entries).collect::<Vec<(usize, _)>>()
    };
    let note = move || {
        let n = context.list().with(|list| list.entries.len());
        format!("{}, best first", words::counted(n, "movie", "movies"))
    };
    let empty = move || {
        context.list().with(|list| list.entries.is_empty()).then(|| {
            view! {
                <p class="empty">
                    "There is nothing left to recommend: this person has rated every movie of the "
                    "catalogue. Choose somebody else."
                </p>
            }
        })
    };
    view! {
        <section class="programme" aria-labelledby="programme-title">
            <div class="programme-head">
                <h2 class="section-title" id="programme-title">"The programme"</h2>
                <p class="programme-note">{note}</p>
            </div>
            <ol class="bill" role="list" aria-label="Recommendations">
                <For
                    each=entries
                    key=|(rank, entry)| (*rank, entry.movie, entry.stars.stars().to_bits())
                    children=move |(rank, entry)| billed(context, rank, entry)
                />
            </ol>
            {empty}
        </section>
    }
    .into_any()
}

fn billed(context: Context, rank: usize, entry: Recommendation) -> AnyView {
    let engine = context.engine();
    let catalogue = engine.catalogue();
    let movie = &catalogue.movies[entry.movie.row()];
    let genres = movie
        .genre_rows()
        .filter_map(|row| catalogue.genres.get(row))
        .map(|name| view! { <span class="genre">{name.as_str()}</span> " " });
    let known = words::seen_by(catalogue.n_ratings[entry.movie.row()], engine.users().len());
    view! {
        <li class="billing">
            <span class="rank">{rank}</span>
            {poster(context, entry.movie)}
            <div class="film">
                <h3 class="film-title">
                    <span class="title">{movie.title.as_str()}</span>
                    " "
                    <span class="year">{words::year(movie)}</span>
                </h3>
                <p class="film-facts">
                    <span class="genres">{genres.collect_view()}</span>
                    <span class="known">{known}</span>
                </p>
            </div>
            {predicted_stars(entry.stars)}
        </li>
    }
    .into_any()
}

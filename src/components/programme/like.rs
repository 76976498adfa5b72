//! What is like a movie, in the place of the list.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::context::Context;
use crate::lazy_part::{Part, Unfetched, later};
use crate::live::live;
use matinee_app::history::{Seen, find};
use matinee_app::session::Mark;
use matinee_app::undo_text;
use matinee_app::words;
use matinee_core::domain::MovieIdx;

use super::super::stars::given_stars;
use super::place::Place;
use super::row::film;
use super::skeleton;

/// The movie itself, and those like it.
pub(super) fn like(context: Context, movie: MovieIdx) -> AnyView {
    later(|| skeleton("bill skeleton"), move || part(context, movie))
}

#[wasm_split(details, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context, movie: MovieIdx) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || drawn(context, movie)))
}

fn drawn(context: Context, movie: MovieIdx) -> AnyView {
    let place = Place::like(context);
    // Who is watching changes what is said of each; which they are depends on the model.
    let model = Memo::new(move |_| Some(place.column()?.model));
    let alike = Memo::new(move |_| {
        let engine = context.shelf().engine(model.get()?)?;
        Some(engine.similar(movie, context.k()))
    });
    let rows = move || {
        let rows = alike.get().unwrap_or_default().into_iter();
        let rows = (1_usize..).zip(rows).map(|(rank, (movie, similarity))| {
            let degree = view! { <p class="alike">{words::alike(similarity)}</p> };
            view! {
                <li class="billing">
                    <span class="rank">{rank}</span>
                    {known(place, movie, Some(degree.into_any()))}
                </li>
            }
        });
        rows.collect_view()
    };
    view! {
        <button class="button back" type="button" on:click=move |_| context.show_like(None)>
            "Back to the list"
        </button>
        <div class="billing like-of">
            <span class="rank"></span>
            {live(move || known(place, movie, None))}
        </div>
        <ol class="bill" role="list" aria-label="Movies like it">
            {live(rows)}
        </ol>
    }
    .into_any()
}

/// A movie with what the viewer did about it.
fn known(place: Place, movie: MovieIdx, note: Option<AnyView>) -> AnyView {
    let context = place.context;
    let predicted = place.ask(|engine, person| {
        let entry = engine.predict_for(person, movie);
        (entry.stars, entry.likely)
    });
    let seen = move || {
        let seen = place.ask(|_, person| find(person, movie)).flatten();
        let id = context.engine().catalogue().movies[movie.row()].id;
        let mark = context
            .session()
            .with(|it| it.kept().mark(context.viewer(), id));
        said(context, seen, mark)
    };
    let note = view! {
        {note}
        {live(seen)}
    };
    film(place, movie, predicted, Some(note.into_any()))
}

fn said(context: Context, seen: Option<Seen>, mark: Option<Mark>) -> Option<AnyView> {
    let viewer = context.viewer().phrase();
    if let Some(seen) = seen {
        let how = match seen.stars {
            Some(stars) => view! { " gave it " {given_stars(stars)} }.into_any(),
            None => " has seen it".into_any(),
        };
        return Some(view! { <p class="seen-by">{viewer} {how}</p> }.into_any());
    }
    let mark = undo_text::put_aside(mark?);
    Some(view! { <p class="seen-by">"Put aside for " {viewer} ": " {mark}</p> }.into_any())
}

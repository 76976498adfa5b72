//! Movies to begin with: a shelf of posters, chosen to tell much and to be known.

use leptos::prelude::*;

use crate::components::poster::poster;
use crate::components::rate::rate;
use crate::live::live;
use matinee_app::starter::Starter;
use matinee_app::words;
use matinee_core::domain::MovieIdx;

use super::Desk;

/// Movies on the shelf at once.
const BATCH: usize = 6;

/// The shelf; folded where there are ratings from before.
pub(super) fn starter(desk: Desk) -> AnyView {
    let context = desk.context;
    let engine = context.engine();
    let movies = &engine.catalogue().movies;
    let starter = StoredValue::new(Starter::new(engine));
    let shown = StoredValue::new(Vec::<MovieIdx>::new());
    // What is on the shelf stays there while it is rated.
    let next = move || {
        let rated: Vec<_> = context
            .session()
            .with_untracked(|it| it.kept().ratings().to_vec());
        let is_rated = |idx: MovieIdx| {
            let id = movies[idx.row()].id;
            rated.iter().any(|(other, _)| *other == id)
        };
        let batch = shown.with_value(|shown| {
            let skip = |idx| shown.contains(&idx) || is_rated(idx);
            starter.with_value(|starter| starter.batch(movies, BATCH, &skip))
        });
        shown.update_value(|shown| shown.extend(&batch));
        batch
    };
    let batch = RwSignal::new(next());
    let is_new = context
        .session()
        .with_untracked(|it| it.kept().ratings().is_empty());
    let show_others = move |_| {
        let mut others = next();
        if others.is_empty() {
            shown.update_value(Vec::clear);
            others = next();
        }
        batch.set(others);
    };
    let cards = move || {
        let cards = batch.get().into_iter().map(|movie| card(desk, movie));
        cards.collect_view()
    };
    view! {
        <details class="starter" open=is_new>
            <summary class="starter-summary">"Movies that tell a lot about you"</summary>
            <ul class="shelf" role="list" data-test="starter">{live(cards)}</ul>
            <button class="button" type="button" on:click=show_others>"Show others"</button>
        </details>
    }
    .into_any()
}

fn card(desk: Desk, movie: MovieIdx) -> AnyView {
    let row = &desk.context.engine().catalogue().movies[movie.row()];
    view! {
        <li class="shelf-card">
            {poster(desk.context, movie)}
            <p class="shelf-title">
                {row.title.as_str()} " " <span class="year">{words::year(row)}</span>
            </p>
            {rate(desk.context, movie, "shelf")}
        </li>
    }
    .into_any()
}

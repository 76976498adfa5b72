//! What was learned from, each figure a filter of the others; and the map of the movies.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::my_ratings::{Titles, find_movie};
use crate::dynamic::{dynamic, written};
use crate::lists::ratings;
use matinee_app::charts::Size;
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::data::{self as counts, Brush, Shown, Source, Tally};
use matinee_app::evidence::map as movies;
use matinee_app::evidence::results::{CleaningResults, MapResults};
use matinee_app::format;
use matinee_core::domain::MovieIdx;

use super::Shared;
use super::figure::{choosing, figure, of_file};
use super::knobs::words;

/// The figures of the data.
pub(super) fn data(shared: Shared) -> AnyView {
    let engine = shared.context.engine();
    let all = Arc::new(Source::new(engine).tally(None));
    let brush = Memo::new(move |_| shared.choices.with(Brush::of));
    let same = Arc::clone(&all);
    let some = Memo::new(move |_| match brush.get() {
        None => Arc::clone(&same),
        brush => Arc::new(Source::new(engine).tally(brush)),
    });
    let said =
        move || some.with(|tally| counts::filter_said(&Source::new(engine), brush.get(), tally));
    let everything = move |_| {
        if let Some(brush) = brush.get_untracked() {
            shared.change(|it| brush.toggle(it));
        }
    };
    // Two beside each other, at a desk too.
    let small = Shared {
        size: Memo::new(|_| Size::Narrow),
        ..shared
    };
    let figures = Shown::ALL.map(|of| drawn(small, of, Arc::clone(&all), some, brush));
    view! {
        <div class="brushed">
            <p aria-live="polite" data-test="brushed">{written(said)}</p>
            <button
                class="figure-button"
                type="button"
                disabled=Signal::derive(move || brush.get().is_none())
                on:click=everything
            >
                "Show everything"
            </button>
        </div>
        <div class="figure-pairs">{figures.into_iter().collect_view()}</div>
        {of_file::<CleaningResults>(shared, move |results| {
            figure(shared, "cleaning", move || Some(counts::cleaning(&results)))
        })}
    }
    .into_any()
}

fn drawn(
    shared: Shared,
    of: Shown,
    all: Arc<Tally>,
    some: Memo<Arc<Tally>>,
    brush: Memo<Option<Brush>>,
) -> AnyView {
    let engine = shared.context.engine();
    let make = move || {
        let source = Source::new(engine);
        some.with(|some| source.figure(of, &all, some, brush.get()))
    };
    let choose = of
        .brush()
        .map(|_| Callback::new(move |at| shared.change(|it| Brush { of, at }.toggle(it))));
    choosing(shared, of.id(), choose, make)
}

/// The movies in a plane, a way to find one, and who is near it.
pub(super) fn map(shared: Shared) -> AnyView {
    let context = shared.context;
    let engine = context.engine();
    let chosen = Memo::new(move |_| {
        let movie = shared.choices.with(|it| it.movie(Knob::Movie))?;
        engine.movie_idx(movie)
    });
    let near = Memo::new(move |_| {
        let neighbours = |movie| engine.similar(movie, movies::N_NEIGHBOURS);
        chosen.get().map(neighbours).unwrap_or_default()
    });
    let show = move |movie: MovieIdx| {
        let id = context.movie(movie).id;
        shared.change(|it| it.set_movie(Knob::Movie, Some(id)));
    };
    let list = move || {
        let movie = chosen.get()?;
        let rows = near.get().into_iter().map(|(movie, likeness)| {
            let name = format::title(context.movie(movie));
            view! {
                <li>
                    <button class="link-button" type="button" on:click=move |_| show(movie)>
                        {name}
                    </button>
                    " "
                    <span class="near-how">{format::alike(likeness)}</span>
                </li>
            }
        });
        let name = format::title(context.movie(movie));
        let none = move |_| shared.change(|it| it.set_movie(Knob::Movie, None));
        Some(view! {
            <div class="near" data-test="near">
                <h3 class="near-title">
                    "Nearest to " {name}
                </h3>
                <ol role="list">{rows.collect_view()}</ol>
                <button class="figure-button" type="button" on:click=none>
                    "Let it go"
                </button>
            </div>
        })
    };
    of_file::<MapResults>(shared, move |results| {
        let make = move || {
            let catalogue = engine.catalogue();
            let rated = context.session().with(|it| ratings(engine, it));
            near.with(|near| {
                shared
                    .choices
                    .with(|it| movies::figure(&results, catalogue, it, near, &rated))
            })
        };
        view! {
            <div class="choices map-choices">
                {find_movie(
                    Titles::new(engine),
                    "map-find",
                    "Find a movie on the map",
                    context,
                    Callback::new(show),
                )} {words(shared, Knob::Zoom)}
            </div>
            {figure(shared, "movies", make)}
            <div aria-live="polite">{dynamic(list)}</div>
        }
        .into_any()
    })
}

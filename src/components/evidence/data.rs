//! What was learned from, each figure a filter of the others; and the map of the movies.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::components::my_ratings::{Titles, find_movie};
use crate::elements::{El, Held, button, el, slot};
use crate::lists::ratings;
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::carried::CLEANING;
use matinee_app::evidence::data::{self as counts, Brush, Shown, Source, Tally};
use matinee_app::evidence::map::{self as movies, Reader};
use matinee_app::evidence::results::{MapResults, ResultsFile};
use matinee_app::format;
use matinee_core::domain::MovieIdx;

use super::Shared;
use super::figure::{Choose, choosing, figure, of_file, of_made, planned};
use super::knobs::words;

/// What belongs to the category that everything is filtered by.
type Filtered = Held<Rc<Tally>>;

fn brush(shared: Shared) -> Option<Brush> {
    Brush::of(&shared.chosen(&[Knob::Brush, Knob::BrushAt]))
}

/// The figures of the data.
pub(super) fn data(shared: Shared) -> El {
    let engine = shared.context.engine();
    let all = Rc::new(Source::new(engine).tally(None));
    let some = Filtered::new(Rc::clone(&all));
    let (whole, filtered) = (Rc::clone(&all), some.clone());
    let filter = move |_: &_| {
        filtered.set(match brush(shared) {
            None => Rc::clone(&whole),
            brush => Rc::new(Source::new(engine).tally(brush)),
        });
    };
    let same = some.clone();
    let said = move || same.with(|it| counts::filter_said(&Source::new(engine), brush(shared), it));
    let everything = move || {
        if let Some(brush) = untrack(|| brush(shared)) {
            shared.change(|it| brush.toggle(it));
        }
    };
    // Two beside each other, at a desk too.
    let small = Shared {
        is_narrow: RwSignal::new(true),
        ..shared
    };
    let figures = Shown::ALL.map(|of| drawn(small, of, Rc::clone(&all), some.clone()));
    let everything = button("figure-button", "Show everything", everything)
        .off_while(move || brush(shared).is_none());
    let said = el("p", "")
        .attr("aria-live", "polite")
        .test("brushed")
        .said(said);
    slot()
        .follow(filter)
        .child(el("div", "brushed").child(said).child(everything))
        .child(el("div", "figure-pairs").children(figures))
        .child(of_made(shared, ResultsFile::Cleaning, move |made| {
            planned(shared, CLEANING, made)
        }))
}

fn drawn(shared: Shared, of: Shown, all: Rc<Tally>, some: Filtered) -> El {
    let engine = shared.context.engine();
    let make = move || {
        let source = Source::new(engine);
        some.with(|some| source.figure(of, &all, some, untrack(|| brush(shared))))
    };
    let choose = of.brush().map(|_| {
        let toggle = move |at| shared.change(|it| Brush { of, at }.toggle(it));
        Rc::new(toggle) as Choose
    });
    choosing(shared, of.id(), choose, make)
}

/// The movies in a plane, a way to find one, and who is near it.
pub(super) fn map(shared: Shared) -> El {
    let context = shared.context;
    let engine = context.engine();
    let chosen = move || {
        let movie = shared.chosen(&[Knob::Movie]).movie(Knob::Movie)?;
        engine.movie_idx(movie)
    };
    let near = Held::new(Vec::<(MovieIdx, f32)>::new());
    let look = near.clone();
    let look = move |_: &_| {
        let neighbours = |movie| engine.similar(movie, movies::N_NEIGHBOURS);
        look.set(chosen().map(neighbours).unwrap_or_default());
    };
    let show = move |movie: MovieIdx| {
        let id = context.movie(movie).id;
        shared.change(|it| it.set_movie(Knob::Movie, Some(id)));
    };
    let nearest = near.clone();
    let list = move || {
        let rows = nearest.with(Clone::clone);
        let name = format::title(context.movie(untrack(chosen)?));
        let rows = rows.into_iter().map(|(movie, likeness)| {
            let title = format::title(context.movie(movie));
            el("li", "")
                .child(button("link-button", &title, move || show(movie)))
                .text(" ")
                .child(el("span", "near-how").text(&format::alike(likeness)))
        });
        let none = move || shared.change(|it| it.set_movie(Knob::Movie, None));
        Some(
            el("div", "near")
                .test("near")
                .child(el("h3", "near-title").text("Nearest to ").text(&name))
                .child(el("ol", "").attr("role", "list").children(rows))
                .child(button("figure-button", "Let it go", none)),
        )
    };
    let list = Rc::new(list);
    let drawn = move |results: Arc<MapResults>| {
        let near = near.clone();
        let make = move || {
            let catalogue = engine.catalogue();
            let rated = context.session().with(|it| ratings(engine, it));
            let choices = shared.chosen(&[Knob::Movie, Knob::Zoom, Knob::Overlay]);
            let predicted = match choices.word(Knob::Overlay) {
                "yours" => predicted(shared),
                _ => Vec::new(),
            };
            let reader = Reader {
                ratings: &rated,
                predicted: &predicted,
            };
            near.with(|near| movies::figure(&results, catalogue, &choices, near, &reader))
        };
        let find = find_movie(
            Titles::new(engine),
            "map-find",
            "Find a movie on the map",
            context,
            Callback::new(show),
        );
        let list = Rc::clone(&list);
        slot()
            .child(
                el("div", "choices map-choices")
                    .view(find)
                    .child(words(shared, Knob::Zoom))
                    .child(words(shared, Knob::Overlay)),
            )
            .child(figure(shared, "movies", make))
            .child(
                el("div", "")
                    .attr("aria-live", "polite")
                    .part(move || list()),
            )
    };
    slot().follow(look).child(of_file(shared, drawn))
}

/// What the person of the list on Tonight would give each movie; nothing where the model knows nobody of that name.
fn predicted(shared: Shared) -> Vec<f32> {
    let context = shared.context;
    let engine = context.engine();
    let is_own = context
        .list()
        .with(|it| it.as_ref().is_some_and(|it| it.column.model == 0));
    let movies = (0..engine.catalogue().movies.len() as u32).map(MovieIdx);
    context.person().with(|person| {
        let person = person.as_ref().filter(|_| is_own);
        let all = |person| movies.map(|it| engine.raw_stars_for(person, it)).collect();
        person.map(all).unwrap_or_default()
    })
}

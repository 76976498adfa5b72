//! The visitor's desk: what they rate, what they rated, what would be if; files in and out.

mod files;
mod find;
mod given;
mod matching;
mod report;
mod scale;
mod starter;
mod what_if;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::context::Context;
use crate::lazy_part::{Part, Unfetched, later};
use crate::live::{live, written};
use matinee_app::import_review::ImportReview;
use matinee_app::{desk, words};
use matinee_core::domain::MovieIdx;

use super::file_drop::DropZone;
use super::poster::poster;
use super::rate::{rate, star_id};
use files::{Brought, files, read};
use find::{Titles, find_movie};
use given::given;
use report::report;
use starter::starter;

/// What the parts of the desk share.
#[derive(Clone, Copy)]
struct Desk {
    context: Context,
    titles: Titles,
    /// The movie that a search put on the desk.
    here: RwSignal<Option<MovieIdx>>,
    /// The rated movie with which something is tried out.
    tried: RwSignal<Option<MovieIdx>>,
    /// What became of the file that was brought.
    brought: RwSignal<Option<Brought>>,
    /// What is in it.
    review: RwSignal<Option<ImportReview>>,
}

/// The desk. The list beside it follows every star.
pub(crate) fn desk(context: Context) -> AnyView {
    let skeleton = || view! { <div class="desk panel skeleton" aria-busy="true"></div> }.into_any();
    later(skeleton, move || part(context))
}

#[wasm_split(desk, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || drawn(context)))
}

fn drawn(context: Context) -> AnyView {
    let engine = context.engine();
    if !engine.takes_newcomers() {
        return view! {
            <section class="desk panel" aria-labelledby="desk-title">
                <h2 class="panel-title" id="desk-title">"No list for newcomers"</h2>
                <p>
                    "This model predicts only for the people that it was trained on. Choose one of them."
                </p>
            </section>
        }
        .into_any();
    }
    let supposed = context.session().with_untracked(|it| it.supposed());
    let parts = Desk {
        context,
        titles: Titles::new(engine),
        here: RwSignal::new(None),
        tried: RwSignal::new(supposed.and_then(|it| engine.movie_idx(it.movie))),
        brought: RwSignal::new(None),
        review: RwSignal::new(None),
    };
    let n_ratings = Memo::new(move |_| context.session().with(|it| it.kept().ratings().len()));
    let zone = DropZone::new();
    let on_drop = move |event| {
        if let Some(file) = zone.drop(&event) {
            read(parts, file);
        }
    };
    let lost = move || {
        (!context.is_kept().get()).then(|| {
            view! {
                <p class="notice">
                    "This browser does not keep your ratings: its storage is full or switched off. "
                    "They last as long as this page is open; save them as a file below."
                </p>
            }
        })
    };
    view! {
        <section
            class="desk panel"
            class:is-over=zone.is_over()
            aria-labelledby="desk-title"
            data-test="desk"
            on:dragover=move |event| zone.over(&event)
            on:dragleave=move |_| zone.leave()
            on:drop=on_drop
        >
            <h2 class="panel-title" id="desk-title">
                "Your desk"
                <span class="count">
                    {written(move || words::counted(n_ratings.get(), "rating", "ratings"))}
                </span>
            </h2>
            <p class="desk-prospect">{written(move || desk::prospect(n_ratings.get()).to_owned())}</p>
            <div role="alert">{live(lost)}</div>
            {report(parts)}
            {find_movie(
                parts.titles,
                "find",
                "Find a movie that you have seen",
                context,
                Callback::new(move |movie| put_on_desk(parts, movie)),
            )}
            {live(move || parts.here.get().map(|movie| on_desk(context, movie)))}
            {starter(parts)}
            {given(parts)}
            {files(parts)}
        </section>
    }
    .into_any()
}

/// A movie that was found is rated next.
fn put_on_desk(desk: Desk, movie: MovieIdx) {
    desk.here.set(Some(movie));
    browser::focus_soon(vec![star_id("desk", movie)]);
}

/// The movie that was found, large.
fn on_desk(context: Context, movie: MovieIdx) -> AnyView {
    let row = &context.engine().catalogue().movies[movie.row()];
    view! {
        <div class="on-desk" data-test="on-desk">
            {poster(context, movie)}
            <div class="on-desk-words">
                <h3 class="film-title">
                    {row.title.as_str()} " " <span class="year">{words::year(row)}</span>
                </h3>
                <p class="on-desk-guess">{written(move || guess(context, movie))}</p>
                {rate(context, movie, "desk")}
            </div>
        </div>
    }
    .into_any()
}

/// What the model thinks of a movie before the visitor says it, and whether it was right.
fn guess(context: Context, movie: MovieIdx) -> Option<String> {
    let engine = context.engine();
    let id = engine.catalogue().movies[movie.row()].id;
    if let Some(stars) = context.session().with(|it| it.kept().stars(id)) {
        return Some(format!("You gave it {}.", desk::given(stars)));
    }
    let model = context
        .list()
        .with(|list| Some(list.as_ref()?.column.model))?;
    let engine = context.shelf().engine(model)?;
    context.person().with(|person| {
        let guess = engine.predict_for(person.as_ref()?, movie).stars;
        Some(format!(
            "We would guess {} of 5. And you?",
            words::stars(guess)
        ))
    })
}

//! The panel itself: what is said of the ratings, and a movie that was found.

use leptos::prelude::*;

use crate::browser;
use crate::components::file_drop::DropZone;
use crate::components::ids::FIND;
use crate::components::movie::{poster, rate, star_id};
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use matinee_app::{format, my_ratings};
use matinee_core::domain::MovieIdx;

use super::given::given;
use super::import::{files, read, report};
use super::shared::{MyRatings, Titles, find_movie};

/// Draws the panel.
pub(super) fn panel(context: Context) -> AnyView {
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
    let mine = MyRatings {
        context,
        titles: Titles::new(engine),
        here: RwSignal::new(None),
        tried: RwSignal::new(supposed.and_then(|it| engine.movie_idx(it.movie))),
        brought: RwSignal::new(None),
        review: RwSignal::new(None),
    };
    context.find_sought();
    let n_ratings = memo(move || context.session().with(|it| it.saved().ratings().len()));
    let zone = DropZone::new();
    let on_drop = move |event| {
        if let Some(file) = zone.drop(&event) {
            read(mine, file);
        }
    };
    let lost = move || {
        (!context.is_saved().get()).then(|| {
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
                    {written(move || format::counted(n_ratings.get(), "rating", "ratings"))}
                </span>
            </h2>
            <p class="desk-prospect">{written(move || my_ratings::prospect(n_ratings.get()).to_owned())}</p>
            <div role="alert">{dynamic(lost)}</div>
            {report(mine)}
            {find_movie(
                mine.titles,
                FIND,
                "Find a movie that you have seen",
                context,
                Callback::new(move |movie| put_found(mine, movie)),
            )}
            {dynamic(move || mine.here.get().map(|movie| found(context, movie)))}
            {given(mine)}
            {files(mine)}
        </section>
    }
    .into_any()
}

/// Puts a movie that was found where it is rated next.
fn put_found(mine: MyRatings, movie: MovieIdx) {
    mine.here.set(Some(movie));
    browser::focus_soon(vec![star_id("desk", movie)]);
}

/// Draws the movie that was found, large.
fn found(context: Context, movie: MovieIdx) -> AnyView {
    let row = &context.engine().catalogue().movies[movie.row()];
    view! {
        <div class="on-desk" data-test="on-desk">
            {poster(context, movie)}
            <div class="on-desk-words">
                <h3 class="film-title">
                    {row.title.as_str()} " " <span class="year">{format::year(row)}</span>
                </h3>
                <p class="on-desk-guess">{written(move || guess(context, movie))}</p>
                {rate(context, movie, "desk")}
            </div>
        </div>
    }
    .into_any()
}

/// Says what the model thinks of a movie before the visitor says it, and whether it was right.
fn guess(context: Context, movie: MovieIdx) -> Option<String> {
    let engine = context.engine();
    let id = engine.catalogue().movies[movie.row()].id;
    if let Some(stars) = context.session().with(|it| it.saved().stars(id)) {
        return Some(format!("You gave it {}.", format::given(stars)));
    }
    let model = context
        .list()
        .with(|list| Some(list.as_ref()?.column.model))?;
    let engine = context.model_store().engine(model)?;
    context.person().with(|person| {
        let guess = engine.predict_for(person.as_ref()?, movie).stars;
        Some(format!(
            "We would guess {} of 5. And you?",
            format::stars(guess)
        ))
    })
}

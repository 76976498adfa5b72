//! A movie's own page, in the place of the list: what it is, what it is for whoever is watching, who likes it
//! and what is like it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::components::movie::{poster, predicted_stars, rate};
use crate::components::with_everybody;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use crate::lazy_part::{Part, Unfetched, lazy_part};
use matinee_app::format;
use matinee_app::history::find;
use matinee_app::movie_page::{Audience, Elsewhere, Given, Group, standing};
use matinee_app::session::Mark;
use matinee_app::viewer::Viewer;
use matinee_core::domain::MovieIdx;
use matinee_engine::engine::{Engine, Standing};

use super::item::{Place, reasons};
use super::list::{alike, said, skeleton};

/// Id of the button that puts the movie aside, and of the one that puts it back.
const ASIDE: &str = "page-aside";
const BACK: &str = "page-back";

/// Draws the page.
pub(super) fn movie_page(context: Context, movie: MovieIdx) -> AnyView {
    lazy_part(|| skeleton("bill skeleton"), move || part(context, movie))
}

#[wasm_split(details, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context, movie: MovieIdx) -> Result<Part, Unfetched> {
    // The headline above names what the list for two begins with.
    context.rank_by(Engine::recommend_together);
    Ok(Arc::new(move || drawn(context, movie)))
}

fn drawn(context: Context, movie: MovieIdx) -> AnyView {
    let company = move || {
        let viewer = context.company().column.get()?.viewer;
        Some(for_whom(Place::company(context), viewer, movie))
    };
    view! {
        <button class="button back" type="button" on:click=move |_| context.show_movie(None)>
            "Back to the list"
        </button>
        <article class="movie-page" data-test="movie-page">
            {head(context, movie)}
            {dynamic(move || for_whom(Place::page(context), context.viewer(), movie))}
            {dynamic(company)}
            {with_everybody(context, || skeleton("panel skeleton"), move || audience(context, movie))}
            <section class="movie-part" aria-labelledby="movie-like">
                <h3 class="movie-subtitle" id="movie-like">
                    "Movies like it"
                </h3>
                {alike(Place::like(context), movie)}
            </section>
        </article>
    }
    .into_any()
}

/// Draws the poster, what the movie is, and what the visitor has to say of it.
fn head(context: Context, movie: MovieIdx) -> AnyView {
    let catalogue = context.engine().catalogue();
    let described = context.movie(movie);
    let genres = described
        .genre_rows()
        .filter_map(|row| catalogue.genres.get(row))
        .map(|name| view! { <span class="genre">{name.as_str()}</span> " " });
    let elsewhere = Elsewhere::of(described);
    let own = context.engine().takes_newcomers().then(|| {
        view! {
            <div class="movie-rate">
                <p class="movie-ask">"Your stars"</p>
                {rate(context, movie, "page")}
            </div>
        }
    });
    view! {
        <div class="movie-head">
            {poster(context, movie)}
            <div class="movie-words">
                <p class="film-facts">
                    <span class="genres">{genres.collect_view()}</span>
                </p>
                {own}
                {dynamic(move || put_aside(context, movie))}
                <a class="movie-elsewhere" href=elsewhere.address rel="external noreferrer">
                    {elsewhere.label}
                </a>
            </div>
        </div>
    }
    .into_any()
}

/// Draws the buttons that take the movie off the list of whoever is watching, or put it back; nothing
/// where they have rated it.
fn put_aside(context: Context, movie: MovieIdx) -> Option<AnyView> {
    let id = context.movie(movie).id;
    let viewer = context.viewer();
    let is_seen = context.person().with(|person| {
        let person = person.as_ref();
        person.is_some_and(|person| find(person, movie).is_some())
    });
    let mark = context.session().with(|it| it.saved().mark(viewer, id));
    let button = move |id_of: &'static str, label: &'static str, mark_: Option<Mark>| {
        let press = move |_| {
            context.mark(id, mark_);
            // This button goes, and another takes its place.
            browser::focus_soon([BACK, ASIDE].map(str::to_owned).to_vec());
        };
        view! {
            <button class="button" type="button" id=id_of on:click=press>
                {label}
            </button>
        }
    };
    let buttons = match mark {
        _ if is_seen => return None,
        Some(_) => button(BACK, "Put back on the list", None).into_any(),
        None => view! {
            {button(ASIDE, "Seen it", Some(Mark::Seen))}
            {button("page-hidden", "Not for me", Some(Mark::Hidden))}
        }
        .into_any(),
    };
    Some(view! { <div class="movie-marks">{buttons}</div> }.into_any())
}

/// Draws what the movie is for somebody: their stars or the predicted ones, its place, and why.
fn for_whom(place: Place, viewer: Viewer, movie: MovieIdx) -> AnyView {
    let context = place.context;
    let id = context.movie(movie).id;
    let title = format!("movie-for-{viewer}");
    let named = title.clone();
    let heading = match viewer {
        Viewer::You => "For you".to_owned(),
        Viewer::User(_) => format!("For {}", viewer.phrase()),
    };
    let predicted = move || {
        let entry = place.ask(|engine, person| engine.predict_for(person, movie));
        entry.map(|entry| predicted_stars(entry.stars, entry.likely))
    };
    let seen = memo(move || place.ask(|_, person| find(person, movie)).flatten());
    let mark = memo(move || context.session().with(|it| it.saved().mark(viewer, id)));
    let did = move || said(viewer, seen.get(), mark.get());
    let stands = move || {
        let is_out = seen.get().is_some() || mark.get().is_some();
        (!is_out).then(|| standing(viewer, place_of(place, viewer, movie)))
    };
    view! {
        <section class="movie-part" aria-labelledby=named>
            <h3 class="movie-subtitle" id=title>
                {heading}
            </h3>
            <div class="movie-predicted">
                {dynamic(predicted)}
                <div>
                    {dynamic(did)}
                    <p class="movie-place" data-test="standing">{written(stands)}</p>
                </div>
            </div>
            {reasons(place, movie)}
        </section>
    }
    .into_any()
}

/// Finds where a movie stands for somebody: as their list has it, where that is on the screen.
fn place_of(place: Place, viewer: Viewer, movie: MovieIdx) -> Option<Standing> {
    let context = place.context;
    let request = context.request_of(viewer);
    let standing = place.ask(|engine, person| engine.standing(person, movie, &request))??;
    let listed = context.list().with(|list| {
        let list = list
            .as_ref()
            .filter(|list| list.column.viewer == viewer && context.together().is_none())?;
        let row = list.entries.iter().position(|entry| entry.movie == movie)?;
        Some(row + 1)
    });
    Some(Standing {
        place: listed.unwrap_or(standing.place),
        ..standing
    })
}

/// Draws who likes the movie.
fn audience(context: Context, movie: MovieIdx) -> AnyView {
    let audience = Audience::of(context.engine(), movie);
    let given = match &audience.given {
        Some(given) if given.n > 0 => stars_given(given),
        Some(_) => ().into_any(),
        None => view! {
            <p class="empty">"Who gave how many stars is not in this page."</p>
        }
        .into_any(),
    };
    view! {
        <section class="movie-part" aria-labelledby="movie-audience">
            <h3 class="movie-subtitle" id="movie-audience">
                "Who likes it"
            </h3>
            <p>{audience.sentence()}</p>
            {given}
        </section>
    }
    .into_any()
}

fn stars_given(given: &Given) -> AnyView {
    let longest = given.longest() as f32;
    let rows = given.counts.iter().rev().map(|(stars, n)| {
        let width = format::length(*n as f32 / longest * 100.0);
        bar_row(format::given(*stars), width, format::thousands(*n))
    });
    let groups = (!given.groups.is_empty()).then(|| by_groups(&given.groups));
    view! {
        <div class="movie-tables">
            <table class="bar-table" data-test="stars-given">
                <caption>{format!("The stars of {}", given.whose())}</caption>
                {columns("Stars", "People")}
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {groups}
        </div>
    }
    .into_any()
}

fn by_groups(groups: &[Group]) -> AnyView {
    let rows = groups.iter().map(|group| {
        let width = format::stars_width(group.mean);
        let value = format!("{} ({})", format::mean(group.mean), group.n);
        bar_row(group.name.to_owned(), width, value)
    });
    view! {
        <table class="bar-table" data-test="by-groups">
            <caption>"On average, in groups of 30 ratings and more"</caption>
            {columns("Who", "Mean stars (ratings)")}
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn columns(first: &'static str, last: &'static str) -> AnyView {
    view! {
        <thead class="visually-hidden">
            <tr>
                <th scope="col">{first}</th>
                <td></td>
                <th scope="col">{last}</th>
            </tr>
        </thead>
    }
    .into_any()
}

/// Draws a row whose bar is decoration: the number says it all.
fn bar_row(name: String, width: String, value: String) -> AnyView {
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="bar-cell" aria-hidden="true">
                <span class="bar" style=("width", width)></span>
            </td>
            <td class="bar-value">{value}</td>
        </tr>
    }
    .into_any()
}

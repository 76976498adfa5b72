//! The list itself, or two side by side.

mod actions;
mod aside;
mod like;
mod place;
mod row;
mod why;

use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::lists::List;
use crate::live::{live, once, soon, written};
use matinee_app::compare::{self, AboveStars, Against, Place as Elsewhere};
use matinee_app::session::Supposed;
use matinee_app::viewer::Viewer;
use matinee_app::{desk, words};
use matinee_core::domain::MovieIdx;
use matinee_engine::engine::Recommendation;

use super::compared::compared;
use super::export_list::take_along;
use super::model_switch::{fetching, model_news, model_switch};
use super::rows::keep_rows;
use super::steering::{shortfall, steering};
use place::Place;

/// Id of the heading: the focus goes there when what is below it changes.
pub(super) const TITLE: &str = "programme-title";

/// What is drawn of an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Billed {
    entry: Recommendation,
    /// Its place in the list that this one is compared with, where there is one.
    elsewhere: Option<(Elsewhere, Against)>,
}

/// Whether one row shows both, wherever they stand.
fn is_drawn_as(one: &Billed, other: &Billed) -> bool {
    let drawn = |it: &Billed| {
        (
            it.entry.movie,
            it.entry.stars,
            it.entry.likely,
            it.elsewhere,
        )
    };
    drawn(one) == drawn(other)
}

/// The recommendations, best first.
pub(crate) fn programme(context: Context) -> AnyView {
    let of_lists = move || {
        let list = context.list().get().map_or(Vec::new(), |list| list.entries);
        match context.other().get() {
            None => standing(context).unwrap_or_else(|| words::list(list.len())),
            Some(beside) => compare::in_common(&list, &beside.entries),
        }
    };
    let like = context.like();
    let of_shown = move || match like.get() {
        None => of_lists(),
        Some(_) => format!(
            "by what {} has learned",
            context.model(context.shown().get().first).phrase()
        ),
    };
    let note = move || fetching(context).unwrap_or_else(of_shown);
    let heading = move || match like.get() {
        None => "The programme".to_owned(),
        Some(movie) => format!("Like {}", words::title(context.movie(movie))),
    };
    let are_due = (soon(), soon());
    // What is in them follows its own signals.
    let shown = move || {
        let like = like.get();
        untrack(|| match like {
            None => lists(context, are_due),
            Some(movie) => like::like(context, movie),
        })
    };
    follow(context, like);
    view! {
        <section class="programme" aria-labelledby=TITLE>
            <div class="programme-head">
                <h2 class="section-title" id=TITLE tabindex="-1">
                    {written(heading)}
                </h2>
                <p class="programme-note">{written(note)}</p>
                {model_switch(context)}
            </div>
            {model_news(context)}
            {live(shown)}
            {aside::aside(context)}
        </section>
    }
    .into_any()
}

/// The levers and the lists, each drawn when it is due: at once, but for the first time.
fn lists(
    context: Context,
    (are_levers_due, is_bill_due): (RwSignal<bool>, RwSignal<bool>),
) -> AnyView {
    let is_pair = move || context.is_pair();
    let (first, other) = (context.list(), context.other());
    view! {
        {once(are_levers_due, || skeleton("steering skeleton"), move || steering(context))}
        {compared(context)}
        <div class="bills" class:is-pair=is_pair>
            {once(
                is_bill_due,
                || skeleton("bill skeleton"),
                move || column(Place::first(context), other, "Recommendations"),
            )}
            <Show when=is_pair>
                {column(Place::beside(context), first, "Recommendations beside them")}
            </Show>
        </div>
        {take_along(context)}
    }
    .into_any()
}

/// What the static page has in the place of a part.
fn skeleton(class: &'static str) -> AnyView {
    view! { <div class=class aria-hidden="true"></div> }.into_any()
}

/// Takes the focus along when the like of a movie takes the place of the list, or the other way
/// round. Whoever chooses somebody else stays where they are.
fn follow(context: Context, like: Memo<Option<MovieIdx>>) {
    Effect::new(move |before: Option<(_, Option<MovieIdx>)>| {
        let now = (context.viewer(), like.get());
        if let Some((viewer, left)) = before
            && viewer == now.0
            && left != now.1
        {
            let from = left.map(actions::id_of_like);
            let from = from.filter(|_| now.1.is_none());
            browser::focus_soon(from.into_iter().chain([TITLE.to_owned()]).collect());
        }
        now
    });
}

/// On what the visitor's list rests, where that is not their ratings as they are.
fn standing(context: Context) -> Option<String> {
    if context.viewer() != Viewer::You {
        return None;
    }
    let engine = context.engine();
    context.session().with(|session| match session.supposed() {
        Some(Supposed { movie, stars }) => {
            let movie = &engine.catalogue().movies[engine.movie_idx(movie)?.row()];
            Some(desk::trial(&movie.title, stars))
        }
        None => {
            let is_empty = session.kept().ratings().is_empty();
            is_empty.then(|| desk::FOR_EVERYBODY.to_owned())
        }
    })
}

/// One list, marked with what is in the other too.
fn column(place: Place, other: Memo<Option<List>>, label: &'static str) -> AnyView {
    let Place { context, list, .. } = place;
    // A star that is tried out moves the visitor's list: then its movies are marked with where
    // they were.
    let compared_with = move || match context.untried().get().filter(|_| !place.is_beside()) {
        Some(untried) => Some((untried, Against::Before)),
        None => Some((other.get()?.entries, Against::Beside)),
    };
    let entries = move || {
        list.get()
            .map_or(Vec::new(), |list| billing(list, compared_with()))
    };
    // Apart from the entries: rows stay what they are when others come and go.
    let above = Memo::new(move |_| list.with(|list| reasons(place, list.as_ref())));
    let bill = NodeRef::<html::Ol>::new();
    keep_rows(
        move || bill.get().map(Into::into),
        entries,
        is_drawn_as,
        move |billed, rank| row(place, billed, rank, above),
    );
    // Two lists are told apart by a heading of their own.
    let heading = move || {
        if !context.is_pair() {
            return None;
        }
        let (column, other) = (list.get()?.column, other.get()?.column);
        let heading = match column.viewer == other.viewer {
            true => context.model(column.model).label().to_owned(),
            false => column.viewer.name(),
        };
        Some(view! { <h3 class="bill-title">{heading}</h3> })
    };
    let n = Memo::new(move |_| list.with(|list| Some(list.as_ref()?.entries.len())));
    let short = move || shortfall(context, n.get()?);
    view! {
        <div class="bill-column">
            {live(heading)}
            <ol class="bill" role="list" aria-label=label node_ref=bill></ol>
            {live(short)}
        </div>
    }
    .into_any()
}

/// The movies of a list that stand above one with more stars, and why.
fn reasons(place: Place, list: Option<&List>) -> Vec<(MovieIdx, AboveStars)> {
    let entries = list.map_or(&[][..], |list| &list.entries);
    // People alike, as far as the model knows whom the viewer is like.
    let is_known =
        place.ask(|engine, person| engine.takes_newcomers() && !person.seen().is_empty());
    let by_audience = match is_known {
        Some(true) => AboveStars::Alike,
        _ => AboveStars::Many,
    };
    let reasons = AboveStars::of_list(entries, by_audience).into_iter();
    let reasons = entries.iter().zip(reasons);
    reasons
        .filter_map(|(entry, reason)| Some((entry.movie, reason?)))
        .collect()
}

fn billing(list: List, other: Option<(Vec<Recommendation>, Against)>) -> Vec<Billed> {
    let place = |rank, entry: &Recommendation| {
        let (other, against) = other.as_ref()?;
        Some((Elsewhere::of(entry.movie, rank, other), *against))
    };
    let entries = (1..).zip(list.entries);
    entries
        .map(|(rank, entry)| Billed {
            entry,
            elsewhere: place(rank, &entry),
        })
        .collect()
}

fn row(
    place: Place,
    billed: Billed,
    rank: RwSignal<usize>,
    above: Memo<Vec<(MovieIdx, AboveStars)>>,
) -> AnyView {
    let Billed { entry, elsewhere } = billed;
    let elsewhere = elsewhere.map(|(place, against)| {
        view! {
            <p class="elsewhere" class:is-new=place == Elsewhere::Absent>
                <span class="elsewhere-sign" aria-hidden="true">{place.sign()}</span>
                " "
                {place.words(against)}
            </p>
        }
        .into_any()
    });
    let reason = Memo::new(move |_| {
        let of_this = |it: &&(MovieIdx, AboveStars)| it.0 == entry.movie;
        above.with(|above| above.iter().find(of_this).map(|it| it.1))
    });
    let above = move || {
        reason.get().map(|reason| {
            view! {
                <p class="above">
                    <span aria-hidden="true">"\u{2191} "</span>
                    <span class="visually-hidden">"Higher than its stars: "</span>
                    {reason.words()}
                </p>
            }
        })
    };
    let note = view! { {live(above)} {elsewhere} };
    view! {
        <li class="billing">
            <span class="rank">{written(move || rank.get().to_string())}</span>
            {row::film(place, entry.movie, Some((entry.stars, entry.likely)), Some(note.into_any()))}
        </li>
    }
    .into_any()
}

//! What the visitor rated: searchable, in the order one wants, each with its stars; and *What if*: other
//! stars for one movie, tried out.

use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::components::history::search_and_order;
use crate::components::ids::{GIVEN, UNDO};
use crate::components::movie::{Rate, rate, star_control, star_id};
use crate::dynamic::{dynamic, keep_rows, written};
use crate::follower::memo;
use crate::lists::rated;
use matinee_app::format;
use matinee_app::history::{Order, Seen, arrange};
use matinee_app::my_ratings::Moves;
use matinee_app::session::{Session, Supposed};
use matinee_core::domain::MovieIdx;
use matinee_engine::engine::Recommendation;

use super::shared::MyRatings;

/// Rows that are shown at first.
const FIRST: usize = 10;
/// Rows that are added at once, then: all, but for somebody who brought more than a page can draw in
/// one go.
const PAGE: usize = 200;
/// As many ratings are seen at a glance: no search is needed.
const FEW: usize = 5;

/// Draws the list and its tools.
pub(super) fn given(mine: MyRatings) -> AnyView {
    let context = mine.context;
    let engine = context.engine();
    let search = RwSignal::new(String::new());
    let order = RwSignal::new(Order::Given);
    let n_shown = RwSignal::new(FIRST);
    // A row stays in its place while its stars change: whoever changes them is not thrown off it.
    let whose = memo(move || {
        let ratings = context
            .session()
            .with(|it| rated(engine, it.saved().ratings()));
        ratings
            .into_iter()
            .map(|(movie, _)| movie)
            .collect::<Vec<_>>()
    });
    let rows = memo(move || {
        whose.track();
        let ratings = context
            .session()
            .with_untracked(|it| rated(engine, it.saved().ratings()));
        let ratings: Vec<Seen> = ratings.into_iter().rev().map(Seen::from).collect();
        let movies = &engine.catalogue().movies;
        search.with(|search| arrange(&ratings, movies, search, order.get()))
    });
    let on_page = move || {
        let n = n_shown.get();
        rows.with(|rows| {
            rows.iter()
                .take(n)
                .map(|seen| seen.movie)
                .collect::<Vec<_>>()
        })
    };
    let list = NodeRef::<html::Ul>::new();
    keep_rows(
        move || list.get().map(Into::into),
        on_page,
        PartialEq::eq,
        move |movie, _| row(mine, movie),
    );
    let n_rated = memo(move || whose.with(Vec::len));
    let is_many = memo(move || n_rated.get() > FEW);
    let found = move || {
        let searching = search.with(|search| !search.trim().is_empty());
        searching.then(|| format::counted(rows.with(Vec::len), "title", "titles"))
    };
    let heading = move || match n_rated.get() {
        0 => "Nothing rated yet".to_owned(),
        _ => "You rated".to_owned(),
    };
    let clear = move |_| {
        context.edit(Session::clear);
        // This button goes with the ratings.
        browser::focus_soon(vec![UNDO.to_owned()]);
    };
    view! {
        <div class="given">
            <h3 class="panel-subtitle" id=GIVEN tabindex="-1">
                {written(heading)}
            </h3>
            {dynamic(move || is_many.get().then(|| tools(search, order)))}
            <p class="found" role="status">{written(found)}</p>
            <ul
                class="given-rows"
                role="list"
                data-test="given"
                data-n=n_rated
                node_ref=list
            ></ul>
            {more(n_shown, memo(move || rows.with(Vec::len)))}
            <div class="given-clear">
                <button
                    class="button button-quiet"
                    type="button"
                    hidden=Signal::derive(move || n_rated.get() == 0)
                    data-test="clear"
                    on:click=clear
                >
                    "Clear all ratings"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Draws the button for the rows that are not shown yet, or for the first alone.
fn more(n_shown: RwSignal<usize>, n_rows: Memo<usize>) -> AnyView {
    let are_many = memo(move || n_rows.get() > FIRST);
    let n_left = move || n_rows.get().saturating_sub(n_shown.get());
    let label = move || match n_left() {
        0 => "Show fewer".to_owned(),
        n if n <= PAGE => format!("Show all {}", n_rows.get()),
        _ => format!("Show {PAGE} more"),
    };
    let press = move |_| match n_left() {
        0 => n_shown.set(FIRST),
        _ => n_shown.update(|n| *n += PAGE),
    };
    dynamic(move || {
        are_many.get().then(|| {
            view! {
                <button
                    class="button more"
                    type="button"
                    data-test="more-given"
                    aria-expanded=Signal::derive(move || (n_left() == 0).to_string())
                    on:click=press
                >
                    {written(label)}
                </button>
            }
        })
    })
}

fn tools(search: RwSignal<String>, order: RwSignal<Order>) -> AnyView {
    let given = (Order::Given, Order::GIVEN, "Last rated first");
    search_and_order("you", search, order, [given].into_iter().chain(Order::ALL))
}

fn row(mine: MyRatings, movie: MovieIdx) -> AnyView {
    let it = &mine.context.engine().catalogue().movies[movie.row()];
    view! {
        <li class="given-row">
            <span class="rated-title">
                {it.title.as_str()} " " <span class="year">{format::year(it)}</span>
            </span>
            {rate(mine.context, movie, "given")}
            {what_if_button(mine, movie)}
            {dynamic(move || (mine.tried.get() == Some(movie)).then(|| what_if(mine, movie)))}
        </li>
    }
    .into_any()
}

/// Opens and closes the trial of a movie.
fn what_if_button(mine: MyRatings, movie: MovieIdx) -> AnyView {
    let is_open = memo(move || mine.tried.get() == Some(movie));
    let title = mine.context.engine().catalogue().movies[movie.row()]
        .title
        .as_str();
    let toggle = move |_| {
        if is_open.get_untracked() {
            end(mine, movie);
        } else {
            mine.context.suppose(None);
            mine.tried.set(Some(movie));
            browser::focus_soon(vec![star_id("trial", movie)]);
        }
    };
    view! {
        <button
            class="button button-quiet what-if-button"
            type="button"
            id=button_id(movie)
            aria-expanded=Signal::derive(move || is_open.get().to_string())
            on:click=toggle
        >
            "What if?" <span class="visually-hidden">" " {title}</span>
        </button>
    }
    .into_any()
}

/// Draws the trial: its stars, what it moves, and the way out.
fn what_if(mine: MyRatings, movie: MovieIdx) -> AnyView {
    let context = mine.context;
    let id = context.engine().catalogue().movies[movie.row()].id;
    let kept = move || context.session().with(|it| it.saved().stars(id));
    let supposed = memo(move || {
        let supposed = context.session().with(|it| it.supposed());
        supposed.filter(|it| it.movie == id)
    });
    let stars = memo(move || supposed.get().map_or_else(kept, |it| it.stars));
    let rate = Rate {
        movie,
        place: "trial",
        stars: stars.into(),
        choose: Callback::new(move |stars| {
            context.suppose(Some(Supposed { movie: id, stars }));
        }),
        back: "Try the list without",
    };
    let keep = move |_| {
        context.edit(Session::keep_supposed);
        mine.tried.set(None);
        // A movie without stars has no row.
        browser::focus_soon(vec![button_id(movie), GIVEN.to_owned()]);
    };
    let back = move || match kept() {
        Some(stars) => format!("Back to {}", format::given(stars)),
        None => "Close".to_owned(),
    };
    view! {
        <div class="what-if" data-test="what-if">
            <p class="what-if-ask">"What if you had given it"</p>
            {star_control(context, rate)}
            <div role="status">{dynamic(move || effect(mine, supposed.get().is_some()))}</div>
            <div class="what-if-ends">
                <button
                    class="button button-strong"
                    type="button"
                    disabled=Signal::derive(move || supposed.get().is_none())
                    on:click=keep
                >
                    "Keep it"
                </button>
                <button class="button" type="button" on:click=move |_| end(mine, movie)>
                    {written(back)}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Says what the trial does to the list.
fn effect(mine: MyRatings, is_trial: bool) -> AnyView {
    let context = mine.context;
    let movies = &context.engine().catalogue().movies;
    let rows = |list: &[Recommendation]| list.iter().map(|entry| entry.movie).collect::<Vec<_>>();
    let before = context.untried().with(|list| list.as_deref().map(rows));
    let after = context
        .list()
        .with(|list| list.as_ref().map(|list| rows(&list.entries)));
    let (Some(before), Some(after), true) = (before, after, is_trial) else {
        return view! { <p class="what-if-hint">"Choose other stars, or take them out."</p> }
            .into_any();
    };
    let moves = Moves::between(&before, &after);
    if !moves.is_change {
        return view! { <p class="what-if-hint">"The list stays as it is."</p> }.into_any();
    }
    let title = |movie: MovieIdx| movies[movie.row()].title.as_str();
    let arrived = moves.arrived.iter();
    let arrived = arrived.map(|(movie, rank)| format!("{}, no. {rank}", title(*movie)));
    let gone = moves.gone.iter().map(|movie| title(*movie).to_owned());
    let climbs = moves.climbers.iter();
    let climbs = climbs.map(|it| format!("{}, {} → {}", title(it.movie), it.from, it.to));
    let is_reordered = moves.arrived.is_empty() && moves.climbers.is_empty();
    view! {
        <dl class="moves">
            {named("Comes in", arrived.collect())}
            {named("Goes out", gone.collect())}
            {named("Climbs", climbs.collect())}
        </dl>
        {is_reordered.then_some("The list is shorter.")}
    }
    .into_any()
}

fn named(name: &'static str, movies: Vec<String>) -> Option<AnyView> {
    let movies: Vec<_> = movies
        .into_iter()
        .map(|movie| view! { <dd>{movie}</dd> })
        .collect();
    (!movies.is_empty()).then(|| view! { <div><dt>{name}</dt>{movies}</div> }.into_any())
}

/// Ends the trial: the list is as it was, and the focus where the trial began.
fn end(mine: MyRatings, movie: MovieIdx) {
    mine.context.suppose(None);
    mine.tried.set(None);
    browser::focus_soon(vec![button_id(movie)]);
}

fn button_id(movie: MovieIdx) -> String {
    format!("what-if-{}", movie.0)
}

//! What the visitor rated: searchable, in the order one wants, each with its stars.

use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::components::list_tools::{search_and_order, show_more};
use crate::components::rate::{GIVEN, rate};
use crate::components::rows::keep_rows;
use crate::components::undo_bar::UNDO;
use crate::lists::rated;
use crate::live::{live, written};
use matinee_app::history::{Order, Seen, arrange};
use matinee_app::session::Session;
use matinee_app::words;
use matinee_core::domain::MovieIdx;

use super::Desk;
use super::what_if::{what_if, what_if_button};

/// Rows that are added at once.
const PAGE: usize = 50;
/// As many ratings are seen at a glance: no search is needed.
const FEW: usize = 5;

/// The list and its tools.
pub(super) fn given(desk: Desk) -> AnyView {
    let context = desk.context;
    let engine = context.engine();
    let movies = &engine.catalogue().movies;
    let search = RwSignal::new(String::new());
    let order = RwSignal::new(Order::Given);
    let n_shown = RwSignal::new(PAGE);
    // A row stays in its place while its stars change: whoever changes them is not thrown off it.
    let whose = Memo::new(move |_| {
        let ratings = context
            .session()
            .with(|it| rated(engine, it.kept().ratings()));
        ratings
            .into_iter()
            .map(|(movie, _)| movie)
            .collect::<Vec<_>>()
    });
    let rows = Memo::new(move |_| {
        whose.track();
        let ratings = context
            .session()
            .with_untracked(|it| rated(engine, it.kept().ratings()));
        let ratings: Vec<Seen> = ratings.into_iter().rev().map(Seen::from).collect();
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
        move |movie, _| row(desk, movie),
    );
    let n_rated = Memo::new(move |_| whose.with(Vec::len));
    let is_many = Memo::new(move |_| n_rated.get() > FEW);
    let found = move || {
        let searching = search.with(|search| !search.trim().is_empty());
        searching.then(|| words::counted(rows.with(Vec::len), "title", "titles"))
    };
    let heading = move || match n_rated.get() {
        0 => "Nothing rated yet".to_owned(),
        _ => "You rated".to_owned(),
    };
    let clear = move |_| {
        context.act(Session::clear);
        // This button goes with the ratings.
        browser::focus_soon(vec![UNDO.to_owned()]);
    };
    view! {
        <div class="given">
            <h3 class="panel-subtitle" id=GIVEN tabindex="-1">
                {written(heading)}
            </h3>
            {live(move || is_many.get().then(|| tools(search, order)))}
            <p class="found" role="status">{written(found)}</p>
            <ul
                class="given-rows"
                role="list"
                data-test="given"
                data-n=n_rated
                node_ref=list
            ></ul>
            {show_more(PAGE, n_shown, move || rows.with(Vec::len))}
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

fn tools(search: RwSignal<String>, order: RwSignal<Order>) -> AnyView {
    let given = (Order::Given, Order::GIVEN, "Last rated first");
    search_and_order("you", search, order, [given].into_iter().chain(Order::ALL))
}

fn row(desk: Desk, movie: MovieIdx) -> AnyView {
    let it = &desk.context.engine().catalogue().movies[movie.row()];
    view! {
        <li class="given-row">
            <span class="rated-title">
                {it.title.as_str()} " " <span class="year">{words::year(it)}</span>
            </span>
            {rate(desk.context, movie, "given")}
            {what_if_button(desk, movie)}
            {live(move || (desk.tried.get() == Some(movie)).then(|| what_if(desk, movie)))}
        </li>
    }
    .into_any()
}

//! What the visitor rated: searchable, in the order one wants, each with its stars.

use leptos::prelude::*;

use crate::domain::MovieIdx;
use crate::page::history::{Order, arrange};
use crate::page::session::Session;
use crate::page::words;
use crate::web::components::rate::{GIVEN, rate};
use crate::web::lists::rated;
use crate::web::live::live;

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
        let mut ratings = context
            .session()
            .with_untracked(|it| rated(engine, it.kept().ratings()));
        ratings.reverse();
        search.with(|search| arrange(&ratings, movies, search, order.get()))
    });
    let on_page = move || {
        let n = n_shown.get();
        rows.with(|rows| {
            rows.iter()
                .take(n)
                .map(|(movie, _)| *movie)
                .collect::<Vec<_>>()
        })
    };
    let n_rated = Memo::new(move |_| whose.with(Vec::len));
    let is_many = Memo::new(move |_| n_rated.get() > FEW);
    let more = move || {
        let n_left = rows.with(Vec::len).saturating_sub(n_shown.get());
        (n_left > 0).then(|| {
            view! {
                <button
                    class="button more"
                    type="button"
                    on:click=move |_| n_shown.update(|n| *n += PAGE)
                >
                    {format!("Show {} more", n_left.min(PAGE))}
                </button>
            }
        })
    };
    let found = move || {
        let searching = search.with(|search| !search.trim().is_empty());
        searching.then(|| words::counted(rows.with(Vec::len), "title", "titles"))
    };
    view! {
        <div class="given">
            <h3 class="panel-subtitle" id=GIVEN tabindex="-1">
                {live(move || if n_rated.get() == 0 { "Nothing rated yet" } else { "You rated" })}
            </h3>
            {live(move || is_many.get().then(|| tools(search, order)))}
            <p class="found" role="status">{live(found)}</p>
            <ul class="given-rows" role="list" data-test="given" data-n=n_rated>
                <For each=on_page key=|movie| movie.0 children=move |movie| row(desk, movie) />
            </ul>
            {live(more)}
            <div class="given-clear">
                <button
                    class="button button-quiet"
                    type="button"
                    hidden=Signal::derive(move || n_rated.get() == 0)
                    data-test="clear"
                    on:click=move |_| context.act(Session::clear)
                >
                    "Clear all ratings"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Search and order.
fn tools(search: RwSignal<String>, order: RwSignal<Order>) -> AnyView {
    let chosen = order.get_untracked();
    let all = [(Order::Given, Order::GIVEN, "Last rated first")]
        .into_iter()
        .chain(Order::ALL);
    let options = all.map(|(own, value, name)| {
        view! { <option value=value selected=own == chosen>{name}</option> }
    });
    view! {
        <div class="history-tools">
            <input
                class="input"
                type="search"
                aria-label="Search what you rated"
                placeholder="Search titles"
                prop:value=search
                on:input=move |event| search.set(event_target_value(&event))
            />
            <select
                class="input"
                aria-label="Order of what you rated"
                on:change=move |event| order.set(Order::from_value(&event_target_value(&event)))
            >
                                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
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

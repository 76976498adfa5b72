//! What somebody has seen: searchable, and in the order one wants; with the tools of such a list.

use leptos::prelude::*;

use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::{effect, memo};
use matinee_app::format;
use matinee_app::history::{Order, Seen, arrange, of_user};

use super::movie::{given_stars, title_link};

/// Rows that are shown before "show all".
const FEW: usize = 10;

/// Draws the panel.
pub(crate) fn history(context: Context) -> AnyView {
    let search = RwSignal::new(String::new());
    let order = RwSignal::new(Order::default());
    let all = RwSignal::new(false);
    // Another person starts at the beginning.
    effect(move || {
        context.viewer();
        search.set(String::new());
        all.set(false);
    });

    let engine = context.engine();
    let seen = memo(move || {
        let user = context.user_idx();
        user.map_or_else(Vec::new, |idx| of_user(engine, idx))
    });
    let rows = memo(move || {
        let movies = &engine.catalogue().movies;
        seen.with(|seen| search.with(|search| arrange(seen, movies, search, order.get())))
    });
    let orders = Order::ALL.into_iter();
    let orders = orders.filter(|(it, ..)| engine.has_ratings() || *it != Order::Stars);
    let n_seen = move || seen.with(Vec::len);
    let are_many = memo(move || rows.with(Vec::len) > FEW);
    let shown = move || {
        let n = if all.get() { usize::MAX } else { FEW };
        let first = |rows: &Vec<_>| rows.iter().take(n).copied().collect::<Vec<_>>();
        let views = rows.with(first).into_iter().map(|row| rated(context, row));
        views.collect_view()
    };
    let found = move || {
        let searching = search.with(|search| !search.trim().is_empty());
        searching.then(|| match rows.with(Vec::len) {
            0 => "No title has these words.".to_owned(),
            n => format::counted(n, "title", "titles"),
        })
    };

    view! {
        <section class="panel" aria-labelledby="history-title">
            <h2 class="panel-title" id="history-title">
                "Already seen " <span class="count">{written(move || n_seen().to_string())}</span>
            </h2>
            {search_and_order("they", search, order, orders)}
            <p class="found" role="status">{written(found)}</p>
            <ul class="history" role="list" data-test="history">{dynamic(shown)}</ul>
            {dynamic(move || are_many.get().then(|| show_all(all, rows)))}
        </section>
    }
    .into_any()
}

fn show_all(all: RwSignal<bool>, rows: Memo<Vec<Seen>>) -> AnyView {
    let label = move || {
        if all.get() {
            "Show fewer".to_owned()
        } else {
            format!("Show all {}", rows.with(Vec::len))
        }
    };
    view! {
        <button
            class="button more"
            type="button"
            aria-expanded=Signal::derive(move || all.get().to_string())
            on:click=move |_| all.update(|all| *all = !*all)
        >
            {written(label)}
        </button>
    }
    .into_any()
}

fn rated(context: Context, seen: Seen) -> AnyView {
    view! {
        <li class="rated">
            <span class="rated-title">{title_link(context, seen.movie)}</span>
            " "
            {seen.stars.map(given_stars)}
        </li>
    }
    .into_any()
}

/// An order with its value in the page and its name.
type Named = (Order, &'static str, &'static str);

/// Draws a field for words of a title, and a menu of the orders. `whose` ratings: `they`, `you`.
pub(super) fn search_and_order(
    whose: &'static str,
    search: RwSignal<String>,
    order: RwSignal<Order>,
    orders: impl IntoIterator<Item = Named>,
) -> AnyView {
    let chosen = order.get_untracked();
    let options: Vec<_> = orders
        .into_iter()
        .map(|(own, value, name)| {
            view! { <option value=value selected=own == chosen>{name}</option> }
        })
        .collect();
    view! {
        <div class="history-tools">
            <input
                class="input"
                type="search"
                aria-label=format!("Search what {whose} rated")
                placeholder="Search titles"
                prop:value=search
                on:input=move |event| search.set(event_target_value(&event))
            />
            <select
                class="input"
                aria-label=format!("Order of what {whose} rated")
                on:change=move |event| order.set(Order::from_value(&event_target_value(&event)))
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// Draws a button for the next `page` rows of those that are not shown yet; nothing where all are.
pub(super) fn show_more(
    page: usize,
    n_shown: RwSignal<usize>,
    n_rows: impl Fn() -> usize + Send + Sync + 'static,
) -> AnyView {
    let n_left = memo(move || n_rows().saturating_sub(n_shown.get()));
    let is_more = memo(move || n_left.get() > 0);
    dynamic(move || {
        is_more.get().then(|| {
            view! {
                <button
                    class="button more"
                    type="button"
                    on:click=move |_| n_shown.update(|n| *n += page)
                >
                    {written(move || format!("Show {} more", n_left.get().min(page)))}
                </button>
            }
        })
    })
}

//! What a list of rated movies has around it: search, order, more of it.

use leptos::prelude::*;

use crate::live::{live, written};
use matinee_app::history::Order;

/// An order with its value in the page and its name.
type Named = (Order, &'static str, &'static str);

/// A field for words of a title, and a menu of the orders. `whose` ratings: `they`, `you`.
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

/// A button for the next `page` rows of those that are not shown yet; nothing where all are.
pub(super) fn show_more(
    page: usize,
    n_shown: RwSignal<usize>,
    n_rows: impl Fn() -> usize + Send + Sync + 'static,
) -> AnyView {
    let n_left = Memo::new(move |_| n_rows().saturating_sub(n_shown.get()));
    let is_more = Memo::new(move |_| n_left.get() > 0);
    live(move || {
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

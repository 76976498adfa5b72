//! The list itself, or two side by side.

use leptos::prelude::*;

use crate::engine::Recommendation;
use crate::page::compare::{self, Against, Place};
use crate::page::words;
use crate::web::context::Context;
use crate::web::lists::List;

use super::compared::compared;
use super::model_switch::{fetching, model_news, model_switch};
use super::poster::poster;
use super::rows::{Shows, keep_rows};
use super::stars::predicted_stars;
use super::steering::{shortfall, steering};
use super::take_along::take_along;

/// What is drawn of an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Billed {
    rank: usize,
    entry: Recommendation,
    /// Its place in the other list, where there are two.
    elsewhere: Option<Place>,
}

impl Shows for Billed {
    fn rank(&self) -> usize {
        self.rank
    }

    fn is_drawn_as(&self, other: &Self) -> bool {
        let drawn = |it: &Self| (it.entry.movie, it.entry.stars, it.elsewhere);
        drawn(self) == drawn(other)
    }
}

/// The recommendations, best first.
pub(in crate::web) fn programme(context: Context) -> AnyView {
    let is_pair = move || context.is_pair();
    let of_lists = move || {
        let list = context.list().get().map_or(Vec::new(), |list| list.entries);
        match context.other().get() {
            None => format!(
                "{}, best first",
                words::counted(list.len(), "movie", "movies")
            ),
            Some(beside) => compare::in_common(&list, &beside.entries),
        }
    };
    let note = move || fetching(context).unwrap_or_else(of_lists);
    let (first, other) = (context.list(), context.other());
    view! {
        <section class="programme" aria-labelledby="programme-title">
            <div class="programme-head">
                <h2 class="section-title" id="programme-title">"The programme"</h2>
                <p class="programme-note">{note}</p>
                {model_switch(context)}
            </div>
            {model_news(context)}
            {steering(context)}
            {compared(context)}
            <div class="bills" class:is-pair=is_pair>
                {column(context, first, other, "Recommendations")}
                <Show when=is_pair>
                    {column(context, other, first, "Recommendations beside them")}
                </Show>
            </div>
            {take_along(context)}
        </section>
    }
    .into_any()
}

/// One list, marked with what is in the other too.
fn column(
    context: Context,
    list: Memo<Option<List>>,
    other: Memo<Option<List>>,
    label: &'static str,
) -> AnyView {
    let entries = move || {
        list.get()
            .map_or(Vec::new(), |list| billing(list, other.get()))
    };
    let bill = NodeRef::new();
    keep_rows(bill, entries, move |billed, rank| {
        row(context, billed, rank)
    });
    // Two lists are told apart by a heading of their own.
    let heading = move || {
        if !context.is_pair() {
            return None;
        }
        let (column, other) = (list.get()?.column, other.get()?.column);
        let heading = match column.watcher == other.watcher {
            true => context.model(column.model).label().to_owned(),
            false => column.watcher.name(),
        };
        Some(view! { <h3 class="bill-title">{heading}</h3> })
    };
    let n = Memo::new(move |_| list.with(|list| Some(list.as_ref()?.entries.len())));
    let short = move || shortfall(context, n.get()?);
    view! {
        <div class="bill-column">
            {heading}
            <ol class="bill" role="list" aria-label=label node_ref=bill></ol>
            {short}
        </div>
    }
    .into_any()
}

fn billing(list: List, other: Option<List>) -> Vec<Billed> {
    let place = |rank, entry: &Recommendation| {
        let other = &other.as_ref()?.entries;
        Some(Place::of(entry.movie, rank, other))
    };
    let entries = (1..).zip(list.entries);
    entries
        .map(|(rank, entry)| Billed {
            rank,
            entry,
            elsewhere: place(rank, &entry),
        })
        .collect()
}

fn row(context: Context, billed: Billed, rank: RwSignal<usize>) -> AnyView {
    let Billed {
        entry, elsewhere, ..
    } = billed;
    let engine = context.engine();
    let catalogue = engine.catalogue();
    let movie = &catalogue.movies[entry.movie.row()];
    let genres = movie
        .genre_rows()
        .filter_map(|row| catalogue.genres.get(row))
        .map(|name| view! { <span class="genre">{name.as_str()}</span> " " });
    let known = words::seen_by(catalogue.n_ratings[entry.movie.row()], engine.users().len());
    let elsewhere = elsewhere.map(|place| {
        view! {
            <p class="elsewhere" class:is-new=place == Place::Absent>
                <span class="elsewhere-sign" aria-hidden="true">{place.sign()}</span>
                " "
                {place.words(Against::Beside)}
            </p>
        }
    });
    view! {
        <li class="billing">
            <span class="rank">{rank}</span>
            {poster(context, entry.movie)}
            <div class="film">
                <h3 class="film-title">
                    <span class="title">{movie.title.as_str()}</span>
                    " "
                    <span class="year">{words::year(movie)}</span>
                </h3>
                <p class="film-facts">
                    <span class="genres">{genres.collect_view()}</span>
                    <span class="known">{known}</span>
                </p>
                {elsewhere}
            </div>
            {predicted_stars(entry.stars)}
        </li>
    }
    .into_any()
}

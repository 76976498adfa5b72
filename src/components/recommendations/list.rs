//! The list itself, or two side by side; whom it is compared with; the movies that were put aside; what is
//! like a movie, or its own page, in the place of the list.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::components::export_list::export_list;
use crate::components::ids::TITLE;
use crate::components::movie::{given_stars, match_and_stars, predicted_stars, title_link};
use crate::components::steering::{order_switch, price_of_stars, shortfall, steering};
use crate::components::ticket::{fetching, model_status};
use crate::context::{Context, Instead};
use crate::dynamic::{
    deferred, dynamic, keep_rows, next_task, nothing, rows_due, shown_while, written,
};
use crate::follower::{effect, memo, with_its_owner};
use crate::lazy_part::{Part, Unfetched, lazy_part};
use crate::lists::List;
use crate::model_store::Everybody;
use matinee_app::compare::{self, AboveStars, Against, Place as Elsewhere};
use matinee_app::history::{Seen, find};
use matinee_app::session::{Mark, Supposed};
use matinee_app::state::K_RANGE;
use matinee_app::viewer::Viewer;
use matinee_app::{format, my_ratings, together as words};
use matinee_core::domain::{MovieId, MovieIdx, Score};
use matinee_engine::engine::{Engine, Likely, Recommendation};

use super::item::{Place, film, id_of_like, id_of_title};
use super::movie_page::movie_page;
use super::together::{one_or_two, together};

/// What is said of an entry, which changes while its row stays.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Item {
    movie: MovieIdx,
    predicted: (Score, Likely),
    /// What makes it stand above one with more stars.
    above: Option<AboveStars>,
    fit: Option<u8>,
    /// Its place in the list that this one is compared with, where there is one.
    elsewhere: Option<(Elsewhere, Against)>,
}

/// Draws the recommendations, best first.
pub(crate) fn recommendations(context: Context) -> AnyView {
    let of_lists = move || {
        let list = context.list().get().map_or(Vec::new(), |list| list.entries);
        if let Some(aggregate) = context.together() {
            return format!("for {}: {}", context.whom(), words::how(aggregate));
        }
        match context.other().get() {
            None => standing(context)
                .unwrap_or_else(|| format::list(list.len(), &context.catalogue_words())),
            Some(beside) => compare::in_common(&list, &beside.entries),
        }
    };
    let instead = context.instead();
    let of_shown = move || match instead.get() {
        None => of_lists(),
        Some(Instead::Page(movie)) => format::seen_by(
            context.engine().catalogue().n_ratings[movie.row()],
            context.engine().n_users(),
        ),
        Some(Instead::Like(_)) => format!(
            "by what {} has learned",
            context.model(context.shown().get().first).phrase()
        ),
    };
    let note = move || fetching(context).unwrap_or_else(of_shown);
    // What a narrow screen can do without: it says nothing that is not to be seen.
    let is_plain = move || {
        let is_alone = context.other().with(Option::is_none) && instead.get().is_none();
        let is_for_one = context.together().is_none();
        is_alone && is_for_one && standing(context).is_none() && fetching(context).is_none()
    };
    let heading = move || match instead.get() {
        None => "The programme".to_owned(),
        Some(Instead::Page(movie)) => format::title(context.movie(movie)),
        Some(Instead::Like(movie)) => format!("Like {}", format::title(context.movie(movie))),
    };
    let due = Due {
        levers: next_task(),
        rows: rows_due(*K_RANGE.end()),
    };
    // What is in them follows its own signals.
    let shown = move || {
        let instead = instead.get();
        // What is like a movie is sought among all of them.
        let is_fetching = || context.model_store().everybody() == Everybody::Fetching;
        let is_awaited = instead.is_some() && context.awaits_movies() && is_fetching();
        untrack(|| match instead {
            None => lists(context, due),
            Some(_) if is_awaited => skeleton("bill skeleton"),
            Some(Instead::Page(movie)) => movie_page(context, movie),
            Some(Instead::Like(movie)) => like_of(context, movie),
        })
    };
    follow(context, instead);
    // Its head: whoever sees no more than the last rows does not see what a star changes first.
    let head = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(head) = head.get() {
            browser::follow_sight(&head, context.is_list_in_sight());
        }
    });
    view! {
        <section class="programme" aria-labelledby=TITLE>
            <div class="programme-head" node_ref=head>
                <h2 class="section-title" id=TITLE tabindex="-1">
                    {written(heading)}
                </h2>
                <p class="programme-note" class:is-plain=Signal::derive(is_plain)>
                    {written(note)}
                </p>
                {dynamic(move || instead.get().is_none().then(|| order_switch(context)))}
            </div>
            {dynamic(move || price_of_stars(context))}
            {model_status(context)}
            {dynamic(shown)}
            {deferred(next_task(), nothing, move || aside(context))}
        </section>
    }
    .into_any()
}

/// What is due of the levers and the lists: all of it, but for the first time.
#[derive(Clone, Copy)]
struct Due {
    levers: Signal<bool>,
    rows: Signal<usize>,
}

/// Draws the levers and the lists, each drawn when it is due.
fn lists(context: Context, due: Due) -> AnyView {
    let is_pair = move || context.is_pair();
    let (first, other) = (context.list(), context.other());
    let is_together = memo(move || context.together().is_some());
    // What it is made of is on its way, or could not be had, which is said elsewhere.
    let is_fetched = memo(move || {
        let everybody = context.model_store().everybody();
        (!context.knows_viewer()).then(|| everybody == Everybody::Fetching)
    });
    let of_viewer = move || {
        let (is_fetched, is_together) = (is_fetched.get(), is_together.get());
        untrack(|| match (is_fetched, is_together) {
            (Some(true), _) => skeleton("bill skeleton"),
            (Some(false), _) => nothing(),
            (None, true) => together(context),
            (None, false) => column(Place::first(context), other, due, "Recommendations"),
        })
    };
    view! {
        {deferred(due.levers, || skeleton("steering skeleton"), move || steering(context))}
        {compared(context)}
        <div class="bills" class:is-pair=is_pair>
            {deferred(
                Signal::derive(move || due.rows.get() > 0),
                || skeleton("bill skeleton"),
                move || dynamic(of_viewer),
            )}
            {shown_while(is_pair, move || {
                column(Place::beside(context), first, due, "Recommendations beside them")
            })}
        </div>
        {export_list(context)}
    }
    .into_any()
}

/// Draws what the static page has in the place of a part.
pub(super) fn skeleton(class: &'static str) -> AnyView {
    view! { <div class=class aria-hidden="true"></div> }.into_any()
}

/// Takes the focus along when a movie takes the place of the list, or the other way round. Whoever chooses somebody else stays where they are.
fn follow(context: Context, instead: Memo<Option<Instead>>) {
    Effect::new(move |before: Option<(_, Option<Instead>)>| {
        let now = (context.viewer(), instead.get());
        if let Some((viewer, left)) = before
            && viewer == now.0
            && left != now.1
        {
            let from = left.map(|left| match left {
                Instead::Like(movie) => id_of_like(movie),
                Instead::Page(movie) => id_of_title(movie),
            });
            let from = from.filter(|_| now.1.is_none());
            browser::focus_soon(from.into_iter().chain([TITLE.to_owned()]).collect());
        }
        now
    });
}

/// Says on what the visitor's list rests, where that is not their ratings as they are.
fn standing(context: Context) -> Option<String> {
    if context.viewer() != Viewer::You {
        return None;
    }
    let engine = context.engine();
    context.session().with(|session| match session.supposed() {
        Some(Supposed { movie, stars }) => {
            let movie = &engine.catalogue().movies[engine.movie_idx(movie)?.row()];
            Some(my_ratings::trial(&movie.title, stars))
        }
        None => {
            let is_empty = session.saved().ratings().is_empty();
            is_empty.then(|| my_ratings::FOR_EVERYBODY.to_owned())
        }
    })
}

/// Draws one list, marked with what is in the other too.
fn column(place: Place, other: Memo<Option<List>>, due: Due, label: &'static str) -> AnyView {
    let Place { context, list, .. } = place;
    // A star that is tried out moves the visitor's list: then its movies are marked with where
    // they were.
    let compared_with = move || match context.untried().get().filter(|_| !place.is_beside()) {
        Some(untried) => Some((untried, Against::Before)),
        None => Some((other.get()?.entries, Against::Beside)),
    };
    let items = memo(move || {
        let compared_with = compared_with();
        list.with(|list| {
            let entries = list.as_ref().map_or(&[][..], |list| &list.entries);
            items_of(place, entries, compared_with)
        })
    });
    let n = memo(move || list.with(|list| Some(list.as_ref()?.entries.len())));
    let movies = move || {
        let n_due = due.rows.get();
        items.with(|all| all.iter().take(n_due).map(|it| it.movie).collect())
    };
    let n_awaited = move || n.get().unwrap_or_default().saturating_sub(due.rows.get());
    let rows = NodeRef::<html::Ol>::new();
    keep_rows(
        move || rows.get().map(Into::into),
        movies,
        PartialEq::eq,
        move |movie, rank| item_row(place, movie, rank, items),
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
    let short = move || shortfall(context, n.get()?);
    view! {
        <div class="bill-column">
            {dynamic(heading)}
            <ol
                class="bill"
                role="list"
                aria-label=label
                aria-busy=Signal::derive(move || (n_awaited() > 0).then_some("true"))
                style=("--awaited", Signal::derive(move || n_awaited().to_string()))
                node_ref=rows
            ></ol>
            {dynamic(short)}
        </div>
    }
    .into_any()
}

/// Says of each entry what its row shows.
fn items_of(
    place: Place,
    entries: &[Recommendation],
    other: Option<(Vec<Recommendation>, Against)>,
) -> Vec<Item> {
    // People alike, as far as the model knows whom the viewer is like.
    let is_known =
        place.ask(|engine, person| engine.takes_newcomers() && !person.seen().is_empty());
    let by_audience = match is_known {
        Some(true) => AboveStars::Alike,
        _ => AboveStars::Many,
    };
    let elsewhere = |rank, movie| {
        let (other, against) = other.as_ref()?;
        Some((Elsewhere::of(movie, rank, other), *against))
    };
    let reasons = AboveStars::of_list(entries, by_audience).into_iter();
    let entries = (1..).zip(entries.iter().zip(reasons));
    entries
        .map(|(rank, (entry, above))| Item {
            movie: entry.movie,
            predicted: (entry.stars, entry.likely),
            above,
            fit: place.fit(entry.ranking_score),
            elsewhere: elsewhere(rank, entry.movie),
        })
        .collect()
}

fn item_row(
    place: Place,
    movie: MovieIdx,
    rank: RwSignal<usize>,
    items: Memo<Vec<Item>>,
) -> AnyView {
    // A row that is about to go keeps what it said.
    let item = with_its_owner(Memo::new(move |before: Option<&Option<Item>>| {
        let found = items.with(|items| items.iter().find(|it| it.movie == movie).copied());
        found.or_else(|| before.copied().flatten())
    }));
    let elsewhere = memo(move || item.get()?.elsewhere);
    let elsewhere = move || {
        elsewhere.get().map(|(place, against)| {
            view! {
                <p class="elsewhere" class:is-new=place == Elsewhere::Absent>
                    <span class="elsewhere-sign" aria-hidden="true">{place.sign()}</span>
                    " "
                    {place.words(against)}
                </p>
            }
        })
    };
    let reason = memo(move || item.get()?.above);
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
    let note = view! { {dynamic(above)} {dynamic(elsewhere)} };
    let fit = memo(move || item.get()?.fit);
    let predicted = memo(move || Some(item.get()?.predicted));
    let numbers = match_and_stars(fit, predicted);
    view! {
        <li class="billing">
            <span class="rank">{written(move || rank.get().to_string())}</span>
            {film(place, movie, Some(numbers), Some(note.into_any()))}
        </li>
    }
    .into_any()
}

/// Draws a line above the list, as long as somebody is compared with.
fn compared(context: Context) -> AnyView {
    // Whoever swaps sides stays on the button.
    let is_compared = memo(move || context.with().is_some());
    let other = move || context.with().map(Viewer::phrase);
    let swap = move || match context.is_wide().get() {
        true => Some("Swap sides".to_owned()),
        false => Some(format!("See the list of {}", other()?)),
    };
    let stop = move |_| {
        context.compare_with(None);
        browser::focus_soon(vec![TITLE.to_owned()]);
    };
    let said = move || {
        let said = match (context.together(), context.state().together) {
            (Some(_), _) => "One list, together with ",
            (None, Some(_)) => "This model has no list for both. Marked against the list of ",
            (None, None) => "Marked against the list of ",
        };
        said.to_owned()
    };
    let line = move || {
        is_compared.get().then(|| {
            view! {
                <div class="compared">
                    <p>{written(said)} <strong>{written(other)}</strong> "."</p>
                    {one_or_two(context)}
                    <button
                        class="button"
                        type="button"
                        hidden=Signal::derive(move || context.together().is_some())
                        on:click=move |_| context.swap()
                    >
                        {written(swap)}
                    </button>
                    <button class="button" type="button" on:click=stop>
                        "Stop comparing"
                    </button>
                </div>
            }
        })
    };
    view! { {dynamic(line)} }.into_any()
}

/// Id of the line that opens the list.
const SUMMARY: &str = "put-aside";

/// Draws a disclosure below the list; nothing where nothing is put aside.
fn aside(context: Context) -> AnyView {
    lazy_part(nothing, move || aside_part(context))
}

#[wasm_split(beside, wasm_split_path = leptos::wasm_split, fallible)]
fn aside_part(context: Context) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || put_aside(context)))
}

fn put_aside(context: Context) -> AnyView {
    let marks = memo(move || {
        let viewer = context.viewer();
        let marks = context.session().with(|session| {
            let marks = session.saved().put_aside_of(viewer);
            marks.collect::<Vec<(MovieId, Mark)>>()
        });
        let row = |(id, mark)| Some((context.engine().movie_idx(id)?, mark));
        marks.into_iter().filter_map(row).collect::<Vec<_>>()
    });
    let n = memo(move || marks.with(Vec::len));
    let heading = move || format!("{} put aside", format::counted(n.get(), "movie", "movies"));
    let rows = move || {
        let marks = marks.get().into_iter();
        marks
            .map(|(movie, mark)| aside_row(context, movie, mark))
            .collect_view()
    };
    let disclosure = move || {
        view! {
            <details class="aside">
                <summary id=SUMMARY>{written(heading)}</summary>
                <ul class="aside-list" role="list">{dynamic(rows)}</ul>
            </details>
        }
        .into_any()
    };
    shown_while(move || n.get() > 0, disclosure)
}

fn aside_row(context: Context, movie: MovieIdx, mark: Mark) -> AnyView {
    let described = &context.engine().catalogue().movies[movie.row()];
    let (id, title) = (described.id, described.title.as_str());
    let put_back = move |_| {
        context.mark(id, None);
        browser::focus_soon(vec![SUMMARY.to_owned(), TITLE.to_owned()]);
    };
    view! {
        <li class="aside-row">
            <span class="aside-title">
                {title_link(context, movie)}
                " "
                <span class="aside-mark">{mark.said()}</span>
            </span>
            <button class="button" type="button" on:click=put_back>
                "Put back"
                <span class="visually-hidden">": " {title}</span>
            </button>
        </li>
    }
    .into_any()
}

/// Draws the movie itself, and those like it.
fn like_of(context: Context, movie: MovieIdx) -> AnyView {
    lazy_part(|| skeleton("bill skeleton"), move || part(context, movie))
}

#[wasm_split(details, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context, movie: MovieIdx) -> Result<Part, Unfetched> {
    // The headline above names what the list for two begins with.
    context.rank_by(Engine::recommend_together);
    Ok(Arc::new(move || drawn(context, movie)))
}

fn drawn(context: Context, movie: MovieIdx) -> AnyView {
    let place = Place::like(context);
    view! {
        <button class="button back" type="button" on:click=move |_| context.show_like(None)>
            "Back to the list"
        </button>
        <div class="billing like-of">
            <span class="rank"></span>
            {dynamic(move || known(place, movie, None))}
        </div>
        {alike(place, movie)}
    }
    .into_any()
}

/// Draws the movies that are like one.
pub(super) fn alike(place: Place, movie: MovieIdx) -> AnyView {
    let context = place.context;
    // Who is watching changes what is said of each; which they are depends on the model.
    let model = memo(move || Some(place.column()?.model));
    let alike = memo(move || {
        let engine = context.model_store().engine(model.get()?)?;
        Some(engine.similar(movie, context.k()))
    });
    let rows = move || {
        let rows = alike.get().unwrap_or_default().into_iter();
        let rows = (1_usize..).zip(rows).map(|(rank, (movie, similarity))| {
            let degree = view! { <p class="alike">{format::alike(similarity)}</p> };
            view! {
                <li class="billing">
                    <span class="rank">{rank}</span>
                    {known(place, movie, Some(degree.into_any()))}
                </li>
            }
        });
        rows.collect_view()
    };
    view! {
        <ol class="bill" role="list" aria-label="Movies like it">
            {dynamic(rows)}
        </ol>
    }
    .into_any()
}

/// Draws a movie with what the viewer did about it.
fn known(place: Place, movie: MovieIdx, note: Option<AnyView>) -> AnyView {
    let context = place.context;
    let predicted = place.ask(|engine, person| {
        let entry = engine.predict_for(person, movie);
        predicted_stars(entry.stars, entry.likely)
    });
    let seen = move || {
        let seen = place.ask(|_, person| find(person, movie)).flatten();
        let id = context.engine().catalogue().movies[movie.row()].id;
        let mark = context
            .session()
            .with(|it| it.saved().mark(context.viewer(), id));
        said(context.viewer(), seen, mark)
    };
    let note = view! {
        {note}
        {dynamic(seen)}
    };
    film(place, movie, predicted, Some(note.into_any()))
}

/// Says what somebody did about a movie.
pub(super) fn said(viewer: Viewer, seen: Option<Seen>, mark: Option<Mark>) -> Option<AnyView> {
    let viewer = viewer.phrase();
    if let Some(seen) = seen {
        let how = match seen.stars {
            Some(stars) => view! { " gave it " {given_stars(stars)} }.into_any(),
            None => " has seen it".into_any(),
        };
        return Some(view! { <p class="seen-by">{viewer} {how}</p> }.into_any());
    }
    let mark = mark?.said();
    Some(view! { <p class="seen-by">"Put aside for " {viewer} ": " {mark}</p> }.into_any())
}

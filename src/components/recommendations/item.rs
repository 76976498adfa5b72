//! One movie of a list: poster, title that leads to its own page, facts, stars, what can be done with it, and *Why*: what its stars
//! and its place are made of.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::components::ids::UNDO;
use crate::components::movie::{Motifs, given_stars, page_link, poster_unlike, title_link};
use crate::context::Context;
use crate::dynamic::dynamic;
use crate::follower::memo;
use crate::lazy_part::{Part, Unfetched, lazy_part};
use crate::lists::{Column, List};
use matinee_app::fit::{self, FitScale};
use matinee_app::format;
use matinee_app::session::Mark;
use matinee_app::viewer::Viewer;
use matinee_app::why::{Row, Table, Whose, Why};
use matinee_core::domain::MovieIdx;
use matinee_engine::engine::{Engine, Kind, Person};

/// The movies whose *Why* is open, each for somebody and by a model.
type Open = RwSignal<Vec<(Column, MovieIdx)>>;

/// Starts the ids of the right one of two lists.
const BESIDE: &str = "beside-";

/// A list, or the like of a movie in its place.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) context: Context,
    pub(super) list: Memo<Option<List>>,
    column: Memo<Option<Column>>,
    person: Memo<Option<Person>>,
    fit_scale: Memo<Option<FitScale>>,
    open: Open,
    motifs: Motifs,
    /// Starts the ids of what is in it.
    name: &'static str,
}

impl Place {
    /// Makes the place of the list, or the left one of two.
    pub(super) fn first(context: Context) -> Self {
        Self::new(context, context.list(), "")
    }

    /// Makes the place of the right one of two.
    pub(super) fn beside(context: Context) -> Self {
        Self {
            person: context.person_beside(),
            fit_scale: context.fit_scale_beside(),
            ..Self::new(context, context.other(), BESIDE)
        }
    }

    /// Makes the place of what is like a movie, for the viewer of the first list and by its model.
    pub(super) fn like(context: Context) -> Self {
        Self::new(context, context.list(), "alike-")
    }

    /// Makes the place of a movie's own page, for the viewer of the first list and by its model.
    pub(super) fn page(context: Context) -> Self {
        Self::new(context, context.list(), "page-")
    }

    /// Makes the place of what a list for two says of the one who watches along.
    pub(super) fn company(context: Context) -> Self {
        let company = context.company();
        Self {
            column: company.column,
            person: company.person,
            ..Self::new(context, context.list(), "company-")
        }
    }

    /// Tells whether this is the right one of two lists.
    pub(super) fn is_beside(self) -> bool {
        self.name == BESIDE
    }

    fn new(context: Context, list: Memo<Option<List>>, name: &'static str) -> Self {
        Self {
            context,
            list,
            // Who reads this is not told when a lever moves.
            column: memo(move || list.with(|list| Some(list.as_ref()?.column))),
            person: context.person(),
            fit_scale: context.fit_scale(),
            open: RwSignal::new(Vec::new()),
            motifs: StoredValue::new(Vec::new()),
            name,
        }
    }

    /// Tells whether what it lists is put aside for its viewer by the buttons in its rows.
    pub(super) fn is_markable(self) -> bool {
        self.name.is_empty()
    }

    /// Tells whether it is the list of two people.
    fn is_shared(self) -> bool {
        self.is_markable() && self.context.together().is_some()
    }

    /// Tells whether its movies are there because of their ranking scores.
    pub(super) fn is_ranked(self) -> bool {
        self.name != "alike-"
    }

    /// Draws a poster unlike those of the list that it is in.
    fn poster(self, movie: MovieIdx) -> AnyView {
        let drawn = self.motifs.try_update_value(|motifs| {
            let listed = |it: MovieIdx| {
                self.list.with_untracked(|list| {
                    let mut entries = list.iter().flat_map(|list| &list.entries);
                    entries.any(|entry| entry.movie == it)
                })
            };
            motifs.retain(|(other, _)| *other != movie && listed(*other));
            poster_unlike(self.context, movie, motifs)
        });
        drawn.into_any()
    }

    /// Says what a ranking score is on the scale of its viewer.
    pub(super) fn fit(self, ranking_score: f32) -> Option<u8> {
        let fit = |scale: FitScale| scale.fit(ranking_score);
        self.fit_scale.get().map(fit)
    }

    /// Says for whom it is, and by which model.
    pub(super) fn column(self) -> Option<Column> {
        self.column.get()
    }

    /// Asks the engine something of the person.
    pub(super) fn ask<T>(self, ask: impl FnOnce(&'static Engine, &Person) -> T) -> Option<T> {
        let engine = self.context.model_store().engine(self.column()?.model)?;
        self.person
            .with(|person| Some(ask(engine, person.as_ref()?)))
    }

    /// Says what the match of a movie of the list means.
    fn match_of(self, movie: MovieIdx) -> Option<String> {
        let score = self.list.with(|list| {
            let mut entries = list.as_ref()?.entries.iter();
            Some(entries.find(|entry| entry.movie == movie)?.ranking_score)
        })?;
        let viewer = self.column()?.viewer;
        let have = if viewer == Viewer::You {
            "you have"
        } else {
            "they have"
        };
        Some(fit::said(self.fit(score)?, &viewer.phrase(), have))
    }

    /// Makes the id of something that there is one of for every movie.
    pub(super) fn id(self, what: &str, movie: MovieIdx) -> String {
        format!("{what}-{}{}", self.name, movie.0)
    }

    /// Tells whether *Why* is open.
    pub(super) fn is_open(self, movie: MovieIdx) -> bool {
        let column = self.column();
        self.open.with(|open| {
            let mut open = open.iter();
            open.any(|it| it.1 == movie && Some(it.0) == column)
        })
    }

    /// Opens *Why*, or closes it.
    pub(super) fn toggle(self, movie: MovieIdx) {
        let Some(column) = self.column.get_untracked() else {
            return;
        };
        self.open.update(|open| {
            let n = open.len();
            open.retain(|it| *it != (column, movie));
            if open.len() == n {
                open.push((column, movie));
            }
        });
    }
}

/// Draws the inside of a list's item: `predicted` are the numbers of the movie, and `note` is what this list
/// has to say of it.
pub(super) fn film(
    place: Place,
    movie: MovieIdx,
    predicted: Option<AnyView>,
    note: Option<AnyView>,
) -> AnyView {
    let context = place.context;
    let engine = context.engine();
    let catalogue = engine.catalogue();
    let described = &catalogue.movies[movie.row()];
    let genres = described
        .genre_rows()
        .filter_map(|row| catalogue.genres.get(row))
        .map(|name| view! { <span class="genre">{name.as_str()}</span> " " });
    let known = format::seen_by(catalogue.n_ratings[movie.row()], engine.n_users());
    let title = described.title.as_str().into_any();
    view! {
        {place.poster(movie)}
        <div class="film">
            <h3 class="film-title">
                {page_link(context, movie, ("title", Some(place.id(TITLE, movie))), title)}
                " "
                <span class="year">{format::year(described)}</span>
            </h3>
            <p class="film-facts">
                <span class="genres">{genres.collect_view()}</span>
                <span class="known">{known}</span>
            </p>
            {note}
        </div>
        {predicted}
        {actions(place, movie)}
        {why(place, movie)}
    }
    .into_any()
}

/// What the ids of the title and of the buttons begin with.
const TITLE: &str = "title";
const LIKE: &str = "like";
const WHY: &str = "why";
const SEEN: &str = "seen";
const HIDDEN: &str = "hidden";

/// Draws a button for each.
fn actions(place: Place, movie: MovieIdx) -> AnyView {
    let context = place.context;
    let described = &context.engine().catalogue().movies[movie.row()];
    let (id, title) = (described.id, described.title.as_str());
    let quiet = move |act: &'static str, label: &'static str, press: Box<dyn Fn()>| {
        view! {
            <button
                class="offer"
                type="button"
                id=place.id(act, movie)
                data-act=act
                on:click=move |_| press()
            >
                <span class="offer-icon" aria-hidden="true"></span>
                {label}
                <span class="visually-hidden">": " {title}</span>
            </button>
        }
    };
    let put_aside = move |act, mark| {
        let rank = place.list.with_untracked(|list| {
            let mut entries = list.as_ref()?.entries.iter();
            entries.position(|entry| entry.movie == movie)
        });
        context.mark(id, Some(mark));
        // The focus stays where it was, on the movie that is there now.
        let next = place.list.with_untracked(|list| {
            let entries = &list.as_ref()?.entries;
            Some(entries.get(rank?).or(entries.last())?.movie)
        });
        let ids = next.map(|movie| place.id(act, movie)).into_iter();
        browser::focus_soon(ids.chain([UNDO.to_owned()]).collect());
    };
    let is_open = memo(move || place.is_open(movie));
    let like = Box::new(move || context.show_like(Some(id)));
    let marks = place.is_markable().then(|| {
        let seen = Box::new(move || put_aside(SEEN, Mark::Seen));
        let hidden = Box::new(move || put_aside(HIDDEN, Mark::Hidden));
        [
            quiet(SEEN, "Seen it", seen),
            quiet(HIDDEN, "Not for me", hidden),
        ]
    });
    // What is like the movie is shown already.
    let is_shown = untrack(|| context.like()) == Some(movie);
    view! {
        <div class="offers">
            <button
                class="why-button"
                type="button"
                id=place.id(WHY, movie)
                aria-expanded=Signal::derive(move || is_open.get().to_string())
                aria-controls=place.id(PANEL, movie)
                on:click=move |_| place.toggle(movie)
            >
                "Why"
                <span class="visually-hidden">": " {title}</span>
            </button>
            {(!is_shown).then(|| quiet(LIKE, "More like this", like))}
            {marks}
        </div>
    }
    .into_any()
}

/// What the id of an open *Why* begins with.
const PANEL: &str = "because";

/// Returns the id of the button of the first list to which the focus returns from the like of a
/// movie.
pub(super) fn id_of_like(movie: MovieIdx) -> String {
    format!("{LIKE}-{}", movie.0)
}

/// Returns the id of the title of the first list to which the focus returns from a movie's own page.
pub(super) fn id_of_title(movie: MovieIdx) -> String {
    format!("{TITLE}-{}", movie.0)
}

/// Draws the panel, where it is open.
fn why(place: Place, movie: MovieIdx) -> AnyView {
    let is_open = memo(move || place.is_open(movie));
    // What the button says it opens is there while the panel is on its way, and where it is missing.
    let opened = move || {
        is_open.get().then(|| {
            let panel = lazy_part(skeleton, move || part(place, movie));
            view! { <div class="why-place" id=place.id(PANEL, movie)>{panel}</div> }
        })
    };
    view! { {dynamic(opened)} }.into_any()
}

fn skeleton() -> AnyView {
    view! { <div class="why skeleton" aria-busy="true"></div> }.into_any()
}

#[wasm_split(details, wasm_split_path = leptos::wasm_split, fallible)]
fn part(place: Place, movie: MovieIdx) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || {
        let other = place.is_shared().then(|| Place::company(place.context));
        view! {
            {reasons(place, movie)}
            {other.map(|other| reasons(other, movie))}
        }
        .into_any()
    }))
}

/// Draws what stars and place are made of for the one whose place it is.
pub(super) fn reasons(place: Place, movie: MovieIdx) -> AnyView {
    // Whoever reads on why it stands there reads on when the reasons change.
    let is_open = RwSignal::new(false);
    dynamic(move || panel(place, movie, is_open))
}

fn panel(place: Place, movie: MovieIdx, is_open: RwSignal<bool>) -> Option<AnyView> {
    let catalogue = place.context.engine().catalogue();
    let viewer = place.column()?.viewer;
    let steering = place.context.levers().steering();
    let entry = place.ask(|engine, person| engine.predict_for(person, movie))?;
    let why = place.ask(|engine, person| {
        let whose = Whose {
            viewer,
            ratings: person.ratings(),
            catalogue,
        };
        Why::of(&engine.explain_steered(person, movie, steering), whose)
    })?;
    let total = why.stars.total();
    let (caption, note) = match why.stars.kind {
        Kind::Sum => (format!("What the {total} stars are made of"), None),
        Kind::LeaveOneOut => (
            format!("What the {total} stars would lose without \u{2026}"),
            Some(
                "Each row leaves one thing out, at its average. In this network things act \
                 together, so the rows do not add up to the stars.",
            ),
        ),
    };
    let stars = view! {
        {table(place, &why.stars, caption, "Predicted stars")}
        {note.map(|note| view! { <p class="why-note">{note}</p> })}
        <p class="why-note">{format::how_sure(entry.likely)}</p>
    };
    let mut label = format!("Why {}", catalogue.movies[movie.row()].title);
    // Of two people each has their own reasons.
    let whose = place.context.together().map(|_| {
        label += &format!(", for {}", viewer.phrase());
        view! { <p class="why-whose">{viewer.name()}</p> }
    });
    // What is like a movie has no place of its own: there the stars are all there is to explain.
    let parts = match place.is_ranked() {
        false => stars.into_any(),
        true => {
            let caption = format!("What its score of {} is made of", why.order.total());
            let toggle = move |event| is_open.set(browser::is_open(&event));
            view! {
                <p class="why-said">{why.sentence}</p>
                {table(place, &why.order, caption, "Score")}
                {place.match_of(movie).map(|said| view! { <p class="why-note">{said}</p> })}
                <details class="why-stars" open=is_open.get_untracked() on:toggle=toggle>
                    <summary>{format!("Why {total} stars")}</summary>
                    {stars}
                </details>
            }
            .into_any()
        }
    };
    Some(
        view! {
            <div class="why" role="group" aria-label=label>
                {whose}
                {parts}
            </div>
        }
        .into_any(),
    )
}

/// Draws the rows, each with its bar; bars and line are decoration, the numbers say it all.
fn table(place: Place, table: &Table, caption: String, total: &'static str) -> AnyView {
    let rows: Vec<AnyView> = table.rows.iter().map(|it| row(place, table, it)).collect();
    let sum = (table.kind == Kind::Sum).then(|| {
        view! {
            <tfoot>
                <tr>
                    <th scope="row">{total}</th>
                    <td></td>
                    <td class="why-amount">{table.total()}</td>
                </tr>
            </tfoot>
        }
    });
    view! {
        <table class="why-table" style=("--zero", format::length(table.zero()))>
            <caption>{caption}</caption>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">"From"</th>
                    <td></td>
                    <th scope="col">"Stars or score"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            {sum}
        </table>
    }
    .into_any()
}

fn row(place: Place, table: &Table, row: &Row) -> AnyView {
    let label = match row.rated {
        Some((movie, stars)) => view! {
            {title_link(place.context, movie)}
            " "
            {given_stars(stars)}
        }
        .into_any(),
        None => row.label.clone().into_any(),
    };
    let bar = table.bar(row).map(|bar| {
        view! {
            <span
                class="why-bar"
                class:is-down=row.amount < 0
                style=("--from", format::length(bar.from))
                style=("--width", format::length(bar.width))
            ></span>
        }
    });
    view! {
        <tr>
            <th scope="row">{label}</th>
            <td class="why-track" aria-hidden="true">{bar}</td>
            <td class="why-amount">{table.amount(row)}</td>
        </tr>
    }
    .into_any()
}

//! A figure: its claim, its drawing with what is read out of it, its table, a file of that, how it was
//! computed, and a link to itself.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::browser;
use crate::dynamic::{deferred, dynamic, next_task, written};
use matinee_app::charts::Table;
use matinee_app::evidence::figure::{Figure, How};
use matinee_app::evidence::results::Results;

use super::Shared;
use super::files::{Contents, File, Loading};

/// What draws a figure again, as its choices change; nothing while there is none.
type Make = Box<dyn Fn() -> Option<Figure> + Send + Sync>;

/// Draws a figure of what the page itself knows.
pub(super) fn figure(
    shared: Shared,
    id: &'static str,
    make: impl Fn() -> Option<Figure> + Send + Sync + 'static,
) -> AnyView {
    choosing(shared, id, None, make)
}

/// Draws a figure of which a point can be chosen.
pub(super) fn choosing(
    shared: Shared,
    id: &'static str,
    choose: Option<Callback<usize>>,
    make: impl Fn() -> Option<Figure> + Send + Sync + 'static,
) -> AnyView {
    erased(shared, id, choose, Box::new(make))
}

/// Draws what a file of results makes possible: the reason where it cannot be had.
pub(super) fn of_file<T: Results + Send + Sync + 'static>(
    shared: Shared,
    draw: impl Fn(Arc<T>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let draw = move |contents: Contents| contents.downcast().ok().map(&draw);
    of_contents(shared.files.get(T::FILE), Box::new(draw))
}

type Draw = Box<dyn Fn(Contents) -> Option<AnyView> + Send + Sync>;

fn of_contents(file: File, draw: Draw) -> AnyView {
    dynamic(move || match file.get() {
        Loading::Awaited => Some(skeleton()),
        Loading::Ready(read) => untrack(|| draw(read)),
        Loading::Missing(why) => Some(missing(&why)),
    })
}

fn skeleton() -> AnyView {
    view! { <div class="figure-skeleton" aria-busy="true"></div> }.into_any()
}

/// Says why something is not shown.
pub(super) fn missing(why: &str) -> AnyView {
    let why = why.trim_end_matches('.').to_owned();
    view! { <p class="missing" data-test="missing">"Not shown here: " {why} "."</p> }.into_any()
}

fn erased(
    shared: Shared,
    id: &'static str,
    choose: Option<Callback<usize>>,
    make: Make,
) -> AnyView {
    let made = Arc::new(make);
    deferred(next_task(), skeleton, move || {
        let make = Arc::clone(&made);
        let figure = Memo::new(move |_| make().map(Arc::new));
        let is_there = Memo::new(move |_| figure.with(Option::is_some));
        dynamic(move || match is_there.get() {
            true => untrack(|| whole(shared, id, choose, figure)),
            false => missing("the data of this page does not say it"),
        })
    })
}

fn whole(
    shared: Shared,
    id: &'static str,
    choose: Option<Callback<usize>>,
    figure: Memo<Option<Arc<Figure>>>,
) -> AnyView {
    let pointed = RwSignal::new(None::<usize>);
    let of = move |read: fn(&Figure) -> String| {
        move || figure.with(|it| it.as_deref().map(read).unwrap_or_default())
    };
    let n_points =
        Memo::new(move |_| figure.with(|it| it.as_ref().map_or(0, |it| it.chart.n_points())));
    // What was read out may be gone in the next drawing.
    let read = Memo::new(move |_| pointed.get().filter(|at| *at < n_points.get()));
    let drawing = move || {
        let size = shared.size.get();
        figure.with(|it| {
            it.as_ref()
                .map(|it| it.chart.svg(size, read.get()))
                .unwrap_or_default()
        })
    };
    let nearest = move |event: &MouseEvent| {
        let place = browser::place_in(event)?;
        let size = shared.size.get_untracked();
        figure.with_untracked(|it| it.as_ref()?.chart.nearest(size, place))
    };
    let click = move |event: MouseEvent| {
        let found = nearest(&event);
        pointed.set(found);
        if let (Some(choose), Some(found)) = (choose, found) {
            choose.run(found);
        }
    };
    let said = move || {
        figure.with(|it| match (it, read.get()) {
            (Some(it), Some(at)) => it.chart.read_out(at),
            _ => "Point at it, or move the slider, to read its numbers.".to_owned(),
        })
    };
    let title = ["claim-", id].concat();
    let named = title.clone();
    let place = move || {
        format!(
            "{} of {}",
            read.get().map_or(0, |it| it + 1),
            n_points.get()
        )
    };
    let slide = move |event| pointed.set(event_target_value(&event).parse().ok());
    let choose_button = choose.map(|choose| {
        let press = move |_| {
            if let Some(at) = read.get_untracked() {
                choose.run(at);
            }
        };
        view! {
            <button
                class="figure-button"
                type="button"
                disabled=Signal::derive(move || read.get().is_none())
                on:click=press
            >
                "Choose"
            </button>
        }
    });
    view! {
        <figure class="figure" id=id aria-labelledby=named data-test="figure">
            <h3 class="claim" id=title>
                {written(of(|it| it.claim.clone()))}
            </h3>
            <div
                class="figure-drawing"
                class:is-choosing=choose.is_some()
                on:pointermove=move |event| pointed.set(nearest(&event))
                on:pointerleave=move |_| pointed.set(None)
                on:click=click
                inner_html=Signal::derive(drawing)
            ></div>
            <div class="figure-reader" class:is-reading=Signal::derive(move || read.get().is_some())>
                <label>
                    <span class="visually-hidden">"Read point by point: " {written(of(|it| it.claim.clone()))}</span>
                    <input
                        type="range"
                        min="0"
                        max=Signal::derive(move || n_points.get().saturating_sub(1).to_string())
                        step="1"
                        prop:value=Signal::derive(move || read.get().unwrap_or(0).to_string())
                        aria-valuetext=Signal::derive(place)
                        data-test="figure-reader"
                        on:input=slide
                    />
                </label>
                <p class="figure-read" aria-live="polite" data-test="figure-read">{written(said)}</p>
                {choose_button}
            </div>
            <p class="figure-note">{written(of(|it| it.note.clone()))}</p>
            {more(id, figure)}
        </figure>
    }
    .into_any()
}

/// What of a figure is open below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Table,
    How,
}

/// Table, file, how computed, link.
fn more(id: &'static str, figure: Memo<Option<Arc<Figure>>>) -> AnyView {
    let open = RwSignal::new(None::<Open>);
    let below = ["more-", id].concat();
    let button = |what: Open, label: &'static str, test: &'static str| {
        let toggle = move |_| open.update(|it| *it = (*it != Some(what)).then_some(what));
        view! {
            <button
                class="figure-button"
                type="button"
                aria-expanded=Signal::derive(move || (open.get() == Some(what)).to_string())
                aria-controls=below.clone()
                data-test=test
                on:click=toggle
            >
                {label}
            </button>
        }
    };
    let save = move |_| {
        let csv = figure.with_untracked(|it| it.as_ref().map(|it| it.table.csv()));
        if let Some(csv) = csv {
            let name = ["matinee-", id, ".csv"].concat();
            browser::save_file(&name, "text/csv", csv.as_bytes());
        }
    };
    let shown = move || {
        let open = open.get()?;
        figure.with(|it| {
            let it = it.as_ref()?;
            Some(match open {
                Open::Table => table(&it.claim, &it.table),
                Open::How => how(&it.how),
            })
        })
    };
    let buttons = view! {
        {button(Open::Table, "Table", "figure-table")}
        <button class="figure-button" type="button" data-test="figure-csv" on:click=save>
            "CSV"
        </button>
        {button(Open::How, "How computed", "figure-how")}
        <a class="figure-button" href=["#", id].concat()>
            "Link"
        </a>
    };
    view! {
        <div class="figure-buttons">{buttons}</div>
        <div class="figure-more" id=below>{dynamic(shown)}</div>
    }
    .into_any()
}

/// A table with as much of its rows as can be read: the rest is in the file.
const MOST_ROWS: usize = 300;

fn table(claim: &str, table: &Table) -> AnyView {
    let head = table
        .head
        .iter()
        .map(|it| view! { <th scope="col">{it.clone()}</th> })
        .collect_view();
    let row = |cells: &Vec<String>| {
        let cells = cells.iter().enumerate().map(|(column, it)| match column {
            0 => view! { <th scope="row">{it.clone()}</th> }.into_any(),
            _ => view! { <td>{it.clone()}</td> }.into_any(),
        });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    let rows = table.rows.iter().take(MOST_ROWS).map(row).collect_view();
    let n_rows = table.rows.len();
    let rest = (n_rows > MOST_ROWS).then(|| {
        view! {
            <p class="figure-note">
                {format!("The first {MOST_ROWS} of {n_rows} rows; the file has all.")}
            </p>
        }
    });
    let caption = claim.to_owned();
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=["Table: ", claim].concat()>
            <table class="figures" data-test="figure-rows">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {rest}
    }
    .into_any()
}

fn how(how: &How) -> AnyView {
    let rows = [
        ("Protocol", how.protocol.clone()),
        ("Seed", how.seed.map_or(String::new(), |it| it.to_string())),
        ("Command", how.command.clone()),
        ("File", how.file.clone()),
        ("Commit", how.commit.clone()),
        ("Took", how.took.clone()),
    ];
    let rows = rows
        .into_iter()
        .filter(|it| !it.1.is_empty())
        .map(|(name, said)| {
            let is_code = name == "Command";
            let said = match is_code {
                true => view! { <code>{said}</code> }.into_any(),
                false => said.into_any(),
            };
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{said}</dd>
                </div>
            }
        });
    view! { <dl class="how" data-test="figure-how-said">{rows.collect_view()}</dl> }.into_any()
}

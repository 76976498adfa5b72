//! A figure: its claim, its drawing with what is read out of it, its table, a file of that, how it was
//! computed, and a link to itself.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use web_sys::MouseEvent;

use crate::browser;
use crate::elements::{El, Held, button, el, slot};
use matinee_app::evidence::carried::{self, Carried, Made, Plan};
use matinee_app::evidence::figure::Figure;
use matinee_app::evidence::glossary::Explained;
use matinee_app::evidence::results::{self, ModelKey, Results, ResultsFile};

use super::Shared;
use super::files::{Contents, File, Loading};

/// What draws a figure again, as its choices change; nothing while there is none.
type Make = Box<dyn Fn() -> Option<Arc<Explained>>>;

/// What becomes of a point that is chosen.
pub(super) type Choose = Rc<dyn Fn(usize)>;

/// Draws a figure of what the page itself knows.
pub(super) fn figure(
    shared: Shared,
    id: &'static str,
    make: impl Fn() -> Option<Figure> + 'static,
) -> El {
    choosing(shared, id, None, make)
}

/// Draws a figure of which a point can be chosen.
pub(super) fn choosing(
    shared: Shared,
    id: &'static str,
    choose: Option<Choose>,
    make: impl Fn() -> Option<Figure> + 'static,
) -> El {
    erased(
        shared,
        id,
        choose,
        Box::new(move || Some(Arc::new(Explained::of(id, make()?)))),
    )
}

/// Draws a figure that was made for every choice.
pub(super) fn planned(shared: Shared, plan: Plan, made: Arc<Made>) -> El {
    let make = move || made.figure(plan, &shared.chosen(plan.knobs));
    erased(shared, plan.id, None, Box::new(make))
}

/// Draws the figures that were made of a file of results: the reason where it cannot be had.
pub(super) fn of_made(
    shared: Shared,
    file: ResultsFile,
    draw: impl Fn(Arc<Made>) -> El + 'static,
) -> El {
    let draw = move |contents: Contents| match contents {
        Contents::Made(made) => draw(made),
        Contents::Bytes(_) => slot(),
    };
    of_contents(shared.files.get(file), Box::new(draw))
}

/// Draws what a file of results makes possible that travels as it is: it is read here.
pub(super) fn of_file<T: Results + Carried + 'static>(
    shared: Shared,
    draw: impl Fn(Arc<T>) -> El + 'static,
) -> El {
    let engine = shared.context.engine();
    let draw = move |contents: Contents| {
        let Contents::Bytes(bytes) = contents else {
            return slot();
        };
        let key = ModelKey::of(engine.manifest());
        match carried::read::<T>(&bytes, &key, &results::histories(engine)) {
            Ok(read) => draw(Arc::new(read)),
            Err(error) => missing(&error.to_string()),
        }
    };
    of_contents(shared.files.get(T::FILE), Box::new(draw))
}

type Draw = Box<dyn Fn(Contents) -> El>;

fn of_contents(file: File, draw: Draw) -> El {
    slot().part(move || match file.get() {
        Loading::Awaited => Some(skeleton("figure-skeleton")),
        Loading::Ready(read) => Some(untrack(|| draw(read))),
        Loading::Missing(why) => Some(missing(&why)),
    })
}

/// Keeps the place of what is on its way.
pub(super) fn skeleton(class: &str) -> El {
    el("div", class).attr("aria-busy", "true")
}

/// Says why something is not shown.
pub(super) fn missing(why: &str) -> El {
    let why = why.trim_end_matches('.');
    el("p", "missing")
        .test("missing")
        .text(&["Not shown here: ", why, "."].concat())
}

/// What is drawn of a figure follows this.
type Current = Held<Option<Arc<Explained>>>;

fn erased(shared: Shared, id: &'static str, choose: Option<Choose>, make: Make) -> El {
    shared.queue.later("figure-skeleton", move || {
        let current = Current::new(None);
        let (same, is_there) = (current.clone(), RwSignal::new(false));
        let make = move |_: &_| {
            let made = make();
            let has_come = made.is_some();
            same.set(made);
            if is_there.get_untracked() != has_come {
                is_there.set(has_come);
            }
        };
        slot().follow(make).part(move || {
            Some(match is_there.get() {
                true => untrack(|| whole(shared, id, choose.as_ref(), &current)),
                false => missing("the data of this page does not say it"),
            })
        })
    })
}

/// A text of a figure that is followed.
fn words(current: &Current, read: fn(&Figure) -> String) -> impl Fn() -> String + use<> {
    let current = current.clone();
    move || current.with(|it| it.as_ref().map(|it| read(&it.figure)).unwrap_or_default())
}

fn whole(shared: Shared, id: &'static str, choose: Option<&Choose>, current: &Current) -> El {
    let pointed = RwSignal::new(None::<usize>);
    let point = move |found: Option<usize>| {
        if pointed.get_untracked() != found {
            pointed.set(found);
        }
    };
    let same = current.clone();
    let n_points: Rc<dyn Fn() -> usize> =
        Rc::new(move || same.with(|it| it.as_ref().map_or(0, |it| it.figure.chart.n_points())));
    // What was read out may be gone in the next drawing.
    let count = Rc::clone(&n_points);
    let read: Read = Rc::new(move || pointed.get().filter(|at| *at < count()));
    let claim = ["claim-", id].concat();
    let drawing = drawing(shared, choose, current, Rc::clone(&read), point);
    let reader = reader(choose, current, read, n_points, point);
    el("figure", "figure")
        .attr("id", id)
        .attr("aria-labelledby", &claim)
        .test("figure")
        .child(
            el("h3", "claim")
                .attr("id", &claim)
                .said(words(current, |it| it.claim.clone())),
        )
        .child(drawing)
        .child(reader)
        .child(el("p", "figure-note").said(words(current, |it| it.note.clone())))
        .child(terms(current))
        .child(more(id, current))
}

/// The field's words that stand in a figure; nothing where there are none.
fn terms(current: &Current) -> El {
    let current = current.clone();
    let last = RefCell::new(String::new());
    el("p", "words").follow(move |element| {
        current.with(|it| {
            let words = it.as_ref().map_or("", |it| &it.words);
            if *last.borrow() != words {
                // What has the focus keeps it as long as it says the same.
                element.set_inner_html(words);
                words.clone_into(&mut last.borrow_mut());
            }
        });
    })
}

type Read = Rc<dyn Fn() -> Option<usize>>;

fn drawing(
    shared: Shared,
    choose: Option<&Choose>,
    current: &Current,
    read: Read,
    point: impl Fn(Option<usize>) + Copy + 'static,
) -> El {
    let same = current.clone();
    let nearest = move |event: &MouseEvent| {
        let place = browser::place_in(event)?;
        untrack(|| same.with(|it| it.as_ref()?.figure.chart.nearest(shared.size(), place)))
    };
    let nearest = Rc::new(nearest);
    let moving = Rc::clone(&nearest);
    let choose = choose.cloned();
    let class = match choose {
        Some(_) => "figure-drawing is-choosing",
        None => "figure-drawing",
    };
    let current = current.clone();
    let (over, pointed) = (current.clone(), Rc::clone(&read));
    let drawing = el("div", "").follow(move |element| {
        let size = shared.size();
        current.with(|it| {
            let Some(it) = it else {
                return;
            };
            let chart = &it.figure.chart;
            let read = match chart.over(size, None) {
                None => read(),
                Some(_) => None,
            };
            element.set_inner_html(&chart.svg(size, read));
        });
    });
    // Read aloud is what the drawing says.
    let over = el("div", "figure-over")
        .attr("aria-hidden", "true")
        .follow(move |element| {
            let (size, read) = (shared.size(), pointed());
            let drawn = over.with(|it| it.as_ref()?.figure.chart.over(size, read));
            element.set_inner_html(&drawn.unwrap_or_default());
        });
    el("div", class)
        .child(drawing)
        .child(over)
        .on_pointer("pointermove", move |event| point(moving(event)))
        .on("pointerleave", move |_| point(None))
        .on_pointer("click", move |event| {
            let found = nearest(event);
            point(found);
            if let (Some(choose), Some(found)) = (&choose, found) {
                choose(found);
            }
        })
}

fn reader(
    choose: Option<&Choose>,
    current: &Current,
    read: Read,
    n_points: Rc<dyn Fn() -> usize>,
    point: impl Fn(Option<usize>) + 'static,
) -> El {
    let [same, last, again, held] = [(); 4].map(|()| Rc::clone(&read));
    let counted = Rc::clone(&n_points);
    let place = move || {
        let at = same().map_or(0, |it| it + 1);
        [at.to_string(), n_points().to_string()].join(" of ")
    };
    let slider = el("input", "")
        .attr("type", "range")
        .attr("min", "0")
        .attr("step", "1")
        .test("figure-reader")
        .attr_of("max", move || counted().saturating_sub(1).to_string())
        .value_of(move || last().unwrap_or(0).to_string())
        .attr_of("aria-valuetext", place)
        .on("input", move |event| {
            point(event_target_value(event).parse().ok());
        });
    let figure = current.clone();
    let said = move || {
        figure.with(|it| match (it, read()) {
            (Some(it), Some(at)) => it.figure.chart.read_out(at),
            _ => "Point at it, or move the slider, to read its numbers.".to_owned(),
        })
    };
    let label = el("label", "")
        .child(
            el("span", "visually-hidden")
                .text("Read point by point: ")
                .child(el("span", "").said(words(current, |it| it.claim.clone()))),
        )
        .child(slider);
    let reader = el("div", "figure-reader")
        .attr_of("class", move || match again() {
            Some(_) => "figure-reader is-reading".to_owned(),
            None => "figure-reader".to_owned(),
        })
        .child(label)
        .child(
            el("p", "figure-read")
                .attr("aria-live", "polite")
                .test("figure-read")
                .said(said),
        );
    match choose.cloned() {
        None => reader,
        Some(choose) => {
            let read = Rc::clone(&held);
            let press = move || {
                if let Some(at) = untrack(|| read()) {
                    choose(at);
                }
            };
            reader
                .child(button("figure-button", "Choose", press).off_while(move || held().is_none()))
        }
    }
}

/// What of a figure is open below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Table,
    How,
}

/// Table, file, how computed, link.
fn more(id: &'static str, current: &Current) -> El {
    let open = RwSignal::new(Open::Nothing as u32);
    let below = ["more-", id].concat();
    let opening = |what: Open, label: &str, test: &str| {
        let what = what as u32;
        let press = move || {
            let is_open = open.get_untracked() == what;
            open.set(if is_open { 0 } else { what });
        };
        button("figure-button", label, press)
            .attr_of("aria-expanded", move || (open.get() == what).to_string())
            .attr("aria-controls", &below)
            .test(test)
    };
    let figure = current.clone();
    let save = move || {
        let csv = untrack(|| figure.with(|it| it.as_ref().map(|it| it.figure.table.csv())));
        if let Some(csv) = csv {
            let name = ["matinee-", id, ".csv"].concat();
            browser::save_file(&name, "text/csv", csv.as_bytes());
        }
    };
    let figure = current.clone();
    let shown = move || {
        let open = open.get();
        figure.with(|it| match it {
            Some(it) if open == Open::Table as u32 => Some(table(&it.figure)),
            Some(it) if open == Open::How as u32 => Some(slot().html(&it.figure.how.html())),
            _ => None,
        })
    };
    slot()
        .child(
            el("div", "figure-buttons")
                .child(opening(Open::Table, "Table", "figure-table"))
                .child(button("figure-button", "CSV", save).test("figure-csv"))
                .child(opening(Open::How, "How computed", "figure-how"))
                .child(
                    el("a", "figure-button")
                        .attr("href", &["#", id].concat())
                        .text("Link"),
                ),
        )
        .child(el("div", "figure-more").attr("id", &below).part(shown))
}

/// A table with as much of its rows as can be read: the rest is in the file.
const MOST_ROWS: usize = 300;

fn table(figure: &Figure) -> El {
    let n_rows = figure.table.rows.len();
    let table = el("div", "table-scroll")
        .attr("role", "region")
        .attr("tabindex", "0")
        .attr("aria-label", &["Table: ", &figure.claim].concat())
        .html(&figure.table.html(&figure.claim, MOST_ROWS));
    let rest = (n_rows > MOST_ROWS).then(|| {
        let [most, all] = [MOST_ROWS, n_rows].map(|it| it.to_string());
        let said = [
            "The first ",
            &most,
            " of ",
            &all,
            " rows; the file has all.",
        ]
        .concat();
        el("p", "figure-note").text(&said)
    });
    slot().child(table).children(rest)
}

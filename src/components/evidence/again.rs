//! Learning again from fewer ratings, here: by the trainer of *Train*, in its worker. Its code is a part of *Train*.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::components::{everybody_missing, with_everybody};
use crate::dynamic::dynamic;
use crate::elements::{El, Held, button, el, slot};
use crate::lazy_part::{Part, Unfetched, lazy_part};
use matinee_app::format::thousands;
use matinee_app::train::event::Event;
use matinee_app::train::state::{State, Trainer};
use matinee_app::train::watch::{Phase, Watch};
use matinee_core::decimal::decimal;
use matinee_protocol::{Field, Preset};

use super::Shared;

/// Draws the offer; what it takes is fetched when it is taken.
pub(super) fn again(shared: Shared) -> El {
    let context = shared.context;
    let is_wanted = RwSignal::new(false);
    let skeleton = || super::skeleton("figure-skeleton").into_view();
    let offer = move || {
        slot()
            .child(el("p", "figure-note").text(
                "Here, in your browser: a hybrid without an ensemble, which takes less than a minute. What is not \
                 kept is held out, and it is measured on that.",
            ))
            .child(
                button("button", "Learn again from fewer ratings", move || {
                    is_wanted.set(true);
                })
                .test("again"),
            )
    };
    let taken = move || {
        let drawn = move || lazy_part(skeleton, move || part(shared));
        slot()
            .view(dynamic(move || everybody_missing(context)))
            .view(with_everybody(context, skeleton, drawn))
    };
    slot().part(move || {
        let is_wanted = is_wanted.get();
        Some(untrack(|| if is_wanted { taken() } else { offer() }))
    })
}

#[wasm_split(train, wasm_split_path = leptos::wasm_split, fallible)]
fn part(shared: Shared) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || drawn(shared).into_view()))
}

/// Percents of the ratings that can be kept.
const KEPT: [u32; 4] = [80, 50, 20, 5];

/// What came of a run.
#[derive(Clone, PartialEq)]
struct Learned {
    kept: u32,
    n_training: u32,
    rmse: f32,
    ndcg: Option<f32>,
}

/// What came of the run that is watched, where it is over and was one of these.
fn learned(watch: &Watch) -> Option<Learned> {
    let Phase::Finished(outcome) = &watch.phase else {
        return None;
    };
    let kept = 100 - watch.settings.get(Field::HeldOut) as u32;
    let is_one = watch.settings.preset == Preset::Hybrid && KEPT.contains(&kept);
    is_one.then_some(Learned {
        kept,
        n_training: watch.plan.map_or(0, |it| it.n_training),
        rmse: outcome.yours.rmse,
        ndcg: outcome.yours.ndcg,
    })
}

fn status(state: &State) -> String {
    match state.trainer() {
        Trainer::Failed(reason) => ["The trainer cannot be had: ", reason].concat(),
        _ if !state.has_data() => {
            "This site was built without ratings: bring your own data in Train.".to_owned()
        }
        _ if state.watch().is_none() => "Nothing runs.".to_owned(),
        _ => state.status(),
    }
}

fn drawn(shared: Shared) -> El {
    let session = shared.context.training_session();
    let runs = Held::new(Vec::<Learned>::new());
    let (heard, shown) = (runs.clone(), runs);
    let hear = move |_: &_| {
        if let Some(run) = session.with(|it| it.watch().and_then(learned)) {
            heard.update(|all| {
                all.retain(|it| it.kept != run.kept);
                all.push(run);
                all.sort_by_key(|it| u32::MAX - it.kept);
            });
        }
    };
    session.dispatch(Event::Entered);
    let start = move |kept: u32| {
        let held_out = (100 - kept).to_string();
        let form = ["?recipe=", Preset::Hybrid.name(), "&held-out=", &held_out];
        session.dispatch(Event::AddressRead(form.concat()));
        session.dispatch(Event::StartPressed {
            is_one_epoch: false,
            id: browser::new_id(),
            since_ms: browser::today_ms(),
            watched: None,
        });
    };
    let buttons = KEPT.map(|kept| {
        let label = [&kept.to_string(), "\u{a0}% of the ratings"].concat();
        button("button", &label, move || start(kept))
            .off_while(move || !session.with(State::can_start))
    });
    let stop = button("button", "Stop", move || {
        session.dispatch(Event::StopPressed)
    })
    .test("again-stop")
    .off_while(move || !session.is_alive());
    let progress = el("progress", "progress")
        .attr("max", "1")
        .attr("aria-label", "Progress of the run")
        .follow(move |element| {
            let share = session.with(|it| it.watch().map_or(0.0, Watch::share));
            let field: &web_sys::HtmlInputElement = element.unchecked_ref();
            field.set_value(&share.to_string());
        });
    let table = move || {
        let rows: Vec<El> = shown.with(|all| all.iter().map(row).collect());
        let heads = ["Kept", "Ratings", "Error, stars", "NDCG@10"];
        let heads = heads.map(|it| el("th", "").attr("scope", "col").text(it));
        (!rows.is_empty()).then(|| {
            el("table", "figures")
                .test("again-runs")
                .child(el("thead", "").child(el("tr", "").children(heads)))
                .child(el("tbody", "").children(rows))
        })
    };
    el("div", "again")
        .follow(hear)
        .child(el("div", "ways-on").children(buttons).child(stop))
        .child(
            el("p", "played-said")
                .attr("aria-live", "polite")
                .test("again-said")
                .said(move || session.with(status)),
        )
        .child(progress)
        .child(slot().part(table))
}

fn row(run: &Learned) -> El {
    let cells = [
        thousands(run.n_training as usize),
        decimal(run.rmse, 3),
        run.ndcg.map_or("\u{2013}".to_owned(), |it| decimal(it, 3)),
    ];
    el("tr", "")
        .child(
            el("th", "")
                .attr("scope", "row")
                .text(&[&run.kept.to_string(), "\u{a0}%"].concat()),
        )
        .children(cells.map(|it| el("td", "").text(&it)))
}

//! The acts of the Evidence view: what they share, and the order in which they are drawn. Each figure is
//! drawn in a task of its own, so that the page answers meanwhile.

mod again;
mod asked;
mod card;
mod data;
mod figure;
mod files;
mod knobs;
mod live;
mod measured;
mod newcomers;
mod play;
mod queue;
mod reasons;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::context::Context;
use crate::elements::{El, el, slot};
use crate::follower::memo;
use crate::lazy_part::{Part, Unfetched, lazy_part};
use matinee_app::charts::Size;
use matinee_app::evidence::address::{Choices, Knob};
use matinee_app::evidence::outline::Act;
use matinee_app::format;
use matinee_app::state::quoted;
use matinee_core::domain::MovieId;

use asked::Asked;
use figure::skeleton;
use files::Files;
use live::{Live, live};
use queue::Queue;

/// All of it.
pub(crate) fn evidence(context: Context) -> AnyView {
    let skeleton = || {
        view! {
            <div class="evidence-columns" aria-busy="true">
                <div class="evidence-acts"><div class="panel skeleton ev-act-skeleton"></div></div>
            </div>
        }
        .into_any()
    };
    lazy_part(skeleton, move || part(context))
}

#[wasm_split(evidence, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || drawn(context).into_view()))
}

/// Width of a window below which drawings are narrow, CSS pixels.
const NARROW: f64 = 640.0;

/// What the acts share.
#[derive(Clone, Copy)]
struct Shared {
    context: Context,
    choices: RwSignal<Choices>,
    /// Each choice for itself: what follows one is not drawn again because of another.
    knobs: [Memo<u32>; Knob::ALL.len()],
    /// Whether drawings are narrow.
    is_narrow: RwSignal<bool>,
    files: Files,
    queue: Queue,
}

impl Shared {
    fn get(self, knob: Knob) -> u32 {
        self.knobs[knob as usize].get()
    }

    /// What is chosen of these; all others are as they begin.
    fn chosen(self, knobs: &[Knob]) -> Choices {
        let mut choices = Choices::default();
        for knob in knobs {
            choices.set(*knob, self.get(*knob));
        }
        choices
    }

    /// Chooses: figures and address follow.
    fn change(self, choose: impl FnOnce(&mut Choices)) {
        self.choices.update(choose);
        let part = self.choices.with_untracked(Choices::write);
        self.context.write_evidence(part);
    }

    /// Of every drawing.
    fn size(self) -> Size {
        match self.is_narrow.get() {
            true => Size::Narrow,
            false => Size::Wide,
        }
    }

    /// Title and year of a movie of the catalogue.
    fn title(self, movie: MovieId) -> Option<String> {
        let movie = self.context.engine().movie_idx(movie)?;
        Some(format::title(self.context.movie(movie)))
    }
}

fn drawn(context: Context) -> El {
    let engine = context.engine();
    let asked = context.evidence_asked();
    let read = move || {
        let is_movie = |id| engine.movie_idx(id).is_some();
        asked.with(|query| Choices::read(query, &is_movie))
    };
    let (choices, faults) = untrack(read);
    let choices = RwSignal::new(choices);
    let is_narrow = RwSignal::new(browser::width() < NARROW);
    let resizing = window_event_listener(leptos::ev::resize, move |_| {
        let is_now = browser::width() < NARROW;
        if is_narrow.get_untracked() != is_now {
            is_narrow.set(is_now);
        }
    });
    on_cleanup(move || resizing.remove());
    let goal = Asked::read();
    let shared = Shared {
        context,
        choices,
        knobs: Knob::ALL.map(|knob| memo(move || choices.with(|it| it.get(knob)))),
        is_narrow,
        files: Files::fetch(context),
        queue: Queue::new(goal),
    };
    let faults = RwSignal::new(faults);
    let is_shown = Cell::new(false);
    // Going back in the browser's history asks for other choices.
    let go_back = move |_: &_| {
        let (asked, found) = read();
        if is_shown.replace(true) {
            choices.set(asked);
            faults.set(found);
        }
    };
    let said = move || {
        let faults = faults.get();
        let notices = faults.iter().map(|it| el("p", "notice").text(it));
        Some(slot().children(notices))
    };
    let contents = Act::ALL.map(|act| {
        let link = el("a", "").attr("href", &["#", act.id()].concat());
        el("li", "").child(link.text(act.title()))
    });
    let notices = el("div", "notices")
        .attr("role", "alert")
        .test("evidence-notices")
        .part(said);
    let contents = el("nav", "evidence-contents")
        .attr("aria-label", "Contents")
        .child(el("ol", "").attr("role", "list").children(contents));
    let acts = el("div", "evidence-acts").children(Act::ALL.map(|act| section(shared, act)));
    // Escape takes away what a word says, until a pointer or the focus is on another.
    let is_quiet = RwSignal::new(false);
    let hush = move |event: &Event| {
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        is_quiet.set(key.is_some_and(|key| key == "Escape"));
    };
    let class = move || match is_quiet.get() {
        true => "slot is-quiet".to_owned(),
        false => "slot".to_owned(),
    };
    let speak = move |_: &Event| {
        if is_quiet.get_untracked() {
            is_quiet.set(false);
        }
    };
    slot()
        .follow(go_back)
        .follow(go_to_asked(shared, goal, faults))
        .attr_of("class", class)
        .on("keydown", hush)
        .on("pointerover", speak)
        .on("focusin", speak)
        .child(notices)
        .child(el("div", "evidence-columns").child(contents).child(acts))
}

/// Goes to what was asked for, once it is drawn; says so where there is no such thing.
fn go_to_asked<E>(shared: Shared, asked: Asked, faults: RwSignal<Vec<String>>) -> impl Fn(&E) {
    let is_told = Rc::new(Cell::new(false));
    move |_| {
        let is_told = Rc::clone(&is_told);
        let is_settled = shared.files.are_settled();
        browser::after_next_paint(move || {
            // What has come since may have moved it.
            asked.hold();
            if !is_settled || is_told.get() {
                return;
            }
            let Some(id) = asked.missing() else { return };
            is_told.set(true);
            let id = quoted(&id);
            let fault = [
                "There is no part \u{201c}",
                &id,
                "\u{201d} of this view. You see its beginning.",
            ];
            faults.try_update(|all| all.push(fault.concat()));
        });
    }
}

/// Keeps the place of an act.
const ACT: &str = "ev-act-skeleton";

fn section(shared: Shared, act: Act) -> El {
    let heading = ["title-", act.id()].concat();
    let body = move || match act {
        Act::Minute => measured::minute(shared),
        Act::Data => live(shared, Live::Data),
        Act::How => live(shared, Live::Reasons),
        Act::Learning => live(shared, Live::Losses),
        Act::Others => play::others(shared),
        Act::ColdStart => newcomers::cold_start(shared),
        Act::Sparsity => measured::sparsity(shared),
        Act::Diversity => measured::diversity(shared),
        Act::Map => live(shared, Live::Map),
        Act::Served => card::served(shared),
        Act::Card => card::card(shared),
    };
    el("section", "ev-act")
        .attr("id", act.id())
        .attr("aria-labelledby", &heading)
        .test("act")
        .child(el("h2", "ev-title").attr("id", &heading).text(act.title()))
        .child(el("p", "ev-lead").text(act.lead()))
        .child(shared.queue.later(ACT, body))
}

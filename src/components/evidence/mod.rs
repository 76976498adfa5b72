//! The acts of the Evidence view: what they share, and the order in which they are drawn. Each figure is
//! drawn in a task of its own, so that the page answers meanwhile.

mod card;
mod data;
mod figure;
mod files;
mod knobs;
mod measured;
mod newcomers;
mod play;
mod reasons;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::components::{everybody_missing, with_everybody};
use crate::context::Context;
use crate::dynamic::{deferred, dynamic, next_task};
use crate::lazy_part::{Part, Unfetched, lazy_part};
use matinee_app::charts::Size;
use matinee_app::evidence::address::{Choices, Knob};
use matinee_app::evidence::outline::Act;
use matinee_app::format;
use matinee_app::state::quoted;
use matinee_core::domain::MovieId;

use files::Files;

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
    Ok(Arc::new(move || drawn(context)))
}

/// Width of a window below which drawings are narrow, CSS pixels.
const NARROW: f64 = 640.0;

/// What the acts share.
#[derive(Clone, Copy)]
struct Shared {
    context: Context,
    choices: RwSignal<Choices>,
    /// Of every drawing.
    size: Memo<Size>,
    files: Files,
}

impl Shared {
    fn get(self, knob: Knob) -> u32 {
        self.choices.with(|it| it.get(knob))
    }

    /// Chooses: figures and address follow.
    fn change(self, choose: impl FnOnce(&mut Choices)) {
        self.choices.update(choose);
        let part = self.choices.with_untracked(Choices::write);
        self.context.write_evidence(part);
    }

    /// Title and year of a movie of the catalogue.
    fn title(self, movie: MovieId) -> Option<String> {
        let movie = self.context.engine().movie_idx(movie)?;
        Some(format::title(self.context.movie(movie)))
    }
}

fn drawn(context: Context) -> AnyView {
    let engine = context.engine();
    let asked = context.evidence_asked();
    let read = move || {
        let is_movie = |id| engine.movie_idx(id).is_some();
        asked.with(|query| Choices::read(query, &is_movie))
    };
    let (choices, faults) = untrack(read);
    let width = RwSignal::new(browser::width());
    let resizing = window_event_listener(leptos::ev::resize, move |_| {
        width.set(browser::width());
    });
    on_cleanup(move || resizing.remove());
    let shared = Shared {
        context,
        choices: RwSignal::new(choices),
        size: Memo::new(move |_| match width.get() < NARROW {
            true => Size::Narrow,
            false => Size::Wide,
        }),
        files: Files::fetch(context),
    };
    let faults = RwSignal::new(faults);
    // Going back in the browser's history asks for other choices.
    Effect::new(move |is_shown: Option<()>| {
        let (choices, found) = read();
        if is_shown.is_some() {
            shared.choices.set(choices);
            faults.set(found);
        }
    });
    go_to_asked(shared, faults);
    let said = move || {
        let faults = faults.get().into_iter();
        faults
            .map(|it| view! { <p class="notice">{it}</p> })
            .collect_view()
    };
    let contents = Act::ALL.map(|act| {
        let address = ["#", act.id()].concat();
        view! { <li><a href=address>{act.title()}</a></li> }
    });
    view! {
        <div class="notices" role="alert" data-test="evidence-notices">{dynamic(said)}</div>
        <div class="evidence-columns">
            <nav class="evidence-contents" aria-label="Contents">
                <ol role="list">{contents}</ol>
            </nav>
            <div class="evidence-acts">
                {Act::ALL.map(|act| section(shared, act)).into_iter().collect_view()}
            </div>
        </div>
    }
    .into_any()
}

/// Goes to what the address names behind its number sign, once it is drawn; says so where there is no
/// such thing.
fn go_to_asked(shared: Shared, faults: RwSignal<Vec<String>>) {
    let asked = browser::hash();
    let id = asked.trim_start_matches('#').to_owned();
    if id.is_empty() {
        return;
    }
    let is_settled = Memo::new(move |_| shared.files.are_settled());
    let has_gone = StoredValue::new(false);
    Effect::new(move || {
        let (id, is_settled) = (id.clone(), is_settled.get());
        browser::after_next_paint(move || {
            // What has come since may have moved it.
            let is_there = browser::scroll_to(&id);
            if is_there || !is_settled || has_gone.try_get_value() != Some(false) {
                return;
            }
            has_gone.set_value(true);
            let fault = format!(
                "There is no part \u{201c}{}\u{201d} of this view. You see its beginning.",
                quoted(&id)
            );
            faults.update(|all| all.push(fault));
        });
    });
}

/// Draws an act that takes what everybody has seen, once that is there; why not, where it cannot be had.
fn of_people(shared: Shared, draw: fn(Shared) -> AnyView) -> AnyView {
    let context = shared.context;
    let meanwhile = || view! { <div class="ev-act-skeleton" aria-busy="true"></div> }.into_any();
    view! {
        {dynamic(move || everybody_missing(context))}
        {with_everybody(context, meanwhile, move || draw(shared))}
    }
    .into_any()
}

fn section(shared: Shared, act: Act) -> AnyView {
    let heading = ["title-", act.id()].concat();
    let named = heading.clone();
    let meanwhile = || view! { <div class="ev-act-skeleton" aria-busy="true"></div> }.into_any();
    let body = move || match act {
        Act::Minute => measured::minute(shared),
        Act::Data => of_people(shared, data::data),
        Act::How => of_people(shared, reasons::how),
        Act::Learning => measured::learning(shared),
        Act::Others => play::others(shared),
        Act::ColdStart => newcomers::cold_start(shared),
        Act::Sparsity => measured::sparsity(shared),
        Act::Diversity => measured::diversity(shared),
        Act::Map => data::map(shared),
        Act::Served => card::served(shared),
        Act::Card => card::card(shared),
    };
    view! {
        <section class="ev-act" id=act.id() aria-labelledby=named data-test="act">
            <h2 class="ev-title" id=heading>
                {act.title()}
            </h2>
            <p class="ev-lead">{act.lead()}</p>
            {deferred(next_task(), meanwhile, body)}
        </section>
    }
    .into_any()
}

//! Acts that show what was measured, as it is: in one minute, learning, few ratings, more than the usual.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::components::ids::HEADING;
use crate::elements::{El, el, slot};
use crate::model_store::LoadState;
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::carried::{CELLS, EXPOSURE, KEPT, NUMBERS};
use matinee_app::evidence::results::ResultsFile;
use matinee_app::evidence::{diversity as lists, learning};
use matinee_app::format;
use matinee_app::state::{ListState, View};
use matinee_core::domain::MovieIdx;
use matinee_core::network_kind::NetworkKind;
use matinee_engine::engine::Request;
use matinee_engine::features::genre_distance;

use super::Shared;
use super::again::again;
use super::figure::{figure, missing, of_made, planned};
use super::knobs::words;
use super::live::{Live, live};

/// Four numbers, and three ways on.
pub(super) fn minute(shared: Shared) -> El {
    let numbers = of_made(shared, ResultsFile::Systems, |made| {
        el("ul", "big-numbers")
            .attr("role", "list")
            .test("big-numbers")
            .html(made.text(NUMBERS))
    });
    let again = way(
        "Make it again",
        "Two commands build the model and every number here.",
    );
    let ways = [
        way_to(
            shared,
            View::List,
            way("Try it", "Pick a person, or rate three movies."),
        ),
        way_to(
            shared,
            View::Train,
            way("Train one", "Here, in your browser, in a minute."),
        ),
        again.attr("href", "#model-card"),
    ];
    let ways = ways.map(|it| el("li", "").child(it));
    slot()
        .child(numbers)
        .child(el("ul", "ways").attr("role", "list").children(ways))
}

fn way(name: &str, said: &str) -> El {
    el("a", "way")
        .child(el("strong", "").text(name))
        .child(el("span", "").text(said))
}

/// A way to another view.
fn way_to(shared: Shared, view: View, way: El) -> El {
    let context = shared.context;
    let address = move || {
        let state = context.state();
        context.query_of(&ListState { view, ..state })
    };
    way.attr_of("href", address)
        .on_pointer("click", move |event| {
            if browser::is_for_this_page(event) {
                event.prevent_default();
                context.go_to(view);
                browser::focus_soon(vec![HEADING.to_owned()]);
            }
        })
}

/// The row of the original's model, where this site carries it.
pub(super) fn original(shared: Shared) -> Option<usize> {
    let all = shared.context.model_store().models().all();
    let seed = NetworkKind::Seed.name();
    all.iter().position(|it| it.network == seed)
}

/// The losses of the networks that this site carries.
pub(super) fn losses(shared: Shared) -> El {
    let context = shared.context;
    let models = context.model_store();
    let original = original(shared);
    // The row of the original's model, where it is the one to show.
    let shown = move || {
        let is_chosen = shared.chosen(&[Knob::Network]).word(Knob::Network) == "original";
        original.filter(|_| is_chosen)
    };
    let make = move || {
        let (engine, name) = match shown() {
            Some(row) => (models.engine(row)?, "The original\u{2019}s network"),
            None => (context.engine(), "Matinee"),
        };
        learning::figure(engine.manifest(), name, &shared.chosen(&[Knob::Unit]))
    };
    let failed = move || match models.load_state(shown()?) {
        LoadState::Failed(failure, _) => Some(missing(&failure.to_string())),
        _ => None,
    };
    let network = original.map(|_| words(shared, Knob::Network));
    slot()
        .follow(move |_| {
            if let Some(row) = shown() {
                untrack(|| models.want(row));
            }
        })
        .child(
            el("div", "choices")
                .children(network)
                .child(words(shared, Knob::Unit)),
        )
        .child(slot().part(failed))
        .child(figure(shared, "losses", make))
}

/// What few ratings cost.
pub(super) fn sparsity(shared: Shared) -> El {
    let measured = of_made(shared, ResultsFile::Sparsity, move |made| {
        slot()
            .child(el("div", "choices").child(words(shared, Knob::Features)))
            .child(planned(shared, CELLS, Arc::clone(&made)))
            .child(el("div", "choices").child(words(shared, Knob::KeptMeasure)))
            .child(planned(shared, KEPT, made))
    });
    slot()
        .child(measured)
        .child(el("h3", "ev-part").text("Learn it again"))
        .child(again(shared))
}

/// What each lever gains and costs, and how lists are spread over the movies.
pub(super) fn diversity(shared: Shared) -> El {
    let exposure = of_made(shared, ResultsFile::Exposure, move |made| {
        planned(shared, EXPOSURE, made)
    });
    slot().child(live(shared, Live::Levers)).child(exposure)
}

/// What each lever gains and costs, and what it changes in the list on Tonight.
pub(super) fn levers(shared: Shared) -> El {
    let context = shared.context;
    let movies = &context.engine().catalogue().movies;
    let own = move || {
        context.list().with(|list| {
            let entries = list.as_ref()?.entries.iter();
            let genres: Vec<u32> = entries.map(|it| movies[it.movie.row()].genres).collect();
            genre_distance(&genres)
        })
    };
    let frontier = move || lists::frontier(context.engine().manifest(), own());
    slot()
        .child(figure(shared, "frontier", frontier))
        .child(el("h3", "ev-part").text("The price in movies"))
        .child(slot().part(move || Some(price(shared))))
}

/// What each lever changes in the list on Tonight.
fn price(shared: Shared) -> El {
    let context = shared.context;
    let engine = context.engine();
    let is_own = context
        .list()
        .with(|it| it.as_ref().is_some_and(|it| it.column.model == 0));
    let request = Request {
        selection: context.request_of(context.viewer()).selection,
        ..Request::default()
    };
    let changes = context.person().with(|person| {
        let person = person.as_ref().filter(|_| is_own);
        person.map(|it| lists::price(engine, it, &request))
    });
    let Some(changes) = changes.filter(|it| !it.is_empty()) else {
        return missing("there is no list by Matinee on Tonight");
    };
    let titles = |name: &str, movies: &[MovieIdx]| {
        let titles = movies.iter().map(|it| format::title(context.movie(*it)));
        let titles: Vec<String> = titles.collect();
        let titles = if titles.is_empty() {
            "\u{2013}".to_owned()
        } else {
            titles.join("; ")
        };
        el("div", "")
            .child(el("dt", "").text(name))
            .child(el("dd", "").text(&titles))
    };
    let rows = changes.iter().map(|it| {
        let movies = el("dl", "ev-how")
            .child(titles("Gives way", &it.goes))
            .child(titles("Comes", &it.comes));
        el("li", "").child(el("p", "").text(&it.said)).child(movies)
    });
    let whom = ["In the first ten for ", &context.viewer().phrase(), ":"].concat();
    slot().child(el("p", "figure-note").text(&whom)).child(
        el("ul", "prices")
            .attr("role", "list")
            .test("price")
            .children(rows),
    )
}

//! Somebody new: what a few ratings are worth, a held-out person step by step, and the reader's own ratings.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::elements::{El, Held, el, slot};
use crate::lists::rated;
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::carried::NEWCOMERS;
use matinee_app::evidence::cold_start::{self as cold, Foretold, MOST_OWN, Played};
use matinee_app::evidence::results::{ColdStartPeople, ResultsFile};
use matinee_app::format;
use matinee_core::domain::{MovieIdx, Stars};

use super::Shared;
use super::figure::{figure, of_file, of_made, planned};
use super::knobs::{picker, slider, words, words_of};
use super::live::{Live, live};

/// Curves, a person played back, the reader's own.
pub(super) fn cold_start(shared: Shared) -> El {
    let curves = of_made(shared, ResultsFile::ColdStart, move |made| {
        slot()
            .child(
                el("div", "choices")
                    .child(words(shared, Knob::Compare))
                    .child(words(shared, Knob::NewcomerMeasure)),
            )
            .child(planned(shared, NEWCOMERS, made))
    });
    slot()
        .child(curves)
        .child(el("h3", "ev-part").text("Watch it get to know somebody"))
        .child(live(shared, Live::Playback))
        .child(el("h3", "ev-part").text("And you?"))
        .child(live(shared, Live::Own))
}

/// A person played back.
pub(super) fn playback(shared: Shared) -> El {
    let drawn = move |people: Arc<ColdStartPeople>| played(shared, &people);
    of_file(shared, drawn)
}

fn played(shared: Shared, people: &Arc<ColdStartPeople>) -> El {
    let names = cold::ordered(people).into_iter();
    let names: Vec<String> = names
        .map(|it| ["user ", &it.user.to_string()].concat())
        .collect();
    let same = Arc::clone(people);
    let played = move || {
        let title = |movie| shared.title(movie);
        let choices = shared.chosen(&[Knob::Newcomer, Knob::Order, Knob::Step]);
        cold::played(&same, &choices, &title)
    };
    let played = Rc::new(played);
    let [most, said] = [(); 2].map(|()| Rc::clone(&played));
    let most = move || most().map_or(0, |it| it.n_steps);
    let is_there = |word: &str| people.orders.iter().any(|it| it == word);
    let people = Arc::clone(people);
    slot()
        .child(
            el("div", "choices")
                .child(picker(shared, Knob::Newcomer, &names))
                .child(words_of(shared, Knob::Order, &is_there))
                .child(slider(shared, Knob::Step, most)),
        )
        .child(
            el("p", "played-said")
                .attr("aria-live", "polite")
                .test("played")
                .said(move || said().map(|it| it.said).unwrap_or_default()),
        )
        .child(el("div", "played").part(move || played().as_ref().map(lists)))
        .child(figure(shared, "playback", move || {
            cold::playback(&people, &shared.chosen(&[Knob::Newcomer, Knob::Order]))
        }))
}

fn lists(played: &Played) -> El {
    let answers = played.revealed.iter().map(|(title, stars)| {
        let given = [stars, " \u{2605}"].concat();
        let given = el("span", "ev-given").text(&given);
        el("li", "").text(title).text(" ").child(given)
    });
    let answers = match played.revealed.is_empty() {
        true => el("p", "figure-note").text("Nothing yet: this is the list for everybody."),
        false => el("ol", "played-answers")
            .attr("role", "list")
            .children(answers),
    };
    let list = played
        .list
        .iter()
        .zip(&played.is_new)
        .map(|(title, is_new)| {
            let new = is_new.then(|| el("span", "new").text("new"));
            el("li", "").text(title).text(" ").children(new)
        });
    slot()
        .child(
            el("section", "")
                .child(el("h4", "").text("Answers, the last first"))
                .child(answers),
        )
        .child(
            el("section", "")
                .child(el("h4", "").text("The first five of their list"))
                .child(el("ol", "played-list").children(list)),
        )
}

/// The reader's own ratings, each guessed from those before it, a few in each task.
pub(super) fn own(shared: Shared) -> El {
    let context = shared.context;
    let engine = context.engine();
    let foretold = Held::new(Vec::<Foretold>::new());
    let has_enough = RwSignal::new(false);
    // Ratings that change while they are being guessed begin another round.
    let (round, last) = (Rc::new(Cell::new(0_u32)), RefCell::new(Vec::new()));
    let guessed = foretold.clone();
    let guess = move |_: &_| {
        let mine = context
            .session()
            .with(|it| rated(engine, it.saved().ratings()));
        let mine: Vec<(MovieIdx, Stars)> = mine.into_iter().take(MOST_OWN).collect();
        if *last.borrow() == mine {
            return;
        }
        last.borrow_mut().clone_from(&mine);
        round.set(round.get() + 1);
        let (round, own_round) = (Rc::clone(&round), round.get());
        let guessed = guessed.clone();
        spawn_local(async move {
            let pause = browser::pauses();
            let mut made = Vec::new();
            for row in 0..mine.len() {
                pause().await;
                if round.get() != own_round {
                    return;
                }
                made.extend(cold::foretell(engine, &mine, row));
            }
            let is_enough = made.len() > 1;
            guessed.set(made);
            let _ = has_enough.try_set(is_enough);
        });
    };
    let drawn = move || {
        match has_enough.get() {
        true => {
            let foretold = foretold.clone();
            untrack(|| {
                figure(shared, "own", move || {
                    let title = |movie| format::title(context.movie(movie));
                    foretold.with(|it| cold::own(it, &title))
                })
            })
        }
        false => el("p", "figure-note").test("no-own").text(
            "Rate two movies or more on Tonight: each of your ratings is then guessed from those before it, \
             here in your browser, and you see how the guesses get better.",
        ),
    }
    };
    slot().follow(guess).part(move || Some(drawn()))
}

//! Somebody new: what a few ratings are worth, a held-out person step by step, and the reader's own ratings.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::dynamic::{dynamic, written};
use crate::lists::rated;
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::cold_start::{self as cold, Foretold, MOST_OWN, Played};
use matinee_app::evidence::results::{ColdStartPeople, ColdStartResults};
use matinee_app::format;

use super::Shared;
use super::figure::{figure, of_file};
use super::knobs::{picker, slider, words};

/// Curves, a person played back, the reader's own.
pub(super) fn cold_start(shared: Shared) -> AnyView {
    view! {
        {of_file::<ColdStartResults>(shared, move |results| {
            view! {
                <div class="choices">
                    {words(shared, Knob::Compare)} {words(shared, Knob::NewcomerMeasure)}
                </div>
                {figure(
                    shared,
                    "newcomers",
                    move || shared.choices.with(|it| cold::curves(&results, it)),
                )}
            }
            .into_any()
        })}
        <h3 class="ev-part">"Watch it get to know somebody"</h3>
        {of_file::<ColdStartPeople>(shared, move |people| playback(shared, people))}
        <h3 class="ev-part">"And you?"</h3>
        {own(shared)}
    }
    .into_any()
}

fn playback(shared: Shared, people: Arc<ColdStartPeople>) -> AnyView {
    let names = cold::ordered(&people).into_iter();
    let names = names.map(|it| format!("user {}", it.user)).collect();
    let orders = people.orders.clone();
    let same = Arc::clone(&people);
    let played = Memo::new(move |_| {
        let title = |movie| shared.title(movie);
        shared.choices.with(|it| cold::played(&people, it, &title))
    });
    let most = Signal::derive(move || played.with(|it| it.as_ref().map_or(0, |it| it.n_steps)));
    let said = move || played.with(|it| it.as_ref().map(|it| it.said.clone()).unwrap_or_default());
    view! {
        <div class="choices">
            {picker(shared, Knob::Newcomer, names)}
            {super::knobs::words_of(shared, Knob::Order, |it| orders.iter().any(|order| order == it))}
            {slider(shared, Knob::Step, most)}
        </div>
        <p class="played-said" aria-live="polite" data-test="played">{written(said)}</p>
        <div class="played">{dynamic(move || played.with(|it| it.as_ref().map(lists)))}</div>
        {figure(
            shared,
            "playback",
            move || shared.choices.with(|it| cold::playback(&same, it)),
        )}
    }
    .into_any()
}

fn lists(played: &Played) -> AnyView {
    let answers = played.revealed.iter().map(|(title, stars)| {
        view! { <li>{title.clone()} " " <span class="ev-given">{stars.clone()} " \u{2605}"</span></li> }
    });
    let answers = match played.revealed.is_empty() {
        true => view! { <p class="figure-note">"Nothing yet: this is the list for everybody."</p> }
            .into_any(),
        false => view! { <ol class="played-answers" role="list">{answers.collect_view()}</ol> }
            .into_any(),
    };
    let list = played
        .list
        .iter()
        .zip(&played.is_new)
        .map(|(title, is_new)| {
            let new = is_new.then(|| view! { " " <span class="new">"new"</span> });
            view! { <li>{title.clone()} {new}</li> }
        });
    view! {
        <section>
            <h4>"Answers, the last first"</h4>
            {answers}
        </section>
        <section>
            <h4>"The first five of their list"</h4>
            <ol class="played-list">{list.collect_view()}</ol>
        </section>
    }
    .into_any()
}

/// The reader's own ratings, each guessed from those before it, a few in each task.
fn own(shared: Shared) -> AnyView {
    let context = shared.context;
    let engine = context.engine();
    let foretold = RwSignal::new(Vec::<Foretold>::new());
    // Ratings that change while they are being guessed begin another round.
    let round = StoredValue::new(0_u32);
    let mine = Memo::new(move |_| {
        let rated = context
            .session()
            .with(|it| rated(engine, it.saved().ratings()));
        rated.into_iter().take(MOST_OWN).collect::<Vec<_>>()
    });
    Effect::new(move || {
        let ratings = mine.get();
        let own_round = round.try_update_value(|it| {
            *it += 1;
            *it
        });
        spawn_local(async move {
            let pause = browser::pauses();
            let mut made = Vec::new();
            for row in 0..ratings.len() {
                pause().await;
                if round.try_get_value() != own_round {
                    return;
                }
                made.extend(cold::foretell(engine, &ratings, row));
            }
            let _ = foretold.try_set(made);
        });
    });
    let has_enough = Memo::new(move |_| foretold.with(|it| it.len() > 1));
    dynamic(move || {
        match has_enough.get() {
        true => figure(shared, "own", move || {
            let title = |movie| format::title(context.movie(movie));
            foretold.with(|it| cold::own(it, &title))
        }),
        false => view! {
            <p class="figure-note" data-test="no-own">
                "Rate two movies or more on Tonight: each of your ratings is then guessed from those before it, "
                "here in your browser, and you see how the guesses get better."
            </p>
        }
        .into_any(),
    }
    })
}

//! Against others: every system on the same rows; a held-out person's list by any of them; and guessing
//! against three.

use std::sync::Arc;

use leptos::prelude::*;

use crate::dynamic::{dynamic, written};
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::play::{self as playing, Guessed, PlayedList};
use matinee_app::evidence::results::{PlayResults, SystemsResults};
use matinee_app::evidence::systems;
use matinee_app::format;
use matinee_core::decimal::decimal;

use super::Shared;
use super::figure::{figure, of_file};
use super::knobs::{picker, words, words_of};

/// Most stars that can be guessed.
const STARS: u8 = 5;

/// The figure, lists, and the game.
pub(super) fn others(shared: Shared) -> AnyView {
    view! {
        {of_file::<SystemsResults>(shared, move |results| {
            let same = Arc::clone(&results);
            let protocols: Vec<String> = results.protocols.iter().map(|it| it.key.clone()).collect();
            let explained = move || shared.choices.with(|it| systems::explanation(&same, it));
            view! {
                <div class="choices">
                    {words_of(
                        shared,
                        Knob::Protocol,
                        |it| protocols.iter().any(|key| key == it),
                    )} {words(shared, Knob::Measure)}
                </div>
                <p class="figure-note">{written(explained)}</p>
                {figure(
                    shared,
                    "systems",
                    move || shared.choices.with(|it| systems::figure(&results, it)),
                )}
            }
            .into_any()
        })}
        {of_file::<PlayResults>(shared, move |results| play(shared, results))}
    }
    .into_any()
}

fn play(shared: Shared, results: Arc<PlayResults>) -> AnyView {
    let names: Vec<String> = results
        .people
        .iter()
        .map(|it| format!("user {}", it.user))
        .collect();
    let keys: Vec<String> = results.systems.iter().map(|it| it.key.clone()).collect();
    let same = Arc::clone(&results);
    let list = Memo::new(move |_| {
        let title = |movie| shared.title(movie);
        let person = playing::person(&same, shared.get(Knob::Player))?;
        let system = shared.choices.with(|it| it.word(Knob::System));
        playing::list(&same, person, system, &title)
    });
    let said = move || {
        list.with(|it| it.as_ref().map(|it| it.said.clone()))
            .unwrap_or_else(|| "This system makes no list for them.".to_owned())
    };
    view! {
        <h3 class="ev-part">"One person, every system"</h3>
        <div class="choices">
            {picker(shared, Knob::Player, names)}
            {words_of(shared, Knob::System, |it| keys.iter().any(|key| key == it))}
        </div>
        <p class="played-said" aria-live="polite" data-test="play-said">{written(said)}</p>
        {dynamic(move || list.with(|it| it.as_ref().map(rows)))}
        <h3 class="ev-part">"Beat the model"</h3>
        {game(shared, results)}
    }
    .into_any()
}

fn rows(list: &PlayedList) -> AnyView {
    let rows = list.rows.iter().map(|it| {
        let said = it.said();
        let class = match (it.is_hit(), it.given.is_some()) {
            (true, _) => "play-row is-hit",
            (_, true) => "play-row is-miss",
            _ => "play-row",
        };
        view! {
            <li class=class>
                {it.title.clone()} " " <span class="ev-given">{said}</span>
            </li>
        }
    });
    view! { <ol class="play-list" data-test="play-list">{rows.collect_view()}</ol> }.into_any()
}

/// Ten hidden ratings to guess; what was given shows once it is guessed.
fn game(shared: Shared, results: Arc<PlayResults>) -> AnyView {
    let guessed = RwSignal::new(Vec::<Guessed>::new());
    let player = Memo::new(move |_| shared.get(Knob::Player));
    // Another person is another game.
    Effect::new(move |is_shown: Option<()>| {
        player.track();
        if is_shown.is_some() {
            guessed.set(Vec::new());
        }
    });
    let same = Arc::clone(&results);
    let standings = Memo::new(move |_| {
        let person = playing::person(&same, player.get());
        guessed.with(|it| {
            person
                .map(|person| playing::standings(&same, person, it))
                .unwrap_or_default()
        })
    });
    let counted = Arc::clone(&results);
    let verdict = move || {
        let n = playing::person(&counted, player.get()).map_or(0, |it| it.guesses.len());
        standings.with(|it| playing::verdict(it, guessed.with(Vec::len), n))
    };
    let board = move || {
        let rows = standings.get().into_iter().map(|(name, error)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td>{decimal(error, 2)}</td>
                </tr>
            }
        });
        let is_there = standings.with(|it| !it.is_empty());
        is_there.then(|| {
            view! {
                <table class="figures game-board" data-test="standings">
                    <caption class="visually-hidden">"Mean error on the movies that you guessed, stars"</caption>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            }
        })
    };
    let cards = move || {
        let person = playing::person(&results, player.get())?;
        let cards = person.guesses.iter().enumerate().map(|(row, hidden)| {
            let title = playing::title_of(hidden.movie, &results.others, &|it| shared.title(it));
            card(guessed, row, title, hidden.stars)
        });
        Some(view! {
            <p class="figure-note">
                {format!(
                    "User {} rated these; nobody was told how. You know as much of them as you read above: guess.",
                    person.user,
                )}
            </p>
            <ul class="game" role="list">{cards.collect_view()}</ul>
        })
    };
    view! {
        {dynamic(cards)}
        <p class="played-said" aria-live="polite" data-test="verdict">{written(verdict)}</p>
        {dynamic(board)}
    }
    .into_any()
}

fn card(guessed: RwSignal<Vec<Guessed>>, row: usize, title: String, given: f32) -> AnyView {
    let own = Memo::new(move |_| {
        guessed.with(|it| it.iter().find(|it| it.row == row).map(|it| it.stars))
    });
    let buttons = (1..=STARS).map(|stars| {
        let press = move |_| {
            guessed.update(|it| {
                // The first guess counts: then the answer is there to be read.
                if it.iter().all(|it| it.row != row) {
                    it.push(Guessed { row, stars });
                }
            });
        };
        view! {
            <button
                class="game-star"
                type="button"
                aria-label=format::counted(stars.into(), "star", "stars")
                aria-pressed=Signal::derive(move || (own.get() == Some(stars)).to_string())
                aria-disabled=Signal::derive(move || own.get().is_some().to_string())
                on:click=press
            >
                {stars}
            </button>
        }
    });
    let answer = move || own.get().map(|_| format!("gave {}", decimal(given, 0)));
    view! {
        <li class="game-card">
            <span class="game-title">{title.clone()}</span>
            <span class="game-stars" role="group" aria-label=["Your guess for ", &title].concat()>
                {buttons.collect_view()}
            </span>
            <span class="ev-given">{written(answer)}</span>
        </li>
    }
    .into_any()
}

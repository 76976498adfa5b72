//! Against others: every system on the same rows; a held-out person's list by any of them; and guessing
//! against three.

use std::rc::Rc;
use std::sync::Arc;

use crate::elements::{El, Held, button, el, slot};
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::carried::{PROTOCOLS, SYSTEMS};
use matinee_app::evidence::play::{self as playing, Guessed, PlayedList};
use matinee_app::evidence::results::{PlayResults, ResultsFile};
use matinee_app::format;
use matinee_core::decimal::decimal;

use super::Shared;
use super::figure::{of_file, of_made, planned};
use super::knobs::{picker, words, words_of};
use super::live::{Live, live};

/// Most stars that can be guessed.
const STARS: u8 = 5;

/// The figure, lists, and the game.
pub(super) fn others(shared: Shared) -> El {
    let systems = of_made(shared, ResultsFile::Systems, move |made| {
        let is_there = |word: &str| made.text(PROTOCOLS).split(' ').any(|it| it == word);
        let same = Arc::clone(&made);
        let explained = move || {
            let figure = same.figure(SYSTEMS, &shared.chosen(SYSTEMS.knobs));
            figure.map_or(String::new(), |it| it.figure.how.protocol.clone())
        };
        slot()
            .child(
                el("div", "choices")
                    .child(words_of(shared, Knob::Protocol, &is_there))
                    .child(words(shared, Knob::Measure)),
            )
            .child(el("p", "figure-note").said(explained))
            .child(planned(shared, SYSTEMS, Arc::clone(&made)))
    });
    slot().child(systems).child(live(shared, Live::Play))
}

/// Lists of people, and the game.
pub(super) fn play(shared: Shared) -> El {
    let drawn = move |results: Arc<PlayResults>| played(shared, &results);
    of_file(shared, drawn)
}

fn played(shared: Shared, results: &Arc<PlayResults>) -> El {
    let names = results.people.iter();
    let names: Vec<String> = names
        .map(|it| ["user ", &it.user.to_string()].concat())
        .collect();
    let is_there = |word: &str| results.systems.iter().any(|it| it.key == word);
    let same = Arc::clone(results);
    let list = move || {
        let title = |movie| shared.title(movie);
        let person = playing::person(&same, shared.get(Knob::Player))?;
        let system = shared.chosen(&[Knob::System]).word(Knob::System);
        playing::list(&same, person, system, &title)
    };
    let list = Rc::new(list);
    let shown = Rc::clone(&list);
    let said = move || {
        list().map_or_else(
            || "This system makes no list for them.".to_owned(),
            |it| it.said,
        )
    };
    slot()
        .child(el("h3", "ev-part").text("One person, every system"))
        .child(
            el("div", "choices")
                .child(picker(shared, Knob::Player, &names))
                .child(words_of(shared, Knob::System, &is_there)),
        )
        .child(spoken("play-said").said(said))
        .child(slot().part(move || shown().as_ref().map(rows)))
        .child(el("h3", "ev-part").text("Beat the model"))
        .child(game(shared, results))
}

/// A sentence that is read aloud when it changes.
fn spoken(test: &str) -> El {
    el("p", "played-said")
        .attr("aria-live", "polite")
        .test(test)
}

fn rows(list: &PlayedList) -> El {
    let rows = list.rows.iter().map(|it| {
        let class = match (it.is_hit(), it.given.is_some()) {
            (true, _) => "play-row is-hit",
            (_, true) => "play-row is-miss",
            _ => "play-row",
        };
        el("li", class)
            .text(&it.title)
            .text(" ")
            .child(el("span", "ev-given").text(&it.said()))
    });
    el("ol", "play-list").test("play-list").children(rows)
}

/// What was guessed.
type Guesses = Held<Vec<Guessed>>;

/// Ten hidden ratings to guess; what was given shows once it is guessed.
fn game(shared: Shared, results: &Arc<PlayResults>) -> El {
    let guesses = Guesses::new(Vec::new());
    let (cleared, guessed) = (guesses.clone(), guesses.clone());
    // Another person is another game.
    let clear = move |_: &_| {
        shared.get(Knob::Player);
        cleared.put(Vec::new());
    };
    let same = Arc::clone(results);
    let standings = Rc::new(move || {
        let person = playing::person(&same, shared.get(Knob::Player))?;
        let n = person.guesses.len();
        guessed.with(|it| Some((playing::standings(&same, person, it), it.len(), n)))
    });
    let board = Rc::clone(&standings);
    let verdict = move || match standings() {
        Some((standings, n_guessed, n)) => playing::verdict(&standings, n_guessed, n),
        None => String::new(),
    };
    let board = move || {
        let (standings, ..) = board().filter(|it| !it.0.is_empty())?;
        let rows = standings.into_iter().map(|(name, error)| {
            el("tr", "")
                .child(el("th", "").attr("scope", "row").text(&name))
                .child(el("td", "").text(&decimal(error, 2)))
        });
        let caption = "Mean error on the movies that you guessed, stars";
        Some(
            el("table", "figures game-board")
                .test("standings")
                .child(el("caption", "visually-hidden").text(caption))
                .child(el("tbody", "").children(rows)),
        )
    };
    let results = Arc::clone(results);
    let cards = move || {
        let person = playing::person(&results, shared.get(Knob::Player))?;
        let cards = person.guesses.iter().enumerate().map(|(row, hidden)| {
            let title = playing::title_of(hidden.movie, &results.others, &|it| shared.title(it));
            card(&guesses, row, &title, hidden.stars)
        });
        let asked = [
            "User ",
            &person.user.to_string(),
            " rated these; nobody was told how. You know as much of them as you read above: guess.",
        ];
        Some(
            slot()
                .child(el("p", "figure-note").text(&asked.concat()))
                .child(el("ul", "game").attr("role", "list").children(cards)),
        )
    };
    slot()
        .follow(clear)
        .child(slot().part(cards))
        .child(spoken("verdict").said(verdict))
        .child(slot().part(board))
}

fn card(guesses: &Guesses, row: usize, title: &str, given: f32) -> El {
    let guesses = guesses.clone();
    let (same, change) = (guesses.clone(), guesses.clone());
    let own = move || guesses.with(|it| it.iter().find(|it| it.row == row).map(|it| it.stars));
    let own = Rc::new(own);
    let buttons = (1..=STARS).map(|stars| {
        let [pressed, off] = [(); 2].map(|()| Rc::clone(&own));
        let change = change.clone();
        let press = move || {
            change.update(|it| {
                // The first guess counts: then the answer is there to be read.
                if it.iter().all(|it| it.row != row) {
                    it.push(Guessed { row, stars });
                }
            });
        };
        button("game-star", &stars.to_string(), press)
            .attr(
                "aria-label",
                &format::counted(stars.into(), "star", "stars"),
            )
            .attr_of("aria-pressed", move || {
                (pressed() == Some(stars)).to_string()
            })
            .attr_of("aria-disabled", move || off().is_some().to_string())
    });
    let answer = move || match same.with(|it| it.iter().any(|it| it.row == row)) {
        true => ["gave ", &decimal(given, 0)].concat(),
        false => String::new(),
    };
    el("li", "game-card")
        .child(el("span", "game-title").text(title))
        .child(
            el("span", "game-stars")
                .attr("role", "group")
                .attr("aria-label", &["Your guess for ", title].concat())
                .children(buttons),
        )
        .child(el("span", "ev-given").said(answer))
}

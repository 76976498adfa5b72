//! What a run needs: the trainer, and ratings to train on.

use leptos::prelude::*;

use crate::components::file_drop::{ARCHIVE, FileField};
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use crate::lazy_part::ways_on;
use crate::training_session::TrainingSession;
use crate::training_session::focus::{DATA, FETCH};
use matinee_app::format;
use matinee_app::train::event::Event;
use matinee_app::train::state::{State, Trainer, TrainingData};
use matinee_protocol::{LeftOut, Merged, Opened};

use super::files::bring_data;

/// Where GroupLens offers the data set.
const DATA_SET: &str = "https://grouplens.org/datasets/movielens/100k/";

/// How far the trainer is: one line; with a bar while it is on its way, and a button where it is not.
pub(super) fn loader(session: TrainingSession) -> AnyView {
    // A bar that is drawn anew with every piece would never fill up smoothly.
    let part = session.memo(|state| match state.trainer() {
        Trainer::Fetching { n_bytes, of } => Some(*n_bytes as f64 / (*of as f64).max(1.0)),
        _ => None,
    });
    // Not where `part` comes from: what reads a memo and another one made of it misses changes.
    let trainer = session.memo(|state| (state.trainer().clone(), state.n_failures()));
    let is_fetching = memo(move || part.with(Option::is_some));
    view! {
        <div class="loader" data-test="loader">
            {dynamic(move || match is_fetching.get() {
                true => fetching(session, part),
                false => settled(session, trainer.get()),
            })}
        </div>
    }
    .into_any()
}

fn fetching(session: TrainingSession, part: Memo<Option<f64>>) -> AnyView {
    let of = session.with_untracked(|state| match state.trainer() {
        Trainer::Fetching { of, .. } => *of,
        _ => 0,
    });
    let share = move || part.get().unwrap_or_default();
    view! {
        <p>
            "Fetching the trainer, " {format::kilobytes(of)} ": "
            {written(move || format::percent(share()))}
        </p>
        <progress
            class="progress"
            aria-label="The trainer is fetched"
            max="1"
            prop:value=Signal::derive(share)
        ></progress>
        <button
            class="button"
            type="button"
            on:click=move |_| session.dispatch(Event::TrainerGivenUp)
        >
            "Cancel"
        </button>
    }
    .into_any()
}

fn settled(session: TrainingSession, (trainer, n_failures): (Trainer, u32)) -> AnyView {
    let load = move || session.dispatch(Event::TrainerWanted);
    match trainer {
        Trainer::Ready(_) => view! { <p>"The trainer is ready."</p> }.into_any(),
        Trainer::Starting | Trainer::Fetching { .. } => {
            view! { <p>"The trainer starts …"</p> }.into_any()
        }
        Trainer::Absent | Trainer::GivenUp => view! {
            <p>"The trainer is not loaded."</p>
            <button class="button" type="button" id=FETCH on:click=move |_| load()>
                "Load it"
            </button>
        }
        .into_any(),
        Trainer::Failed(reason) => view! {
            <p class="notice" role="alert">
                {format!("The trainer is not there, because {reason}.")}
            </p>
            {ways_on(n_failures, Box::new(load))}
        }
        .into_any(),
    }
}

/// What is trained on, in a line that opens; nothing before the trainer says so.
pub(super) fn data(session: TrainingSession) -> AnyView {
    let data = session.memo(State::data);
    let is_ready = memo(move || data.with(Option::is_some));
    let is_reading = session.memo(State::is_reading);
    let refusal = session.memo(|state| state.data_refusal().cloned());
    let news = move || match is_reading.get() {
        true => Some(view! { <p>"Reading \u{2026}"</p> }.into_any()),
        false => refusal
            .get()
            .map(|refusal| refused_data(session, refusal.reason)),
    };
    view! {
        {dynamic(move || is_ready.get().then(|| ratings(session, data)))}
        <div class="train-data-news" role="status">{dynamic(news)}</div>
    }
    .into_any()
}

fn ratings(session: TrainingSession, data: Memo<Option<TrainingData>>) -> AnyView {
    let is_busy = session.memo(|state| !state.can_change_data());
    let field = FileField {
        label: "Bring your own MovieLens zip",
        accept: Some(ARCHIVE),
        test: "bring-data",
        is_off: is_busy.into(),
    };
    let back = move |_| session.dispatch(Event::PagesRatingsWanted);
    let has_way_back = session.memo(State::has_way_back);
    let back_button = move || {
        has_way_back.get().then(|| {
            view! {
                <button class="button" type="button" disabled=is_busy on:click=back data-test="back">
                    "Back to the page\u{2019}s ratings"
                </button>
            }
        })
    };
    let line = move || data.with(|data| data.as_ref().map(in_a_line));
    // A page without ratings has nothing but what is folded here.
    let is_bare = data.with_untracked(|data| data.as_ref().is_some_and(|it| !it.has_ratings));
    view! {
        <details class="train-data" data-test="data" open=is_bare>
            <summary id=DATA>"Ratings: " {written(line)}</summary>
            {dynamic(move || data.get().map(opened))}
            <div class="train-buttons">
                {field.view(move |file| bring_data(session, file))}
                {dynamic(back_button)}
            </div>
        </details>
    }
    .into_any()
}

/// `98,933 of this page`.
fn in_a_line(data: &TrainingData) -> String {
    let n_rows = format::thousands(data.opened.n_rows as usize);
    match &data.name {
        _ if !data.has_ratings => "bring some".to_owned(),
        Some(name) => format!("{n_rows} of {name}"),
        None => format!("{n_rows} of this page, or bring your own"),
    }
}

fn opened(data: TrainingData) -> AnyView {
    let TrainingData {
        opened,
        name,
        has_ratings,
    } = data;
    let Opened {
        n_rows,
        n_users,
        n_movies,
        is_pages,
        merged,
        left_out,
        ..
    } = opened;
    if !has_ratings {
        return view! {
            <p data-test="no-ratings">
                "This site is built without the ratings that its model learned from. To train, bring some: "
                <a href=DATA_SET>"MovieLens 100K"</a>
                " is a zip that GroupLens offers; any other MovieLens of up to a million ratings will do. "
                "It is read here and goes nowhere."
            </p>
        }
        .into_any();
    }
    let count = |n: u32| format::thousands(n as usize);
    let whose = match name {
        Some(name) if is_pages => format!("of {name}, the same as the page\u{2019}s"),
        Some(name) => format!("of {name}"),
        None => "of this page".to_owned(),
    };
    let stranger = (!is_pages).then(|| {
        view! {
            <p class="train-stranger">
                "These are other movies than the page\u{2019}s: a model of them can be saved and used by the "
                "command line, but it cannot make the list here."
            </p>
        }
    });
    view! {
        <p>
            {count(n_rows)} " ratings " {whose} ": " {count(n_users)} " people, " {count(n_movies)}
            " movies."
        </p>
        {cleaning(merged, &left_out)}
        {stranger}
    }
    .into_any()
}

/// What cleaning did, rule by rule.
fn cleaning(merged: Merged, left_out: &[LeftOut]) -> Option<AnyView> {
    let movies: u32 = left_out.iter().map(|it| it.movies).sum();
    let movies = format::counted(movies as usize, "movie", "movies");
    let ratings = |n: u32| format::counted(n as usize, "rating", "ratings");
    let listed_again = (merged.entries > 0).then(|| {
        let Merged {
            entries,
            joined,
            doubles,
        } = merged;
        let entries = format::counted(entries as usize, "entry", "entries");
        view! {
            <li>
                {entries} " with the title and year of another, merged with it (" {ratings(joined)} "; "
                {ratings(doubles)} " of one person and movie replaced by a later one)"
            </li>
        }
    });
    let rules = left_out.iter().map(|rule| {
        let movies = format::counted(rule.movies as usize, "movie", "movies");
        let ratings = ratings(rule.ratings);
        view! { <li>{movies} " " {rule.rule.clone()} " (" {ratings} ")"</li> }
    });
    (!left_out.is_empty()).then(|| {
        view! {
            <details class="train-cleaning">
                <summary>"Cleaned: " {movies} " left out"</summary>
                <ul>{listed_again} {rules.collect_view()}</ul>
            </details>
        }
        .into_any()
    })
}

/// Why brought data is not trained on.
fn refused_data(session: TrainingSession, reason: String) -> AnyView {
    let has_data = session.with_untracked(State::has_data);
    view! {
        <p class="notice" data-test="data-refused">
            "This file is not trained on: " {reason} "."
            {has_data.then_some(" The ratings stay as they were.")}
        </p>
    }
    .into_any()
}

//! What is trained on, and data that the visitor brings.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::browser;
use crate::components::file_drop::{ARCHIVE, FileField, bytes_of};
use crate::dynamic::dynamic;
use crate::training_session::{Trainer, TrainingSession};
use matinee_app::format;
use matinee_protocol::{LeftOut, Merged, Opened};

use super::MOST_BYTES;

/// Where GroupLens offers the data set.
const DATA_SET: &str = "https://grouplens.org/datasets/movielens/100k/";
/// Id of the line that says what is trained on.
const TITLE: &str = "data-title";

/// What is trained on; nothing before the trainer says so.
pub(super) fn data(training_session: TrainingSession) -> AnyView {
    let is_ready =
        Memo::new(move |_| matches!(training_session.trainer().get(), Trainer::Ready(_)));
    view! {
        {dynamic(move || is_ready.get().then(|| drawn(training_session)))}
        <div class="train-data-news" role="status">{dynamic(move || news(training_session))}</div>
    }
    .into_any()
}

fn drawn(training_session: TrainingSession) -> AnyView {
    let is_busy = Memo::new(move |_| training_session.is_alive() || training_session.is_reading());
    let field = FileField {
        label: "Bring your own ml-100k.zip",
        accept: Some(ARCHIVE),
        test: "bring-data",
        is_off: is_busy.into(),
    };
    let back = move |_| {
        training_session.take_pages();
        browser::focus_soon(vec![TITLE.to_owned(), "form-title".to_owned()]);
    };
    let is_own = Memo::new(move |_| training_session.own().with(Option::is_some));
    let back_button = move || {
        (is_own.get() && training_session.has_ratings()).then(|| {
            view! {
                <button class="button" type="button" disabled=is_busy on:click=back data-test="back">
                    "Back to the page\u{2019}s ratings"
                </button>
            }
        })
    };
    view! {
        <div class="train-data" data-test="data">
            <h3 class="label" id=TITLE tabindex="-1">
                "Ratings"
            </h3>
            {dynamic(move || opened(training_session))}
            <div class="train-buttons">
                {field.view(move |file| bring(training_session, file))}
                {dynamic(back_button)}
            </div>
        </div>
    }
    .into_any()
}

/// Why no data can be brought now: a run that is alive has its rows.
fn obstacle(training_session: TrainingSession) -> Option<String> {
    let reason = match training_session.trainer().get_untracked() {
        Trainer::Ready(_) if untrack(|| training_session.is_alive()) => {
            "a run is on its way; bring it when that is over"
        }
        Trainer::Ready(_) if untrack(|| training_session.is_reading()) => {
            "another one is being read; bring it when that is done"
        }
        Trainer::Ready(_) => return None,
        _ => "the trainer was not ready; bring it once it is",
    };
    Some(reason.to_owned())
}

/// A file that was dropped on the form, or chosen.
pub(super) fn bring(training_session: TrainingSession, file: File) {
    if let Some(reason) = obstacle(training_session) {
        return training_session.refused().set(Some(reason));
    }
    spawn_local(async move {
        let too_large = |size| {
            let [size, most] = [size, MOST_BYTES].map(|it| format::kilobytes(it as u64));
            format!("it has {size}; a zip of {most} at most is read")
        };
        let bytes = bytes_of(&file, MOST_BYTES, too_large).await;
        // Something may have begun while the file was read.
        match bytes.and_then(|bytes| obstacle(training_session).map_or(Ok(bytes), Err)) {
            Ok(bytes) => training_session.bring(file.name(), bytes),
            Err(reason) => training_session.refused().set(Some(reason)),
        }
    });
}

fn opened(training_session: TrainingSession) -> Option<AnyView> {
    let Trainer::Ready(Opened {
        n_rows,
        n_users,
        n_movies,
        is_pages,
        merged,
        left_out,
    }) = training_session.trainer().get()
    else {
        return None;
    };
    if !training_session.has_data() {
        return Some(
            view! {
                <p data-test="no-ratings">
                    "This site is built without anybody\u{2019}s ratings. To train, bring them: "
                    <a href=DATA_SET>"MovieLens 100K"</a>
                    " is a zip that GroupLens offers. It is read here and goes nowhere."
                </p>
            }
            .into_any(),
        );
    }
    let count = |n: u32| format::thousands(n as usize);
    let own = training_session
        .own()
        .with(|own| own.as_ref().map(|own| own.name.clone()));
    let whose = match own {
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
    Some(
        view! {
            <p>
                {count(n_rows)} " ratings " {whose} ": " {count(n_users)} " people, " {count(n_movies)}
                " movies."
            </p>
            {cleaning(merged, &left_out)}
            {stranger}
        }
        .into_any(),
    )
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

/// Data that is read, or was refused.
fn news(training_session: TrainingSession) -> Option<AnyView> {
    if training_session.is_reading() {
        return Some(view! { <p>"Reading \u{2026}"</p> }.into_any());
    }
    let reason = training_session.refused().get()?;
    Some(
        view! {
            <p class="notice" data-test="data-refused">
                "This file is not trained on: " {reason} "."
                {training_session.has_data().then_some(" The ratings stay as they were.")}
            </p>
        }
        .into_any(),
    )
}

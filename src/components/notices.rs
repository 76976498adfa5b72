//! What the page says to the visitor: what could not be had (a part of an address, what this browser has stored, the
//! model itself); and what they did last, with the way back, in a quiet bar that stays until the next edit and asks
//! for the stars of a movie that they have seen.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::{memo, with_its_owner};
use matinee_app::session::{ActionKind, Edit};
use matinee_app::stored::session_store::Trouble;
use matinee_core::domain::{MovieId, MovieIdx};

use super::ids::{HEADING, TITLE, UNDO};
use super::movie::rate;

/// Draws the place of notices: always there, so that a screen reader hears what appears in it.
pub(crate) fn notices(context: Context) -> AnyView {
    let all = move || {
        let views = context.notices().get().into_iter().map(|notice| {
            view! { <p class="notice">{notice.to_string()}</p> }
        });
        views.collect_view()
    };
    view! { <div class="notices" role="alert">{dynamic(all)}</div> }.into_any()
}

/// What the file is called that the stored text can be saved as.
const FILE: &str = "matinee-stored.txt";

/// Draws the place of the notice. Always there, so that a screen reader hears what appears in it.
pub(crate) fn unread(context: Context) -> AnyView {
    let notice = move || {
        context
            .trouble()
            .get()
            .map(|trouble| told(context, trouble))
    };
    view! { <div class="wrap" role="alert">{dynamic(notice)}</div> }.into_any()
}

fn told(context: Context, trouble: Trouble) -> AnyView {
    let save = move |_| browser::save_file(FILE, "text/plain", context.as_stored().as_bytes());
    let discard = move |_| {
        context.discard_unread();
        // The button goes with its reason.
        browser::focus_soon(vec![HEADING.to_owned()]);
    };
    view! {
        <div class="notice" data-test="unread">
            <p>{trouble.said()}</p>
            <button class="button" type="button" on:click=save>
                "Save them as a file"
            </button>
            " "
            <button class="button" type="button" on:click=discard>
                {trouble.discard()}
            </button>
        </div>
    }
    .into_any()
}

/// Says why, and what to do.
pub(crate) fn unusable(reason: String) -> AnyView {
    view! {
        <main class="wrap unusable" id="programme" tabindex="-1">
            <h1 class="headline">"No show tonight."</h1>
            <div class="standfirst" role="alert">
                <p>"The model that came with this page cannot be used: " {reason} "."</p>
                <p>
                    "Loading the page again helps when the download was cut off. "
                    "If it stays like this, the site was published incomplete."
                </p>
            </div>
            <button class="button button-strong" type="button" on:click=|_| browser::reload()>
                "Reload"
            </button>
        </main>
    }
    .into_any()
}

/// What the visitor made of the bar, as long as this is the last edit.
#[derive(Clone, PartialEq)]
enum Answered {
    /// They closed it.
    Closed(Option<Edit>),
    /// They took back what was done after it.
    Undone(Option<Edit>),
}

/// Draws the bar. Always there, so that a screen reader hears what appears in it.
pub(crate) fn undo_bar(context: Context) -> AnyView {
    let last = memo(move || context.session().with(|it| it.last().cloned()));
    let answered = RwSignal::new(None);
    let said = move || {
        let last = last.get();
        match answered.get() {
            Some(Answered::Closed(edit)) if edit == last => None,
            Some(Answered::Undone(edit)) if edit == last => Some(match last {
                None => "Undone.".to_owned(),
                Some(edit) => format!("Undone. Before that: {}", sentence(context, &edit)),
            }),
            _ => Some(sentence(context, &last?)),
        }
    };
    let undo = move |_| {
        context.undo();
        answered.set(Some(Answered::Undone(last.get_untracked())));
        browser::focus_soon(vec![UNDO.to_owned(), TITLE.to_owned()]);
    };
    let close = move |_| {
        answered.set(Some(Answered::Closed(last.get_untracked())));
        browser::focus_soon(vec![TITLE.to_owned()]);
    };
    // They stay while stars are given, since each press of an arrow key gives some.
    let asked = with_its_owner(Memo::new(move |before: Option<&Option<MovieIdx>>| {
        let before = before.copied().flatten();
        let movie = |id| context.engine().movie_idx(id);
        last.with(|edit| match edit.as_ref()? {
            Edit {
                kind: ActionKind::Rated(id, _) | ActionKind::Unrated(id),
                ..
            } => movie(*id).filter(|it| before == Some(*it)),
            edit => movie(edit.asked()?),
        })
    }));
    let stars = move || Some(rate(context, asked.get()?, "news"));
    let said = memo(said);
    let is_said = memo(move || said.with(Option::is_some));
    let can_undo = memo(move || last.with(Option::is_some));
    let undo_button = move || {
        can_undo.get().then(|| {
            view! {
                <button class="news-undo" type="button" id=UNDO on:click=undo>
                    "Undo"
                </button>
            }
        })
    };
    let bar = move || {
        is_said.get().then(|| {
            view! {
                <div class="news-bar">
                    <p>{written(move || said.get())}</p>
                    {dynamic(stars)}
                    {dynamic(undo_button)}
                    <button class="news-close" type="button" aria-label="Close" on:click=close>
                        <span aria-hidden="true">"×"</span>
                    </button>
                </div>
            }
        })
    };
    view! { <div class="news" role="status" data-test="news">{dynamic(bar)}</div> }.into_any()
}

fn sentence(context: Context, edit: &Edit) -> String {
    let title = |id: MovieId| {
        let engine = context.engine();
        let movie = engine.movie_idx(id);
        let title = movie.map(|idx| engine.catalogue().movies[idx.row()].title.clone());
        title.unwrap_or_else(|| format!("movie {id}"))
    };
    edit.said(&title)
}

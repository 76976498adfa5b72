//! What the visitor did last, and the way back: a quiet bar that stays until the next edit. Of a
//! movie that they have seen it asks for the stars.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use matinee_app::session::{ActionKind, Edit};
use matinee_core::domain::{MovieId, MovieIdx};

use super::ids::{TITLE, UNDO};
use super::rate::rate;

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
    let last = Memo::new(move |_| context.session().with(|it| it.last().cloned()));
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
    let asked = Memo::new(move |before: Option<&Option<MovieIdx>>| {
        let before = before.copied().flatten();
        let movie = |id| context.engine().movie_idx(id);
        last.with(|edit| match edit.as_ref()? {
            Edit {
                kind: ActionKind::Rated(id, _) | ActionKind::Unrated(id),
                ..
            } => movie(*id).filter(|it| before == Some(*it)),
            edit => movie(edit.asked()?),
        })
    });
    let stars = move || Some(rate(context, asked.get()?, "news"));
    let said = Memo::new(move |_| said());
    let is_said = Memo::new(move |_| said.with(Option::is_some));
    let can_undo = Memo::new(move |_| last.with(Option::is_some));
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

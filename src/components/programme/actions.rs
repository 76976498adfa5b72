//! What can be done with an entry of a list.

use leptos::prelude::*;

use crate::browser;
use matinee_app::session::Mark;
use matinee_core::domain::MovieIdx;

use super::super::undo_bar::UNDO;
use super::place::Place;

/// What the ids of the buttons begin with.
const LIKE: &str = "like";
const WHY: &str = "why";
const SEEN: &str = "seen";
const HIDDEN: &str = "hidden";

/// A button for each.
pub(super) fn actions(place: Place, movie: MovieIdx) -> AnyView {
    let context = place.context;
    let described = &context.engine().catalogue().movies[movie.row()];
    let (id, title) = (described.id, described.title.as_str());
    let quiet = move |act: &'static str, label: &'static str, press: Box<dyn Fn()>| {
        view! {
            <button
                class="offer"
                type="button"
                id=place.id(act, movie)
                data-act=act
                on:click=move |_| press()
            >
                <span class="offer-icon" aria-hidden="true"></span>
                {label}
                <span class="visually-hidden">": " {title}</span>
            </button>
        }
    };
    let put_aside = move |act, mark| {
        let rank = place.list.with_untracked(|list| {
            let mut entries = list.as_ref()?.entries.iter();
            entries.position(|entry| entry.movie == movie)
        });
        context.mark(id, Some(mark));
        // The focus stays where it was, on the movie that is there now.
        let next = place.list.with_untracked(|list| {
            let entries = &list.as_ref()?.entries;
            Some(entries.get(rank?).or(entries.last())?.movie)
        });
        let ids = next.map(|movie| place.id(act, movie)).into_iter();
        browser::focus_soon(ids.chain([UNDO.to_owned()]).collect());
    };
    let is_open = Memo::new(move |_| place.is_open(movie));
    let like = Box::new(move || context.show_like(Some(id)));
    let marks = place.is_markable().then(|| {
        let seen = Box::new(move || put_aside(SEEN, Mark::Seen));
        let hidden = Box::new(move || put_aside(HIDDEN, Mark::Hidden));
        [
            quiet(SEEN, "Seen it", seen),
            quiet(HIDDEN, "Not for me", hidden),
        ]
    });
    // What is like the movie is shown already.
    let is_shown = context.like().get_untracked() == Some(movie);
    view! {
        <div class="offers">
            <button
                class="why-button"
                type="button"
                id=place.id(WHY, movie)
                aria-expanded=Signal::derive(move || is_open.get().to_string())
                aria-controls=place.id(PANEL, movie)
                on:click=move |_| place.toggle(movie)
            >
                "Why"
                <span class="visually-hidden">": " {title}</span>
            </button>
            {(!is_shown).then(|| quiet(LIKE, "More like this", like))}
            {marks}
        </div>
    }
    .into_any()
}

/// What the id of an open *Why* begins with.
pub(super) const PANEL: &str = "because";

/// The button of the first list to which the focus returns from the like of a movie.
pub(super) fn id_of_like(movie: MovieIdx) -> String {
    format!("{LIKE}-{}", movie.0)
}

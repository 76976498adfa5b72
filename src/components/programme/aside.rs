//! The movies that were put aside for the viewer, and the way back.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::live::{live, written};
use matinee_app::session::Mark;
use matinee_app::{undo_text, words};
use matinee_core::domain::{MovieId, MovieIdx};

use super::super::like_button::like_button;

/// Id of the line that opens the list.
const SUMMARY: &str = "put-aside";

/// A disclosure below the list; nothing where nothing is put aside.
pub(super) fn aside(context: Context) -> AnyView {
    let marks = Memo::new(move |_| {
        let viewer = context.viewer();
        let marks = context.session().with(|session| {
            let marks = session.kept().put_aside_of(viewer);
            marks.collect::<Vec<(MovieId, Mark)>>()
        });
        let row = |(id, mark)| Some((context.engine().movie_idx(id)?, mark));
        marks.into_iter().filter_map(row).collect::<Vec<_>>()
    });
    let n = Memo::new(move |_| marks.with(Vec::len));
    let heading = move || format!("{} put aside", words::counted(n.get(), "movie", "movies"));
    let rows = move || {
        let marks = marks.get().into_iter();
        marks
            .map(|(movie, mark)| row(context, movie, mark))
            .collect_view()
    };
    view! {
        <Show when=move || { n.get() > 0 }>
            <details class="aside">
                <summary id=SUMMARY>{written(heading)}</summary>
                <ul class="aside-list" role="list">{live(rows)}</ul>
            </details>
        </Show>
    }
    .into_any()
}

fn row(context: Context, movie: MovieIdx, mark: Mark) -> AnyView {
    let described = &context.engine().catalogue().movies[movie.row()];
    let (id, title) = (described.id, described.title.as_str());
    let put_back = move |_| {
        context.mark(id, None);
        browser::focus_soon(vec![SUMMARY.to_owned(), super::TITLE.to_owned()]);
    };
    view! {
        <li class="aside-row">
            <span class="aside-title">
                {like_button(context, movie)}
                " "
                <span class="aside-mark">{undo_text::put_aside(mark)}</span>
            </span>
            <button class="button" type="button" on:click=put_back>
                "Put back"
                <span class="visually-hidden">": " {title}</span>
            </button>
        </li>
    }
    .into_any()
}

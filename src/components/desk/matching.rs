//! Rows of a file whose movie was not found: the visitor says which one it is.

use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::components::list_tools::show_more;
use crate::components::rows::keep_rows;
use crate::live::live;
use matinee_app::import_review::{Answer, ImportReview};
use matinee_app::{desk, words};
use matinee_core::domain::MovieIdx;

use super::Desk;
use super::find::find_movie;

/// Rows that are added at once.
const PAGE: usize = 20;

/// These rows of the file, a few at first.
pub(super) fn rows(desk: Desk, rows: Vec<usize>) -> AnyView {
    let n_shown = RwSignal::new(PAGE);
    let n_rows = rows.len();
    // One search at a time.
    let searched = RwSignal::new(None::<usize>);
    let on_page = move || rows.iter().take(n_shown.get()).copied().collect::<Vec<_>>();
    let list = NodeRef::<html::Ul>::new();
    keep_rows(
        move || list.get().map(Into::into),
        on_page,
        PartialEq::eq,
        move |row, _| unmatched(desk, searched, row).into_any(),
    );
    view! {
        <ul class="matching" role="list" data-test="unmatched" node_ref=list></ul>
        {show_more(PAGE, n_shown, move || n_rows)}
    }
    .into_any()
}

fn unmatched(desk: Desk, searched: RwSignal<Option<usize>>, row: usize) -> Option<AnyView> {
    let of_file = |review: &ImportReview| review.import().unmatched.get(row).cloned();
    let of_file = desk
        .review
        .with_untracked(|review| of_file(review.as_ref()?))?;
    let answer = Memo::new(move |_| {
        desk.review
            .with(|review| review.as_ref().map_or(Answer::Open, |it| it.answer(row)))
    });
    let year = of_file.year.map_or(String::new(), |year| year.to_string());
    // As it counts, at the scale that is chosen.
    let given = of_file.given;
    let stars = move || {
        let stars = |review: &ImportReview| review.scale().stars(given);
        let stars = desk.review.with(|review| review.as_ref().and_then(stars));
        stars.map(|stars| format!("line {}, {}", of_file.line, desk::given(stars)))
    };
    let candidates = of_file.candidates;
    // What was offered once stays, and with it the focus of who takes it back.
    let movies = Memo::new(move |before: Option<&Vec<MovieIdx>>| {
        let mut movies = before.unwrap_or(&candidates).clone();
        if let Answer::Movie(movie) = answer.get()
            && !movies.contains(&movie)
        {
            movies.push(movie);
        }
        movies
    });
    let choices = move || {
        let choices = movies.get();
        let choices = choices
            .into_iter()
            .map(|movie| choice(desk, row, answer, movie));
        choices.collect_view()
    };
    let search = move |_| {
        searched.set(Some(row));
        browser::focus_soon(vec![SEARCH_ID.to_owned()]);
    };
    let found = move |movie| {
        say(desk, row, Answer::Movie(movie));
        searched.set(None);
        browser::focus_soon(vec![button_id(row)]);
    };
    let field = move || {
        (searched.get() == Some(row)).then(|| {
            find_movie(
                desk.titles,
                SEARCH_ID,
                "Which movie is it?",
                desk.context,
                Callback::new(found),
            )
        })
    };
    Some(
        view! {
            <li class="matching-row">
                <p class="matching-words">
                    <strong>{of_file.title}</strong> " " <span class="year">{year}</span>
                    <span class="matching-line">{live(stars)}</span>
                </p>
                <div class="matching-choices">
                    {live(choices)}
                    <button class="button" type="button" id=button_id(row) on:click=search>
                        "Search…"
                    </button>
                    {pressed("Leave it out", answer, desk, row, Answer::Skip)}
                </div>
                {live(field)}
            </li>
        }
        .into_any(),
    )
}

/// One movie that it could be.
fn choice(desk: Desk, row: usize, answer: Memo<Answer>, movie: MovieIdx) -> AnyView {
    let it = &desk.context.engine().catalogue().movies[movie.row()];
    let label = format!("{} {}", it.title, words::year(it));
    pressed(&label, answer, desk, row, Answer::Movie(movie))
}

/// A button for an answer; pressed again, it takes the answer back.
fn pressed(label: &str, answer: Memo<Answer>, desk: Desk, row: usize, own: Answer) -> AnyView {
    let is_own = move || answer.get() == own;
    let toggle = move |_| {
        let is_own = answer.get_untracked() == own;
        say(desk, row, if is_own { Answer::Open } else { own });
    };
    view! {
        <button
            class="button pick"
            type="button"
            aria-pressed=Signal::derive(move || is_own().to_string())
            on:click=toggle
        >
            {label.to_owned()}
        </button>
    }
    .into_any()
}

fn say(desk: Desk, row: usize, answer: Answer) {
    desk.review.update(|review| {
        if let Some(review) = review {
            review.say(row, answer);
        }
    });
}

/// Of the field that searches for the movie of a row.
const SEARCH_ID: &str = "match";

fn button_id(row: usize) -> String {
    format!("match-row-{row}")
}

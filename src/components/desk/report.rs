//! What is in a file of ratings: what can be taken, what has to be answered, what does not count.

use leptos::prelude::*;

use crate::browser;
use crate::live::{live, written};
use matinee_app::import_review::ImportReview;
use matinee_app::words;
use matinee_data::rating_files::{Group, Scale, groups, rounded_words, source_words};

use super::Desk;
use super::files::Brought;
use super::matching::rows;
use super::scale::scale_question;

/// Lines of one sort that are named.
const MOST_LINES: usize = 200;

/// The report; nothing where no file was brought.
pub(super) fn report(desk: Desk) -> AnyView {
    let body = move || match desk.brought.get()? {
        Brought::Refused(why) => Some(refused(desk, why)),
        Brought::Open => Some(open(desk)),
        Brought::Taken { n, n_left_out } => Some(taken(desk, n, n_left_out)),
    };
    view! { <div data-test="report">{live(body)}</div> }.into_any()
}

fn refused(desk: Desk, why: String) -> AnyView {
    view! {
        <div class="report">
            {title("Nothing was read.")}
            <p>"About this file: " {why} "."</p>
            {close(desk, "Close")}
        </div>
    }
    .into_any()
}

fn open(desk: Desk) -> AnyView {
    let engine = desk.context.engine();
    let movies = &engine.catalogue().movies;
    let ratings = Memo::new(move |_| {
        let ratings = |review: &ImportReview| review.ratings(movies);
        desk.review
            .with(|review| review.as_ref().map(ratings))
            .unwrap_or_default()
    });
    let counted = move || words::counted(ratings.with(Vec::len), "rating", "ratings");
    let replaced = move || {
        let session = desk.context.session();
        let is_other = |(movie, stars): &&(_, _)| {
            let before = session.with(|it| it.kept().stars(*movie));
            before.is_some_and(|before| before != *stars)
        };
        let n = ratings.with(|ratings| ratings.iter().filter(is_other).count());
        (n > 0).then(|| format!(" {n} of them replace stars that you gave before."))
    };
    let take = move |_| {
        let n_left_out = desk
            .review
            .with_untracked(|it| it.as_ref().map_or(0, ImportReview::n_left_out));
        let ratings = ratings.get_untracked();
        desk.context.act(|session| session.import(&ratings));
        desk.brought.set(Some(Brought::Taken {
            n: ratings.len(),
            n_left_out,
        }));
        browser::focus_soon(vec![TITLE_ID.to_owned()]);
    };
    let found = desk.review.with_untracked(|review| {
        let review = review.as_ref()?;
        let (like, unlike) = review.unmatched();
        let source = source_words(review.import().service);
        Some((source, review.import().notes(), like, unlike))
    });
    let (source, notes, like, unlike) = found.unwrap_or_default();
    let notes: Vec<_> = notes
        .into_iter()
        .map(|note| view! { <p class="notice">{note}</p> })
        .collect();
    let n_unlike = words::counted(unlike.len(), "title is", "titles are");
    let n_unlike = format!(
        "{n_unlike} not among the {} movies here",
        words::thousands(movies.len())
    );
    view! {
        <div class="report">
            {title("Your file")}
            <p>
                {source} ": " <strong>{written(counted)}</strong> " found. "
                <span data-test="scale">{written(move || scale(desk))}</span> {written(replaced)}
            </p>
            {notes}
            {scale_question(desk)}
            {(!like.is_empty()).then(|| view! {
                <h4 class="report-part">"Which movie is it?"</h4>
                {rows(desk, like)}
            })}
            {(!unlike.is_empty()).then(|| view! {
                <details class="report-more">
                    <summary>{n_unlike}</summary>
                    {rows(desk, unlike)}
                </details>
            })}
            {problems(desk)}
            <div class="report-ends">
                <button
                    class="button button-strong"
                    type="button"
                    disabled=Signal::derive(move || ratings.with(Vec::is_empty))
                    data-test="take"
                    on:click=take
                >
                    "Take " {written(counted)}
                </button>
                {close(desk, "Not now")}
            </div>
        </div>
    }
    .into_any()
}

fn taken(desk: Desk, n: usize, n_left_out: usize) -> AnyView {
    let left_out = (n_left_out > 0).then(|| {
        let titles = words::counted(n_left_out, "title was", "titles were");
        format!(" {titles} left out.")
    });
    view! {
        <div class="report">
            {title("Taken.")}
            <p>{words::counted(n, "rating counts", "ratings count")} " from now on." {left_out}</p>
            {problems(desk)}
            {close(desk, "Close")}
        </div>
    }
    .into_any()
}

/// What the ratings are out of, why, and what becomes of those between two whole stars.
fn scale(desk: Desk) -> Option<String> {
    desk.review.with(|review| {
        let review = review.as_ref()?;
        let (import, scale) = (review.import(), review.scale());
        let words = import.scale_words(scale);
        let (first, rest) = words.split_at_checked(1)?;
        let rounded = rounded_words(import.n_rounded(scale));
        let rounded = rounded.map_or(String::new(), |words| format!(" {words}."));
        let halved = match scale {
            Scale::Five => "",
            Scale::Ten => " They are halved.",
            Scale::Hundred => " They are divided by 20.",
        };
        Some(format!(
            "{}{rest}.{halved}{rounded}",
            first.to_ascii_uppercase()
        ))
    })
}

/// The lines that do not count, by reason.
fn problems(desk: Desk) -> Option<AnyView> {
    desk.review.with_untracked(|review| {
        let problems = &review.as_ref()?.import().problems;
        let n = problems.len();
        let groups: Vec<_> = groups(problems).into_iter().map(group).collect();
        (n > 0).then(|| {
            view! {
                <details class="report-more" data-test="problems">
                    <summary>{words::counted(n, "line does not count", "lines do not count")}</summary>
                    {groups}
                </details>
            }
            .into_any()
        })
    })
}

/// The lines of one reason.
fn group(group: Group<'_>) -> AnyView {
    let rest = group.rows.len().saturating_sub(MOST_LINES);
    let lines: Vec<_> = group
        .rows
        .into_iter()
        .take(MOST_LINES)
        .map(|it| {
            let title = it.title.as_ref().map(|title| format!("{title}: "));
            view! { <li>"Line " {it.line} ": " {title} {it.reason.to_string()} "."</li> }
        })
        .collect();
    view! {
        <p class="report-reason">{group.heading} ":"</p>
        <ul class="report-lines">{lines}</ul>
        {(rest > 0).then(|| view! { <p>"And " {rest} " more."</p> })}
    }
    .into_any()
}

/// Gets the focus when the report changes.
pub(super) const TITLE_ID: &str = "report-title";

fn title(title: &'static str) -> AnyView {
    view! { <h3 class="report-title" id=TITLE_ID tabindex="-1">{title}</h3> }.into_any()
}

fn close(desk: Desk, label: &'static str) -> AnyView {
    let close = move |_| {
        desk.brought.set(None);
        desk.review.set(None);
        browser::focus_soon(vec!["find".to_owned()]);
    };
    view! { <button class="button" type="button" on:click=close>{label}</button> }.into_any()
}

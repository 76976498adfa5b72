//! Recommend: who is watching, what they should watch, and who that is.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser::{self, Debounce};
use crate::components::{
    answer_bar, fetching, history, how_it_works, my_ratings, notices, ordered_by, profile,
    recommendations, set, strip, undo_bar, whose_list, with_everybody,
};
use crate::context::Context;
use crate::dynamic::{deferred, dynamic, next_task, nothing, shown_while, written};
use crate::follower::{effect, memo};
use crate::lazy_part::{Part, Unfetched, lazy_part};
use matinee_app::viewer::Viewer;
use matinee_app::{format, together};

/// Characters of a title beyond which the headline is set smaller.
const LONG_TITLE: usize = 30;

/// Draws the view.
pub(crate) fn recommend(context: Context) -> AnyView {
    let is_you = move || context.viewer() == Viewer::You;
    effect(move || browser::set_title(&format!("{} · Matinee", title(context))));
    let takes_newcomers = context.engine().takes_newcomers();
    let said = announced(context);
    view! {
        <main class="recommend" id="programme" tabindex="-1">
            <div class="hero wrap">
                <h1
                    class="headline"
                    id="heading"
                    tabindex="-1"
                    class:is-long=Signal::derive(move || is_long(context))
                >
                    {dynamic(move || headline(context))}
                </h1>
                <p class="standfirst">
                    "It has learned who liked what, and ranks what is not seen yet, here in your browser."
                </p>
                {whose_list(context)}
            </div>
            <div class="wrap">{notices(context)}</div>
            <div class="columns wrap" class:is-pair=Signal::derive(move || context.is_pair())>
                {takes_newcomers.then(|| with_everybody(context, strip_skeleton, move || beside(context, Beside::Strip)))}
                {recommendations(context)}
                <div class="side">
                    {shown_while(is_you, move || my_ratings(context))}
                    <aside class="about" aria-label="About this list">
                        {deferred(next_task(), nothing, move || beside(context, Beside::About))}
                    </aside>
                </div>
            </div>
            {deferred(next_task(), nothing, move || beside(context, Beside::How))}
            {deferred(next_task(), nothing, move || beside(context, Beside::Bottom))}
            <p class="visually-hidden" role="status">{written(move || said.get())}</p>
        </main>
    }
    .into_any()
}

/// What stands beside the list and below it: it comes after the list.
#[derive(Clone, Copy)]
enum Beside {
    Strip,
    About,
    How,
    Bottom,
}

fn beside(context: Context, what: Beside) -> AnyView {
    let meanwhile = match what {
        Beside::Strip => strip_skeleton,
        Beside::About | Beside::How | Beside::Bottom => nothing,
    };
    lazy_part(meanwhile, move || part(context, what))
}

#[wasm_split(beside, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context, what: Beside) -> Result<Part, Unfetched> {
    let draw = match what {
        Beside::Strip => strip,
        Beside::About => about,
        Beside::How => how_it_works,
        Beside::Bottom => bottom,
    };
    Ok(Arc::new(move || draw(context)))
}

/// Draws what is said at the window's lower edge of what the visitor does.
fn bottom(context: Context) -> AnyView {
    view! {
        <div class="bottom">
            {undo_bar(context)}
            {answer_bar(context)}
        </div>
    }
    .into_any()
}

fn strip_skeleton() -> AnyView {
    view! { <div class="strip skeleton" aria-hidden="true"></div> }.into_any()
}

fn about(context: Context) -> AnyView {
    view! {
        {profile(context)}
        {shown_while(
            move || context.user_idx().is_some() && knows_viewer(context),
            move || history(context),
        )}
        {ordered_by(context)}
    }
    .into_any()
}

/// Tells whether it is there yet what whoever is watching has seen.
fn knows_viewer(context: Context) -> bool {
    context.model_store().knows(context.viewer())
}

/// Says the first recommendation, in words.
fn headline(context: Context) -> AnyView {
    let viewer = context.viewer();
    if is_invited(context) {
        return view! {
            "Rate a movie or two, and the "
            <em class="headline-title">"programme"</em> " is yours."
        }
        .into_any();
    }
    let is_for_two = context.together().is_some();
    match first_title(context) {
        Some(title) => view! {
            "Tonight, "
            <span class="headline-who">{context.whom()} " should watch "</span>
            <em class="headline-title">{title}</em>
            "."
        }
        .into_any(),
        None if context.list().with(Option::is_none) => {
            view! { "Tonight, something for " {context.whom()} "." }.into_any()
        }
        None if is_for_two => {
            view! { "Nothing that neither of " {context.whom()} " has seen fits tonight." }
                .into_any()
        }
        None if !context.wishes().is_open() => {
            view! { "Nothing that " {viewer.phrase()} " has not seen fits tonight." }.into_any()
        }
        None => view! { "Nothing is left for " {viewer.phrase()} " tonight." }.into_any(),
    }
}

/// Tells whether the visitor is watching and has not rated anything: the list is nobody's yet.
fn is_invited(context: Context) -> bool {
    let is_empty = || context.session().with(|it| it.ratings().is_empty());
    context.viewer() == Viewer::You && context.together().is_none() && is_empty()
}

/// Tells whether the headline would fill the screen in its usual size.
fn is_long(context: Context) -> bool {
    let is_long = |title: &str| title.chars().count() > LONG_TITLE;
    !is_invited(context) && first_title(context).is_some_and(is_long)
}

fn first_title(context: Context) -> Option<&'static str> {
    let first = context
        .list()
        .with(|list| list.as_ref()?.entries.first().copied())?;
    Some(&context.engine().catalogue().movies[first.movie.row()].title)
}

fn title(context: Context) -> String {
    if let Some(movie) = context.movie_page() {
        return format::title(context.movie(movie));
    }
    if let Some(movie) = context.like() {
        return format!("Like {}", format::title(context.movie(movie)));
    }
    let n = context
        .list()
        .with(|list| list.as_ref().map_or(0, |list| list.entries.len()));
    let movies = format::counted(n, "movie", "movies");
    let how = context.together().map_or("", together::how);
    let comma = if how.is_empty() { "" } else { ", " };
    format!("{movies} for {}{comma}{how}", context.whom())
}

/// Says what is said of the list, once it has come to rest: a lever that is dragged through forty
/// lists is one message.
fn announced(context: Context) -> ReadSignal<String> {
    let (said, say) = signal(String::new());
    let debounce = Debounce::default();
    let words = memo(move || announcement(context));
    effect(move || {
        words.track();
        debounce.run(move || say.set(words.get_untracked()));
    });
    said
}

fn announcement(context: Context) -> String {
    if let Some(fetching) = fetching(context) {
        return fetching;
    }
    let by = context.shown().get().rows();
    let by: Vec<String> = by.map(|row| context.model(row).phrase()).collect();
    let mut said = format!("{}, by {}", title(context), by.join(" and "));
    for (before, words) in [
        (": ", Some(set(context)).filter(|set| !set.is_empty())),
        ("; first ", first_title(context).map(str::to_owned)),
    ] {
        if let Some(words) = words {
            said += before;
            said += &words;
        }
    }
    said
}

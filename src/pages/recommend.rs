//! Recommend: who is watching, what they should watch, and who that is.

use leptos::prelude::*;

use crate::browser::{self, Debounce};
use crate::components::{
    compare_with, fetching, history, how_it_works, how_many, my_ratings, notices, ordered_by,
    poster_fan, profile, quick_picks, recommendations, set, undo_bar, who_is_watching,
};
use crate::context::Context;
use crate::dynamic::{deferred, dynamic, next_task, nothing, written};
use matinee_app::viewer::Viewer;
use matinee_app::{format, together};

/// Characters of a title beyond which the headline is set smaller.
const LONG_TITLE: usize = 30;

/// Draws the view.
pub(crate) fn recommend(context: Context) -> AnyView {
    let is_you = move || context.viewer() == Viewer::You;
    Effect::new(move || browser::set_title(&format!("{} · Matinee", title(context))));
    let has_people = !context.engine().users().is_empty();
    let said = announced(context);
    view! {
        <main class="recommend" id="programme" tabindex="-1">
            <div class="hero wrap">
                <div class="hero-words">
                    <h1
                        class="headline"
                        id="heading"
                        tabindex="-1"
                        class:is-long=Signal::derive(move || is_long(context))
                    >
                        {dynamic(move || headline(context))}
                    </h1>
                    <p class="standfirst">
                        "A small model has learned who liked what. Choose who is watching, "
                        "and it puts every movie they have not seen in order, here in your browser."
                    </p>
                    <div class="ticket">
                        <div class="ticket-who">
                            {who_is_watching(context)}
                            {has_people.then(|| quick_picks(context))}
                        </div>
                        <div class="ticket-stub">
                            {how_many(context)}
                            {has_people.then(|| compare_with(context))}
                        </div>
                    </div>
                </div>
                {poster_fan(context)}
            </div>
            <div class="wrap">{notices(context)}</div>
            <div
                class="columns wrap"
                class:is-pair=Signal::derive(move || context.is_pair())
                class:is-you=Signal::derive(is_you)
            >
                <Show when=is_you>{my_ratings(context)}</Show>
                {recommendations(context)}
                <aside class="about" aria-label="About this list">
                    {deferred(next_task(), nothing, move || about(context))}
                </aside>
            </div>
            {deferred(next_task(), nothing, move || how_it_works(context))}
            {undo_bar(context)}
            <p class="visually-hidden" role="status">{written(move || said.get())}</p>
        </main>
    }
    .into_any()
}

fn about(context: Context) -> AnyView {
    view! {
        {profile(context)}
        <Show when=move || context.user_idx().is_some()>{history(context)}</Show>
        {ordered_by(context)}
    }
    .into_any()
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
            "Tonight, " {context.whom()} " should watch "
            <em class="headline-title">{title}</em> "."
        }
        .into_any(),
        None if is_for_two && context.list().with(Option::is_none) => {
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
    let words = Memo::new(move |_| announcement(context));
    Effect::new(move || {
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

//! "What if": other stars for one movie, tried out; the list shows what would be.

use leptos::prelude::*;

use crate::browser;
use crate::components::rate::{GIVEN, Rate, star_control, star_id};
use crate::live::{live, written};
use matinee_app::desk;
use matinee_app::session::{Session, Supposed};
use matinee_app::what_if::Moves;
use matinee_core::domain::MovieIdx;

use super::Desk;

/// Opens and closes the trial of a movie.
pub(super) fn what_if_button(desk: Desk, movie: MovieIdx) -> AnyView {
    let is_open = Memo::new(move |_| desk.tried.get() == Some(movie));
    let title = desk.context.engine().catalogue().movies[movie.row()]
        .title
        .as_str();
    let toggle = move |_| {
        if is_open.get_untracked() {
            end(desk, movie);
        } else {
            desk.context.suppose(None);
            desk.tried.set(Some(movie));
            browser::focus_soon(vec![star_id("trial", movie)]);
        }
    };
    view! {
        <button
            class="button button-quiet what-if-button"
            type="button"
            id=button_id(movie)
            aria-expanded=Signal::derive(move || is_open.get().to_string())
            on:click=toggle
        >
            "What if?" <span class="visually-hidden">" " {title}</span>
        </button>
    }
    .into_any()
}

/// The trial: its stars, what it moves, and the way out.
pub(super) fn what_if(desk: Desk, movie: MovieIdx) -> AnyView {
    let context = desk.context;
    let id = context.engine().catalogue().movies[movie.row()].id;
    let kept = move || context.session().with(|it| it.kept().stars(id));
    let supposed = Memo::new(move |_| {
        let supposed = context.session().with(|it| it.supposed());
        supposed.filter(|it| it.movie == id)
    });
    let stars = Memo::new(move |_| supposed.get().map_or_else(kept, |it| it.stars));
    let rate = Rate {
        movie,
        place: "trial",
        stars: stars.into(),
        choose: Callback::new(move |stars| {
            context.suppose(Some(Supposed { movie: id, stars }));
        }),
        back: "Try the list without",
    };
    let keep = move |_| {
        context.act(Session::keep_supposed);
        desk.tried.set(None);
        // A movie without stars has no row.
        browser::focus_soon(vec![button_id(movie), GIVEN.to_owned()]);
    };
    let back = move || match kept() {
        Some(stars) => format!("Back to {}", desk::given(stars)),
        None => "Close".to_owned(),
    };
    view! {
        <div class="what-if" data-test="what-if">
            <p class="what-if-ask">"What if you had given it"</p>
            {star_control(context, rate)}
            <div role="status">{live(move || effect(desk, supposed.get().is_some()))}</div>
            <div class="what-if-ends">
                <button
                    class="button button-strong"
                    type="button"
                    disabled=Signal::derive(move || supposed.get().is_none())
                    on:click=keep
                >
                    "Keep it"
                </button>
                <button class="button" type="button" on:click=move |_| end(desk, movie)>
                    {written(back)}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// What the trial does to the list.
fn effect(desk: Desk, is_trial: bool) -> AnyView {
    let context = desk.context;
    let movies = &context.engine().catalogue().movies;
    let rows = |list: &[matinee_engine::engine::Recommendation]| {
        list.iter().map(|entry| entry.movie).collect::<Vec<_>>()
    };
    let before = context.untried().with(|list| list.as_deref().map(rows));
    let after = context
        .list()
        .with(|list| list.as_ref().map(|list| rows(&list.entries)));
    let (Some(before), Some(after), true) = (before, after, is_trial) else {
        return view! { <p class="what-if-hint">"Choose other stars, or take them out."</p> }
            .into_any();
    };
    let moves = Moves::between(&before, &after);
    if !moves.is_change {
        return view! { <p class="what-if-hint">"The list stays as it is."</p> }.into_any();
    }
    let title = |movie: MovieIdx| movies[movie.row()].title.as_str();
    let arrived = moves.arrived.iter();
    let arrived = arrived.map(|(movie, rank)| format!("{}, no. {rank}", title(*movie)));
    let gone = moves.gone.iter().map(|movie| title(*movie).to_owned());
    let climbs = moves.climbers.iter();
    let climbs = climbs.map(|it| format!("{}, {} → {}", title(it.movie), it.from, it.to));
    let is_reordered = moves.arrived.is_empty() && moves.climbers.is_empty();
    view! {
        <dl class="moves">
            {named("Comes in", arrived.collect())}
            {named("Goes out", gone.collect())}
            {named("Climbs", climbs.collect())}
        </dl>
        {is_reordered.then_some("The list is shorter.")}
    }
    .into_any()
}

fn named(name: &'static str, movies: Vec<String>) -> Option<AnyView> {
    let movies: Vec<_> = movies
        .into_iter()
        .map(|movie| view! { <dd>{movie}</dd> })
        .collect();
    (!movies.is_empty()).then(|| view! { <div><dt>{name}</dt>{movies}</div> }.into_any())
}

/// The list is as it was, and the focus where the trial began.
fn end(desk: Desk, movie: MovieIdx) {
    desk.context.suppose(None);
    desk.tried.set(None);
    browser::focus_soon(vec![button_id(movie)]);
}

fn button_id(movie: MovieIdx) -> String {
    format!("what-if-{}", movie.0)
}

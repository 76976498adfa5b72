//! How one prediction is made: real numbers of the person whose list is on Tonight, and a star to drag.

use leptos::prelude::*;

use crate::components::my_ratings::{Titles, find_movie};
use crate::dynamic::{dynamic, written};
use crate::lists::ratings;
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::reasons as parts;
use matinee_app::format;
use matinee_app::viewer::Viewer;
use matinee_core::domain::{MovieIdx, Stars};

use super::Shared;
use super::figure::{figure, missing};

/// The prediction, reason by reason.
pub(super) fn how(shared: Shared) -> AnyView {
    let context = shared.context;
    let engine = context.engine();
    if !engine.takes_newcomers() {
        return missing("this model\u{2019}s predictions are no sums");
    }
    let rated = Memo::new(move |_| match context.user_idx() {
        Some(user) => engine.history(user).unwrap_or_default().to_vec(),
        None => context.session().with(|it| ratings(engine, it)),
    });
    let details = move || parts::details(engine, context.viewer());
    let plain = move || {
        let rated = rated.get();
        parts::person(engine, &rated, details(), None)
    };
    let movie = Memo::new(move |_| {
        let chosen = shared.choices.with(|it| it.movie(Knob::Predicted));
        let chosen = chosen.and_then(|id| engine.movie_idx(id));
        let listed = || {
            let list = context.list().get()?;
            list.entries.first().map(|it| it.movie)
        };
        chosen.or_else(listed)
    });
    // What the reader drags: the rating that tells most, until another is taken.
    let told = Memo::new(move |_| parts::telling(engine, &plain()?, movie.get()?));
    let dragged = RwSignal::new(None::<(MovieIdx, Stars)>);
    Effect::new(move |_| {
        told.track();
        dragged.set(None);
    });
    let make = move || {
        let changed = dragged.get().filter(|it| told.get() == Some(it.0));
        let person = parts::person(engine, &rated.get(), details(), changed)?;
        let who = match context.viewer() {
            Viewer::You => "you".to_owned(),
            viewer => viewer.phrase(),
        };
        parts::figure(engine, &who, &person, movie.get()?)
    };
    let choose = Callback::new(move |movie: MovieIdx| {
        let id = context.movie(movie).id;
        shared.change(|it| it.set_movie(Knob::Predicted, Some(id)));
    });
    view! {
        <div class="choices map-choices">
            {find_movie(Titles::new(engine), "how-find", "Take another movie", context, choose)}
        </div>
        {dynamic(move || told.get().map(|movie| star(shared, movie, rated, dragged)))}
        {figure(shared, "reasons", make)}
    }
    .into_any()
}

/// The slider of one rating.
fn star(
    shared: Shared,
    movie: MovieIdx,
    rated: Memo<Vec<(MovieIdx, Stars)>>,
    dragged: RwSignal<Option<(MovieIdx, Stars)>>,
) -> AnyView {
    let scale = shared.context.engine().scale();
    let values = scale.values();
    let given = move || rated.with(|it| it.iter().find(|it| it.0 == movie).map(|it| it.1));
    let now = move || dragged.get().map(|it| it.1).or_else(given);
    let row = move || now().and_then(|it| scale.row(it)).unwrap_or(0);
    let drag = move |event| {
        let row: Option<usize> = event_target_value(&event).parse().ok();
        if let Some(stars) = row.and_then(|row| values.get(row)) {
            dragged.set(Some((movie, *stars)));
        }
    };
    let said = move || now().map_or(String::new(), format::given);
    let title = format::title(shared.context.movie(movie));
    view! {
        <label class="choice choice-slider">
            <span class="label">"What if " {title} " had been given"</span>
            <input
                type="range"
                min="0"
                max=(values.len() - 1).to_string()
                step="1"
                prop:value=Signal::derive(move || row().to_string())
                aria-valuetext=Signal::derive(said)
                data-test="dragged-star"
                on:input=drag
            />
            <output class="choice-value">{written(said)}</output>
        </label>
    }
    .into_any()
}

//! How one prediction is made: real numbers of the person whose list is on Tonight, and a star to drag.

use std::rc::Rc;

use leptos::prelude::*;

use crate::components::my_ratings::{Titles, find_movie};
use crate::elements::{El, Held, el, slot};
use crate::follower::memo;
use crate::lists::ratings;
use crate::model_store::LoadState;
use matinee_app::evidence::address::Knob;
use matinee_app::evidence::figure::Figure;
use matinee_app::evidence::reasons as parts;
use matinee_app::format;
use matinee_app::viewer::Viewer;
use matinee_core::domain::{MovieIdx, Stars};

use super::Shared;
use super::figure::{figure, missing, skeleton};
use super::knobs::words;
use super::measured::original;

/// A rating that the reader tries out, in the place of the one of that movie.
type Dragged = Held<Option<(MovieIdx, Stars)>>;

/// The ratings of the person whose list is on Tonight.
type Rated = Rc<dyn Fn() -> Vec<(MovieIdx, Stars)>>;

/// The prediction, reason by reason.
pub(super) fn how(shared: Shared) -> El {
    let context = shared.context;
    let engine = context.engine();
    if !engine.takes_newcomers() {
        return missing("this model\u{2019}s predictions are no sums");
    }
    let rated: Rated = Rc::new(move || match context.user_idx() {
        Some(user) => engine.history(user).unwrap_or_default().to_vec(),
        None => context.session().with(|it| ratings(engine, it)),
    });
    let details = move || parts::details(engine, context.viewer());
    let movie = memo(move || {
        let chosen = shared
            .chosen(&[Knob::Predicted])
            .movie(Knob::Predicted)
            .and_then(|id| engine.movie_idx(id));
        let listed = || {
            let list = context.list().get()?;
            list.entries.first().map(|it| it.movie)
        };
        chosen.or_else(listed)
    });
    // What the reader drags: the rating that tells most, until another is taken.
    let (told, dragged) = (RwSignal::new(None::<MovieIdx>), Dragged::new(None));
    let (same, drag) = (Rc::clone(&rated), dragged.clone());
    let tell = move |_: &_| {
        let person = parts::person(engine, &same(), details(), None);
        let telling = person.and_then(|it| parts::telling(engine, &it, movie.get()?));
        if told.get_untracked() != telling {
            told.set(telling);
        }
        drag.put(None);
    };
    let (same, drag) = (Rc::clone(&rated), dragged.clone());
    let make = move || {
        let changed = drag.with(|it| *it);
        let person = parts::person(engine, &same(), details(), changed)?;
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
    let find = find_movie(
        Titles::new(engine),
        "how-find",
        "Take another movie",
        context,
        choose,
    );
    let models = context.model_store();
    let original = original(shared);
    let by_matinee = move || original.is_none() || shared.get(Knob::By) == 0;
    let dragging = move || {
        let told = told.get().filter(|_| by_matinee())?;
        Some(star(shared, told, &rated, &dragged))
    };
    let make: Rc<dyn Fn() -> Option<Figure>> =
        Rc::new(move || match original.filter(|_| !by_matinee()) {
            None => make(),
            Some(row) => {
                let (engine, user) = (models.engine(row)?, context.viewer().user()?);
                let who = context.viewer().phrase();
                parts::without_each(engine, &who, engine.user_idx(user)?, movie.get()?)
            }
        });
    let drawn = move || {
        let make = Rc::clone(&make);
        untrack(|| figure(shared, "reasons", move || make()))
    };
    let shown = move || {
        let Some(row) = original.filter(|_| !by_matinee()) else {
            return drawn();
        };
        untrack(|| models.want(row));
        match (models.load_state(row), context.viewer()) {
            (_, Viewer::You) => missing(
                "The original meets nobody new; choose a user on Tonight to see what it says",
            ),
            (LoadState::Failed(failure, _), _) => missing(&failure.to_string()),
            (LoadState::Ready(_), _) => drawn(),
            _ => skeleton("figure-skeleton"),
        }
    };
    let choices = el("div", "choices map-choices")
        .view(find)
        .children(original.map(|_| words(shared, Knob::By)));
    slot()
        .follow(tell)
        .child(choices)
        .child(slot().part(dragging))
        .child(slot().part(move || Some(shown())))
}

/// The slider of one rating.
fn star(shared: Shared, movie: MovieIdx, rated: &Rated, dragged: &Dragged) -> El {
    let scale = shared.context.engine().scale();
    let values = scale.values();
    let (rated, same) = (Rc::clone(rated), dragged.clone());
    let given = move || rated().into_iter().find(|it| it.0 == movie).map(|it| it.1);
    let now = Rc::new(move || same.with(|it| it.map(|it| it.1)).or_else(&given));
    let [row, said, spoken] = [(); 3].map(|()| Rc::clone(&now));
    let words =
        |now: Rc<dyn Fn() -> Option<Stars>>| move || now().map_or(String::new(), format::given);
    let dragged = dragged.clone();
    let field = el("input", "")
        .attr("type", "range")
        .attr("min", "0")
        .attr("max", &(values.len() - 1).to_string())
        .attr("step", "1")
        .test("dragged-star")
        .value_of(move || {
            let row = row().and_then(|it| scale.row(it));
            row.unwrap_or(0).to_string()
        })
        .attr_of("aria-valuetext", words(spoken))
        .on("input", move |event| {
            let row: Option<usize> = event_target_value(event).parse().ok();
            if let Some(stars) = row.and_then(|row| values.get(row)) {
                dragged.set(Some((movie, *stars)));
            }
        });
    let title = format::title(shared.context.movie(movie));
    el("label", "choice choice-slider")
        .child(el("span", "label").text(&["What if ", &title, " had been given"].concat()))
        .child(field)
        .child(el("output", "choice-value").said(words(said)))
}

//! The strip of movies to give stars, beside any list: the first star makes the list the visitor's own. What is
//! rated, or has not been seen, gives way to the next most telling movie.

use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, keep_rows, written};
use crate::follower::{effect, memo};
use matinee_app::elicitation::Elicitation;
use matinee_app::strip::Strip;
use matinee_app::viewer::Viewer;
use matinee_app::{format, my_ratings};
use matinee_core::domain::{MovieIdx, Stars};

use super::ids::{FILE, FIND};
use super::movie::{Rate, poster, star_control, star_id};

/// Movies that are offered at once.
const N_TILES: usize = 4;

/// What the strip is made of.
#[derive(Clone, Copy)]
struct Tiles {
    context: Context,
    strip: StoredValue<Strip>,
    shown: RwSignal<Vec<MovieIdx>>,
    /// Whether the visitor gives stars by pointing: then one press is all that is to come, while each
    /// press of an arrow key gives some.
    is_by_pointer: StoredValue<bool>,
}

/// Draws the strip.
pub(crate) fn strip(context: Context) -> AnyView {
    let engine = context.engine();
    let movies = &engine.catalogue().movies;
    let strip = Strip::new(Elicitation::new(engine), N_TILES, movies, &|movie| {
        is_rated(context, movie)
    });
    let tiles = Tiles {
        context,
        shown: RwSignal::new(strip.tiles().to_vec()),
        strip: StoredValue::new(strip),
        is_by_pointer: StoredValue::new(false),
    };
    // What was rated elsewhere, in the search or by a file, is not asked again; what is rated here
    // stays as long as the focus is on it.
    effect(move || {
        context.session().track();
        let rated = tiles.shown.get_untracked().into_iter();
        for movie in rated.filter(|it| is_rated(context, *it) && !has_focus(*it)) {
            tiles.pass(movie);
        }
    });
    let rows = NodeRef::<html::Ul>::new();
    keep_rows(
        move || rows.get().map(Into::into),
        move || tiles.shown.get(),
        PartialEq::eq,
        move |movie, _| tile(tiles, movie),
    );
    let n_rated = memo(move || context.session().with(|it| it.saved().ratings().len()));
    let count =
        move || (n_rated.get() > 0).then(|| format::counted(n_rated.get(), "rating", "ratings"));
    let hint = move || my_ratings::invitation(context.viewer() == Viewer::You, n_rated.get());
    let to = move |id: &'static str, label: &'static str| {
        let go = move |_| {
            if context.viewer() != Viewer::You {
                context.choose(Viewer::You);
            }
            context.seek(id);
        };
        view! { <button class="button button-quiet" type="button" on:click=go>{label}</button> }
    };
    view! {
        <section class="strip" aria-labelledby="strip-title" data-test="strip">
            <h2 class="strip-title" id="strip-title">
                "Your own list" <span class="count">{written(count)}</span>
            </h2>
            <p class="strip-hint">{written(move || hint().to_owned())}</p>
            <ul class="strip-tiles" role="list" data-test="starter" node_ref=rows></ul>
            <div class="strip-ways">
                {to(FIND, "Find a movie")}
                {to(FILE, "Bring a file")}
            </div>
        </section>
    }
    .into_any()
}

fn is_rated(context: Context, movie: MovieIdx) -> bool {
    let id = context.movie(movie).id;
    let stars = |session: &matinee_app::session::Session| session.saved().stars(id);
    context.session().with_untracked(stars).is_some()
}

fn tile_id(movie: MovieIdx) -> String {
    format!("strip-{}", movie.0)
}

fn unseen_id(movie: MovieIdx) -> String {
    format!("unseen-{}", movie.0)
}

/// Tells whether the focus is on something of a movie's tile.
fn has_focus(movie: MovieIdx) -> bool {
    browser::element(&tile_id(movie)).is_some_and(|tile| browser::has_focus(&tile))
}

impl Tiles {
    /// Puts the next movie in the place of one.
    fn pass(self, movie: MovieIdx) -> Option<MovieIdx> {
        let movies = &self.context.engine().catalogue().movies;
        let rated = |movie| is_rated(self.context, movie);
        let next = self.strip.try_update_value(|strip| {
            let next = strip.pass(movie, movies, &rated);
            (next, strip.tiles().to_vec())
        });
        let (next, shown) = next?;
        self.shown.set(shown);
        next
    }

    fn give(self, movie: MovieIdx, stars: Option<Stars>) {
        let context = self.context;
        context.rate(context.movie(movie).id, stars);
        if context.viewer() != Viewer::You {
            context.choose(Viewer::You);
        }
        if stars.is_some() && self.is_by_pointer.get_value() {
            let next = self.pass(movie);
            let id = next.map(|next| star_id("strip", next));
            browser::focus_soon(id.into_iter().collect());
        }
    }
}

fn tile(tiles: Tiles, movie: MovieIdx) -> AnyView {
    let context = tiles.context;
    let it = context.movie(movie);
    let (id, title) = (it.id, it.title.as_str());
    let stars = memo(move || context.session().with(|it| it.saved().stars(id)));
    let rate = Rate {
        movie,
        place: "strip",
        stars: stars.into(),
        choose: Callback::new(move |stars| tiles.give(movie, stars)),
        back: "Take back your stars for",
    };
    // Once the focus is elsewhere.
    let leave = move |_| {
        request_animation_frame(move || {
            if is_rated(context, movie) && !has_focus(movie) {
                tiles.pass(movie);
            }
        });
    };
    let pass = move |_| {
        let next = tiles.pass(movie);
        browser::focus_soon(next.map(unseen_id).into_iter().collect());
    };
    view! {
        <li
            class="tile"
            id=tile_id(movie)
            on:pointerdown=move |_| tiles.is_by_pointer.set_value(true)
            on:keydown=move |_| tiles.is_by_pointer.set_value(false)
            on:focusout=leave
        >
            {poster(context, movie)}
            <p class="tile-title">{title} " " <span class="year">{format::year(it)}</span></p>
            {star_control(context, rate)}
            {dynamic(move || stars.get().is_none().then(|| view! {
                <button class="tile-pass" type="button" id=unseen_id(movie) on:click=pass>
                    "Haven\u{2019}t seen" <span class="visually-hidden">": " {title}</span>
                </button>
            }))}
        </li>
    }
    .into_any()
}

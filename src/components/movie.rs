//! What is drawn of a movie: its poster (decoration to a screen reader, as the title is beside it), its title
//! that leads to its own page, its stars (predicted ones by width and as text, given ones whole), and giving
//! it some: five radio buttons, drawn as stars by rate.css.

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use matinee_app::format;
use matinee_app::poster::{self, Motif, Poster};
use matinee_core::domain::{MovieIdx, Score, StarScale, Stars};
use matinee_engine::engine::Likely;

use super::ids::GIVEN;

/// The motifs of the posters that stand beside each other.
pub(super) type Motifs = StoredValue<Vec<(MovieIdx, Motif)>>;

/// Draws one movie's poster.
pub(super) fn poster(context: Context, movie: MovieIdx) -> AnyView {
    poster_unlike(context, movie, &mut Vec::new())
}

/// Draws one movie's poster with another motif than those of others, and adds it to them.
pub(super) fn poster_unlike(
    context: Context,
    movie: MovieIdx,
    others: &mut Vec<(MovieIdx, Motif)>,
) -> AnyView {
    let catalogue = context.engine().catalogue();
    let taken: Vec<Motif> = others.iter().map(|it| it.1).collect();
    let Poster {
        svg: drawing,
        motif,
    } = poster::draw(&catalogue.movies[movie.row()], &catalogue.genres, &taken);
    others.push((movie, motif));
    let view_box = format!("0 0 {} {}", poster::WIDTH, poster::HEIGHT);
    view! { <svg class="poster" viewBox=view_box aria-hidden="true" inner_html=drawing></svg> }
        .into_any()
}

/// Draws title and year, which lead to the movie's own page.
pub(super) fn title_link(context: Context, movie: MovieIdx) -> AnyView {
    let described = context.movie(movie);
    let words = view! {
        {described.title.as_str()}
        " "
        <span class="year">{format::year(described)}</span>
    };
    page_link(context, movie, ("title-link", None), words.into_any())
}

/// Draws a link to a movie's own page, of this class and id.
pub(super) fn page_link(
    context: Context,
    movie: MovieIdx,
    (class, id): (&'static str, Option<String>),
    words: AnyView,
) -> AnyView {
    let number = context.movie(movie).id;
    // Followed only where somebody is about to open it elsewhere: a row of a list that goes is not to be
    // asked any more, and of the others nobody asks while a lever moves.
    let address = move || untrack(|| context.address_of_page(movie));
    let show = move |event: leptos::ev::MouseEvent| {
        if browser::is_for_this_page(&event) {
            event.prevent_default();
            context.show_movie(Some(number));
        }
    };
    view! {
        <a
            class=class
            id=id
            href=address()
            on:pointerdown=move |event| browser::lead_to(&event, &address())
            on:focus=move |event| browser::lead_to(&event, &address())
            on:click=show
        >
            {words}
        </a>
    }
    .into_any()
}

/// Draws the match, 0 to 100, by which a list is ordered; then what is predicted. Both follow: a row of
/// a list stays while its numbers change.
pub(super) fn match_and_stars(
    fit: Memo<Option<u8>>,
    predicted: Memo<Option<(Score, Likely)>>,
) -> AnyView {
    view! {
        <div class="score">
            <p class="fit">
                <span class="fit-name">"match "</span>
                <span class="fit-number">
                    {written(move || fit.get().map(|fit| fit.to_string()))}
                </span>
            </p>
            {dynamic(move || predicted.get().map(|(stars, likely)| numbers(stars, likely)))}
        </div>
    }
    .into_any()
}

/// Draws stars without a match, where nothing is ordered by that.
pub(super) fn predicted_stars(stars: Score, likely: Likely) -> AnyView {
    view! { <div class="score">{numbers(stars, likely)}</div> }.into_any()
}

/// Draws stars as a number and by width, with the range in which they likely lie.
fn numbers(stars: Score, likely: Likely) -> AnyView {
    let number = format::stars(stars);
    let said = format!("predicted {number} of 5");
    let likely = format::likely(likely);
    view! {
            <span class="score-stars">
                <span class="score-number" aria-hidden="true">{number}</span>
                " "
                <span class="stars stars-small">
                    <span class="visually-hidden">{said}</span>
                    <span class="stars-drawn" style=("--filled", format::stars_width(stars.stars()))></span>
                </span>
            </span>
            <span class="score-likely">{likely}</span>
    }
    .into_any()
}

/// Draws stars that somebody gave.
pub(super) fn given_stars(stars: Stars) -> AnyView {
    let said = format::given(stars);
    let width = format::stars_width(stars.as_f32());
    view! {
        <span class="stars stars-small">
            <span class="visually-hidden">{said}</span>
            <span class="stars-drawn" style=("--filled", width)></span>
        </span>
    }
    .into_any()
}

/// A star control and what it does. The same movie may have one in several places.
#[derive(Clone, Copy)]
pub(super) struct Rate {
    pub(super) movie: MovieIdx,
    /// Where it is: makes its names unlike those of the others.
    pub(super) place: &'static str,
    pub(super) stars: Signal<Option<Stars>>,
    pub(super) choose: Callback<Option<Stars>>,
    /// What taking the stars back is called.
    pub(super) back: &'static str,
}

/// Draws the visitor's stars for a movie: what is chosen counts at once.
pub(super) fn rate(context: Context, movie: MovieIdx, place: &'static str) -> AnyView {
    let id = context.engine().catalogue().movies[movie.row()].id;
    let stars = memo(move || context.session().with(|it| it.saved().stars(id)));
    let rate = Rate {
        movie,
        place,
        stars: stars.into(),
        choose: Callback::new(move |stars| context.rate(id, stars)),
        back: "Take back your stars for",
    };
    star_control(context, rate)
}

/// Draws the control itself.
pub(super) fn star_control(context: Context, rate: Rate) -> AnyView {
    let title = context.engine().catalogue().movies[rate.movie.row()]
        .title
        .as_str();
    let scale = context.engine().scale();
    let has_stars = memo(move || rate.stars.get().is_some());
    let take_back = move |_| {
        rate.choose.run(None);
        // Among what was rated, the control goes away with its stars.
        browser::focus_soon(vec![star_id(rate.place, rate.movie), GIVEN.to_owned()]);
    };
    view! {
        <fieldset class="rate" data-test="rate">
            <legend class="visually-hidden">"Your stars for " {title}</legend>
            <span class="rate-stars" class:has-halves=scale == StarScale::Half>
                {scale.values().iter().map(|stars| star(rate, scale, *stars)).collect_view()}
            </span>
            <button
                class="rate-back"
                class:is-off=Signal::derive(move || !has_stars.get())
                type="button"
                title="Take back"
                aria-label=format!("{} {title}", rate.back)
                on:click=take_back
            ></button>
        </fieldset>
    }
    .into_any()
}

/// Draws one button: a star, or the left or the right half of one.
fn star(rate: Rate, scale: StarScale, stars: Stars) -> AnyView {
    // What the visitor gave may be stored from a page of other data.
    let chosen = move || Some(scale.nearest(rate.stars.get()?.as_f32()));
    let is_entrance = move || chosen().map_or(stars == scale.least(), |it| it == stars);
    let id = move || is_entrance().then(|| star_id(rate.place, rate.movie));
    view! {
        <label class="rate-star">
            <input
                class="visually-hidden"
                type="radio"
                id=Signal::derive(id)
                name=format!("{}-{}", rate.place, rate.movie.0)
                value=stars.to_string()
                prop:checked=Signal::derive(move || chosen() == Some(stars))
                on:change=move |_| rate.choose.run(Some(stars))
            />
            <span class="visually-hidden">{format::given(stars)}</span>
        </label>
    }
    .into_any()
}

/// Returns the id of the star at which the control of a movie in some place is entered: the one
/// that is given, or the first.
pub(super) fn star_id(place: &str, movie: MovieIdx) -> String {
    format!("{place}-{}-star", movie.0)
}

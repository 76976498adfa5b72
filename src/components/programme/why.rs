//! *Why*, under an entry: what its stars and its place are made of.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser;
use matinee_app::why::{Row, Table, Whose, Why};
use matinee_app::words;
use matinee_core::domain::MovieIdx;
use matinee_engine::engine::Kind;

use super::super::like_button::like_button;
use super::super::stars::given_stars;
use super::actions::PANEL;
use super::place::Place;
use crate::lazy_part::{Part, Unfetched, later};
use crate::live::live;

/// The panel, where it is open.
pub(super) fn why(place: Place, movie: MovieIdx) -> AnyView {
    let is_open = Memo::new(move |_| place.is_open(movie));
    // What the button says it opens is there while the panel is on its way, and where it is missing.
    let opened = move || {
        is_open.get().then(|| {
            let panel = later(skeleton, move || part(place, movie));
            view! { <div class="why-place" id=place.id(PANEL, movie)>{panel}</div> }
        })
    };
    view! { {live(opened)} }.into_any()
}

fn skeleton() -> AnyView {
    view! { <div class="why skeleton" aria-busy="true"></div> }.into_any()
}

#[wasm_split(details, wasm_split_path = leptos::wasm_split, fallible)]
fn part(place: Place, movie: MovieIdx) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || {
        // Whoever reads on why it stands there reads on when the reasons change.
        let is_open = RwSignal::new(false);
        live(move || panel(place, movie, is_open))
    }))
}

fn panel(place: Place, movie: MovieIdx, is_open: RwSignal<bool>) -> Option<AnyView> {
    let movies = &place.context.engine().catalogue().movies;
    let viewer = place.column()?.viewer;
    let likely = place.ask(|engine, person| engine.predict_for(person, movie).likely)?;
    let why = place.ask(|engine, person| {
        let whose = Whose {
            viewer,
            ratings: person.ratings(),
            movies,
        };
        let steering = place.context.levers().steering();
        Why::of(&engine.explain_steered(person, movie, steering), whose)
    })?;
    let total = why.stars.total();
    let (caption, note) = match why.stars.kind {
        Kind::Sum => (format!("What the {total} stars are made of"), None),
        Kind::LeaveOneOut => (
            format!("What the {total} stars would lose without \u{2026}"),
            Some(
                "Each row leaves one thing out, at its average. In this network things act \
                 together, so the rows do not add up to the stars.",
            ),
        ),
    };
    let order = place.is_ranked().then(|| {
        let caption = format!("What the score of {} is made of", why.order.total());
        let toggle = move |event| is_open.set(browser::is_open(&event));
        view! {
            <details class="why-order" open=is_open.get_untracked() on:toggle=toggle>
                <summary>"Why it stands where it stands"</summary>
                {table(place, &why.order, caption, "Score")}
            </details>
        }
    });
    let sentence = place
        .is_ranked()
        .then(|| view! { <p class="why-said">{why.sentence}</p> });
    let label = format!("Why {}", movies[movie.row()].title);
    Some(
        view! {
            <div class="why" role="group" aria-label=label>
                {sentence}
                {table(place, &why.stars, caption, "Predicted stars")}
                {note.map(|note| view! { <p class="why-note">{note}</p> })}
                <p class="why-note">{words::how_sure(likely)}</p>
                {order}
            </div>
        }
        .into_any(),
    )
}

/// The rows, each with its bar; bars and line are decoration, the numbers say it all.
fn table(place: Place, table: &Table, caption: String, total: &'static str) -> AnyView {
    let rows: Vec<AnyView> = table.rows.iter().map(|it| row(place, table, it)).collect();
    let sum = (table.kind == Kind::Sum).then(|| {
        view! {
            <tfoot>
                <tr>
                    <th scope="row">{total}</th>
                    <td></td>
                    <td class="why-amount">{table.total()}</td>
                </tr>
            </tfoot>
        }
    });
    view! {
        <table class="why-table" style=("--zero", words::length(table.zero()))>
            <caption>{caption}</caption>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">"From"</th>
                    <td></td>
                    <th scope="col">"Stars or score"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            {sum}
        </table>
    }
    .into_any()
}

fn row(place: Place, table: &Table, row: &Row) -> AnyView {
    let label = match row.rated {
        Some((movie, stars)) => view! {
            {like_button(place.context, movie)}
            " "
            {given_stars(stars)}
        }
        .into_any(),
        None => row.label.clone().into_any(),
    };
    let bar = table.bar(row).map(|bar| {
        view! {
            <span
                class="why-bar"
                class:is-down=row.amount < 0
                style=("--from", words::length(bar.from))
                style=("--width", words::length(bar.width))
            ></span>
        }
    });
    view! {
        <tr>
            <th scope="row">{label}</th>
            <td class="why-track" aria-hidden="true">{bar}</td>
            <td class="why-amount">{table.amount(row)}</td>
        </tr>
    }
    .into_any()
}

//! A portrait of somebody's taste, and the same as a picture to keep.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, written};
use crate::follower::memo;
use crate::lazy_part::{Part, Unfetched, lazy_part};
use crate::lists::ratings;
use matinee_app::format;
use matinee_app::portrait::{Leaning, Portrait, picture};
use matinee_app::viewer::Viewer;
use matinee_core::order;

use super::everybody::with_everybody;

/// Draws a disclosure; nothing where no stars of whoever is watching are in the page.
pub(super) fn portrait(context: Context) -> AnyView {
    let engine = context.engine();
    let has_none = move || match context.viewer() {
        Viewer::You => context.session().with(|it| it.saved().ratings().is_empty()),
        Viewer::User(_) => !engine.has_ratings(),
    };
    let is_open = RwSignal::new(false);
    let opened = move || {
        is_open.get().then(|| {
            let skeleton = || view! { <div class="skeleton" aria-busy="true"></div> }.into_any();
            with_everybody(context, skeleton, move || {
                lazy_part(skeleton, move || part(context))
            })
        })
    };
    let summary = move || match context.viewer() {
        Viewer::You => "A portrait of your taste".to_owned(),
        Viewer::User(_) => "A portrait of their taste".to_owned(),
    };
    view! {
        <details
            class="portrait"
            data-test="portrait"
            hidden=Signal::derive(has_none)
            on:toggle=move |event| is_open.set(browser::is_open(&event))
        >
            <summary class="portrait-summary">{written(summary)}</summary>
            {dynamic(opened)}
        </details>
    }
    .into_any()
}

#[wasm_split(details, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || drawn(context)))
}

fn drawn(context: Context) -> AnyView {
    let portrait = memo(move || portrait_of(context));
    let said = RwSignal::new("");
    let save_svg = move |_| {
        said.set("");
        if let Some(portrait) = portrait.get_untracked() {
            let svg = picture(&portrait).svg;
            browser::save_file(
                &file_name(&portrait, "svg"),
                "image/svg+xml",
                svg.as_bytes(),
            );
        }
    };
    let save_png = move |_| {
        said.set("");
        if let Some(portrait) = portrait.get_untracked() {
            let drawn = picture(&portrait);
            spawn_local(async move {
                let name = file_name(&portrait, "png");
                if !browser::save_painted(&name, &drawn.svg, drawn.size).await {
                    said.set("This browser could not paint the picture: take it as SVG.");
                }
            });
        }
    };
    view! {
        {dynamic(move || portrait.with(|it| it.as_ref().map(sections)))}
        <div class="portrait-save" role="group" aria-label="Keep it as a picture">
            <button class="button" type="button" on:click=save_png>
                "Save as PNG"
            </button>
            <button class="button" type="button" on:click=save_svg>
                "Save as SVG"
            </button>
            <p class="take-along-said" role="status">
                {written(move || said.get().to_owned())}
            </p>
        </div>
    }
    .into_any()
}

fn portrait_of(context: Context) -> Option<Portrait> {
    let engine = context.engine();
    match context.user_idx() {
        Some(user) => Portrait::of(engine, context.viewer(), engine.history(user)?),
        None => {
            let mut history = context.session().with(|it| ratings(engine, it));
            order::sort(&mut history, &Ord::cmp);
            Portrait::of(engine, context.viewer(), &history)
        }
    }
}

/// Names the file: `matinee-portrait-you.svg`.
fn file_name(portrait: &Portrait, ending: &str) -> String {
    format!("matinee-portrait-{}.{ending}", portrait.viewer)
}

fn sections(portrait: &Portrait) -> AnyView {
    view! {
        <p class="portrait-standfirst">{portrait.standfirst()}</p>
        {chart("Genres, beside the average", "Genre", &portrait.genres)}
        {chart("Decades, beside the average", "Decade", &portrait.decades)}
        {lines("How generous", portrait.generosity())}
        {lines("Most alike", portrait.alike())}
    }
    .into_any()
}

fn lines(heading: &'static str, lines: Vec<String>) -> AnyView {
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    view! {
        <h3 class="panel-subtitle">{heading}</h3>
        <ul class="portrait-lines" role="list">{lines}</ul>
    }
    .into_any()
}

/// Draws a table whose rows are bars, to the right of a line for what lies above the average.
fn chart(caption: &'static str, of: &'static str, leanings: &[Leaning]) -> AnyView {
    if leanings.is_empty() {
        return lines(caption, vec!["Not enough ratings yet.".to_owned()]);
    }
    let (least, most) = Leaning::reach(leanings);
    let percent = |stars: f32| format::length(stars / (most - least) * 100.0);
    let rows = leanings.iter().map(|leaning| {
        let from = leaning.above.min(0.0) - least;
        view! {
            <tr>
                <th scope="row">
                    {leaning.name.clone()} " " <span class="portrait-n">{leaning.n}</span>
                </th>
                <td class="why-track" aria-hidden="true">
                    <span
                        class="why-bar"
                        class:is-down=leaning.above < 0.0
                        style=("--from", percent(from))
                        style=("--width", percent(leaning.above.abs()))
                    ></span>
                </td>
                <td class="why-amount">{leaning.amount()}</td>
            </tr>
        }
    });
    view! {
        <table class="why-table portrait-table" style=("--zero", percent(-least))>
            <caption>{caption}</caption>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">{of} ", and how many rated"</th>
                    <td></td>
                    <th scope="col">"Stars above or below the average"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

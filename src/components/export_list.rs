//! The list to take along: as a file, as a link, on paper.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{deferred, next_task, nothing, written};
use crate::lazy_part::{Part, Unfetched, lazy_part};
use crate::lists::List;
use matinee_app::export::{About, list_csv, list_json};
use matinee_app::state::ListState;
use matinee_app::steering::write_years;
use matinee_app::together;
use matinee_app::viewer::Viewer;

/// Draws a row of buttons under the list, and what came of them, once the list is there.
pub(super) fn export_list(context: Context) -> AnyView {
    deferred(next_task(), nothing, move || {
        lazy_part(nothing, move || part(context))
    })
}

#[wasm_split(beside, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || drawn(context)))
}

fn drawn(context: Context) -> AnyView {
    let said = RwSignal::new("");
    let copy = move |_| {
        spawn_local(async move {
            let is_copied = browser::copy(&browser::address()).await;
            said.set(if is_copied {
                "The link is on the clipboard. It has everything but your ratings."
            } else {
                "This browser keeps the clipboard to itself: copy the address from its bar."
            });
        });
    };
    let save = |label: &'static str, form: Form| {
        let save = move |_| {
            said.set("");
            let Some(list) = context.list().get_untracked() else {
                return;
            };
            spawn_local(async move {
                if file(context, list, form).await.is_err() {
                    said.set(match browser::is_outdated() {
                        true => "What writes the file went with an older version of this page: load it again.",
                        false => "What writes the file could not be loaded: try again.",
                    });
                }
            });
        };
        view! {
            <button class="button" type="button" on:click=save>
                {label}
            </button>
        }
    };
    let print = move |_| {
        said.set("");
        browser::print();
    };
    view! {
        <div class="take-along" role="group" aria-labelledby="take-along-title">
            <h3 class="take-along-title" id="take-along-title">
                "Take it along"
            </h3>
            {save("CSV", Form::Csv)}
            {save("JSON", Form::Json)}
            <button class="button" type="button" on:click=copy>
                "Copy link"
            </button>
            <button class="button" type="button" on:click=print>
                "Print"
            </button>
            <p class="take-along-said" role="status">
                {written(move || said.get().to_owned())}
            </p>
        </div>
    }
    .into_any()
}

/// What a list is written as.
#[derive(Clone, Copy)]
enum Form {
    Csv,
    Json,
}

#[wasm_split(details, wasm_split_path = leptos::wasm_split, fallible)]
fn file(context: Context, list: List, form: Form) -> Result<(), Unfetched> {
    match form {
        Form::Csv => save_csv(context, &list),
        Form::Json => save_json(context, &list),
    }
    Ok(())
}

fn save_csv(context: Context, list: &List) {
    let catalogue = context.engine().catalogue();
    let csv = match both(context, list) {
        Some(both) => together::list_csv(&list.shared, both, catalogue),
        None => list_csv(&list.entries, catalogue),
    };
    browser::save_file(&file_name(context, list, "csv"), "text/csv", csv.as_bytes());
}

fn save_json(context: Context, list: &List) {
    let settings = settings(context);
    let catalogue = context.engine().catalogue();
    let about = About {
        who: &untrack(|| context.whom()),
        model: &context.model(list.column.model).network,
        settings: &settings,
    };
    let json = match both(context, list) {
        Some(both) => together::list_json(&list.shared, both, catalogue, &about),
        None => list_json(&list.entries, catalogue, &about),
    };
    let name = file_name(context, list, "json");
    browser::save_file(&name, "application/json", json.as_bytes());
}

/// Says for whom a list is that is for two.
fn both(context: Context, list: &List) -> Option<[Viewer; 2]> {
    let with = context.company().column.get_untracked()?;
    Some([list.column.viewer, with.viewer])
}

/// Names the file: `matinee-500-hybrid.csv`, `matinee-500-69-hybrid.csv`.
fn file_name(context: Context, list: &List, ending: &str) -> String {
    let network = &context.model(list.column.model).network;
    let with = both(context, list).map_or(String::new(), |[_, other]| format!("-{other}"));
    format!("matinee-{}{with}-{network}.{ending}", list.column.viewer)
}

/// Says what the list depends on besides person and model, in the words of the address.
fn settings(context: Context) -> Vec<(&'static str, String)> {
    let ListState {
        k,
        filter,
        levers,
        together,
        ..
    } = untrack(|| context.state());
    let genres = filter.genres(&context.engine().catalogue().genres);
    let years = filter.years.map(write_years);
    vec![
        ("k", k.to_string()),
        ("genre", genres),
        ("years", years.unwrap_or_default()),
        ("obscure", levers.obscure.to_string()),
        ("varied", levers.varied.to_string()),
        ("together", together.map_or("", together::name).to_owned()),
    ]
}

//! The visitor's own ratings: what they rate, what they rated, what would be if; files in and out.

mod given;
mod import;
mod panel;
mod shared;

pub(super) use shared::{Titles, find_movie};

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::context::Context;
use crate::lazy_part::{Part, Unfetched, lazy_part};

/// Draws the panel. The list beside it follows every star.
pub(crate) fn my_ratings(context: Context) -> AnyView {
    let skeleton = || view! { <div class="desk panel skeleton" aria-busy="true"></div> }.into_any();
    lazy_part(skeleton, move || part(context))
}

#[wasm_split(desk, wasm_split_path = leptos::wasm_split, fallible)]
fn part(context: Context) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || panel::panel(context)))
}

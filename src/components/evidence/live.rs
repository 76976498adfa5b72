//! What is made while it is read: figures of the model's own tables, people to play with, the map, the reader's own
//! ratings. It is a part of its own, which comes after the one that draws what was made before.

use std::sync::Arc;

use leptos::wasm_split::wasm_split;

use crate::components::{everybody_missing, with_everybody};
use crate::dynamic::dynamic;
use crate::elements::{El, slot};
use crate::lazy_part::{Part, Unfetched, lazy_part};

use super::figure::skeleton;
use super::{Shared, card, data, measured, newcomers, play, reasons};

/// A part of an act.
#[derive(Clone, Copy)]
pub(super) enum Live {
    /// What was learned from.
    Data,
    /// One prediction.
    Reasons,
    /// Losses.
    Losses,
    /// Lists of people, and the game.
    Play,
    /// A person played back.
    Playback,
    /// The reader's own ratings.
    Own,
    /// What levers cost.
    Levers,
    /// The map.
    Map,
    /// The worst predictions.
    Stories,
}

impl Live {
    /// Whether it takes what everybody has seen.
    const fn is_of_people(self) -> bool {
        matches!(self, Self::Data | Self::Reasons)
    }
}

/// Draws it once its code is there, and what it takes; why not, where either cannot be had.
pub(super) fn live(shared: Shared, which: Live) -> El {
    let context = shared.context;
    let meanwhile = || skeleton("figure-skeleton").into_view();
    let drawn = move || lazy_part(meanwhile, move || part(shared, which));
    match which.is_of_people() {
        true => slot()
            .view(dynamic(move || everybody_missing(context)))
            .view(with_everybody(context, meanwhile, drawn)),
        false => slot().view(drawn()),
    }
}

#[wasm_split(live, wasm_split_path = leptos::wasm_split, fallible)]
fn part(shared: Shared, which: Live) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || drawn(shared, which).into_view()))
}

fn drawn(shared: Shared, which: Live) -> El {
    match which {
        Live::Data => data::data(shared),
        Live::Reasons => reasons::how(shared),
        Live::Losses => measured::losses(shared),
        Live::Play => play::play(shared),
        Live::Playback => newcomers::playback(shared),
        Live::Own => newcomers::own(shared),
        Live::Levers => measured::levers(shared),
        Live::Map => data::map(shared),
        Live::Stories => card::stories(shared),
    }
}

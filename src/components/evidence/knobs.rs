//! What the reader chooses: a word of several, a number, a place on a slider.

use leptos::prelude::*;

use crate::elements::{El, el, slot};
use matinee_app::evidence::address::{Knob, Options};

use super::Shared;

/// Draws the words of a knob beside each other; `is_there` tells which of them there is something of.
pub(super) fn words_of(shared: Shared, knob: Knob, is_there: &dyn Fn(&str) -> bool) -> El {
    let Options::Words(words) = knob.options() else {
        return slot();
    };
    let words = (0..).zip(words).filter(|(_, word)| is_there(word.0));
    let segments = words.map(|(row, (_, label))| {
        let field = el("input", "visually-hidden")
            .attr("type", "radio")
            .attr("name", knob.name())
            .attr("value", label)
            .checked_of(move || shared.get(knob) == row)
            .on("change", move |_| shared.change(|it| it.set(knob, row)));
        el("label", "segment").child(field).text(label)
    });
    el("fieldset", "choice")
        .child(el("legend", "label").text(knob.label()))
        .child(el("div", "segments").children(segments))
}

/// Draws all words of a knob.
pub(super) fn words(shared: Shared, knob: Knob) -> El {
    words_of(shared, knob, &|_| true)
}

/// Chooses the number that a field says.
fn choose(shared: Shared, knob: Knob, field: El, event: &'static str) -> El {
    field.on(event, move |event| {
        if let Ok(number) = event_target_value(event).parse() {
            shared.change(|it| it.set(knob, number));
        }
    })
}

/// Draws a choice of numbers from 1, each with its name.
pub(super) fn picker(shared: Shared, knob: Knob, names: &[String]) -> El {
    let last = names.len() as u32;
    let options = (1..).zip(names).map(|(number, name): (u32, _)| {
        el("option", "")
            .attr("value", &number.to_string())
            .text(name)
    });
    let field = el("select", "input")
        .children(options)
        .value_of(move || shared.get(knob).min(last).to_string());
    el("label", "choice")
        .child(el("span", "label").text(knob.label()))
        .child(choose(shared, knob, field, "change"))
}

/// Draws a slider from 0 to `most`.
pub(super) fn slider(shared: Shared, knob: Knob, most: impl Fn() -> u32 + Clone + 'static) -> El {
    let same = most.clone();
    let value = move || shared.get(knob).min(same()).to_string();
    let field = el("input", "")
        .attr("type", "range")
        .attr("min", "0")
        .attr("step", "1")
        .test(&["slider-", knob.name()].concat())
        .attr_of("max", move || most().to_string())
        .value_of(value.clone());
    el("label", "choice choice-slider")
        .child(el("span", "label").text(knob.label()))
        .child(choose(shared, knob, field, "input"))
        .child(el("output", "choice-value").said(value))
}

//! What the reader chooses: a word of several, a number, a place on a slider.

use leptos::prelude::*;

use crate::components::segment::Segment;
use matinee_app::evidence::address::{Knob, Options};

use super::Shared;

/// Draws the words of a knob beside each other; `is_there` tells which of them there is something of.
pub(super) fn words_of(shared: Shared, knob: Knob, is_there: impl Fn(&str) -> bool) -> AnyView {
    let Options::Words(words) = knob.options() else {
        return ().into_any();
    };
    let segments =
        (0..)
            .zip(words)
            .filter(|(_, word)| is_there(word.0))
            .map(|(row, (_, label))| {
                let is_taken = move || shared.get(knob) == row;
                Segment::new(knob.name(), *label, is_taken)
                    .view(move || shared.change(|it| it.set(knob, row)))
            });
    view! {
        <fieldset class="choice">
            <legend class="label">{knob.label()}</legend>
            <div class="segments">{segments.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// Draws all words of a knob.
pub(super) fn words(shared: Shared, knob: Knob) -> AnyView {
    words_of(shared, knob, |_| true)
}

/// Draws a choice of numbers from 1, each with its name.
pub(super) fn picker(shared: Shared, knob: Knob, names: Vec<String>) -> AnyView {
    let last = names.len() as u32;
    let options = (1..).zip(names).map(|(number, name): (u32, String)| {
        let is_taken = move || shared.get(knob).min(last) == number;
        view! {
            <option value=number.to_string() prop:selected=Signal::derive(is_taken)>
                {name}
            </option>
        }
    });
    let choose = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            shared.change(|it| it.set(knob, number));
        }
    };
    view! {
        <label class="choice">
            <span class="label">{knob.label()}</span>
            <select class="input" on:change=choose>
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}

/// Draws a slider from 0 to `most`.
pub(super) fn slider(shared: Shared, knob: Knob, most: Signal<u32>) -> AnyView {
    let value = move || shared.get(knob).min(most.get());
    let choose = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            shared.change(|it| it.set(knob, number));
        }
    };
    view! {
        <label class="choice choice-slider">
            <span class="label">{knob.label()}</span>
            <input
                type="range"
                min="0"
                max=Signal::derive(move || most.get().to_string())
                step="1"
                prop:value=Signal::derive(move || value().to_string())
                data-test=["slider-", knob.name()].concat()
                on:input=choose
            />
            <output class="choice-value">{crate::dynamic::written(move || value().to_string())}</output>
        </label>
    }
    .into_any()
}

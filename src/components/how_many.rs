//! "How many": a number from 1 to 50.

use leptos::prelude::*;

use crate::context::Context;
use matinee_app::state::{K_RANGE, parse_k};

/// The field and its two buttons.
pub(crate) fn how_many(context: Context) -> AnyView {
    let text = RwSignal::new(context.k().to_string());
    // The buttons and the back button change k; what is being typed stays as it is.
    Effect::new(move || {
        let k = context.k();
        text.maybe_update(|text| {
            let is_stale = parse_k(text, k).0 != k;
            if is_stale {
                *text = k.to_string();
            }
            is_stale
        });
    });
    let type_text = move |event| {
        let typed = event_target_value(&event);
        if !typed.trim().is_empty() {
            context.ask_for(&typed);
        }
        text.set(typed);
    };
    let ask_for = move |k: usize| {
        context.ask_for(&k.to_string());
        text.set(k.to_string());
    };
    let (least, most) = K_RANGE.into_inner();
    // A button that cannot go further stays where it is, with the focus that it may have.
    let is_least = move || (context.k() <= least).to_string();
    let is_most = move || (context.k() >= most).to_string();
    view! {
        <div class="field">
            <label class="label" for="how-many">"How many"</label>
            <div class="stepper">
                <button
                    class="step"
                    type="button"
                    aria-label="One movie fewer"
                    aria-disabled=Signal::derive(is_least)
                    on:click=move |_| ask_for(least.max(context.k() - 1))
                >
                    "−"
                </button>
                <input
                    id="how-many"
                    class="stepper-input"
                    type="number"
                    inputmode="numeric"
                    min=least.to_string()
                    max=most.to_string()
                    prop:value=text
                    on:input=type_text
                    on:change=move |_| text.set(context.k().to_string())
                />
                <button
                    class="step"
                    type="button"
                    aria-label="One movie more"
                    aria-disabled=Signal::derive(is_most)
                    on:click=move |_| ask_for(most.min(context.k() + 1))
                >
                    "+"
                </button>
            </div>
        </div>
    }
    .into_any()
}

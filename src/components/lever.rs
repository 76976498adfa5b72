//! One lever: a slider, its number, and what it does and costs.

use leptos::ev::TouchEvent;
use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::dynamic::written;
use matinee_app::steering::{self, Cost, Lever, Levers, MOST, Measures, Touch, curve_of, reading};
use matinee_engine::artifact::Curve;

/// The list that is shown, and the one without steering where a lever is moved.
pub(super) type Readings = Memo<Option<(Measures, Option<Measures>)>>;

/// Measures the list, or the left one of two.
pub(super) fn readings(context: Context) -> Readings {
    let engine = context.engine();
    let measure = move |list: &[_]| Measures::of(list, engine.catalogue(), engine.users().len());
    Memo::new(move |_| {
        let shown = context
            .list()
            .with(|list| measure(&list.as_ref()?.entries))?;
        let is_steered = context.levers() != Levers::default();
        let unsteered = is_steered.then(|| context.unsteered());
        let before = unsteered.and_then(|list| list.with(|list| measure(list.as_ref()?)));
        Some((shown, before))
    })
}

/// Says on what the costs were measured.
pub(super) fn measured_on(context: Context) -> String {
    steering::measured_on(curves(context), context.levers())
}

/// Finds the curves of the model whose list is shown.
fn curves(context: Context) -> &'static [Curve] {
    let row = context.shown().get().first;
    let engine = context
        .model_store()
        .engine(row)
        .unwrap_or(context.engine());
    &engine.manifest().curves
}

/// Draws the lever.
pub(super) fn lever(context: Context, lever: Lever, readings: Readings) -> AnyView {
    let [least, most] = lever.poles();
    let percent = Memo::new(move |_| lever.of(context.levers()));
    let put = move |percent| context.steer(lever.put(context.levers(), percent));
    let finger = StoredValue::new(None::<Touch>);
    let slide = move |event| {
        let Some(asked) = steering::parse(&event_target_value(&event)) else {
            return;
        };
        let slid = finger.try_update_value(|finger| finger.as_mut().map(|it| it.slid(asked)));
        let slid = slid.flatten().unwrap_or(asked);
        // The browser has moved it already.
        browser::put_slider(&event, slid);
        put(slid);
    };
    // Not by pointer events: they end where scrolling begins, and what the browser does to the slider
    // may not.
    let touch = move |event: TouchEvent| {
        let place = browser::touched(&event);
        finger.set_value(place.map(|place| Touch::new(place, percent.get_untracked())));
    };
    let moved = move |event: TouchEvent| {
        finger.update_value(|finger| {
            if let (Some(finger), Some(place)) = (finger, browser::touched(&event)) {
                finger.moved(place);
            }
        });
    };
    let end = move |event: TouchEvent, place: fn(Touch) -> u8| {
        if let Some(finger) = finger.try_update_value(Option::take).flatten() {
            browser::put_slider(&event, place(finger));
            put(place(finger));
        }
    };
    // What is being typed stays until the field is left.
    let text = RwSignal::new(String::new());
    Effect::new(move || {
        let percent = percent.get();
        if steering::parse(&text.get_untracked()) != Some(percent) {
            text.set(percent.to_string());
        }
    });
    let type_text = move |event| {
        let typed = event_target_value(&event);
        if let Some(percent) = steering::parse(&typed) {
            put(percent);
        }
        text.set(typed);
    };
    let reading = move || {
        let read =
            |(shown, before): &(Measures, Option<Measures>)| reading(lever, shown, before.as_ref());
        readings.with(|it| it.as_ref().map(read).unwrap_or_default())
    };
    let cost = move || {
        let cost = Cost::at(curve_of(curves(context), lever)?, lever, percent.get())?;
        Some(cost.said(lever, percent.get()))
    };
    let name = format!("{least} to {most}");
    let reads = format!("reads-{}", lever.name());
    view! {
        <div class="lever" class:is-two-sided=lever.rest() != 0 data-test=lever.name()>
            <span class="lever-pole" aria-hidden="true">{least}</span>
            <input
                class="lever-slider"
                type="range"
                min="0"
                max=MOST.to_string()
                aria-label=name.clone()
                aria-valuetext=Signal::derive(move || lever.said(percent.get()))
                aria-describedby=reads.clone()
                style=("--at", Signal::derive(move || percent.get().to_string()))
                prop:value=Signal::derive(move || percent.get().to_string())
                on:input=slide
                on:touchstart=touch
                on:touchmove=moved
                on:touchend=move |event| end(event, Touch::lifted)
                on:touchcancel=move |event| end(event, Touch::taken)
            />
            <span class="lever-pole" aria-hidden="true">{most}</span>
            <span class="lever-number">
                <input
                    class="input"
                    type="number"
                    inputmode="numeric"
                    min="0"
                    max=MOST.to_string()
                    aria-label=format!("{name}, percent")
                    prop:value=text
                    on:input=type_text
                    on:change=move |_| text.set(percent.get().to_string())
                />
                <span aria-hidden="true">"%"</span>
            </span>
            <p class="lever-reads" id=reads>
                <strong class="lever-now">{written(move || reading().now)}</strong>
                " "
                {written(move || reading().before)}
                <span class="lever-cost">{written(cost)}</span>
            </p>
        </div>
    }
    .into_any()
}

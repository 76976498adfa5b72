//! The panel above the list: three levers, genres, years, what is set, and a way back.

mod genres;
mod lever;
mod years;

use leptos::prelude::*;

use crate::browser;
use crate::context::Context;
use crate::live::{nothing, once, written};
use matinee_app::filter::Filter;
use matinee_app::levers::{Lever, Levers};
use matinee_app::steering;

use genres::genres;
use lever::{lever, measured_on, readings};
use years::{TypedYears, years};

/// Id of the button that sets everything back: the focus goes there when a button like it goes.
const RESET: &str = "steering-reset";
const BODY: &str = "steering-body";

/// The panel. Where the screen is narrow it is folded behind its title; what is set is said in
/// either case.
pub(crate) fn steering(context: Context) -> AnyView {
    let is_open = RwSignal::new(false);
    let typed = TypedYears::new(context);
    let opened = RwSignal::new(false);
    let is_set = move || !set(context).is_empty();
    let reset = move |_| {
        if is_set() {
            typed.clear();
            set_back(context);
        }
    };
    let readings = readings(context);
    view! {
        <section class="steering" class:is-open=is_open aria-labelledby="steering-title">
            <div class="steering-head">
                <h3 class="steering-title" id="steering-title">
                    <span class="steering-name">"Steer the list"</span>
                    <button
                        class="steering-toggle"
                        type="button"
                        aria-expanded=Signal::derive(move || is_open.get().to_string())
                        aria-controls=BODY
                        on:click=move |_| is_open.update(|open| *open = !*open)
                    >
                        "Steer the list"
                    </button>
                </h3>
                <p class="steering-set" data-test="steering-set">
                    {written(move || if is_set() { set(context) } else { "as it comes".to_owned() })}
                </p>
                // Not `disabled`: the focus would be lost with the press.
                <button
                    class="button steering-reset"
                    type="button"
                    id=RESET
                    aria-disabled=Signal::derive(move || (!is_set()).to_string())
                    on:click=reset
                >
                    "Reset"
                </button>
            </div>
            <div class="steering-body" id=BODY>
                <div class="levers">
                    {Lever::ALL.map(|it| lever(context, it, readings)).collect_view()}
                </div>
                <div class="steering-foot">
                    <details class="wishes" on:toggle=move |_| opened.set(true)>
                        <summary class="wishes-summary">"Genres and years"</summary>
                        {once(opened, nothing, move || wishes(context, typed))}
                    </details>
                    <p class="lever-note">{written(move || measured_on(context))}</p>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn wishes(context: Context, typed: TypedYears) -> AnyView {
    view! {
        {genres(context)}
        {years(context, typed)}
    }
    .into_any()
}

/// Why a list is short, and a way out; nothing for a list of full length.
pub(crate) fn shortfall(context: Context, n: usize) -> Option<AnyView> {
    let wishes = steering::summary(&context.wishes(), Levers::default(), genre_names(context));
    let why = steering::shortfall(n, context.k(), &wishes)?;
    let reset = move |_| {
        // This button goes with its reason.
        browser::focus_soon(vec![RESET.to_owned()]);
        set_back(context);
    };
    let reset = (!wishes.is_empty()).then(|| {
        view! {
            <button class="button" type="button" on:click=reset>
                "Reset"
            </button>
        }
    });
    Some(view! { <div class="empty" data-test="shortfall"><p>{why}</p> {reset}</div> }.into_any())
}

/// What is set, in one line; empty for nothing.
pub(crate) fn set(context: Context) -> String {
    steering::summary(&context.wishes(), context.levers(), genre_names(context))
}

fn set_back(context: Context) {
    context.filter(Filter::default());
    context.steer(Levers::default());
}

fn genre_names(context: Context) -> &'static [String] {
    &context.engine().catalogue().genres
}

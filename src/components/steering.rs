//! The bar above the list, whose parts open below it: three levers, each a slider with its number and what it
//! does and costs; genres, years; what is set, and a way back. And which of its two numbers orders the list.

use std::sync::Arc;

use leptos::ev::TouchEvent;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::browser;
use crate::context::Context;
use crate::dynamic::{dynamic, nothing, written};
use crate::follower::{effect, memo};
use crate::lazy_part::{Part, Unfetched, lazy_part};
use matinee_app::steering::{
    self, Cost, Filter, Lever, Levers, MOST, Measures, Touch, Wish, curve_of, fields, out_of_order,
    read_fields, reading,
};
use matinee_engine::artifact::Curve;

use super::segment::Segment;

/// Id of the button that sets everything back: the focus goes there when a button like it goes.
const RESET: &str = "steering-reset";
const BODY: &str = "steering-body";

/// A part of the bar, which opens below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Knob {
    Lever(Lever),
    Genres,
    Years,
}

impl Knob {
    const ALL: [Self; 5] = [
        Self::Lever(Lever::Obscure),
        Self::Lever(Lever::Varied),
        Self::Genres,
        Self::Years,
        Self::Lever(Lever::Stars),
    ];

    const fn label(self) -> &'static str {
        match self {
            Self::Lever(Lever::Obscure) => "Familiar",
            Self::Lever(Lever::Varied) => "Varied",
            Self::Lever(Lever::Stars) => "Blend",
            Self::Genres => "Genres",
            Self::Years => "Years",
        }
    }

    /// Tells whether it changes the list.
    fn is_set(self, context: Context) -> bool {
        let wishes = context.wishes();
        match self {
            Self::Lever(lever) => lever.of(context.levers()) != lever.rest(),
            Self::Genres => wishes.include | wishes.exclude != 0,
            Self::Years => wishes.years.is_some(),
        }
    }
}

/// Draws a bar whose parts open below it, one at a time, with what is set in words.
pub(crate) fn steering(context: Context) -> AnyView {
    let open = RwSignal::new(None::<Knob>);
    let typed = TypedYears::new(context);
    let is_set = memo(move || !set(context).is_empty());
    let reset = move |_| {
        if is_set.get_untracked() {
            typed.clear();
            set_back(context);
        }
    };
    let readings = readings(context);
    let knobs = Knob::ALL.map(|it| knob(context, open, it));
    let body = move || {
        let opened = Opened {
            knob: open.get()?,
            context,
            readings,
            typed,
        };
        let part = lazy_part(nothing, move || part(opened));
        Some(view! { <div class="steering-part">{part}</div> })
    };
    view! {
        <section class="steering" aria-labelledby="steering-title">
            <h3 class="visually-hidden" id="steering-title">"Steer the list"</h3>
            <div class="steering-bar">
                {knobs}
                <div class="steering-state" class:is-set=is_set>
                    <p class="steering-set" data-test="steering-set">
                        {written(move || if is_set.get() { set(context) } else { "as it comes".to_owned() })}
                    </p>
                    // Not `disabled`: the focus would be lost with the press.
                    <button
                        class="button steering-reset"
                        type="button"
                        id=RESET
                        aria-disabled=Signal::derive(move || (!is_set.get()).to_string())
                        on:click=reset
                    >
                        "Reset"
                    </button>
                </div>
            </div>
            <div id=BODY>{dynamic(body)}</div>
        </section>
    }
    .into_any()
}

/// A part of the bar that is open.
#[derive(Clone, Copy)]
struct Opened {
    knob: Knob,
    context: Context,
    readings: Readings,
    typed: TypedYears,
}

#[wasm_split(beside, wasm_split_path = leptos::wasm_split, fallible)]
fn part(opened: Opened) -> Result<Part, Unfetched> {
    Ok(Arc::new(move || {
        let Opened {
            knob,
            context,
            readings,
            typed,
        } = opened;
        match knob {
            Knob::Lever(it) => lever(context, it, readings),
            Knob::Genres => genres(context),
            Knob::Years => years(context, typed),
        }
    }))
}

fn knob(context: Context, open: RwSignal<Option<Knob>>, knob: Knob) -> AnyView {
    let is_open = memo(move || open.get() == Some(knob));
    let is_set = memo(move || knob.is_set(context));
    let said = move || is_set.get().then(|| " (set)".to_owned());
    view! {
        <button
            class="knob"
            class:is-set=is_set
            type="button"
            data-test=format!("knob-{}", knob.label().to_ascii_lowercase())
            aria-expanded=Signal::derive(move || is_open.get().to_string())
            aria-controls=BODY
            on:click=move |_| open.update(|open| *open = Some(knob).filter(|it| *open != Some(*it)))
        >
            {knob.label()}
            <span class="visually-hidden">{written(said)}</span>
        </button>
    }
    .into_any()
}

/// Draws the switch between the two numbers that a row shows: which of them the list is ordered by,
/// with the price of the second.
pub(crate) fn order_switch(context: Context) -> AnyView {
    let stars = memo(move || Lever::Stars.of(context.levers()));
    let choices = [("Match", Lever::Stars.rest()), ("Stars", MOST)];
    let choices = choices.map(|(label, percent)| {
        let segment = Segment::new("order", label, move || stars.get() == percent);
        segment.view(move || context.steer(Lever::Stars.put(context.levers(), percent)))
    });
    view! {
        <fieldset class="segments order-switch" data-test="order">
            <legend class="visually-hidden">"Order by"</legend>
            {choices}
        </fieldset>
    }
    .into_any()
}

/// Says what an order by stars alone costs, where that is chosen.
pub(crate) fn price_of_stars(context: Context) -> Option<AnyView> {
    let is_chosen = Lever::Stars.of(context.levers()) == MOST;
    let cost = Cost::at(curve_of(curves(context), Lever::Stars)?, Lever::Stars, MOST)?;
    is_chosen.then(|| {
        let said = cost.said(Lever::Stars, MOST).to_ascii_lowercase();
        view! {
            <p class="order-price" data-test="order-price">
                "The price of stars alone: " {said} "."
            </p>
        }
        .into_any()
    })
}

/// Says why a list is short, and a way out; nothing for a list of full length.
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

/// Says what is set, in one line; empty for nothing.
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

/// Draws the genres that some movie has, and what they ask of a movie.
fn genres(context: Context) -> AnyView {
    let movies = &context.engine().catalogue().movies;
    let in_use = match context.awaits_movies() {
        true => u32::MAX,
        false => movies.iter().fold(0, |all, movie| all | movie.genres),
    };
    let chips = genre_names(context).iter().enumerate();
    let chips = chips
        .filter(|(row, _)| in_use >> row & 1 == 1)
        .map(|(row, name)| chip(context, row, name));
    view! {
        <fieldset class="wish">
            <legend class="label">"Genres"</legend>
            <div class="chips" data-test="genres">{chips.collect_view()}</div>
            <p class="wish-rule">{written(move || steering::rule(&context.wishes(), genre_names(context)))}</p>
        </fieldset>
    }
    .into_any()
}

fn chip(context: Context, row: usize, name: &'static str) -> AnyView {
    let wish = memo(move || context.wishes().wish(row));
    let press = move |_| {
        let mut wishes = context.wishes();
        let next = match wishes.wish(row) {
            Wish::Any => Wish::With,
            Wish::With => Wish::Without,
            Wish::Without => Wish::Any,
        };
        wishes.set(row, next);
        context.filter(wishes);
    };
    // The sign is for the eye, the words for the ear; colour only repeats them.
    let words = move || match wish.get() {
        Wish::Any => ("", "", ": does not matter"),
        Wish::With => ("with", "+", ": only these"),
        Wish::Without => ("without", "−", ": never"),
    };
    view! {
        <button class="chip" type="button" data-wish=move || words().0 on:click=press>
            <span class="chip-sign" aria-hidden="true">{written(move || words().1.to_owned())}</span>
            {name}
            <span class="visually-hidden">{written(move || words().2.to_owned())}</span>
        </button>
    }
    .into_any()
}

const COMPLAINT: &str = "years-complaint";

/// What is typed. Whatever it is, it stays; the list follows what can be read of it.
#[derive(Clone, Copy)]
struct TypedYears {
    from: RwSignal<String>,
    to: RwSignal<String>,
    complaint: RwSignal<String>,
}

impl TypedYears {
    /// Follows what others set: the address, the back button.
    fn new(context: Context) -> Self {
        let typed = Self {
            from: RwSignal::default(),
            to: RwSignal::default(),
            complaint: RwSignal::default(),
        };
        let years = memo(move || context.wishes().years);
        effect(move || {
            let years = years.get();
            if untrack(|| typed.read()) != Ok(years) {
                let (from, to) = fields(years);
                typed.from.set(from);
                typed.to.set(to);
                typed.complaint.set(String::new());
            }
        });
        typed
    }

    fn clear(self) {
        for text in [self.from, self.to, self.complaint] {
            text.set(String::new());
        }
    }

    fn read(self) -> Result<Option<(u16, u16)>, String> {
        read_fields(&self.from.get(), &self.to.get())
    }
}

/// Draws the two fields.
fn years(context: Context, typed: TypedYears) -> AnyView {
    let (first, last) = context.engine().years().unzip();
    view! {
        <fieldset class="wish years" data-test="years">
            <legend class="label">"Years"</legend>
            {field(context, typed, typed.from, "From", first)}
            {field(context, typed, typed.to, "to", last)}
            <p class="wish-rule" id=COMPLAINT role="status">{written(move || typed.complaint.get())}</p>
        </fieldset>
    }
    .into_any()
}

/// Draws a field for text, not for numbers: of those a browser hides from us what is no number, and
/// so it could neither stay nor be named.
fn field(
    context: Context,
    typed: TypedYears,
    text: RwSignal<String>,
    label: &'static str,
    placeholder: Option<u16>,
) -> AnyView {
    let type_text = move |event| {
        text.set(event_target_value(&event));
        // Half a year is no mistake yet.
        typed.complaint.set(String::new());
        if let Ok(years) = typed.read() {
            let mut wishes = context.wishes();
            wishes.years = years;
            context.filter(wishes);
        }
    };
    let complain = move |_| {
        let complaint = match typed.read() {
            Err(complaint) => complaint,
            Ok(_) => out_of_order(&typed.from.get(), &typed.to.get()).unwrap_or_default(),
        };
        typed.complaint.set(complaint);
    };
    let is_wrong = move || {
        let complains = typed.complaint.with(|complaint| !complaint.is_empty());
        (complains && read_fields(&text.get(), "").is_err()).to_string()
    };
    view! {
        <label class="year-field">
            <span>{label}</span>
            <input
                class="input"
                type="text"
                inputmode="numeric"
                autocomplete="off"
                maxlength="4"
                placeholder=placeholder.map(|year| year.to_string())
                aria-invalid=Signal::derive(is_wrong)
                aria-describedby=COMPLAINT
                prop:value=text
                on:input=type_text
                on:change=complain
            />
        </label>
    }
    .into_any()
}

/// The list that is shown, and the one without steering where a lever is moved.
pub(super) type Readings = Memo<Option<(Measures, Option<Measures>)>>;

/// Measures the list, or the left one of two.
pub(super) fn readings(context: Context) -> Readings {
    let engine = context.engine();
    let measure = move |list: &[_]| Measures::of(list, engine.catalogue(), engine.n_users());
    memo(move || {
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
    let percent = memo(move || lever.of(context.levers()));
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
    effect(move || {
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
        let at = percent.get();
        Some((cost.said(lever, at), cost.numbers(lever, at)))
    };
    let cost = memo(cost);
    let has_cost = memo(move || cost.with(Option::is_some));
    let in_numbers = move || {
        has_cost.get().then(|| {
            view! {
                <details class="numbers">
                    <summary>"numbers"</summary>
                    <p>
                        {written(move || cost.get().map(|it| it.1))} ". "
                        {written(move || measured_on(context))}
                    </p>
                </details>
            }
        })
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
                <span class="lever-cost">{written(move || cost.get().map(|it| it.0))}</span>
            </p>
            {dynamic(in_numbers)}
        </div>
    }
    .into_any()
}

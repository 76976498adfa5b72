//! From this year to that.

use leptos::prelude::*;

use crate::context::Context;
use crate::live::written;
use matinee_app::steering::{fields, out_of_order, read_fields};

const COMPLAINT: &str = "years-complaint";

/// What is typed. Whatever it is, it stays; the list follows what can be read of it.
#[derive(Clone, Copy)]
pub(super) struct TypedYears {
    from: RwSignal<String>,
    to: RwSignal<String>,
    complaint: RwSignal<String>,
}

impl TypedYears {
    /// Follows what others set: the address, the back button.
    pub(super) fn new(context: Context) -> Self {
        let typed = Self {
            from: RwSignal::default(),
            to: RwSignal::default(),
            complaint: RwSignal::default(),
        };
        let years = Memo::new(move |_| context.wishes().years);
        Effect::new(move || {
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

    pub(super) fn clear(self) {
        for text in [self.from, self.to, self.complaint] {
            text.set(String::new());
        }
    }

    fn read(self) -> Result<Option<(u16, u16)>, String> {
        read_fields(&self.from.get(), &self.to.get())
    }
}

/// The two fields.
pub(super) fn years(context: Context, typed: TypedYears) -> AnyView {
    let catalogue = &context.engine().catalogue().movies;
    let known = || catalogue.iter().filter_map(|movie| movie.year);
    let (first, last) = (known().min(), known().max());
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

/// A field for text, not for numbers: of those a browser hides from us what is no number, and so it
/// could neither stay nor be named.
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

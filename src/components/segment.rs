//! One of several choices that stand in a row, of which one is taken.

use leptos::prelude::*;

/// A radio button that looks like a part of a switch.
pub(super) struct Segment {
    /// The name that all choices of a switch share.
    pub(super) name: &'static str,
    /// What stands for it in the page.
    pub(super) value: String,
    /// What it says.
    pub(super) label: String,
    /// Whether it is the one that is taken.
    pub(super) is_taken: Signal<bool>,
    /// When it cannot be taken.
    pub(super) is_off: Signal<bool>,
    /// When it is not even there.
    pub(super) is_hidden: Signal<bool>,
}

impl Segment {
    /// Makes one that can always be taken.
    pub(super) fn new(
        name: &'static str,
        label: impl Into<String>,
        is_taken: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        let label = label.into();
        Self {
            name,
            value: label.clone(),
            label,
            is_taken: Signal::derive(is_taken),
            is_off: false.into(),
            is_hidden: false.into(),
        }
    }

    /// Draws it; `take` is called when it is taken.
    pub(super) fn view(self, take: impl Fn() + 'static) -> AnyView {
        view! {
            <label class="segment" hidden=self.is_hidden>
                <input
                    class="visually-hidden"
                    type="radio"
                    name=self.name
                    value=self.value
                    disabled=self.is_off
                    prop:checked=self.is_taken
                    on:change=move |_| take()
                />
                {self.label}
            </label>
        }
        .into_any()
    }
}

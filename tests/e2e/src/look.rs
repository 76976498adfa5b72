//! How a visitor's system shows the page.

use serde_json::{Value, json};

/// The media features that a style sheet asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// `prefers-color-scheme: light`.
    Light,
    /// `prefers-color-scheme: dark`.
    Dark,
    /// `forced-colors: active`, as the contrast themes of Windows.
    ForcedColors,
    /// On paper.
    Print,
}

impl Look {
    /// The two that everybody meets.
    pub const THEMES: [Self; 2] = [Self::Light, Self::Dark];

    /// A word for file names and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::ForcedColors => "forced-colors",
            Self::Print => "print",
        }
    }

    /// What `Emulation.setEmulatedMedia` takes; motion is always reduced, so that nothing is read
    /// or photographed half-way.
    pub(crate) fn media(self) -> Value {
        let scheme = if self == Self::Dark { "dark" } else { "light" };
        let forced = match self {
            Self::ForcedColors => "active",
            Self::Light | Self::Dark | Self::Print => "none",
        };
        json!({
            "media": if self == Self::Print { "print" } else { "screen" },
            "features": [
                { "name": "prefers-color-scheme", "value": scheme },
                { "name": "prefers-reduced-motion", "value": "reduce" },
                { "name": "forced-colors", "value": forced },
            ],
        })
    }
}

//! How a visitor's system shows the page.

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

    /// A script: whether the page is shown so, and without motion. (What goes with forced colours is the browser's.)
    pub(crate) const fn is_shown(self) -> &'static str {
        match self {
            Self::Light => {
                "return matchMedia('screen and (prefers-color-scheme: light) \
                   and (prefers-reduced-motion: reduce)').matches \
                   && !matchMedia('(forced-colors: active)').matches;"
            }
            Self::Dark => {
                "return matchMedia('screen and (prefers-color-scheme: dark) \
                   and (prefers-reduced-motion: reduce)').matches \
                   && !matchMedia('(forced-colors: active)').matches;"
            }
            Self::ForcedColors => {
                "return matchMedia('screen and (forced-colors: active) \
                   and (prefers-reduced-motion: reduce)').matches;"
            }
            Self::Print => {
                "return matchMedia('print and (prefers-reduced-motion: reduce)').matches;"
            }
        }
    }
}

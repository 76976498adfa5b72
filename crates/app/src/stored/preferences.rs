//! The visitor's small choices, each a text of its own: the theme, and which of their models is used.
//!
//! These texts have no version: there is one form of each, and a text that it does not have counts as
//! none. Another form gets another key.

/// The key of the theme. `public/boot.js` reads it before the first paint.
pub const THEME: &str = "matinee:theme";
/// The key of the id of the visitor's model that is used.
pub const MODEL_IN_USE: &str = "matinee:yours";

/// The key of a text that is there from the second visit on; `public/boot.js` reads and writes it, so
/// that the introduction is there, or not, from the first paint.
pub const VISITED: &str = "matinee:visited";

/// A theme that the visitor chose; without one the page follows the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Writes it, as the style sheets call it too.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads what [`Theme::text`] writes; `None` for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut all = [Self::Light, Self::Dark].into_iter();
        all.find(|theme| theme.text() == text)
    }
}

/// Writes the id of the model that is used.
#[must_use]
pub fn model_text(id: u64) -> String {
    id.to_string()
}

/// Reads what [`model_text`] writes; `None` for what is no id.
#[must_use]
pub fn read_model(text: &str) -> Option<u64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::runs::DATABASE;
    use crate::stored::session_store::Name;

    #[test]
    fn themes_are_read_and_written_to_the_byte() {
        for (theme, text) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            assert_eq!(theme.text(), text);
            assert_eq!(Theme::read(text), Some(theme));
        }
        for text in ["", "Light", "sepia", "dark "] {
            assert_eq!(Theme::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_model_in_use_is_read_and_written_to_the_byte() {
        for (id, text) in [
            (0, "0"),
            (1_700_000_000_500_123, "1700000000500123"),
            (u64::MAX, "18446744073709551615"),
        ] {
            assert_eq!(model_text(id), text);
            assert_eq!(read_model(text), Some(id));
        }
        for text in ["", "-1", "1.5", "yours", "18446744073709551616"] {
            assert_eq!(read_model(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_works_without_webassembly_knows_the_theme_and_clears_everything() {
        let boot = include_str!("../../../../public/boot.js");
        let prefix = "matinee:";
        assert!(boot.contains(&format!("const PREFIX = \"{prefix}\"")));
        let theme = THEME.strip_prefix(prefix).expect("it has the prefix");
        assert!(boot.contains(&format!("getItem(PREFIX + \"{theme}\")")));
        for theme in [Theme::Light, Theme::Dark] {
            assert!(boot.contains(&format!("theme === \"{}\"", theme.text())));
        }
        let visited = VISITED.strip_prefix(prefix).expect("it has the prefix");
        for act in ["getItem", "setItem"] {
            assert!(boot.contains(&format!("{act}(PREFIX + \"{visited}\"")));
        }
        for key in [
            MODEL_IN_USE,
            VISITED,
            Name::Whole.key(),
            Name::Changes.key(),
        ] {
            assert!(key.starts_with(prefix), "{key} would stay");
        }
        assert!(boot.contains(&format!("deleteDatabase(\"{DATABASE}\")")));
    }
}

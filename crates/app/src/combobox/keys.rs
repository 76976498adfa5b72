//! The keys of a combobox.

/// A key that means something to a combobox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// ArrowDown.
    Down,
    /// ArrowUp.
    Up,
    /// Alt and ArrowDown.
    AltDown,
    /// Alt and ArrowUp.
    AltUp,
    /// Enter.
    Enter,
    /// Escape.
    Escape,
    /// Home or End: the caret moves, so no option is active any more.
    Caret,
}

/// What a browser says of a key that is pressed (`keydown`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pressed<'a> {
    /// `key`.
    pub key: &'a str,
    /// `altKey`.
    pub has_alt: bool,
    /// `isComposing`.
    pub is_composing: bool,
    /// `keyCode`.
    pub code: u32,
}

/// The `keyCode` of what an input method takes for itself. The Enter that ends a composition comes
/// after its end in Safari, so this is all that tells it from an Enter of the page.
const TAKEN_BY_INPUT_METHOD: u32 = 229;

impl Key {
    /// The key that is meant for the combobox. While something is composed, Enter, Escape and the arrows
    /// belong to the input method.
    #[must_use]
    pub fn of(pressed: Pressed) -> Option<Self> {
        if pressed.is_composing || pressed.code == TAKEN_BY_INPUT_METHOD {
            return None;
        }
        match (pressed.key, pressed.has_alt) {
            ("ArrowDown", false) => Some(Self::Down),
            ("ArrowDown", true) => Some(Self::AltDown),
            ("ArrowUp", false) => Some(Self::Up),
            ("ArrowUp", true) => Some(Self::AltUp),
            ("Enter", _) => Some(Self::Enter),
            ("Escape", _) => Some(Self::Escape),
            ("Home" | "End" | "ArrowLeft" | "ArrowRight", _) => Some(Self::Caret),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every key that a combobox knows, with its code.
    const KEYS: [(&str, u32, Key); 8] = [
        ("ArrowDown", 40, Key::Down),
        ("ArrowUp", 38, Key::Up),
        ("Enter", 13, Key::Enter),
        ("Escape", 27, Key::Escape),
        ("Home", 36, Key::Caret),
        ("End", 35, Key::Caret),
        ("ArrowLeft", 37, Key::Caret),
        ("ArrowRight", 39, Key::Caret),
    ];

    fn pressed(key: &str, code: u32) -> Pressed<'_> {
        Pressed {
            key,
            has_alt: false,
            is_composing: false,
            code,
        }
    }

    #[test]
    fn keys_are_known_by_their_names_whatever_their_code() {
        for (name, code, key) in KEYS {
            assert_eq!(Key::of(pressed(name, code)), Some(key), "{name}");
            // Of a keyboard on a screen, or of a script.
            assert_eq!(Key::of(pressed(name, 0)), Some(key), "{name}");
        }
        assert_eq!(Key::of(pressed("a", 65)), None);
    }

    #[test]
    fn alt_opens_and_closes() {
        let with_alt = |key, code| Pressed {
            has_alt: true,
            ..pressed(key, code)
        };
        assert_eq!(Key::of(with_alt("ArrowDown", 40)), Some(Key::AltDown));
        assert_eq!(Key::of(with_alt("ArrowUp", 38)), Some(Key::AltUp));
    }

    #[test]
    fn no_key_of_a_composition_is_the_comboboxs() {
        for (name, code, _) in KEYS {
            let composing = Pressed {
                is_composing: true,
                ..pressed(name, code)
            };
            assert_eq!(Key::of(composing), None, "{name}");
            // As Safari says the key that ends a composition.
            assert_eq!(Key::of(pressed(name, 229)), None, "{name}");
        }
    }
}

//! An editable combobox with list autocomplete, as a plain state machine.
//!
//! The behaviour is that of the ARIA Authoring Practices Guide: the focus stays in the field, the
//! arrows move an active option, Enter takes it, Escape closes. The component feeds it events and
//! shows what it says; all options count, although only a window of them is in the document.
//!
//! What can be chosen comes from [`Options`]: a list of [`Choices`], or a search. Something may be
//! chosen for good, and the field says what, or nothing is, and it rests empty.

use std::ops::Range;
use std::sync::Arc;

use matinee_core::normalise::normalise;

/// Options that are in the document at once: a screenful and what is near it.
pub const WINDOW: usize = 40;

/// Options that are visible at once, at most.
const SCREENFUL: usize = 12;

/// What can be chosen. A row is whatever number the source gives to an option.
pub trait Options: Send + Sync {
    /// Finds the rows of the options that `text` asks for, in the order in which they are offered.
    fn find(&self, text: &str) -> Vec<usize>;
    /// Says what the field shows when a row is chosen; whoever types this in full means it.
    fn name(&self, row: usize) -> String;
    /// Says how many options `text` asks for, in words.
    fn announce(&self, n: usize, text: &str) -> String;
}

/// What the component has to do after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Leave the key to the browser.
    Ignored,
    /// The key is used up.
    Handled,
    /// The key is used up, and this row of the options is chosen.
    Chosen(usize),
}

/// The combobox.
pub struct Combobox {
    options: Arc<dyn Options>,
    /// Row of what is chosen.
    chosen: Option<usize>,
    text: String,
    /// Whether the text was typed to search; else it says what is chosen.
    searching: bool,
    open: bool,
    /// Rows of the options that match the text.
    matches: Vec<usize>,
    /// Position in `matches`.
    active: Option<usize>,
    /// First position of the window.
    first: usize,
}

impl Combobox {
    /// Makes a closed combobox in which `chosen`, a row of `options`, is chosen, or nothing.
    #[must_use]
    pub fn new(options: Arc<dyn Options>, chosen: Option<usize>) -> Self {
        let mut combobox = Self {
            options,
            chosen,
            text: String::new(),
            searching: false,
            open: false,
            matches: Vec::new(),
            active: None,
            first: 0,
        };
        combobox.close();
        combobox
    }

    /// Returns the text of the field.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Tells whether the options are shown.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Returns the rows of the options that match, in their order.
    #[must_use]
    pub fn matches(&self) -> &[usize] {
        &self.matches
    }

    /// Returns the position in [`Combobox::matches`] of the active option.
    #[must_use]
    pub fn active(&self) -> Option<usize> {
        self.active
    }

    /// Returns the row of what is chosen.
    #[must_use]
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// Finds positions in [`Combobox::matches`] that belong in the document.
    #[must_use]
    pub fn window(&self) -> Range<usize> {
        let last = (self.first + WINDOW).min(self.matches.len());
        self.first.min(last)..last
    }

    /// Says how many options match, to be announced; nothing while closed.
    #[must_use]
    pub fn announcement(&self) -> String {
        match self.open {
            false => String::new(),
            true => self.options.announce(self.matches.len(), self.asked()),
        }
    }

    /// Takes the text as the visitor changed it.
    pub fn type_text(&mut self, text: String) {
        self.text = text;
        self.searching = true;
        self.open = true;
        self.filter();
    }

    /// Finds again what was asked for, among more options than there were.
    pub fn refresh(&mut self) {
        self.filter();
    }

    /// Does what a key in the field asks for.
    pub fn press(&mut self, key: Key) -> Outcome {
        match key {
            Key::Down | Key::Up if self.open && self.matches.is_empty() => Outcome::Handled,
            Key::Down | Key::Up => {
                self.open();
                let last = self.matches.len().saturating_sub(1);
                // None active yet: begin at what is chosen, or in a search at either end.
                let chosen = (!self.searching).then(|| self.chosen_position()).flatten();
                self.activate(match (self.active, key) {
                    (Some(at), Key::Down) if at < last => at + 1,
                    (Some(_), Key::Down) => 0,
                    (Some(at), _) => at.checked_sub(1).unwrap_or(last),
                    (None, Key::Down) => chosen.unwrap_or(0),
                    (None, _) => chosen.unwrap_or(last),
                })
            }
            Key::AltDown => {
                self.open();
                Outcome::Handled
            }
            Key::AltUp if self.open => {
                self.open = false;
                self.active = None;
                Outcome::Handled
            }
            Key::Enter if self.open => match self.candidate() {
                Some(row) => {
                    self.choose(row);
                    Outcome::Chosen(row)
                }
                None => Outcome::Handled,
            },
            Key::Escape if self.open || self.searching => {
                self.close();
                Outcome::Handled
            }
            Key::Caret => {
                self.active = None;
                Outcome::Ignored
            }
            Key::AltUp | Key::Enter | Key::Escape => Outcome::Ignored,
        }
    }

    /// Shows what matches the search, or what is offered as long as nothing was typed.
    pub fn open(&mut self) {
        if !self.open {
            self.filter();
            self.open = true;
            self.first = self
                .chosen_position()
                .map_or(0, |at| at.saturating_sub(WINDOW / 2));
        }
    }

    /// Closes the options and puts back what was chosen: Escape, blur, a click outside.
    pub fn close(&mut self) {
        let options = &self.options;
        self.text = self.chosen.map_or(String::new(), |row| options.name(row));
        self.searching = false;
        self.open = false;
        self.filter();
    }

    /// Takes a row of the options, clicked or set from outside.
    pub fn choose(&mut self, row: usize) {
        self.chosen = Some(row);
        self.close();
    }

    /// Chooses nothing: the field is empty again.
    pub fn clear(&mut self) {
        self.chosen = None;
        self.close();
    }

    /// Follows the list, which was scrolled so that position `top` of the matches is the first
    /// visible one. Returns whether that moved the window.
    pub fn scroll_to(&mut self, top: usize) -> bool {
        let bottom = (top + SCREENFUL).min(self.matches.len());
        if self.window().start <= top && bottom <= self.window().end {
            return false;
        }
        self.first = top
            .saturating_sub(WINDOW / 4)
            .min(self.matches.len().saturating_sub(WINDOW));
        true
    }

    /// Returns the position of the chosen row among the matches.
    #[must_use]
    fn chosen_position(&self) -> Option<usize> {
        self.matches
            .iter()
            .position(|row| Some(*row) == self.chosen)
    }

    /// Finds the position that has to be in sight: what is active, or the first of what is typed, or what
    /// is chosen.
    #[must_use]
    pub fn in_sight(&self) -> Option<usize> {
        let first = (self.searching && !self.matches.is_empty()).then_some(0);
        self.active.or(first).or_else(|| self.chosen_position())
    }

    /// Finds what Enter takes: the active option, the one whose name is typed in full, or the only
    /// one.
    fn candidate(&self) -> Option<usize> {
        let typed = normalise(&self.text);
        let exact = || {
            let mut rows = self.matches.iter().copied();
            rows.find(|&row| normalise(&self.options.name(row)) == typed)
        };
        let only = || (self.matches.len() == 1).then(|| self.matches[0]);
        match self.active {
            Some(at) => Some(self.matches[at]),
            None => exact().or_else(only),
        }
    }

    fn activate(&mut self, position: usize) -> Outcome {
        if self.matches.is_empty() {
            return Outcome::Handled;
        }
        self.active = Some(position);
        if !self.window().contains(&position) {
            self.first = position
                .saturating_sub(WINDOW / 2)
                .min(self.matches.len().saturating_sub(WINDOW));
        }
        Outcome::Handled
    }

    fn filter(&mut self) {
        self.matches = self.options.find(self.asked());
        self.active = None;
        self.first = 0;
    }

    /// Returns what was typed to search; nothing where the text says what is chosen.
    fn asked(&self) -> &str {
        match self.searching {
            true => self.text.trim(),
            false => "",
        }
    }
}

/// Somebody to choose: an id and words that describe them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the field shows when this is chosen.
    pub id: String,
    /// What can be searched by words instead, in lower case.
    pub words: String,
}

/// People in their order. Digits ask for the ids that begin so, words for who they describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices(pub Vec<Choice>);

impl Options for Choices {
    fn find(&self, text: &str) -> Vec<usize> {
        let typed = text.to_ascii_lowercase();
        let is_match = |choice: &Choice| {
            if typed.starts_with(|c: char| c.is_ascii_digit()) {
                choice.id.starts_with(&typed)
            } else {
                choice.words.contains(&typed)
            }
        };
        (0..self.0.len())
            .filter(|&row| is_match(&self.0[row]))
            .collect()
    }

    fn name(&self, row: usize) -> String {
        self.0
            .get(row)
            .map_or(String::new(), |choice| choice.id.clone())
    }

    fn announce(&self, n: usize, text: &str) -> String {
        match n {
            0 => format!("Nobody matches \u{201c}{text}\u{201d}."),
            1 => "1 person matches.".into(),
            n => format!("{n} people match."),
        }
    }
}

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
    /// Finds the key that is meant for the combobox. While something is composed, Enter, Escape and
    /// the arrows belong to the input method.
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
mod tests;

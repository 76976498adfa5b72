//! "Who is watching?": an editable combobox with list autocomplete, as a plain state machine.
//!
//! The behaviour is that of the ARIA Authoring Practices Guide: the focus stays in the field, the
//! arrows move an active option, Enter takes it, Escape closes. The component feeds it events and
//! shows what it says; all options count, although only a window of them is in the document.

use std::ops::Range;

/// Options that are in the document at once: a screenful and what is near it.
pub const WINDOW: usize = 40;

/// Options that are visible at once, at most.
const SCREENFUL: usize = 12;

/// One thing to choose: an id and words that describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the field shows when this is chosen.
    pub id: String,
    /// What can be searched by words instead, in lower case.
    pub words: String,
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

/// What the component has to do after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Leave the key to the browser.
    Ignored,
    /// The key is used up.
    Handled,
    /// The key is used up, and this row of the choices is chosen.
    Chosen(usize),
}

/// The combobox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combobox {
    choices: Vec<Choice>,
    /// Row of what was chosen last.
    chosen: usize,
    text: String,
    /// Whether the text was typed to search; else it says who is chosen.
    searching: bool,
    open: bool,
    /// Rows of the choices that match the text.
    matches: Vec<usize>,
    /// Position in `matches`.
    active: Option<usize>,
    /// First position of the window.
    first: usize,
}

impl Combobox {
    /// A closed combobox that shows `chosen`, a row of `choices`.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn new(choices: Vec<Choice>, chosen: usize) -> Self {
        Self {
            text: choices[chosen].id.clone(),
            matches: (0..choices.len()).collect(),
            choices,
            chosen,
            searching: false,
            open: false,
            active: None,
            first: 0,
        }
    }

    /// Text of the field.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the options are shown.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Rows of the choices that match, in their order.
    #[must_use]
    pub fn matches(&self) -> &[usize] {
        &self.matches
    }

    /// Position in [`Combobox::matches`] of the active option.
    #[must_use]
    pub fn active(&self) -> Option<usize> {
        self.active
    }

    /// Row of what was chosen last.
    #[must_use]
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// Positions in [`Combobox::matches`] that belong in the document.
    #[must_use]
    pub fn window(&self) -> Range<usize> {
        let last = (self.first + WINDOW).min(self.matches.len());
        self.first.min(last)..last
    }

    /// What to announce: how many match. Nothing while closed.
    #[must_use]
    pub fn announcement(&self) -> String {
        match (self.open, self.matches.len()) {
            (false, _) => String::new(),
            (true, 0) => format!("Nobody matches \u{201c}{}\u{201d}.", self.text.trim()),
            (true, 1) => "1 person matches.".into(),
            (true, n) => format!("{n} people match."),
        }
    }

    /// The visitor changed the text.
    pub fn type_text(&mut self, text: String) {
        self.text = text;
        self.searching = true;
        self.open = true;
        self.filter();
    }

    /// The visitor pressed a key in the field.
    pub fn press(&mut self, key: Key) -> Outcome {
        match key {
            Key::Down | Key::Up if self.open && self.matches.is_empty() => Outcome::Handled,
            Key::Down | Key::Up => {
                self.open();
                let last = self.matches.len().saturating_sub(1);
                // Nobody active yet: begin at who is chosen, or in a search at either end.
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

    /// Shows what matches the search, or everybody as long as nothing was typed.
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
        self.text.clone_from(&self.choices[self.chosen].id);
        self.searching = false;
        self.open = false;
        self.filter();
    }

    /// Takes a row of the choices, clicked or set from outside.
    pub fn choose(&mut self, row: usize) {
        self.chosen = row;
        self.close();
    }

    /// The list was scrolled so that position `top` of the matches is the first visible one.
    /// Whether that moved the window.
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

    /// Position of the chosen row among the matches.
    #[must_use]
    pub fn chosen_position(&self) -> Option<usize> {
        self.matches.binary_search(&self.chosen).ok()
    }

    /// What Enter takes: the active option, the one whose id is typed in full, or the only one.
    fn candidate(&self) -> Option<usize> {
        let typed = self.text.trim();
        let exact = || {
            let mut rows = self.matches.iter().copied();
            rows.find(|&row| self.choices[row].id == typed)
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
        let typed = self.text.trim().to_lowercase();
        let is_match = |choice: &Choice| {
            !self.searching
                || if typed.starts_with(|c: char| c.is_ascii_digit()) {
                    choice.id.starts_with(&typed)
                } else {
                    choice.words.contains(&typed)
                }
        };
        self.matches = (0..self.choices.len())
            .filter(|&row| is_match(&self.choices[row]))
            .collect();
        self.active = None;
        self.first = 0;
    }
}

#[cfg(test)]
mod tests;

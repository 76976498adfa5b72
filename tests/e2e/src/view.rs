//! What the page shows at one moment.

use serde::Deserialize;

/// The script that reads a [`View`] off the page.
pub(crate) const READ: &str = include_str!("view.js");

/// The page, read at once.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct View {
    /// Query string of the address, with its question mark.
    pub query: String,
    /// Whether the app has drawn all that is there from the beginning.
    pub ready: bool,
    /// Text in the combobox.
    pub who: String,
    /// Position of the caret in the combobox.
    pub caret: Option<usize>,
    /// Whether the combobox says that its list is open.
    pub expanded: bool,
    /// Whether the combobox has the keyboard focus.
    pub focus_in_box: bool,
    /// Texts of the visible options.
    pub options: Vec<String>,
    /// Text of the option that the combobox points at.
    pub active: Option<String>,
    /// Text in the field for k.
    pub how_many: String,
    /// The recommendations.
    pub rows: Vec<Row>,
    /// Their matches, from 0 to 100.
    pub matches: Vec<u8>,
    /// The list beside them.
    pub rows_beside: Vec<Row>,
    /// What is said of the list.
    pub note: String,
    /// Names of the models that are offered.
    pub models: Vec<String>,
    /// The one that is chosen.
    pub model: String,
    /// What keeps it from being shown.
    pub model_news: String,
    /// What each list is ordered by.
    pub ordered_by: Vec<String>,
    /// How it works.
    pub how: String,
    /// Who this is.
    pub profile: String,
    /// What they rated.
    pub history: Vec<String>,
    /// Visible status messages and alerts.
    pub notices: Vec<String>,
    /// Width of the window without scroll bar, CSS pixels.
    pub width: u32,
    /// Its height, CSS pixels.
    pub height: u32,
    /// Width of what is in it, CSS pixels.
    pub content_width: u32,
    /// Computed background colour of the page.
    pub background: String,
    /// Computed text colour of the page.
    pub ink: String,
}

/// One recommendation, as the page says it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct Row {
    /// From 1.
    pub rank: String,
    /// Without the year.
    pub title: String,
    /// Year of release.
    pub year: String,
    /// Genre names with whatever separates them.
    pub genres: String,
    /// `predicted 4.2 of 5`.
    pub stars: String,
    /// That the other list has it too, and where.
    pub elsewhere: String,
}

impl View {
    /// The value of `name` in the address.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self.query.trim_start_matches('?').split('&');
        pairs
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// Whether the first list is ordered by a model with these words in its name.
    #[must_use]
    pub fn is_ordered_by(&self, words: &str) -> bool {
        let first = self.ordered_by.first();
        first.is_some_and(|it| it.contains(words))
    }

    /// The user ids of the visible options.
    #[must_use]
    pub fn option_ids(&self) -> Vec<u32> {
        self.options
            .iter()
            .filter_map(|text| first_number(text))
            .collect()
    }

    /// The user id of the option that the combobox points at.
    #[must_use]
    pub fn active_id(&self) -> Option<u32> {
        first_number(self.active.as_deref()?)
    }
}

/// The first run of digits in `text`.
fn first_number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|digits| !digits.is_empty())?
        .parse()
        .ok()
}

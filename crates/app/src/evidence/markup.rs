//! Markup with text of the results in it.

use matinee_core::escape::push_escaped;

/// Markup as it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Markup(String);

impl Markup {
    /// Appends markup.
    pub(super) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Appends a text.
    pub(super) fn text(&mut self, text: &str) {
        push_escaped(&mut self.0, text);
    }

    /// Appends an element with a text in it.
    pub(super) fn put(&mut self, tag: &str, attributes: &str, text: &str) {
        let space = if attributes.is_empty() { "" } else { " " };
        for part in ["<", tag, space, attributes, ">"] {
            self.raw(part);
        }
        self.text(text);
        for part in ["</", tag, ">"] {
            self.raw(part);
        }
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

//! Options that are all known beforehand: people.

use super::Options;

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

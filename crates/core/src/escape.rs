//! Text that would be taken for something else: for markup in SVG, for a formula in a spreadsheet.
//!
//! What opens a CSV file runs what looks like a formula, and a title may come from anybody. Such a
//! cell gets an apostrophe in front, which spreadsheets do not show; reading takes it off again.

/// Adds a text that is safe between tags, without what XML cannot hold at all.
pub fn push_escaped(markup: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            character if character.is_control() => {}
            character => markup.push(character),
        }
    }
}

/// With these, after any apostrophes, a cell begins that is a formula to a spreadsheet.
const OF_FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// What has to stand in front of a text that is written as a cell: an apostrophe, or nothing.
#[must_use]
pub fn mark(text: &str) -> &'static str {
    if is_formula(text) { "'" } else { "" }
}

/// A cell as it was before its [`mark`] was put in front.
#[must_use]
pub fn unmarked(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|rest| is_formula(rest))
        .unwrap_or(cell)
}

/// Apostrophes in front do not count, so that taking one off is always the opposite of putting one.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(OF_FORMULAS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_no_markup_and_keeps_no_control_characters() {
        let mut markup = "<text>".to_owned();
        push_escaped(&mut markup, "<b>\u{0}Tom & \"Jerry\"\n");
        assert_eq!(markup, "<text>&lt;b&gt;Tom &amp; \"Jerry\"");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_marked_and_nothing_else() {
        for formula in ["=1+1", "+1", "-1", "@SUM", "\t=1", "\r=1", "'=1"] {
            assert_eq!(mark(formula), "'", "{formula:?}");
        }
        for text in ["", "'burbs", "Heat", "M*A*S*H", "8 1/2", "a=b", " -1"] {
            assert_eq!(mark(text), "", "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn taking_the_mark_off_is_the_opposite_of_putting_it(text in "['=+@\ta-]{0,6}|\\PC{0,9}") {
            let marked = format!("{}{text}", mark(&text));
            prop_assert_eq!(unmarked(&marked), text);
        }
    }
}

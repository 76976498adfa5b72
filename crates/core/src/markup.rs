//! Text in SVG.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_no_markup_and_keeps_no_control_characters() {
        let mut markup = "<text>".to_owned();
        push_escaped(&mut markup, "<b>\u{0}Tom & \"Jerry\"\n");
        assert_eq!(markup, "<text>&lt;b&gt;Tom &amp; \"Jerry\"");
    }
}

//! Text as it is searched and compared: what people leave out when they type does not count.

/// What stands for U+00C0 to U+017F, accents and case gone. A capital stands for [`two`] letters.
const LATIN: &[u8; 192] = b"\
    aaaaaaAceeeeiiiidnooooo ouuuuyTSaaaaaaAceeeeiiiidnooooo ouuuuyTy\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiIIjjkkklllllll\
    lllnnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

const fn two(capital: u8) -> &'static str {
    match capital {
        b'A' => "ae",
        b'I' => "ij",
        b'O' => "oe",
        b'S' => "ss",
        _ => "th",
    }
}

/// The words of `text`, a blank between two of them: lower case, letters of Latin scripts without
/// their accents, `&` as `and`, signs for numbers as numbers (`Alien³` is `alien 3`, `8½` is `8 1 2`), no other
/// punctuation. `Léon`, `leon` and `LEON!` are the same.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    push_normalised(&mut normal, text);
    normal
}

/// Appends what [`normalise`] gives to what is there already, after a blank if there is any.
pub fn push_normalised(normal: &mut String, text: &str) {
    let mut is_word = false;
    let mut is_number = false;
    for c in text.chars().map(|c| small(narrow(c))) {
        let base = match c {
            '0'..='9' | 'a'..='z' => c,
            '\u{c0}'..='\u{17f}' => char::from(LATIN[c as usize - 0xc0]),
            // Within a word, and left out as often as not: apostrophes (those of Windows-1252, read
            // as Latin-1, among them), E.T., M*A*S*H; accents that stand apart from their letters.
            '\''
            | '`'
            | '.'
            | '*'
            | '\u{91}'
            | '\u{92}'
            | '\u{b4}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{300}'..='\u{36f}' => continue,
            '&' => '&',
            '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{2089}' | '\u{2150}'..='\u{216b}' => {
                let number = number(c);
                // `8½` is two numbers, `¹²` is one.
                let is_next = is_number && number.len() == 1;
                if !number.is_empty() && !is_next && !normal.is_empty() && !normal.ends_with(' ') {
                    normal.push(' ');
                }
                normal.push_str(number);
                is_word = !number.is_empty();
                is_number = is_word;
                continue;
            }
            // By ranges: the tables of Unicode are a download.
            '\0'..='\u{bf}' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' => ' ',
            _ => c,
        };
        is_number = false;
        let (is_blank, is_and) = (base == ' ', base == '&');
        if (is_and || !(is_word || is_blank)) && !normal.is_empty() {
            normal.push(' ');
        }
        is_word = !(is_blank || is_and);
        match base {
            ' ' => {}
            '&' => normal.push_str("and"),
            'A'..='Z' => normal.push_str(two(base as u8)),
            _ => normal.push(base),
        }
    }
}

/// The small letter of a capital of the Latin, Greek and Cyrillic scripts, where [`LATIN`] does not
/// know it: the library's table of all scripts is a download of 16 kB.
fn small(c: char) -> char {
    let by = match c {
        'A'..='Z' | '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3ab}' | '\u{410}'..='\u{42f}' => 0x20,
        '\u{386}' => 0x26,
        '\u{388}'..='\u{38a}' => 0x25,
        '\u{38c}' => 0x40,
        '\u{38e}' | '\u{38f}' => 0x3f,
        '\u{400}'..='\u{40f}' => 0x50,
        '\u{1e9e}' => return '\u{df}',
        // Pairs, the capital first.
        '\u{460}'..='\u{481}'
        | '\u{48a}'..='\u{4bf}'
        | '\u{1e00}'..='\u{1e95}'
        | '\u{1ea0}'..='\u{1eff}' => u32::from(c).is_multiple_of(2).into(),
        _ => 0,
    };
    char::from_u32(u32::from(c) + by).unwrap_or(c)
}

/// What a sign for a number says, in figures, a blank between two numbers; nothing for other signs.
fn number(c: char) -> &'static str {
    match c {
        '\u{2070}' | '\u{2080}' => "0",
        '¹' | '\u{2081}' => "1",
        '²' | '\u{2082}' => "2",
        '³' | '\u{2083}' => "3",
        '\u{2074}' | '\u{2084}' => "4",
        '\u{2075}' | '\u{2085}' => "5",
        '\u{2076}' | '\u{2086}' => "6",
        '\u{2077}' | '\u{2087}' => "7",
        '\u{2078}' | '\u{2088}' => "8",
        '\u{2079}' | '\u{2089}' => "9",
        '½' => "1 2",
        '¼' => "1 4",
        '¾' => "3 4",
        '⅓' => "1 3",
        '⅔' => "2 3",
        '⅛' => "1 8",
        '⅜' => "3 8",
        '⅝' => "5 8",
        '⅞' => "7 8",
        'Ⅰ' => "i",
        'Ⅱ' => "ii",
        'Ⅲ' => "iii",
        'Ⅳ' => "iv",
        'Ⅴ' => "v",
        'Ⅵ' => "vi",
        'Ⅶ' => "vii",
        'Ⅷ' => "viii",
        'Ⅸ' => "ix",
        'Ⅹ' => "x",
        'Ⅺ' => "xi",
        'Ⅻ' => "xii",
        _ => "",
    }
}

/// The letter, figure or mark of ASCII that a wide one of East Asian type stands for.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// A normalised title as a catalogue files it: without its article.
#[must_use]
pub fn without_article(normal: &str) -> &str {
    let mut articles = ["the ", "an ", "a "].into_iter();
    articles
        .find_map(|article| normal.strip_prefix(article))
        .unwrap_or(normal)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(normalise(text), expected);
    }

    #[test]
    fn case_and_accents_do_not_count() {
        check("Léon", "leon");
        check("L\u{e9}on", "leon");
        check("Le\u{301}on", "leon");
        check("ÀÉÎÕÜÝÑÇ ÿ", "aeiouync y");
        check("Čapek Łódź Žižek İğne őŽ", "capek lodz zizek igne oz");
        check(
            "Æon Œuvre Straße Þór Đorđe Ørsted",
            "aeon oeuvre strasse thor dorde orsted",
        );
        check("СТАЛКЕР", "сталкер");
        // A capital that is no letter of the table, until it is small.
        check("STRAẞE", "strasse");
    }

    #[test]
    fn punctuation_is_passed_over() {
        check("Schindler's List", "schindlers list");
        check("Schindler\u{2019}s  List!", "schindlers list");
        check("2001: A Space Odyssey", "2001 a space odyssey");
        check("Face/Off", "face off");
        check("E.T. the Extra-Terrestrial", "et the extra terrestrial");
        check("M*A*S*H", "mash");
        check(" ...  ", "");
        check("one\u{2014}two", "one two");
    }

    #[test]
    fn an_ampersand_is_a_word() {
        check("Fast & Furious", "fast and furious");
        check("Q&A", "q and a");
        check("&", "and");
    }

    #[test]
    fn signs_for_numbers_are_numbers() {
        check("Alien³", "alien 3");
        check("8½", "8 1 2");
        check("8 1/2", "8 1 2");
        check("9½ Weeks", "9 1 2 weeks");
        check("½", "1 2");
        check("x¹² + y₂", "x 12 y 2");
        check("Rocky Ⅳ", "rocky iv");
        check("Ａｌｉｅｎ　３！", "alien 3");
        // Signs that are no numbers are none.
        check("Brazil™ ★ → №", "brazil");
    }

    #[test]
    fn small_letters_are_those_of_unicode() {
        for c in ('\0'..='\u{52f}').chain('\u{1e00}'..='\u{1eff}') {
            let lower: String = c.to_lowercase().collect();
            let is_ours = matches!(c, '\0'..='\u{7f}' | '\u{386}'..='\u{3a1}' | '\u{3a3}'..='\u{3ab}' | '\u{400}'..='\u{4bf}' | '\u{1e00}'..='\u{1eff}');
            if is_ours {
                assert_eq!(small(c).to_string(), lower, "{c}");
            } else {
                assert_eq!(small(c), c);
            }
        }
    }

    #[test]
    fn every_letter_of_the_table_is_what_unicode_says() {
        for c in '\u{c0}'..='\u{17f}' {
            let lower: String = c.to_lowercase().collect();
            // Without the dot that stands apart from the i of `İ`.
            let lower = lower.replace('\u{307}', "");
            assert_eq!(normalise(&c.to_string()), normalise(&lower), "{c}");
        }
    }

    proptest! {
        #[test]
        fn words_are_apart_by_one_blank_whatever_the_text(text in any::<String>()) {
            let normal = normalise(&text);
            prop_assert_eq!(normal.trim(), normal.as_str());
            prop_assert!(!normal.contains("  "));
            prop_assert_eq!(normalise(&normal), normal);
        }
    }
}

//! Characters that a web page's source writes by name or number, `&amp;` and `&#39;`, as some
//! exports leave them in titles.

use std::borrow::Cow;

/// Names of U+00C0 to U+00FF, in order.
const LATIN: [&str; 64] = [
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

/// Others that titles have.
const OTHERS: [(&str, char); 27] = [
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("middot", '·'),
    ("bull", '•'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("frac14", '¼'),
    ("frac12", '½'),
    ("frac34", '¾'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("trade", '™'),
    ("euro", '€'),
];

/// Longer than any name or number.
const LONGEST: usize = 10;

/// The text with its entities as the characters that they mean, those that were escaped twice too.
/// What only looks like one stays.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let once = once(text);
    Cow::Owned(if once.contains("&") && once != text {
        self::once(&once)
    } else {
        once
    })
}

fn once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let found = behind
            .bytes()
            .take(LONGEST + 1)
            .position(|byte| byte == b';')
            .and_then(|end| Some((character(&behind[..end])?, &behind[end + 1..])));
        match found {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return match code {
            // As browsers read them: numbers of Windows-1252.
            0x80..=0x9f => Some(matinee_core::encoding::windows_1252(code as u8)),
            _ => char::from_u32(code).filter(|letter| !letter.is_control()),
        };
    }
    let latin = LATIN.iter().position(|known| *known == name);
    if let Some(row) = latin {
        return char::from_u32(0xc0 + row as u32);
    }
    let other = OTHERS.iter().find(|(known, _)| *known == name);
    other.map(|(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(decoded(text), expected);
    }

    #[test]
    fn names_and_numbers_are_characters() {
        check("Schindler&#39;s List", "Schindler's List");
        check("Muriel&#039;s Wedding", "Muriel's Wedding");
        check("Cuckoo&#x27;s &#X4e;est", "Cuckoo's Nest");
        check("Dumb &amp; Dumber", "Dumb & Dumber");
        check("L&eacute;on &Agrave; &yuml;", "Léon À ÿ");
        check("Alien&sup3; 8&frac12;", "Alien³ 8½");
        check("Ulee&#146;s Gold", "Ulee’s Gold");
    }

    #[test]
    fn what_was_escaped_twice_is_read_twice() {
        check("Schindler&amp;#39;s &amp;amp; List", "Schindler's & List");
    }

    #[test]
    fn what_is_no_entity_stays() {
        for text in [
            "Fast & Furious",
            "Q&A",
            "AT&T; a story",
            "&#;",
            "&#x;",
            "&#0;",
            "&#99999999999;",
            "&#xd800;",
            "&",
            "a &b c; d",
            "&é;",
        ] {
            check(text, text);
        }
    }
}

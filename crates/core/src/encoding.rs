//! Bytes of a text file whose encoding nobody says: UTF-8 or Windows-1252, as most of it is.
//!
//! Windows-1252 has the letters of Latin-1 where Latin-1 has them, and marks and letters where
//! Latin-1 has control characters, so it is what files called Latin-1 are in. By hand, because the
//! library for encodings carries the tables of all of them into the page.

use std::borrow::Cow;

/// What Windows-1252 has from 0x80 to 0x9F; its five gaps are control characters.
const MARKS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// What the bytes of a text are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, ASCII included.
    Utf8,
    /// Windows-1252, Latin-1 included.
    Windows1252,
}

/// A text, and how much of it was not in its encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Lines of a text in UTF-8 with bytes that are not; those bytes were read as Windows-1252.
    pub n_repaired: usize,
}

impl Encoding {
    /// The encoding of most lines that are not plain ASCII: one bad byte is a bad byte, not another
    /// encoding.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        if std::str::from_utf8(bytes).is_ok() {
            return Self::Utf8;
        }
        let (mut n_good, mut n_bad) = (0_usize, 0_usize);
        for line in bytes.split(|byte| *byte == b'\n') {
            if !line.is_ascii() {
                let is_good = std::str::from_utf8(line).is_ok();
                *(if is_good { &mut n_good } else { &mut n_bad }) += 1;
            }
        }
        if n_good >= n_bad {
            Self::Utf8
        } else {
            Self::Windows1252
        }
    }
}

/// The text of `bytes`, without a mark of UTF-8 in front. Nothing is lost: what is not UTF-8 in a
/// text that is, is read as Windows-1252.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: Cow::Borrowed(text),
            n_repaired: 0,
        };
    }
    if Encoding::of(bytes) == Encoding::Windows1252 {
        return Decoded {
            text: Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
            n_repaired: 0,
        };
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    let (mut n_repaired, mut is_repaired) = (0, false);
    for chunk in bytes.utf8_chunks() {
        is_repaired &= !chunk.valid().contains('\n');
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
        if !chunk.invalid().is_empty() && !is_repaired {
            (n_repaired, is_repaired) = (n_repaired + 1, true);
        }
    }
    Decoded {
        text: Cow::Owned(text),
        n_repaired,
    }
}

/// The character of a byte.
#[must_use]
pub fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => MARKS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Whether bytes begin as a zip archive does, the empty one too: they are no text.
#[must_use]
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, n_repaired: usize) {
        let decoded = decode(bytes);
        assert_eq!((&*decoded.text, decoded.n_repaired), (text, n_repaired));
    }

    #[test]
    fn utf8_is_read_with_and_without_its_mark() {
        check("Léon".as_bytes(), "Léon", 0);
        check("\u{feff}Léon".as_bytes(), "Léon", 0);
        check(b"", "", 0);
    }

    #[test]
    fn what_is_mostly_not_utf8_is_windows_1252() {
        check(b"L\xe9on", "Léon", 0);
        check(
            b"Schindler\x92s \x93List\x94 \x80",
            "Schindler’s “List” €",
            0,
        );
        // What two letters of it happen to mean in UTF-8 does not count against two lines.
        check("a\u{e3}b".as_bytes(), "aãb", 0);
        check(b"\xe9\n\xe8\n\xc3\xa9\n", "é\nè\nÃ©\n", 0);
    }

    #[test]
    fn a_bad_byte_costs_no_other_line() {
        check(b"L\xc3\xa9on\nCaf\xe9\nfin", "Léon\nCafé\nfin", 1);
        check(
            b"\xc3\xa9 \xe9 \xe9\n\xc3\xa9\n\xc3\xa9\n\xe9",
            "é é é\né\né\né",
            2,
        );
        // Half a character at the end.
        check(b"\xc3\xa9\n\xc3\xa9\nx\xc3", "é\né\nxÃ", 1);
    }

    #[test]
    fn every_byte_is_a_character_of_its_own() {
        let mut all: Vec<char> = (0..=u8::MAX).map(windows_1252).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 256);
    }
}

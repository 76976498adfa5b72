//! Bytes of a file that somebody chose, as text.
//!
//! By hand, because the library for encodings carries the tables of all of them into the page, and
//! the four that are met here need none.

use super::{MAX_BYTES, Refused};

/// How zip archives begin, the empty one too.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// UTF-8 with or without mark, UTF-16 with mark, Latin-1 otherwise.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Refused> {
    if ZIP.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(Refused::Zip);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge { found: bytes.len() });
    }
    let text = match bytes {
        [0xff, 0xfe, units @ ..] => utf16(units, u16::from_le_bytes),
        [0xfe, 0xff, units @ ..] => utf16(units, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8_or_latin1(rest),
        _ => utf8_or_latin1(bytes),
    };
    let n_controls = text.bytes().filter(|byte| is_control(*byte)).count();
    // A stray control character is a blot on one row; text has no zeros and not many others.
    if text.contains('\0') || n_controls * 100 > text.len() {
        return Err(Refused::Binary);
    }
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    Ok(text)
}

fn utf8_or_latin1(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // The first 256 characters of Unicode are those of Latin-1.
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// Half a character and an odd byte at the end become the mark of a broken one.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units)
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .chain(rest.iter().map(|_| char::REPLACEMENT_CHARACTER))
        .collect()
}

fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(decode(bytes).as_deref(), Ok(expected));
    }

    #[test]
    fn utf8_is_read_with_and_without_its_mark() {
        check("Léon".as_bytes(), "Léon");
        check("\u{feff}Léon".as_bytes(), "Léon");
    }

    #[test]
    fn utf16_is_read_in_both_orders_of_bytes() {
        for unit in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            let bytes: Vec<u8> = "\u{feff}Léon 😀".encode_utf16().flat_map(unit).collect();
            check(&bytes, "Léon 😀");
        }
    }

    #[test]
    fn half_a_character_of_utf16_is_marked() {
        check(b"\xff\xfeA\0B", "A\u{fffd}");
    }

    #[test]
    fn what_is_not_utf8_is_latin1() {
        check(b"L\xe9on", "Léon");
    }

    #[test]
    fn a_zip_is_told_apart_whatever_its_size() {
        assert_eq!(decode(b"PK\x03\x04 and so on"), Err(Refused::Zip));
        let mut large = vec![b' '; MAX_BYTES + 1];
        large[..4].copy_from_slice(ZIP[1]);
        assert_eq!(decode(&large), Err(Refused::Zip));
    }

    #[test]
    fn a_binary_file_is_refused_and_a_blot_is_not() {
        assert_eq!(decode(b"\x7fELF\x02\x01\x01\0"), Err(Refused::Binary));
        assert_eq!(decode(b"\x1f\x8b\x08\x08 gzip"), Err(Refused::Binary));
        let blot = format!("{}\u{b}", "a".repeat(200));
        check(blot.as_bytes(), &blot);
    }

    #[test]
    fn a_blank_file_is_empty() {
        for bytes in [&b""[..], b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe"] {
            assert_eq!(decode(bytes), Err(Refused::Empty), "{bytes:?}");
        }
    }

    #[test]
    fn a_huge_file_is_refused_with_its_size() {
        let found = MAX_BYTES + 1;
        assert_eq!(decode(&vec![b'a'; found]), Err(Refused::TooLarge { found }));
    }
}

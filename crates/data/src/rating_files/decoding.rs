//! The text of a file that somebody chose, whatever it is encoded in.

use std::borrow::Cow;

use matinee_core::encoding::{self, Decoded};

use super::error::{MAX_BYTES, Refused};

/// UTF-16 with its mark or recognised by the zeros of its first letters; else UTF-8 or Windows-1252.
///
/// # Errors
/// When it is no text, or too much.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Refused> {
    if encoding::is_zip(bytes) {
        return Err(Refused::Zip);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge { found: bytes.len() });
    }
    let decoded = match bytes {
        [0xff, 0xfe, units @ ..] => utf16(units, u16::from_le_bytes),
        [0xfe, 0xff, units @ ..] => utf16(units, u16::from_be_bytes),
        [1..=255, 0, 1..=255, 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, 1..=255, 0, 1..=255, ..] => utf16(bytes, u16::from_be_bytes),
        _ => encoding::decode(bytes),
    };
    let text = &decoded.text;
    let n_controls = text.bytes().filter(|byte| is_control(*byte)).count();
    // A stray control character is a blot on one row; text has no zeros and not many others.
    if text.contains('\0') || n_controls * 100 > text.len() {
        return Err(Refused::Binary);
    }
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    Ok(decoded)
}

/// Half a character and an odd byte at the end become the mark of a broken one.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded<'static> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: String = char::decode_utf16(units)
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .chain(rest.iter().map(|_| char::REPLACEMENT_CHARACTER))
        .collect();
    Decoded {
        text: Cow::Owned(text),
        n_repaired: 0,
    }
}

fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_decoded(bytes: &[u8], expected: &str) {
        let decoded = decode(bytes).map(|decoded| decoded.text.into_owned());
        assert_eq!(decoded.as_deref(), Ok(expected));
    }

    fn refused(bytes: &[u8]) -> Refused {
        decode(bytes).expect_err("it is refused")
    }

    #[test]
    fn utf16_is_read_in_both_orders_of_bytes_with_and_without_its_mark() {
        for unit in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
            for mark in ["\u{feff}", ""] {
                let text = format!("{mark}Name; Léon 😀");
                let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
                check_decoded(&bytes, "Name; Léon 😀");
            }
        }
    }

    #[test]
    fn half_a_character_of_utf16_is_marked() {
        check_decoded(b"\xff\xfeA\0B", "A\u{fffd}");
    }

    #[test]
    fn a_zip_is_told_apart_whatever_its_size() {
        assert_eq!(refused(b"PK\x03\x04 and so on"), Refused::Zip);
        let mut large = vec![b' '; MAX_BYTES + 1];
        large[..4].copy_from_slice(b"PK\x05\x06");
        assert_eq!(refused(&large), Refused::Zip);
    }

    #[test]
    fn a_binary_file_is_refused_and_a_blot_is_not() {
        assert_eq!(refused(b"\x7fELF\x02\x01\x01\0"), Refused::Binary);
        assert_eq!(refused(b"\x1f\x8b\x08\x08 gzip"), Refused::Binary);
        let blot = format!("{}\u{b}", "a".repeat(200));
        check_decoded(blot.as_bytes(), &blot);
    }

    #[test]
    fn a_blank_file_is_empty() {
        for bytes in [&b""[..], b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe"] {
            assert_eq!(refused(bytes), Refused::Empty, "{bytes:?}");
        }
    }

    #[test]
    fn a_huge_file_is_refused_with_its_size() {
        let found = MAX_BYTES + 1;
        assert_eq!(refused(&vec![b'a'; found]), Refused::TooLarge { found });
    }
}

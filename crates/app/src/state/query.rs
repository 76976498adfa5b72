//! Query strings, read without a browser.

/// Longest part of a wrong value that a message repeats, in characters.
const QUOTED: usize = 40;

/// The decoded value of the first `name` in a query string.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = query.strip_prefix('?').unwrap_or(query).split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| decode(value))
}

/// Undoes percent-encoding; what is no UTF-8 becomes U+FFFD. The browser's own decoder would keep
/// this module from being tested natively, and a crate would be longer than this function.
fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped = (byte == b'%')
            .then(|| tail.get(..2).and_then(hex_byte))
            .flatten();
        match (byte, escaped) {
            (_, Some(decoded)) => {
                bytes.push(decoded);
                rest = &tail[2..];
            }
            (b'+', None) => {
                bytes.push(b' ');
                rest = tail;
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(digits[0])? * 16 + digit(digits[1])?;
    u8::try_from(value).ok()
}

/// A wrong value as a message repeats it.
pub(super) fn quoted(asked: &str) -> String {
    let mut characters = asked.chars().filter(|c| !c.is_control());
    let mut text: String = characters.by_ref().take(QUOTED).collect();
    if characters.next().is_some() {
        text.push('…');
    }
    text
}

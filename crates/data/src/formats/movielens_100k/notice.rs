//! Where a data set comes from and what may be done with it: what every model says that is made of
//! it.
//!
//! MovieLens 100K is known by its bytes; other data may say it in a file of its own, `u.notice`.

use md5::{Digest, Md5};

use crate::raw::ParseError;

/// The name of the notice, which a data set need not have.
pub const NOTICE: &str = "u.notice";

/// MD5 of the official `u.data`, hexadecimal.
pub const OFFICIAL_RATINGS_MD5: &str = "6e47046882bad158b0efbb84cd5cb987";
/// MD5 of the official `u.item`, hexadecimal: a part of the ratings is MovieLens 100K, too.
const OFFICIAL_MOVIES_MD5: &str = "c9e7f390115d79079537301d5204f3f7";

/// What is said of MovieLens 100K.
pub const MOVIELENS_100K: &str = "Made from MovieLens 100K by GroupLens (F. M. Harper and J. A. \
Konstan, The MovieLens Datasets: History and Context, ACM TiiS 5, 4, 2015), which is licensed for \
research and not for commercial use, and may not be redistributed without permission: ask \
GroupLens before you publish.";

/// What is said of data that says nothing of itself.
pub const UNKNOWN: &str = "Made from a data set that does not say where it comes from and what may \
be done with it: ask whoever it is of before you publish.";

/// A notice is a paragraph; a longer one is another file by mistake.
const MAX_BYTES: usize = 4_000;

/// The MD5 of some bytes, hexadecimal.
#[must_use]
pub fn md5(bytes: &[u8]) -> String {
    let hash = Md5::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a model says of the data set that it is made of: `u.data`, `u.item` and, if there is one,
/// `u.notice`.
///
/// # Errors
/// A notice that is no paragraph of text.
pub(super) fn of(
    ratings: &[u8],
    movies: &[u8],
    notice: Option<&[u8]>,
) -> Result<String, ParseError> {
    let is_official = md5(ratings) == OFFICIAL_RATINGS_MD5 || md5(movies) == OFFICIAL_MOVIES_MD5;
    match notice {
        _ if is_official => Ok(MOVIELENS_100K.to_owned()),
        Some(bytes) => parse(bytes),
        None => Ok(UNKNOWN.to_owned()),
    }
}

/// Lines become one paragraph.
fn parse(bytes: &[u8]) -> Result<String, ParseError> {
    let refuse = |line, reason: &str| {
        Err(ParseError {
            file: NOTICE.to_owned(),
            line,
            column: 1,
            reason: format!("{reason}; write one paragraph of text, or remove the file"),
        })
    };
    if bytes.len() > MAX_BYTES {
        return refuse(1, "the notice is longer than 4000 bytes");
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            return refuse(line, "the notice is not in UTF-8");
        }
    };
    for (line, text) in (1..).zip(text.lines()) {
        if text
            .chars()
            .any(|letter| letter.is_control() && letter != '\t')
        {
            return refuse(line, "the notice has a control character");
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.is_empty() {
        true => refuse(1, "the notice is empty"),
        false => Ok(words.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(notice: &[u8]) -> Result<String, ParseError> {
        of(b"", b"", Some(notice))
    }

    #[test]
    fn data_says_what_it_is_itself() {
        assert_eq!(of(b"", b"", None).unwrap(), UNKNOWN);
        let said = with("\u{feff}Ratings of our club,\r\n\tfree to use – März\n".as_bytes());
        assert_eq!(said.unwrap(), "Ratings of our club, free to use – März");
    }

    #[test]
    fn what_is_no_paragraph_is_refused_with_its_line() {
        for (notice, place) in [
            (&b""[..], "u.notice:1:1"),
            (b" \n\n", "u.notice:1:1"),
            (b"fine\n\xff", "u.notice:2:1"),
            (b"fine\n\x1b[2J", "u.notice:2:1"),
            (&[b'x'; MAX_BYTES + 1], "u.notice:1:1"),
        ] {
            let message = with(notice).unwrap_err().to_string();
            assert!(message.starts_with(place), "{message}");
            assert!(message.contains("or remove the file"), "{message}");
        }
    }
}

//! What the address says: who is watching, how many movies to list, by which model.
//!
//! `?user=500&k=10&model=seed`, and nothing else: ratings and searches never reach an address.

use std::fmt;
use std::num::IntErrorKind;

use crate::domain::UserId;

use super::models::{Models, Shown};

/// Fewest and most movies that a list holds.
pub const K_RANGE: std::ops::RangeInclusive<usize> = 1..=50;
/// Length of the list unless the visitor asks for another.
pub const DEFAULT_K: usize = 10;
/// Longest part of a wrong value that a message repeats, in characters.
const QUOTED: usize = 40;

/// What the visitor asked for, in the words of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListState {
    /// Who is watching.
    pub user: UserId,
    /// How many movies to list.
    pub k: usize,
    /// Whose lists.
    pub shown: Shown,
}

/// Something in the address that cannot be had, and what is shown instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// No user has this id.
    UnknownUser {
        /// What the address says.
        asked: String,
        /// Who is shown instead.
        shown: UserId,
    },
    /// A list cannot have this length.
    ImpossibleK {
        /// What the address or the visitor says.
        asked: String,
        /// The length that is shown instead.
        shown: usize,
    },
    /// No model has this name.
    UnknownModel {
        /// What the address says.
        asked: String,
        /// What is shown instead.
        shown: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownUser { asked, shown } => write!(
                f,
                "There is no user \u{201c}{asked}\u{201d} here. You see user {shown} instead."
            ),
            Self::ImpossibleK { asked, shown } => write!(
                f,
                "A list has {} to {} movies, not \u{201c}{asked}\u{201d}. You see {shown}.",
                K_RANGE.start(),
                K_RANGE.end()
            ),
            Self::UnknownModel { asked, shown } => write!(
                f,
                "There is no model \u{201c}{asked}\u{201d} here. You see {shown} instead."
            ),
        }
    }
}

impl ListState {
    /// Reads a query string, with or without its question mark.
    ///
    /// What is missing takes its default; what is wrong takes it too, with a notice. Of a name
    /// that occurs twice the first counts, and unknown names are passed over.
    pub fn parse(
        query: &str,
        default_user: UserId,
        is_known: impl Fn(UserId) -> bool,
        models: &Models,
    ) -> (Self, Vec<Notice>) {
        let mut notices = Vec::new();
        let user = parameter(query, "user").map_or(default_user, |asked| {
            let user = asked.parse().ok().map(UserId).filter(|id| is_known(*id));
            user.unwrap_or_else(|| {
                notices.push(Notice::UnknownUser {
                    asked: quoted(&asked),
                    shown: default_user,
                });
                default_user
            })
        });
        let k = parameter(query, "k").map_or(DEFAULT_K, |asked| {
            let (k, notice) = parse_k(&asked, DEFAULT_K);
            notices.extend(notice);
            k
        });
        let shown = parameter(query, "model").map_or(Shown::default(), |asked| {
            models.parse(&asked).unwrap_or_else(|| {
                notices.push(Notice::UnknownModel {
                    asked: quoted(&asked),
                    shown: models.all()[0].phrase(),
                });
                Shown::default()
            })
        });
        (Self { user, k, shown }, notices)
    }

    /// The query string that [`ListState::parse`] reads, with its question mark. The model that
    /// came with the page needs no word.
    ///
    /// # Panics
    /// When a row of `shown` is not one of `models`.
    #[must_use]
    pub fn write(&self, models: &Models) -> String {
        let Self { user, k, shown } = self;
        if *shown == Shown::default() {
            return format!("?user={user}&k={k}");
        }
        format!("?user={user}&k={k}&model={}", models.write(*shown))
    }
}

/// Reads a list's length: clipped to [`K_RANGE`] when it is a whole number, else `fallback`;
/// with a notice in both cases.
#[must_use]
pub fn parse_k(asked: &str, fallback: usize) -> (usize, Option<Notice>) {
    let asked = asked.trim();
    let shown = match asked.parse::<usize>() {
        Ok(k) if K_RANGE.contains(&k) => return (k, None),
        Ok(0) => *K_RANGE.start(),
        Ok(_) => *K_RANGE.end(),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => *K_RANGE.end(),
        Err(_) if is_negative(asked) => *K_RANGE.start(),
        Err(_) => fallback,
    };
    let asked = quoted(asked);
    (shown, Some(Notice::ImpossibleK { asked, shown }))
}

fn is_negative(asked: &str) -> bool {
    asked
        .strip_prefix('-')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The decoded value of the first `name` in a query string.
fn parameter(query: &str, name: &str) -> Option<String> {
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

fn quoted(asked: &str) -> String {
    let mut characters = asked.chars().filter(|c| !c.is_control());
    let mut text: String = characters.by_ref().take(QUOTED).collect();
    if characters.next().is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Companion;

    const DEFAULT: UserId = UserId(500);

    fn models() -> Models {
        Models::new("hybrid", &[Companion::of("seed", b"weights")])
    }

    fn parse(query: &str) -> (ListState, Vec<Notice>) {
        ListState::parse(query, DEFAULT, |id| (1..=943).contains(&id.0), &models())
    }

    /// Expects `query` to give user and k without a complaint.
    fn check(query: &str, user: u32, k: usize) {
        let expected = ListState {
            user: UserId(user),
            k,
            shown: Shown::default(),
        };
        assert_eq!(parse(query), (expected, vec![]));
    }

    /// Expects `query` to give user and k, and a message that names `culprit`.
    fn check_notice(query: &str, user: u32, k: usize, culprit: &str) {
        let (state, notices) = parse(query);
        assert_eq!((state.user.0, state.k), (user, k));
        assert_eq!(notices.len(), 1, "{notices:?}");
        let message = notices[0].to_string();
        assert!(message.contains(culprit), "{message}");
    }

    #[test]
    fn an_empty_address_takes_the_defaults() {
        check("", 500, 10);
        check("?", 500, 10);
    }

    #[test]
    fn user_and_k_are_read_in_any_order() {
        check("?user=69&k=5", 69, 5);
        check("?k=5&user=69", 69, 5);
    }

    #[test]
    fn other_parameters_are_passed_over() {
        check("?utm_source=x&user=15&flag&k=3", 15, 3);
    }

    #[test]
    fn the_first_of_two_counts() {
        check("?user=15&user=69", 15, 10);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (user, k) in [(1, 1), (500, 10), (943, 50)] {
            let state = ListState {
                user: UserId(user),
                k,
                shown: Shown::default(),
            };
            assert_eq!(parse(&state.write(&models())), (state, vec![]));
        }
    }

    #[test]
    fn the_model_in_the_page_needs_no_word_and_the_others_are_read_back() {
        for (choice, words) in models().choices().into_iter().zip([
            "?user=500&k=10",
            "?user=500&k=10&model=seed",
            "?user=500&k=10&model=hybrid,seed",
        ]) {
            let state = ListState {
                user: DEFAULT,
                k: 10,
                shown: choice,
            };
            assert_eq!(state.write(&models()), words);
            assert_eq!(parse(words), (state, vec![]));
        }
        check("?model=hybrid", 500, 10);
    }

    #[test]
    fn an_unknown_model_is_named_and_replaced() {
        check_notice("?model=oracle", 500, 10, "oracle");
        check_notice("?model=oracle", 500, 10, "the hybrid");
        check_notice("?model=", 500, 10, "\u{201c}\u{201d}");
    }

    #[test]
    fn an_unknown_user_is_named_and_replaced() {
        check_notice("?user=100000", 500, 10, "100000");
        check_notice("?user=0", 500, 10, "0");
        check_notice("?user=-3", 500, 10, "-3");
        check_notice(
            "?user=99999999999999999999",
            500,
            10,
            "99999999999999999999",
        );
    }

    #[test]
    fn a_user_that_is_no_number_is_named_and_replaced() {
        check_notice("?user=nobody", 500, 10, "nobody");
        check_notice("?user=", 500, 10, "\u{201c}\u{201d}");
    }

    #[test]
    fn a_length_outside_the_range_is_clipped() {
        check_notice("?k=0", 500, 1, "\u{201c}0\u{201d}");
        check_notice("?k=51", 500, 50, "51");
        check_notice("?k=-2", 500, 1, "-2");
        check_notice("?k=99999999999999999999", 500, 50, "99999999999999999999");
    }

    #[test]
    fn a_length_that_is_no_whole_number_takes_the_default() {
        check_notice("?k=ten", 500, 10, "ten");
        check_notice("?k=2.5", 500, 10, "2.5");
        check_notice("?k=-", 500, 10, "-");
    }

    #[test]
    fn two_wrong_values_give_two_messages() {
        assert_eq!(parse("?user=x&k=y").1.len(), 2);
    }

    #[test]
    fn a_message_repeats_decoded_text() {
        check_notice("?user=%3Cb%3E+x", 500, 10, "<b> x");
        check_notice("?user=caf%C3%A9", 500, 10, "café");
        check_notice("?user=100%", 500, 10, "100%");
        check_notice("?user=%FF", 500, 10, "\u{fffd}");
    }

    #[test]
    fn a_long_wrong_value_is_cut() {
        let (_, notices) = parse(&format!("?user={}", "x".repeat(10_000)));
        assert!(notices[0].to_string().chars().count() < 120);
    }
}

//! What the page says of something that cannot be had.

use std::fmt;

use super::K_RANGE;

/// Something in the address that cannot be had, and what is shown instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Nothing of its kind has this name.
    Unknown {
        /// Its kind: `user`, `model`.
        what: &'static str,
        /// What the address says.
        asked: String,
        /// What is shown instead.
        shown: String,
    },
    /// A list cannot have this length.
    ImpossibleK {
        /// What the address or the visitor says.
        asked: String,
        /// The length that is shown instead.
        shown: usize,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { what, asked, shown } => write!(
                f,
                "There is no {what} \u{201c}{asked}\u{201d} here. You see {shown} instead."
            ),
            Self::ImpossibleK { asked, shown } => write!(
                f,
                "A list has {} to {} movies, not \u{201c}{asked}\u{201d}. You see {shown}.",
                K_RANGE.start(),
                K_RANGE.end()
            ),
        }
    }
}

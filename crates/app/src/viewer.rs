//! Who is watching: somebody of the data set, or the visitor.

use std::fmt;

use matinee_core::domain::UserId;

/// What the address calls the visitor.
const YOU: &str = "you";

/// Whom a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Viewer {
    /// The visitor, by the stars that they gave in this browser.
    You,
    /// Somebody of the training data.
    User(UserId),
}

impl Viewer {
    /// Reads what [`Viewer`] displays as; whether the user is known is for the caller to see.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            YOU => Some(Self::You),
            id => id.parse().ok().map(UserId).map(Self::User),
        }
    }

    /// Returns the user of the training data.
    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::You => None,
            Self::User(id) => Some(id),
        }
    }

    /// Names the viewer in the middle of a sentence: `you`, `user 500`.
    #[must_use]
    pub fn phrase(self) -> String {
        match self {
            Self::You => YOU.to_owned(),
            Self::User(id) => format!("user {id}"),
        }
    }

    /// Names the viewer as a heading: `You`, `User 500`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::You => "You".to_owned(),
            Self::User(id) => format!("User {id}"),
        }
    }
}

/// As the address and the stored file say it: `you`, `500`.
impl fmt::Display for Viewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::You => f.write_str(YOU),
            Self::User(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_displayed_is_read_back() {
        for viewer in [Viewer::You, Viewer::User(UserId(500))] {
            assert_eq!(Viewer::parse(&viewer.to_string()), Some(viewer));
        }
    }

    #[test]
    fn nobody_else_is_read() {
        for text in ["", "You", "-3", "5.0", "me"] {
            assert_eq!(Viewer::parse(text), None, "{text}");
        }
    }
}

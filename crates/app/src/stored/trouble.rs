//! What the visitor hears of a stored session that cannot be read as it is.

use crate::words;

/// What is wrong with what is stored. The visitor hears of it and decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A later version of this page has left it: it stays untouched, and what is done lasts as long
    /// as the page.
    Later,
    /// So many lines cannot be read: they are stored on, beside what is done.
    Damaged {
        /// How many.
        n_lines: usize,
    },
}

impl Trouble {
    /// What the visitor reads.
    #[must_use]
    pub fn said(self) -> String {
        match self {
            Self::Later => "A later version of this page has stored ratings in this browser. This \
                            version cannot read them and leaves them alone: what you do now lasts as \
                            long as this page is open. Loading the page again may bring the later \
                            version."
                .to_owned(),
            Self::Damaged { n_lines } => {
                let lines = words::counted(n_lines, "line", "lines");
                format!(
                    "Of the ratings that this browser has stored, {lines} cannot be read. \
                     The others are here, and nothing was thrown away."
                )
            }
        }
    }

    /// What the button says that does without it.
    #[must_use]
    pub const fn discard(self) -> &'static str {
        match self {
            Self::Later => "Replace them by what I do here",
            Self::Damaged { .. } => "Throw the unreadable lines away",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_what_is_wrong_and_what_becomes_of_it() {
        let later = Trouble::Later.said();
        assert!(later.contains("leaves them alone"), "{later}");
        let said = |n_lines| Trouble::Damaged { n_lines }.said();
        assert!(said(1).contains("1 line cannot be read"), "{}", said(1));
        assert!(said(2).contains("2 lines cannot be read"), "{}", said(2));
    }
}

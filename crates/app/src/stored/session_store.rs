//! When the stored session is read and written: each change at the price of the change.
//!
//! The whole is a text of its own. What is done goes to the end of a second, short one, which
//! becomes part of the whole when it has grown. Every tab adds to the second text what it did itself
//! and hears what the others add, so none of them ever writes down what it remembers of a movie that
//! another one has changed since.

use std::fmt::{self, Write};

use crate::format;
use crate::session::{Change, Edit, Fact, SavedSession};
use matinee_core::domain::MovieId;

use super::session::{self, Later, Stored};

/// Bytes from which on the changes become part of the whole: some hundred ratings.
const MOST_CHANGES: usize = 4_096;

/// One of the two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Everything, but for what was done since it was written.
    Whole,
    /// What was done since.
    Changes,
}

impl Name {
    /// Returns what the browser calls it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Whole => "matinee:session",
            Self::Changes => "matinee:session:changes",
        }
    }

    /// Finds the text that the browser calls so.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        let mut all = [Self::Whole, Self::Changes].into_iter();
        all.find(|name| name.key() == key)
    }
}

/// Where texts are stored: a browser, or a test.
pub trait Texts {
    /// Reads a text; `None` for one that is not there or cannot be read.
    fn get(&self, name: Name) -> Option<String>;
    /// Stores a text. Returns whether that was possible.
    #[must_use]
    fn put(&self, name: Name, text: &str) -> bool;
    /// Forgets a text.
    fn remove(&self, name: Name);
}

/// Whether something was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storing {
    /// It was.
    Done,
    /// The browser refused it: it lasts as long as the page, and is tried again with the next one.
    Refused,
    /// What is stored must not be replaced before the visitor says so.
    Held,
}

/// What another tab did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing that is not known.
    Nothing,
    /// These.
    Facts(Vec<Fact>),
    /// So much that all was read again.
    Whole(SavedSession),
}

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
    /// Says what the visitor reads.
    #[must_use]
    pub fn said(self) -> String {
        match self {
            Self::Later => "A later version of this page has stored ratings in this browser. This \
                            version cannot read them and leaves them alone: what you do now lasts as \
                            long as this page is open. Loading the page again may bring the later \
                            version."
                .to_owned(),
            Self::Damaged { n_lines } => {
                let lines = format::counted(n_lines, "line", "lines");
                format!(
                    "Of the ratings that this browser has stored, {lines} cannot be read. \
                     The others are here, and nothing was thrown away."
                )
            }
        }
    }

    /// Labels the button that does without it.
    #[must_use]
    pub const fn discard(self) -> &'static str {
        match self {
            Self::Later => "Replace them by what I do here",
            Self::Damaged { .. } => "Throw the unreadable lines away",
        }
    }
}

/// The number by which the catalogue lists a movie.
struct MainId(Box<dyn Fn(MovieId) -> MovieId + Send + Sync>);

impl fmt::Debug for MainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MainId")
    }
}

/// The stored session as this tab knows it.
#[derive(Debug)]
pub struct SessionStore<T> {
    texts: T,
    main_id: MainId,
    /// The changes as they were last seen. What follows in a longer text is new.
    seen: String,
    /// Whether the whole took up changes of another tab that this one has not heard of yet.
    has_missed: bool,
    /// What this tab has added to them.
    own: Vec<Fact>,
    /// What could not be stored.
    unstored: Vec<Fact>,
    trouble: Option<Trouble>,
}

impl<T: Texts> SessionStore<T> {
    /// Reads what is stored. `main_id` gives the number by which the catalogue lists a movie that
    /// has several.
    pub fn open(
        texts: T,
        main_id: impl Fn(MovieId) -> MovieId + Send + Sync + 'static,
    ) -> (Self, SavedSession) {
        let mut store = Self {
            texts,
            main_id: MainId(Box::new(main_id)),
            seen: String::new(),
            has_missed: false,
            own: Vec::new(),
            unstored: Vec::new(),
            trouble: None,
        };
        let saved = store.read_again();
        (store, saved)
    }

    /// Says what is wrong with what is stored, if anything.
    #[must_use]
    pub const fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }

    /// Stores what the visitor did.
    pub fn store(&mut self, edit: &Edit) -> Storing {
        self.unstored.extend(edit.changes.iter().map(Change::fact));
        if self.trouble == Some(Trouble::Later) {
            return Storing::Held;
        }
        let changes = self.texts.get(Name::Changes).unwrap_or_default();
        if session::is_later(&changes) {
            self.trouble = Some(Trouble::Later);
            return Storing::Held;
        }
        let is_seen = changes == self.seen;
        let begun = match changes.is_empty() {
            true => session::no_changes(),
            false => changes,
        };
        let longer = with_lines(begun, &self.unstored);
        let has_grown = longer.len() > MOST_CHANGES;
        // Also before they become part of the whole: another tab may read the new whole beside the changes as
        // they are now, and they must not take back what it has.
        let is_put = self.texts.put(Name::Changes, &longer);
        if is_put {
            self.own.append(&mut self.unstored);
            // What another tab has added in between is still to be heard of.
            if is_seen {
                self.seen = longer;
            }
        }
        match has_grown.then(|| self.gather()) {
            // Where the whole has no room, the changes may still have.
            None | Some(Storing::Refused) if is_put => Storing::Done,
            None => Storing::Refused,
            Some(storing) => storing,
        }
    }

    /// Hears that another tab has changed a text; `None` for all of them.
    pub fn hear(&mut self, name: Option<Name>) -> Heard {
        if name != Some(Name::Changes) || self.has_missed || self.trouble == Some(Trouble::Later) {
            return Heard::Whole(self.read_again());
        }
        let changes = self.texts.get(Name::Changes).unwrap_or_default();
        if changes.is_empty() {
            // They are part of the whole by now. It may have been heard of while they were still here, and they
            // laid over it what is older.
            self.own.clear();
            return Heard::Whole(self.read_again());
        }
        let rest = changes.strip_prefix(&self.seen);
        let rest = rest.filter(|it| self.seen.is_empty() || it.is_empty() || it.starts_with('\n'));
        match rest {
            Some(rest) if !session::is_later(&changes) => {
                let facts = session::facts(rest).into_iter();
                let mut facts: Vec<Fact> = facts
                    .map(|fact| fact.with_main_id(&self.main_id.0))
                    .collect();
                // What this tab could not store holds here all the same.
                facts.extend(&self.unstored);
                self.seen = changes;
                match facts.is_empty() {
                    true => Heard::Nothing,
                    false => Heard::Facts(facts),
                }
            }
            _ => {
                self.add_lost(&changes);
                Heard::Whole(self.read_again())
            }
        }
    }

    /// Returns the texts as they are, for the visitor to take along.
    #[must_use]
    pub fn as_stored(&self) -> String {
        let [whole, changes] =
            [Name::Whole, Name::Changes].map(|name| self.texts.get(name).unwrap_or_default());
        match changes.is_empty() {
            true => whole,
            false => format!("{whole}\n{changes}"),
        }
    }

    /// Does without what cannot be read: `saved`, which is what they see, takes its place.
    pub fn discard(&mut self, saved: &SavedSession) -> Storing {
        let stored = Stored {
            saved: saved.clone(),
            unread: Vec::new(),
        };
        self.put_whole(&stored)
    }

    /// Makes the changes a part of the whole, with what could not be stored before.
    fn gather(&mut self) -> Storing {
        let Ok(mut stored) = self.read() else {
            self.trouble = Some(Trouble::Later);
            return Storing::Held;
        };
        let changes = self.texts.get(Name::Changes).unwrap_or_default();
        self.has_missed |= changes != self.seen;
        stored.saved.set(self.unstored.iter().copied());
        self.put_whole(&stored)
    }

    fn put_whole(&mut self, stored: &Stored) -> Storing {
        if !self.texts.put(Name::Whole, &session::whole(stored)) {
            return Storing::Refused;
        }
        // Closed in between, the page finds changes that the whole has already.
        self.texts.remove(Name::Changes);
        self.seen.clear();
        self.own.clear();
        self.unstored.clear();
        self.trouble = damage(stored);
        Storing::Done
    }

    /// Reads everything anew, with what this tab could not store.
    fn read_again(&mut self) -> SavedSession {
        self.has_missed = false;
        self.seen = self.texts.get(Name::Changes).unwrap_or_default();
        let mut stored = match self.read() {
            Ok(stored) => {
                self.trouble = damage(&stored);
                stored
            }
            Err(Later { .. }) => {
                self.trouble = Some(Trouble::Later);
                Stored::default()
            }
        };
        stored.saved.set(self.unstored.iter().copied());
        stored.saved
    }

    fn read(&self) -> Result<Stored, Later> {
        let [whole, changes] =
            [Name::Whole, Name::Changes].map(|name| self.texts.get(name).unwrap_or_default());
        session::read(&whole, &changes, &self.main_id.0)
    }

    /// Adds what another tab has overwritten: two tabs that write at the same moment take each
    /// other's last line away, so what this one has added and is not there is added again.
    fn add_lost(&mut self, changes: &str) {
        if session::is_later(changes) {
            return;
        }
        let is_lost = |fact: &Fact| {
            let line = session::line(*fact);
            !changes.lines().any(|it| it == line)
        };
        let lost: Vec<Fact> = self.own.iter().copied().filter(is_lost).collect();
        if !lost.is_empty()
            && !self
                .texts
                .put(Name::Changes, &with_lines(changes.to_owned(), &lost))
        {
            self.unstored.extend(lost);
        }
    }
}

fn with_lines(mut text: String, facts: &[Fact]) -> String {
    for fact in facts {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{}", session::line(*fact));
    }
    text
}

fn damage(stored: &Stored) -> Option<Trouble> {
    let n_lines = stored.unread.len();
    (n_lines > 0).then_some(Trouble::Damaged { n_lines })
}

#[cfg(test)]
mod tests;

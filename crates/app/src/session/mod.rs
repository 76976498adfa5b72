//! What the visitor did in this browser: stars they gave, movies they put aside, and the way back.
//!
//! Every act is a list of changes of single movies. So it can be undone without undoing what
//! another tab did in between, and it can be written into what another tab has stored.

mod edit;
mod entries;
mod kept;
#[cfg(test)]
mod tests;

use matinee_core::domain::{MovieId, Stars};

use super::viewer::Viewer;

pub use edit::{ActionKind, Change, Edit};
pub use kept::{Fact, Kept, Mark};

/// How many acts can be undone, one after the other.
const MEMORY: usize = 50;

/// A star that the visitor tries out: it counts in the list and is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supposed {
    /// Which movie.
    pub movie: MovieId,
    /// What is tried instead of what was given; `None` for no rating.
    pub stars: Option<Stars>,
}

/// The visitor's side of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    kept: Kept,
    supposed: Option<Supposed>,
    done: Vec<Edit>,
}

impl Session {
    /// A session that goes on from what was kept.
    #[must_use]
    pub fn new(kept: Kept) -> Self {
        Self {
            kept,
            ..Self::default()
        }
    }

    /// What is to be stored.
    #[must_use]
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Another tab, or the storage itself, says what is kept now. What was tried out ends.
    pub fn renew(&mut self, kept: Kept) {
        if self.kept != kept {
            self.kept = kept;
            self.supposed = None;
        }
    }

    /// Another tab did something. What was tried out ends, unless it changes nothing here.
    pub fn hear(&mut self, facts: &[Fact]) {
        let holds = |fact: &Fact| match *fact {
            Fact::Rating(movie, stars) => self.kept.stars(movie) == stars,
            Fact::Mark(viewer, movie, mark) => self.kept.mark(viewer, movie) == mark,
        };
        if !facts.iter().all(holds) {
            self.kept.set(facts.iter().copied());
            self.supposed = None;
        }
    }

    /// The visitor's ratings in the order in which they were given, with what is tried out.
    #[must_use]
    pub fn ratings(&self) -> Vec<(MovieId, Stars)> {
        let mut ratings = self.kept.ratings().to_vec();
        if let Some(Supposed { movie, stars }) = self.supposed {
            let row = ratings.iter().position(|(own, _)| *own == movie);
            match (row, stars) {
                (Some(row), Some(stars)) => ratings[row].1 = stars,
                (Some(row), None) => drop(ratings.remove(row)),
                (None, Some(stars)) => ratings.push((movie, stars)),
                (None, None) => {}
            }
        }
        ratings
    }

    /// What is tried out.
    #[must_use]
    pub fn supposed(&self) -> Option<Supposed> {
        self.supposed
    }

    /// Tries out another star for a movie, or ends the trial.
    pub fn suppose(&mut self, supposed: Option<Supposed>) {
        self.supposed = supposed.filter(|it| self.kept.stars(it.movie) != it.stars);
    }

    /// The trial becomes a rating.
    pub fn keep_supposed(&mut self) -> Option<Edit> {
        let Supposed { movie, stars } = self.supposed.take()?;
        self.rate(movie, stars)
    }

    /// The visitor gives a movie stars, or takes them back. `None` where that changes nothing.
    pub fn rate(&mut self, movie: MovieId, stars: Option<Stars>) -> Option<Edit> {
        let kind = match stars {
            Some(stars) => ActionKind::Rated(movie, stars),
            None => ActionKind::Unrated(movie),
        };
        let change = Change::Rating {
            movie,
            before: self.kept.stars(movie),
            after: stars,
        };
        self.commit(kind, vec![change])
    }

    /// Many stars at once, from a file.
    pub fn import(&mut self, ratings: &[(MovieId, Stars)]) -> Option<Edit> {
        let changes = ratings.iter().map(|&(movie, stars)| Change::Rating {
            movie,
            before: self.kept.stars(movie),
            after: Some(stars),
        });
        let changes: Vec<_> = changes.filter(Change::is_real).collect();
        self.commit(ActionKind::Imported(changes.len()), changes)
    }

    /// Takes every star back.
    pub fn clear(&mut self) -> Option<Edit> {
        let ratings = self.kept.ratings().iter();
        let changes = ratings.map(|&(movie, stars)| Change::Rating {
            movie,
            before: Some(stars),
            after: None,
        });
        let changes: Vec<_> = changes.collect();
        self.commit(ActionKind::Cleared(changes.len()), changes)
    }

    /// Puts a movie aside for somebody, or back on their list.
    pub fn mark(&mut self, viewer: Viewer, movie: MovieId, mark: Option<Mark>) -> Option<Edit> {
        let before = self.kept.mark(viewer, movie);
        let change = Change::Mark {
            viewer,
            movie,
            before,
            after: mark,
        };
        let kind = match mark {
            Some(mark) => ActionKind::Marked(movie, mark),
            None => ActionKind::Unmarked(movie),
        };
        self.commit(kind, vec![change])
    }

    /// The act that [`Session::undo`] would take back.
    #[must_use]
    pub fn last(&self) -> Option<&Edit> {
        self.done.last()
    }

    /// Takes the last act back. What it returns is what has to be stored: the reverse act.
    pub fn undo(&mut self) -> Option<Edit> {
        let back = self.done.pop()?.reversed();
        self.supposed = None;
        self.kept.apply(&back);
        Some(back)
    }

    fn commit(&mut self, kind: ActionKind, mut changes: Vec<Change>) -> Option<Edit> {
        changes.retain(Change::is_real);
        if changes.is_empty() {
            return None;
        }
        self.supposed = None;
        let act = Edit { kind, changes };
        self.kept.apply(&act);
        if self.done.len() == MEMORY {
            self.done.remove(0);
        }
        self.done.push(act.clone());
        Some(act)
    }
}

//! One thing that the visitor did, as changes of single movies and in a sentence.

use matinee_core::domain::{MovieId, Stars};

use super::format;
use super::viewer::Viewer;

/// Why a movie is put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Seen already.
    Seen,
    /// Not of interest.
    Hidden,
}

/// What holds of one movie from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The visitor's stars; `None` for none.
    Rating(MovieId, Option<Stars>),
    /// Whether somebody put it aside; `None` for not.
    Mark(Viewer, MovieId, Option<Mark>),
}

impl Fact {
    /// Returns the same fact of the movie that `main` gives for its own: a catalogue may list a
    /// movie under several numbers.
    #[must_use]
    pub fn with_main_id(self, main: impl Fn(MovieId) -> MovieId) -> Self {
        match self {
            Self::Rating(movie, stars) => Self::Rating(main(movie), stars),
            Self::Mark(viewer, movie, mark) => Self::Mark(viewer, main(movie), mark),
        }
    }
}

/// What the visitor did, in the words of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Gave a movie stars.
    Rated(MovieId, Stars),
    /// Took a movie's stars back.
    Unrated(MovieId),
    /// Put a movie aside.
    Marked(MovieId, Mark),
    /// Put a movie back.
    Unmarked(MovieId),
    /// Took so many ratings from a file.
    Imported(usize),
    /// Took all stars back, so many.
    Cleared(usize),
    /// Took another edit back.
    Undid,
}

/// What became of one movie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The visitor's stars.
    Rating {
        /// Which movie.
        movie: MovieId,
        /// Stars before; `None` for none.
        before: Option<Stars>,
        /// Stars after.
        after: Option<Stars>,
    },
    /// Whether somebody wants to see it.
    Mark {
        /// On whose list.
        viewer: Viewer,
        /// Which movie.
        movie: MovieId,
        /// Mark before; `None` for none.
        before: Option<Mark>,
        /// Mark after.
        after: Option<Mark>,
    },
}

/// What the visitor did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// In a word.
    pub kind: ActionKind,
    /// Movie by movie; each movie at most once.
    pub changes: Vec<Change>,
}

impl Edit {
    /// Returns the edit that takes this one back.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let changes = self.changes.iter().map(|change| change.reversed());
        Self {
            kind: ActionKind::Undid,
            changes: changes.collect(),
        }
    }
}

impl Change {
    /// Tells whether anything is different after the change.
    #[must_use]
    pub fn is_real(&self) -> bool {
        match self {
            Self::Rating { before, after, .. } => before != after,
            Self::Mark { before, after, .. } => before != after,
        }
    }

    /// Returns what holds after the change.
    #[must_use]
    pub const fn fact(&self) -> Fact {
        match *self {
            Self::Rating { movie, after, .. } => Fact::Rating(movie, after),
            Self::Mark {
                viewer,
                movie,
                after,
                ..
            } => Fact::Mark(viewer, movie, after),
        }
    }

    fn reversed(mut self) -> Self {
        match &mut self {
            Self::Rating { before, after, .. } => std::mem::swap(before, after),
            Self::Mark { before, after, .. } => std::mem::swap(before, after),
        }
        self
    }
}

impl Edit {
    /// Says what was done. `title` is that of a movie, or its number where the catalogue has none.
    #[must_use]
    pub fn said(&self, title: &dyn Fn(MovieId) -> String) -> String {
        let whose = match self.changes.first() {
            Some(Change::Mark { viewer, .. }) => *viewer,
            _ => Viewer::You,
        };
        let list = match whose {
            Viewer::You => "your list".to_owned(),
            Viewer::User(id) => format!("the list of user {id}"),
        };
        let ratings = |n| format::counted(n, "rating", "ratings");
        match self.kind {
            ActionKind::Rated(movie, stars) => {
                let stars = format::counted(usize::from(stars.get()), "star", "stars");
                format!("You gave {} {stars}.", title(movie))
            }
            ActionKind::Unrated(movie) => format!("You took your stars for {} back.", title(movie)),
            ActionKind::Marked(movie, mark) => {
                let ask = self.asked().map_or("", |_| " How was it?");
                format!("{} is off {list}: {}.{ask}", title(movie), mark.said())
            }
            ActionKind::Unmarked(movie) => format!("{} may be on {list} again.", title(movie)),
            ActionKind::Imported(n) => format!("You brought in {}.", ratings(n)),
            ActionKind::Cleared(n) => format!("You took {} back.", ratings(n)),
            ActionKind::Undid => "Undone.".to_owned(),
        }
    }

    /// Names the movie whose stars the visitor may want to give now: they just said that they have
    /// seen it.
    #[must_use]
    pub fn asked(&self) -> Option<MovieId> {
        match (self.kind, self.changes.first()) {
            (ActionKind::Marked(movie, Mark::Seen), Some(Change::Mark { viewer, .. })) => {
                (*viewer == Viewer::You).then_some(movie)
            }
            _ => None,
        }
    }
}

impl Mark {
    /// Says why a movie is put aside.
    #[must_use]
    pub const fn said(self) -> &'static str {
        match self {
            Self::Seen => "already seen",
            Self::Hidden => "not of interest",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;
    use matinee_core::domain::UserId;

    const SCREAM: MovieId = MovieId(288);

    /// Expects what is done to be said so.
    fn check(edit: impl FnOnce(&mut Session) -> Option<Edit>, expected: &str) {
        let mut session = Session::default();
        session.import(&[(MovieId(50), Stars::ALL[4])]);
        let edit = edit(&mut session).expect("it changes something");
        assert_eq!(edit.said(&|id| format!("Movie {id}")), expected);
    }

    #[test]
    fn stars_are_said_with_their_number() {
        check(
            |it| it.rate(SCREAM, Some(Stars::ALL[0])),
            "You gave Movie 288 1 star.",
        );
        check(
            |it| it.rate(MovieId(50), None),
            "You took your stars for Movie 50 back.",
        );
    }

    #[test]
    fn what_is_put_aside_is_said_with_its_reason_and_whose_list_it_is() {
        check(
            |it| it.mark(Viewer::You, SCREAM, Some(Mark::Seen)),
            "Movie 288 is off your list: already seen. How was it?",
        );
        let user = Viewer::User(UserId(500));
        check(
            |it| it.mark(user, SCREAM, Some(Mark::Hidden)),
            "Movie 288 is off the list of user 500: not of interest.",
        );
    }

    #[test]
    fn only_what_the_visitor_has_seen_is_asked_about() {
        let asked_of = |viewer, mark| {
            let edit = Session::default().mark(viewer, SCREAM, Some(mark));
            edit.expect("it changes something").asked()
        };
        assert_eq!(asked_of(Viewer::You, Mark::Seen), Some(SCREAM));
        assert_eq!(asked_of(Viewer::You, Mark::Hidden), None);
        assert_eq!(asked_of(Viewer::User(UserId(500)), Mark::Seen), None);
    }

    #[test]
    fn what_is_put_back_is_not_promised_a_place() {
        check(
            |it| {
                it.mark(Viewer::You, SCREAM, Some(Mark::Seen));
                it.mark(Viewer::You, SCREAM, None)
            },
            "Movie 288 may be on your list again.",
        );
    }

    #[test]
    fn many_ratings_at_once_are_counted() {
        check(|it| it.clear(), "You took 1 rating back.");
        let two = [SCREAM, MovieId(1)].map(|movie| (movie, Stars::ALL[2]));
        check(|it| it.import(&two), "You brought in 2 ratings.");
    }
}

//! What the visitor did in this browser: stars they gave, movies they put aside, and the way back.
//!
//! Every edit is a list of changes of single movies. So it can be undone without undoing what
//! another tab did in between, and it can be written into what another tab has stored.

use matinee_core::domain::{MovieId, Stars};

use super::edit::{ActionKind, Change, Edit, Fact, Mark};
use super::saved_session::SavedSession;
use super::viewer::Viewer;

/// How many edits can be undone, one after the other.
const MEMORY: usize = 50;

/// A star that the visitor tries out: it counts in the list and is not saved.
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
    saved: SavedSession,
    supposed: Option<Supposed>,
    done: Vec<Edit>,
}

impl Session {
    /// Begins a session that goes on from what was saved.
    #[must_use]
    pub fn new(saved: SavedSession) -> Self {
        Self {
            saved,
            ..Self::default()
        }
    }

    /// Returns what is to be stored.
    #[must_use]
    pub fn saved(&self) -> &SavedSession {
        &self.saved
    }

    /// Takes what another tab, or the storage itself, says is saved now. What was tried out ends.
    pub fn renew(&mut self, saved: SavedSession) {
        if self.saved != saved {
            self.saved = saved;
            self.supposed = None;
        }
    }

    /// Takes what another tab did. What was tried out ends, unless it changes nothing here.
    pub fn hear(&mut self, facts: &[Fact]) {
        let holds = |fact: &Fact| match *fact {
            Fact::Rating(movie, stars) => self.saved.stars(movie) == stars,
            Fact::Mark(viewer, movie, mark) => self.saved.mark(viewer, movie) == mark,
        };
        if !facts.iter().all(holds) {
            self.saved.set(facts.iter().copied());
            self.supposed = None;
        }
    }

    /// Returns the visitor's ratings in the order in which they were given, with what is tried out.
    #[must_use]
    pub fn ratings(&self) -> Vec<(MovieId, Stars)> {
        let mut ratings = self.saved.ratings().to_vec();
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

    /// Returns what is tried out.
    #[must_use]
    pub fn supposed(&self) -> Option<Supposed> {
        self.supposed
    }

    /// Tries out another star for a movie, or ends the trial.
    pub fn suppose(&mut self, supposed: Option<Supposed>) {
        self.supposed = supposed.filter(|it| self.saved.stars(it.movie) != it.stars);
    }

    /// Makes the trial a rating.
    pub fn keep_supposed(&mut self) -> Option<Edit> {
        let Supposed { movie, stars } = self.supposed.take()?;
        self.rate(movie, stars)
    }

    /// Gives a movie stars, or takes them back. `None` where that changes nothing.
    pub fn rate(&mut self, movie: MovieId, stars: Option<Stars>) -> Option<Edit> {
        let kind = match stars {
            Some(stars) => ActionKind::Rated(movie, stars),
            None => ActionKind::Unrated(movie),
        };
        let change = Change::Rating {
            movie,
            before: self.saved.stars(movie),
            after: stars,
        };
        self.commit(kind, vec![change])
    }

    /// Takes many stars at once, from a file.
    pub fn import(&mut self, ratings: &[(MovieId, Stars)]) -> Option<Edit> {
        let changes = ratings.iter().map(|&(movie, stars)| Change::Rating {
            movie,
            before: self.saved.stars(movie),
            after: Some(stars),
        });
        let changes: Vec<_> = changes.filter(Change::is_real).collect();
        self.commit(ActionKind::Imported(changes.len()), changes)
    }

    /// Takes every star back.
    pub fn clear(&mut self) -> Option<Edit> {
        let ratings = self.saved.ratings().iter();
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
        let before = self.saved.mark(viewer, movie);
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

    /// Returns the edit that [`Session::undo`] would take back.
    #[must_use]
    pub fn last(&self) -> Option<&Edit> {
        self.done.last()
    }

    /// Takes the last edit back. Returns what has to be stored: the reverse edit.
    pub fn undo(&mut self) -> Option<Edit> {
        let back = self.done.pop()?.reversed();
        self.supposed = None;
        self.saved.apply(&back);
        Some(back)
    }

    fn commit(&mut self, kind: ActionKind, mut changes: Vec<Change>) -> Option<Edit> {
        changes.retain(Change::is_real);
        if changes.is_empty() {
            return None;
        }
        self.supposed = None;
        let edit = Edit { kind, changes };
        self.saved.apply(&edit);
        if self.done.len() == MEMORY {
            self.done.remove(0);
        }
        self.done.push(edit.clone());
        Some(edit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::UserId;
    use proptest::prelude::*;

    const STAR_WARS: MovieId = MovieId(50);
    const ALIEN: MovieId = MovieId(183);
    const SOMEBODY: Viewer = Viewer::User(UserId(500));

    fn stars(n: u8) -> Stars {
        Stars::try_from(n).expect("one to five")
    }

    /// A session in which two movies were rated.
    fn rated() -> Session {
        let mut session = Session::default();
        session.rate(STAR_WARS, Some(stars(5)));
        session.rate(ALIEN, Some(stars(2)));
        session
    }

    #[test]
    fn ratings_stand_in_the_order_in_which_they_were_given() {
        let mut session = rated();
        session.rate(STAR_WARS, Some(stars(4)));
        assert_eq!(
            session.ratings(),
            [(STAR_WARS, stars(4)), (ALIEN, stars(2))]
        );
    }

    #[test]
    fn the_same_stars_again_are_no_act() {
        let mut session = rated();
        assert_eq!(session.rate(ALIEN, Some(stars(2))), None);
        assert_eq!(session.rate(MovieId(1), None), None);
        assert_eq!(
            session.last().map(|edit| edit.kind),
            Some(ActionKind::Rated(ALIEN, stars(2)))
        );
    }

    #[test]
    fn clearing_is_undone_at_once() {
        let mut session = rated();
        let before = session.saved().clone();
        assert_eq!(
            session.clear().map(|edit| edit.kind),
            Some(ActionKind::Cleared(2))
        );
        assert!(session.ratings().is_empty());
        session.undo();
        assert_eq!(session.saved(), &before);
    }

    #[test]
    fn an_import_is_one_act_and_counts_what_it_changed() {
        let mut session = rated();
        let edit = session.import(&[(STAR_WARS, stars(5)), (MovieId(1), stars(3))]);
        assert_eq!(edit.map(|edit| edit.kind), Some(ActionKind::Imported(1)));
        session.undo();
        assert_eq!(session.saved().stars(MovieId(1)), None);
        assert_eq!(session.saved().stars(STAR_WARS), Some(stars(5)));
    }

    #[test]
    fn marks_belong_to_one_watcher() {
        let mut session = Session::default();
        session.mark(SOMEBODY, ALIEN, Some(Mark::Hidden));
        assert_eq!(session.saved().mark(SOMEBODY, ALIEN), Some(Mark::Hidden));
        assert_eq!(session.saved().mark(Viewer::You, ALIEN), None);
        assert_eq!(
            session.saved().marks_of(SOMEBODY).collect::<Vec<_>>(),
            [(ALIEN, Mark::Hidden)]
        );
    }

    #[test]
    fn what_was_rated_since_is_not_put_aside_until_its_stars_are_taken_back() {
        let mut session = Session::default();
        session.mark(Viewer::You, ALIEN, Some(Mark::Seen));
        session.mark(SOMEBODY, ALIEN, Some(Mark::Seen));
        session.rate(ALIEN, Some(stars(4)));
        let put_aside = |session: &Session, viewer| session.saved().put_aside_of(viewer).count();
        assert_eq!(put_aside(&session, Viewer::You), 0);
        assert_eq!(put_aside(&session, SOMEBODY), 1);
        session.rate(ALIEN, None);
        assert_eq!(put_aside(&session, Viewer::You), 1);
    }

    #[test]
    fn a_trial_counts_and_is_not_kept() {
        let mut session = rated();
        session.suppose(Some(Supposed {
            movie: ALIEN,
            stars: None,
        }));
        assert_eq!(session.ratings(), [(STAR_WARS, stars(5))]);
        assert_eq!(session.saved().stars(ALIEN), Some(stars(2)));
        session.suppose(None);
        assert_eq!(session.ratings().len(), 2);
    }

    #[test]
    fn a_trial_of_what_is_so_already_is_none() {
        let mut session = rated();
        session.suppose(Some(Supposed {
            movie: ALIEN,
            stars: Some(stars(2)),
        }));
        assert_eq!(session.supposed(), None);
    }

    #[test]
    fn a_trial_that_is_kept_is_a_rating() {
        let mut session = rated();
        session.suppose(Some(Supposed {
            movie: ALIEN,
            stars: Some(stars(4)),
        }));
        session.keep_supposed();
        assert_eq!(session.saved().stars(ALIEN), Some(stars(4)));
        assert_eq!(session.supposed(), None);
        session.undo();
        assert_eq!(session.saved().stars(ALIEN), Some(stars(2)));
    }

    #[test]
    fn undoing_leaves_alone_what_another_tab_did() {
        let mut here = rated();
        let mut stored = here.saved().clone();
        stored.apply(
            &Session::new(stored.clone())
                .rate(MovieId(1), Some(stars(1)))
                .expect("new"),
        );
        here.renew(stored);
        here.undo();
        assert_eq!(here.saved().stars(ALIEN), None);
        assert_eq!(here.saved().stars(MovieId(1)), Some(stars(1)));
    }

    #[test]
    fn what_another_tab_did_ends_a_trial_only_where_it_changes_something() {
        let mut session = rated();
        let trial = Supposed {
            movie: ALIEN,
            stars: None,
        };
        session.suppose(Some(trial));
        session.hear(&[Fact::Rating(STAR_WARS, Some(stars(5)))]);
        assert_eq!(session.supposed(), Some(trial));
        session.hear(&[
            Fact::Rating(STAR_WARS, None),
            Fact::Mark(Viewer::You, ALIEN, Some(Mark::Seen)),
        ]);
        assert_eq!(session.supposed(), None);
        assert_eq!(session.ratings(), [(ALIEN, stars(2))]);
        assert_eq!(session.saved().mark(Viewer::You, ALIEN), Some(Mark::Seen));
    }

    fn edit() -> impl Strategy<Value = (u8, u32, Option<u8>)> {
        (0_u8..6, 1_u32..6, prop::option::of(1_u8..=5))
    }

    /// A session after these edits.
    fn after(edits: &[(u8, u32, Option<u8>)]) -> Session {
        let mut session = Session::default();
        for &(kind, movie, n) in edits {
            let movie = MovieId(movie);
            match kind {
                0..3 => session.rate(movie, n.map(stars)),
                3 => session.mark(SOMEBODY, movie, n.map(|_| Mark::Seen)),
                4 => session.mark(Viewer::You, movie, n.map(|_| Mark::Hidden)),
                _ => session.clear(),
            };
        }
        session
    }

    /// The same entries in any order: an undone removal comes back at the end.
    fn sorted(saved: &SavedSession) -> Vec<String> {
        let ratings = saved.ratings().iter().map(|it| format!("{it:?}"));
        let marks = saved.marks().iter().map(|it| format!("{it:?}"));
        let mut entries: Vec<_> = ratings.chain(marks).collect();
        entries.sort_unstable();
        entries
    }

    proptest! {
        #[test]
        fn undoing_everything_leaves_nothing(edits in prop::collection::vec(edit(), 0..40)) {
            let mut session = after(&edits);
            while session.undo().is_some() {}
            prop_assert_eq!(session.saved(), &SavedSession::default());
        }

        #[test]
        fn undoing_returns_to_the_entries_before(
            edits in prop::collection::vec(edit(), 0..20),
            last in edit(),
        ) {
            let before = after(&edits);
            let mut all = edits;
            all.push(last);
            let mut session = after(&all);
            if session.last() != before.last() {
                session.undo();
                prop_assert_eq!(sorted(session.saved()), sorted(before.saved()));
            }
        }
    }
}

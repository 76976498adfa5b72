//! What the visitor did in this browser: stars they gave, movies they put aside, and the way back; what stays of
//! it, of which [`crate::stored`] has the text form.
//!
//! Every edit is a list of changes of single movies. So it can be undone without undoing what
//! another tab did in between, and it can be written into what another tab has stored.

use std::collections::BTreeMap;

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
                format!("You gave {} {}.", title(movie), format::given(stars))
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

/// Ratings and marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedSession {
    /// In the order in which they were given; each movie at most once.
    ratings: Entries<MovieId, Stars>,
    /// Each movie of each viewer at most once.
    marks: Entries<(Viewer, MovieId), Mark>,
}

impl SavedSession {
    /// Returns the visitor's ratings, in the order in which they were given.
    #[must_use]
    pub fn ratings(&self) -> &[(MovieId, Stars)] {
        self.ratings.list()
    }

    /// Returns what the visitor gave a movie.
    #[must_use]
    pub fn stars(&self, movie: MovieId) -> Option<Stars> {
        self.ratings.get(movie)
    }

    /// Tells whether somebody put a movie aside, and why.
    #[must_use]
    pub fn mark(&self, viewer: Viewer, movie: MovieId) -> Option<Mark> {
        self.marks.get((viewer, movie))
    }

    /// Returns everybody's marks, in the order in which they were made.
    #[must_use]
    pub fn marks(&self) -> &[((Viewer, MovieId), Mark)] {
        self.marks.list()
    }

    /// Returns the movies that somebody put aside, in the order in which they did.
    pub fn marks_of(&self, viewer: Viewer) -> impl Iterator<Item = (MovieId, Mark)> {
        let marks = self.marks().iter();
        marks
            .filter(move |((whose, _), _)| *whose == viewer)
            .map(|((_, movie), mark)| (*movie, *mark))
    }

    /// Returns [`SavedSession::marks_of`] without what the visitor has rated since: that would not
    /// come back to their list without its mark either.
    pub fn put_aside_of(&self, viewer: Viewer) -> impl Iterator<Item = (MovieId, Mark)> {
        let is_rated = move |movie| viewer == Viewer::You && self.stars(movie).is_some();
        self.marks_of(viewer)
            .filter(move |(movie, _)| !is_rated(*movie))
    }

    /// Does an edit.
    pub fn apply(&mut self, edit: &Edit) {
        self.set(edit.changes.iter().map(Change::fact));
    }

    /// Takes facts, the later ones of a movie in the place of the earlier ones.
    pub fn set(&mut self, facts: impl Iterator<Item = Fact> + Clone) {
        self.ratings
            .set(facts.clone().filter_map(|fact| match fact {
                Fact::Rating(movie, stars) => Some((movie, stars)),
                Fact::Mark(..) => None,
            }));
        self.marks.set(facts.filter_map(|fact| match fact {
            Fact::Mark(viewer, movie, mark) => Some(((viewer, movie), mark)),
            Fact::Rating(..) => None,
        }));
    }
}

/// A list of values by key.
///
/// Setting, finding and taking out cost the logarithm of the length, and so does each of many at
/// once: somebody may have rated a hundred thousand movies.
#[derive(Clone, Debug)]
struct Entries<K, V> {
    /// In the order of `stamps`.
    list: Vec<(K, V)>,
    /// For each row of `list` a number that it keeps: ascending.
    stamps: Vec<u32>,
    /// The stamp of each key.
    found: BTreeMap<K, u32>,
    /// The stamp of the next new key.
    next: u32,
}

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            stamps: Vec::new(),
            found: BTreeMap::new(),
            next: 0,
        }
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for Entries<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl<K: Eq, V: Eq> Eq for Entries<K, V> {}

impl<K: Ord + Copy, V: Copy> Entries<K, V> {
    /// Returns all of them, in the order in which their keys were set first.
    fn list(&self) -> &[(K, V)] {
        &self.list
    }

    /// Returns the value of a key.
    fn get(&self, key: K) -> Option<V> {
        Some(self.list[self.row(key)?].1)
    }

    /// Sets values, one after the other: a known key keeps its place, a new one comes last, `None`
    /// takes the key out.
    fn set(&mut self, values: impl IntoIterator<Item = (K, Option<V>)>) {
        let mut is_gone = Vec::new();
        for (key, value) in values {
            match (self.row(key), value) {
                (Some(row), Some(value)) => self.list[row].1 = value,
                (Some(row), None) => {
                    self.found.remove(&key);
                    is_gone.resize(self.list.len(), false);
                    is_gone[row] = true;
                }
                (None, Some(value)) => {
                    self.found.insert(key, self.next);
                    self.stamps.push(self.next);
                    self.list.push((key, value));
                    self.next += 1;
                }
                (None, None) => {}
            }
        }
        // All at once: each by itself would move all that follow it.
        if !is_gone.is_empty() {
            keep(&mut self.list, &is_gone);
            keep(&mut self.stamps, &is_gone);
        }
    }

    fn row(&self, key: K) -> Option<usize> {
        let stamp = self.found.get(&key)?;
        self.stamps.binary_search(stamp).ok()
    }
}

/// Keeps the rows that are not gone; those beyond the end of `is_gone` are not.
fn keep<T>(rows: &mut Vec<T>, is_gone: &[bool]) {
    let mut row = 0;
    rows.retain(|_| {
        row += 1;
        !is_gone.get(row - 1).is_some_and(|is_gone| *is_gone)
    });
}

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
    use std::cell::Cell;
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use matinee_core::domain::UserId;

    use super::*;

    const SCREAM: MovieId = MovieId(288);

    /// Expects what is done to be said so.
    fn check(edit: impl FnOnce(&mut Session) -> Option<Edit>, expected: &str) {
        let mut session = Session::default();
        session.import(&[(MovieId(50), Stars::WHOLE[4])]);
        let edit = edit(&mut session).expect("it changes something");
        assert_eq!(edit.said(&|id| format!("Movie {id}")), expected);
    }

    #[test]
    fn stars_are_said_with_their_number() {
        check(
            |it| it.rate(SCREAM, Some(Stars::WHOLE[0])),
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
        let two = [SCREAM, MovieId(1)].map(|movie| (movie, Stars::WHOLE[2]));
        check(|it| it.import(&two), "You brought in 2 ratings.");
    }

    /// The same by a look at every entry.
    fn set_slowly(list: &mut Vec<(u8, u8)>, key: u8, value: Option<u8>) {
        let row = list.iter().position(|(own, _)| *own == key);
        match (row, value) {
            (Some(row), Some(value)) => list[row].1 = value,
            (Some(row), None) => drop(list.remove(row)),
            (None, Some(value)) => list.push((key, value)),
            (None, None) => {}
        }
    }

    /// A key that counts how often it is compared.
    #[derive(Clone, Copy, PartialEq, Eq)]
    struct Counted(u32);

    thread_local! {
        static N_COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    impl PartialOrd for Counted {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl Ord for Counted {
        fn cmp(&self, other: &Self) -> Ordering {
            N_COMPARED.set(N_COMPARED.get() + 1);
            self.0.cmp(&other.0)
        }
    }

    #[test]
    fn each_of_200_000_costs_the_logarithm_of_their_number() {
        let n = 200_000_u32;
        let mut entries = Entries::default();
        // Neither ascending nor descending, each twice.
        let keys = || (0..2 * n).map(|row| Counted(row.wrapping_mul(7_919) % n));
        entries.set(keys().map(|key| (key, Some(1))));
        assert_eq!(entries.list().len(), n as usize);
        assert!(keys().all(|key| entries.get(key) == Some(1)));
        entries.set(keys().map(|key| (key, None)));
        assert!(entries.list().is_empty());
        // Each key is set twice, found twice, taken out twice.
        let n_each = N_COMPARED.get() / (6 * n as usize);
        assert!(n_each < 120, "{n_each} comparisons each");
    }

    proptest! {
        #[test]
        fn it_is_what_a_look_at_every_entry_gives(
            batches in prop::collection::vec(
                prop::collection::vec((0_u8..9, prop::option::of(any::<u8>())), 0..12),
                0..8,
            ),
        ) {
            let (mut entries, mut expected) = (Entries::default(), Vec::new());
            for batch in batches {
                for (key, value) in &batch {
                    set_slowly(&mut expected, *key, *value);
                }
                entries.set(batch);
                prop_assert_eq!(entries.list(), &expected[..]);
                for key in 0..9 {
                    let value = expected.iter().find(|(own, _)| *own == key);
                    prop_assert_eq!(entries.get(key), value.map(|(_, value)| *value));
                }
            }
        }
    }

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

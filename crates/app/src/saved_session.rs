//! What stays in this browser: ratings and marks. [`crate::stored`] has its text form.

use std::collections::BTreeMap;

use matinee_core::domain::{MovieId, Stars};

use super::edit::{Change, Edit, Fact, Mark};
use super::viewer::Viewer;

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;
    use std::cmp::Ordering;

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
}

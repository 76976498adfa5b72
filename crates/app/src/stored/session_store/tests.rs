//! Tabs over one storage, which may be full, refused, damaged, or of a later version.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use proptest::prelude::*;

use super::*;
use crate::session::Session;
use matinee_core::domain::{MovieId, Stars};

/// A browser's storage.
#[derive(Debug, Default)]
struct Storage {
    texts: RefCell<[Option<String>; 2]>,
    is_full: Cell<bool>,
    /// Bytes that were read or written.
    n_bytes: Cell<usize>,
    /// What was stored after each write.
    states: RefCell<Vec<[Option<String>; 2]>>,
}

impl Storage {
    fn with(whole: &str, changes: &str) -> Rc<Self> {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Rc::new(Self {
            texts: RefCell::new([text(whole), text(changes)]),
            ..Self::default()
        })
    }

    fn text(&self, name: Name) -> String {
        self.texts.borrow()[name as usize]
            .clone()
            .unwrap_or_default()
    }

    fn count(&self, text: &str) {
        self.n_bytes.set(self.n_bytes.get() + text.len());
    }

    fn note_state(&self) {
        self.states.borrow_mut().push(self.texts.borrow().clone());
    }
}

impl Texts for Rc<Storage> {
    fn get(&self, name: Name) -> Option<String> {
        let text = self.texts.borrow()[name as usize].clone();
        text.iter().for_each(|text| self.count(text));
        text
    }

    fn put(&self, name: Name, text: &str) -> bool {
        self.count(text);
        if !self.is_full.get() {
            self.texts.borrow_mut()[name as usize] = Some(text.to_owned());
            self.note_state();
        }
        !self.is_full.get()
    }

    fn remove(&self, name: Name) {
        self.texts.borrow_mut()[name as usize] = None;
        self.note_state();
    }
}

/// A tab.
struct Tab {
    store: SessionStore<Rc<Storage>>,
    session: Session,
}

impl Tab {
    fn open(storage: &Rc<Storage>) -> Self {
        let (store, saved) = SessionStore::open(Rc::clone(storage), |id| id);
        Self {
            store,
            session: Session::new(saved),
        }
    }

    fn rate(&mut self, movie: u32, stars: usize) -> Storing {
        let stars = stars.checked_sub(1).map(|row| Stars::WHOLE[row]);
        match self.session.rate(MovieId(movie), stars) {
            Some(edit) => self.store.store(&edit),
            None => Storing::Done,
        }
    }

    fn hear(&mut self, name: Option<Name>) {
        match self.store.hear(name) {
            Heard::Nothing => {}
            Heard::Facts(facts) => self.session.hear(&facts),
            Heard::Whole(saved) => self.session.renew(saved),
        }
    }

    fn saved(&self) -> &SavedSession {
        self.session.saved()
    }

    /// Movies and stars, by movie.
    fn rated(&self) -> Vec<(u32, u8)> {
        let ratings = self.saved().ratings().iter();
        let mut rated: Vec<_> = ratings
            .map(|(movie, stars)| (movie.0, stars.halves() / 2))
            .collect();
        rated.sort_unstable();
        rated
    }
}

/// A whole with so many ratings.
fn many(n: u32) -> String {
    (1..=n).fold("matinee 1".to_owned(), |text, movie| {
        format!("{text}\nrate {movie} 3")
    })
}

#[test]
fn what_is_done_is_there_at_the_next_visit() {
    let storage = Storage::with("matinee 1\nrate 50 5\nrate 51 4", "");
    let mut tab = Tab::open(&storage);
    assert_eq!(tab.rate(50, 2), Storing::Done);
    assert_eq!(tab.rate(51, 0), Storing::Done);
    assert_eq!(tab.rate(52, 1), Storing::Done);
    assert_eq!(storage.text(Name::Whole), "matinee 1\nrate 50 5\nrate 51 4");
    assert_eq!(Tab::open(&storage).saved(), tab.saved());
    assert_eq!(tab.rated(), [(50, 2), (52, 1)]);
}

#[test]
fn rating_one_of_100_000_movies_does_not_read_every_stored_line() {
    let storage = Storage::with(&many(100_000), "");
    let (mut tab, mut other) = (Tab::open(&storage), Tab::open(&storage));
    storage.n_bytes.set(0);
    let n_acts = 100;
    for movie in 1..=n_acts {
        assert_eq!(tab.rate(movie, 5), Storing::Done);
        other.hear(Some(Name::Changes));
    }
    assert_eq!(other.saved(), tab.saved());
    let n_bytes = storage.n_bytes.get() / n_acts as usize;
    // The whole has more than a million.
    assert!(n_bytes < 4 * MOST_CHANGES, "{n_bytes} bytes an act");
}

#[test]
fn many_changes_become_part_of_the_whole() {
    let storage = Storage::with("", "");
    let (mut tab, mut other) = (Tab::open(&storage), Tab::open(&storage));
    for movie in 1..=1_000 {
        assert_eq!(tab.rate(movie, 1 + movie as usize % 5), Storing::Done);
        // What a browser tells of an edit, in its order.
        if storage.text(Name::Changes).is_empty() {
            other.hear(Some(Name::Whole));
        }
        other.hear(Some(Name::Changes));
        assert_eq!(other.saved().ratings().len(), movie as usize);
        assert!(storage.text(Name::Changes).len() <= MOST_CHANGES);
    }
    assert!(storage.text(Name::Whole).lines().count() > 500);
    assert_eq!(other.saved(), tab.saved());
    assert_eq!(Tab::open(&storage).saved(), tab.saved());
}

#[test]
fn whoever_reads_while_changes_become_part_of_the_whole_finds_what_is_there_before_or_after() {
    let storage = Storage::with("", "");
    let mut tab = Tab::open(&storage);
    let mut n_gathered = 0;
    // The same few movies again and again: an older change would take back a newer one.
    for act in 0..1_000 {
        let before = tab.rated();
        storage.states.borrow_mut().clear();
        tab.rate(1 + act % 3, 1 + act as usize % 5);
        let after = tab.rated();
        for state in storage.states.borrow().iter() {
            let [whole, changes] = state.clone().map(Option::unwrap_or_default);
            let rated = Tab::open(&Storage::with(&whole, &changes)).rated();
            assert!(rated == before || rated == after, "{state:?}");
        }
        n_gathered += usize::from(storage.text(Name::Changes).is_empty());
    }
    assert!(n_gathered > 1, "{n_gathered}");
}

#[test]
fn changes_that_were_seen_beside_a_whole_that_has_newer_ones_are_no_longer_held_against_it() {
    // The browser told of the new whole before it told that the changes are gone.
    let storage = Storage::with("matinee 1\nrate 1 5", "matinee changes 1\nrate 1 2");
    let mut tab = Tab::open(&storage);
    assert_eq!(tab.rated(), [(1, 2)]);
    storage.remove(Name::Changes);
    tab.hear(Some(Name::Changes));
    assert_eq!(tab.rated(), [(1, 5)]);
}

#[test]
fn what_another_tab_did_is_heard_of_though_this_one_has_gone_on_after_making_it_part_of_the_whole()
{
    let storage = Storage::with("", "");
    let (mut first, mut second) = (Tab::open(&storage), Tab::open(&storage));
    first.rate(9_999, 5);
    let mut act = 0;
    while !storage.text(Name::Changes).is_empty() {
        second.rate(1 + act % 3, 1 + act as usize % 5);
        act += 1;
    }
    second.rate(1, 1);
    second.hear(Some(Name::Changes));
    assert_eq!(second.rated(), Tab::open(&storage).rated());
    assert_eq!(second.rated().last(), Some(&(9_999, 5)));
}

#[test]
fn an_import_becomes_part_of_the_whole_at_once() {
    let storage = Storage::with("", "");
    let mut tab = Tab::open(&storage);
    let ratings: Vec<_> = (1..=5_000)
        .map(|id| (MovieId(id), Stars::WHOLE[2]))
        .collect();
    let edit = tab.session.import(&ratings).expect("they are new");
    assert_eq!(tab.store.store(&edit), Storing::Done);
    assert_eq!(storage.text(Name::Whole), many(5_000));
    assert_eq!(storage.text(Name::Changes), "");
}

#[test]
fn two_tabs_do_not_overwrite_each_others_ratings() {
    let storage = Storage::with("matinee 1\nrate 1 1", "");
    let (mut first, mut second) = (Tab::open(&storage), Tab::open(&storage));
    // Neither has heard of the other yet.
    first.rate(2, 2);
    second.rate(3, 3);
    second.rate(1, 5);
    first.hear(Some(Name::Changes));
    second.hear(Some(Name::Changes));
    for tab in [&first, &second, &Tab::open(&storage)] {
        assert_eq!(tab.rated(), [(1, 5), (2, 2), (3, 3)]);
    }
}

#[test]
fn what_another_tab_did_is_heard_of_though_this_one_has_made_it_a_part_of_the_whole() {
    let storage = Storage::with("", "");
    let (mut first, mut second) = (Tab::open(&storage), Tab::open(&storage));
    first.rate(9_999, 5);
    // The second has not heard of that when it brings a file.
    let ratings: Vec<_> = (1..=5_000)
        .map(|id| (MovieId(id), Stars::WHOLE[2]))
        .collect();
    let edit = second.session.import(&ratings).expect("they are new");
    assert_eq!(second.store.store(&edit), Storing::Done);
    assert_eq!(storage.text(Name::Changes), "");
    second.hear(Some(Name::Changes));
    first.hear(Some(Name::Whole));
    first.hear(Some(Name::Changes));
    assert_eq!(second.rated().len(), 5_001);
    assert_eq!(second.rated(), first.rated());
    assert_eq!(second.rated(), Tab::open(&storage).rated());
}

#[test]
fn a_line_that_another_tab_has_written_over_at_the_same_moment_is_added_again() {
    let storage = Storage::with("matinee 1", "");
    let mut tab = Tab::open(&storage);
    tab.rate(1, 1);
    // The other one had read the changes before this tab wrote.
    let theirs = "matinee changes 1\nrate 2 2";
    assert!(storage.put(Name::Changes, theirs));
    tab.hear(Some(Name::Changes));
    assert_eq!(tab.rated(), [(1, 1), (2, 2)]);
    assert_eq!(Tab::open(&storage).rated(), tab.rated());
}

#[test]
fn storage_that_another_tab_has_cleared_is_empty_here_too() {
    let storage = Storage::with("matinee 1\nrate 1 1", "");
    let mut tab = Tab::open(&storage);
    tab.rate(2, 2);
    storage.remove(Name::Whole);
    storage.remove(Name::Changes);
    tab.hear(None);
    assert_eq!(tab.rated(), []);
}

#[test]
fn what_could_not_be_stored_is_stored_as_soon_as_there_is_room() {
    let storage = Storage::with("matinee 1\nrate 1 1", "");
    let mut tab = Tab::open(&storage);
    storage.is_full.set(true);
    assert_eq!(tab.rate(2, 2), Storing::Refused);
    assert_eq!(tab.rate(3, 3), Storing::Refused);
    // What others do takes nothing of it away.
    tab.hear(None);
    assert_eq!(tab.rated(), [(1, 1), (2, 2), (3, 3)]);
    storage.is_full.set(false);
    assert_eq!(tab.rate(4, 4), Storing::Done);
    assert_eq!(
        Tab::open(&storage).rated(),
        [(1, 1), (2, 2), (3, 3), (4, 4)]
    );
}

/// Expects a later version's texts to stay, whatever is done, until the visitor does without them.
fn check_later(whole: &str, changes: &str) {
    let storage = Storage::with(whole, changes);
    let mut tab = Tab::open(&storage);
    assert_eq!(tab.store.trouble(), Some(Trouble::Later), "{whole:?}");
    assert_eq!(tab.rate(7, 1), Storing::Held);
    let ratings: Vec<_> = (1..=5_000)
        .map(|id| (MovieId(id), Stars::WHOLE[2]))
        .collect();
    let edit = tab.session.import(&ratings).expect("they are new");
    assert_eq!(tab.store.store(&edit), Storing::Held);
    tab.hear(Some(Name::Changes));
    assert_eq!(tab.saved().ratings().len(), 5_000, "work goes on");
    assert_eq!(storage.text(Name::Whole), whole);
    assert_eq!(storage.text(Name::Changes), changes);
    assert!(tab.store.as_stored().contains(whole));

    let saved = tab.saved().clone();
    assert_eq!(tab.store.discard(&saved), Storing::Done);
    assert_eq!(tab.store.trouble(), None);
    assert_eq!(tab.rate(8, 2), Storing::Done);
    assert_eq!(Tab::open(&storage).saved(), tab.saved());
}

#[test]
fn what_a_later_version_left_is_not_overwritten_until_the_visitor_agrees() {
    check_later("matinee 2\nrate 50 5", "");
    check_later("matinee 17\n{}", "");
    check_later("matinee 1\nrate 50 5", "matinee changes 2\nrate 50 5 of 10");
}

#[test]
fn a_later_version_in_another_tab_is_not_overwritten_either() {
    for name in [Name::Whole, Name::Changes] {
        let storage = Storage::with("matinee 1\nrate 1 1", "");
        let mut tab = Tab::open(&storage);
        let later = match name {
            Name::Whole => "matinee 2\nrate 1 1",
            Name::Changes => "matinee changes 2\nrate 1 1",
        };
        assert!(storage.put(name, later));
        tab.hear(Some(name));
        assert_eq!(tab.store.trouble(), Some(Trouble::Later));
        assert_eq!(tab.rate(2, 2), Storing::Held);
        assert_eq!(storage.text(name), later);
    }
    // Also where this tab has not heard of it yet.
    let storage = Storage::with("", "");
    let mut tab = Tab::open(&storage);
    assert!(storage.put(Name::Whole, "matinee 2\nrate 1 1"));
    for movie in 1..=1_000 {
        tab.rate(movie, 1);
    }
    assert_eq!(storage.text(Name::Whole), "matinee 2\nrate 1 1");
    assert_eq!(tab.store.trouble(), Some(Trouble::Later));
    assert_eq!(tab.saved().ratings().len(), 1_000);
}

#[test]
fn damaged_lines_are_told_and_stored_on_until_the_visitor_does_without_them() {
    let storage = Storage::with(
        "matinee 1\nrate 50 5\nrate 51 9\nwhat",
        "matinee changes 1\n?",
    );
    let mut tab = Tab::open(&storage);
    let trouble = Some(Trouble::Damaged { n_lines: 3 });
    assert_eq!(tab.store.trouble(), trouble);
    assert_eq!(tab.rated(), [(50, 5)]);
    for movie in 100..1_100 {
        assert_eq!(tab.rate(movie, 1), Storing::Done);
    }
    for line in ["rate 51 9", "what", "?"] {
        let n = tab
            .store
            .as_stored()
            .lines()
            .filter(|it| *it == line)
            .count();
        assert_eq!(n, 1, "{line}");
    }
    let mut again = Tab::open(&storage);
    assert_eq!(again.store.trouble(), trouble);
    assert_eq!(again.saved(), tab.saved());

    let saved = again.saved().clone();
    assert_eq!(again.store.discard(&saved), Storing::Done);
    assert_eq!(again.store.trouble(), None);
    assert_eq!(Tab::open(&storage).store.trouble(), None);
    assert_eq!(Tab::open(&storage).saved(), &saved);
}

#[test]
fn it_is_said_what_is_wrong_and_what_becomes_of_it() {
    let later = Trouble::Later.said();
    assert!(later.contains("leaves them alone"), "{later}");
    let said = |n_lines| Trouble::Damaged { n_lines }.said();
    assert!(said(1).contains("1 line cannot be read"), "{}", said(1));
    assert!(said(2).contains("2 lines cannot be read"), "{}", said(2));
}

proptest! {
    #[test]
    fn tabs_that_hear_each_other_agree_with_what_is_stored(
        edits in prop::collection::vec((any::<bool>(), 1_u32..9, 0_usize..6), 0..60),
    ) {
        let storage = Storage::with("matinee 1\nrate 3 3", "");
        let mut tabs = [Tab::open(&storage), Tab::open(&storage)];
        for (is_first, movie, stars) in edits {
            tabs[usize::from(is_first)].rate(movie, stars);
            tabs[usize::from(!is_first)].hear(Some(Name::Changes));
        }
        let expected = Tab::open(&storage).rated();
        for tab in &tabs {
            prop_assert_eq!(tab.rated(), &expected[..]);
        }
    }

    #[test]
    fn tabs_that_hear_each_other_late_agree_in_the_end(
        edits in prop::collection::vec((any::<bool>(), any::<bool>(), 1_u32..9, 0_usize..6), 0..60),
    ) {
        let storage = Storage::with("matinee 1\nrate 3 3", "");
        let mut tabs = [Tab::open(&storage), Tab::open(&storage)];
        for (is_first, is_heard, movie, stars) in edits {
            tabs[usize::from(is_first)].rate(movie, stars);
            if is_heard {
                tabs[usize::from(!is_first)].hear(Some(Name::Changes));
            }
        }
        let expected = Tab::open(&storage).rated();
        for tab in &mut tabs {
            tab.hear(Some(Name::Changes));
            prop_assert_eq!(tab.rated(), &expected[..]);
        }
    }

    #[test]
    fn no_stored_texts_make_a_visit_panic(
        whole in "(matinee [0-9]{1,2}\n)?(rate [0-9]{1,3} [0-9]|\\PC{0,9}|\n){0,6}",
        changes in "(matinee changes [0-9]\n)?(rate [0-9]{1,3} [0-9]|\\PC{0,9}|\n){0,6}",
    ) {
        let storage = Storage::with(&whole, &changes);
        let mut tab = Tab::open(&storage);
        let before = tab.store.trouble();
        let storing = tab.rate(77, 4);
        prop_assert_eq!(storing == Storing::Held, before == Some(Trouble::Later));
        if storing == Storing::Held {
            prop_assert_eq!(storage.text(Name::Whole), whole);
            prop_assert_eq!(storage.text(Name::Changes), changes);
        }
    }
}

//! Sessions: acts, undoing, trials, and their stored text.

use proptest::prelude::*;

use super::*;
use matinee_core::domain::UserId;

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
        session.last().map(|act| act.kind),
        Some(ActionKind::Rated(ALIEN, stars(2)))
    );
}

#[test]
fn clearing_is_undone_at_once() {
    let mut session = rated();
    let before = session.kept().clone();
    assert_eq!(
        session.clear().map(|act| act.kind),
        Some(ActionKind::Cleared(2))
    );
    assert!(session.ratings().is_empty());
    session.undo();
    assert_eq!(session.kept(), &before);
}

#[test]
fn an_import_is_one_act_and_counts_what_it_changed() {
    let mut session = rated();
    let act = session.import(&[(STAR_WARS, stars(5)), (MovieId(1), stars(3))]);
    assert_eq!(act.map(|act| act.kind), Some(ActionKind::Imported(1)));
    session.undo();
    assert_eq!(session.kept().stars(MovieId(1)), None);
    assert_eq!(session.kept().stars(STAR_WARS), Some(stars(5)));
}

#[test]
fn marks_belong_to_one_watcher() {
    let mut session = Session::default();
    session.mark(SOMEBODY, ALIEN, Some(Mark::Hidden));
    assert_eq!(session.kept().mark(SOMEBODY, ALIEN), Some(Mark::Hidden));
    assert_eq!(session.kept().mark(Viewer::You, ALIEN), None);
    assert_eq!(
        session.kept().marks_of(SOMEBODY).collect::<Vec<_>>(),
        [(ALIEN, Mark::Hidden)]
    );
}

#[test]
fn what_was_rated_since_is_not_put_aside_until_its_stars_are_taken_back() {
    let mut session = Session::default();
    session.mark(Viewer::You, ALIEN, Some(Mark::Seen));
    session.mark(SOMEBODY, ALIEN, Some(Mark::Seen));
    session.rate(ALIEN, Some(stars(4)));
    let put_aside = |session: &Session, viewer| session.kept().put_aside_of(viewer).count();
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
    assert_eq!(session.kept().stars(ALIEN), Some(stars(2)));
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
    assert_eq!(session.kept().stars(ALIEN), Some(stars(4)));
    assert_eq!(session.supposed(), None);
    session.undo();
    assert_eq!(session.kept().stars(ALIEN), Some(stars(2)));
}

#[test]
fn undoing_leaves_alone_what_another_tab_did() {
    let mut here = rated();
    let mut stored = here.kept().clone();
    stored.apply(
        &Session::new(stored.clone())
            .rate(MovieId(1), Some(stars(1)))
            .expect("new"),
    );
    here.renew(stored);
    here.undo();
    assert_eq!(here.kept().stars(ALIEN), None);
    assert_eq!(here.kept().stars(MovieId(1)), Some(stars(1)));
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
    assert_eq!(session.kept().mark(Viewer::You, ALIEN), Some(Mark::Seen));
}

fn act() -> impl Strategy<Value = (u8, u32, Option<u8>)> {
    (0_u8..6, 1_u32..6, prop::option::of(1_u8..=5))
}

/// A session after these acts.
fn after(acts: &[(u8, u32, Option<u8>)]) -> Session {
    let mut session = Session::default();
    for &(kind, movie, n) in acts {
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
fn sorted(kept: &Kept) -> Vec<String> {
    let ratings = kept.ratings().iter().map(|it| format!("{it:?}"));
    let marks = kept.marks().iter().map(|it| format!("{it:?}"));
    let mut entries: Vec<_> = ratings.chain(marks).collect();
    entries.sort_unstable();
    entries
}

proptest! {
    #[test]
    fn undoing_everything_leaves_nothing(acts in prop::collection::vec(act(), 0..40)) {
        let mut session = after(&acts);
        while session.undo().is_some() {}
        prop_assert_eq!(session.kept(), &Kept::default());
    }

    #[test]
    fn undoing_returns_to_the_entries_before(
        acts in prop::collection::vec(act(), 0..20),
        last in act(),
    ) {
        let before = after(&acts);
        let mut all = acts;
        all.push(last);
        let mut session = after(&all);
        if session.last() != before.last() {
            session.undo();
            prop_assert_eq!(sorted(session.kept()), sorted(before.kept()));
        }
    }
}

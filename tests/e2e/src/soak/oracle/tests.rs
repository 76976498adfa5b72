//! That the visitor's memory is one.

use super::*;

fn oracle(n_tabs: usize) -> Oracle {
    let items = "1|Fargo (1996)|x\n2|Alien (1979)|x\n3|Twelve Monkeys (1995)|x";
    Oracle::new(Movies::of(items, "500\t3\t5\t0\n"), n_tabs)
}

fn rate(movie: &str, stars: Option<&str>) -> Did {
    Did::Rate {
        movie: movie.to_owned(),
        stars: stars.map(str::to_owned),
    }
}

/// The page of somebody with this list, and this stored.
fn look(viewer: &str, list: &[&str], changes: &str) -> Look {
    Look {
        view: Place::List,
        viewer: viewer.to_owned(),
        list: Some(list.iter().map(|it| (*it).to_owned()).collect()),
        stored: [String::new(), format!("matinee changes 1\n{changes}")],
        ..Look::default()
    }
}

/// Expects that in the first tab something is wrong, with these words, or nothing.
fn check(oracle: &Oracle, look: &Look, expected: Option<&str>) {
    let verdict = oracle
        .judge(0, look)
        .expect("all movies are known")
        .to_string();
    match expected {
        Some(words) => assert!(verdict.contains(words), "{verdict}"),
        None => assert_eq!(verdict, ""),
    }
}

#[test]
fn what_was_rated_or_seen_is_on_no_list() {
    let mut oracle = oracle(1);
    oracle
        .hear(0, &rate("Fargo (1996)", Some("4")))
        .expect("it is known");
    check(&oracle, &look("you", &["Alien (1979)"], "rate 1 4"), None);
    let listed = look("you", &["Alien (1979)", "Fargo (1996)"], "rate 1 4");
    check(&oracle, &listed, Some("Fargo (1996) is in the list"));
    check(&oracle, &look("500", &["Fargo (1996)"], "rate 1 4"), None);
    let seen = look("500", &["Twelve Monkeys (1995)"], "rate 1 4");
    check(&oracle, &seen, Some("out of it for 500"));
    let twice = look("500", &["Fargo (1996)", "Fargo (1996)"], "rate 1 4");
    check(&oracle, &twice, Some("is twice in the list"));
}

#[test]
fn what_is_stored_is_what_was_done() {
    let mut oracle = oracle(1);
    oracle
        .hear(0, &rate("Fargo (1996)", Some("4")))
        .expect("it is known");
    check(&oracle, &look("you", &[], ""), Some("stars of movie 1"));
    check(
        &oracle,
        &look("you", &[], "rate 1 3"),
        Some("stars of movie 1"),
    );
    oracle.hear(0, &Did::Undo).expect("something was done");
    check(&oracle, &look("you", &[], "rate 1 4\nunrate 1"), None);
    assert!(oracle.hear(0, &Did::Undo).is_err());
}

#[test]
fn a_trial_counts_in_the_list_alone() {
    let mut oracle = oracle(1);
    oracle
        .hear(0, &rate("Fargo (1996)", Some("4")))
        .expect("it is known");
    let without = Did::Suppose {
        movie: "Fargo (1996)".to_owned(),
        stars: None,
    };
    oracle.hear(0, &without).expect("it is known");
    let tried = look("you", &["Fargo (1996)"], "rate 1 4");
    check(&oracle, &tried, None);
    oracle.hear(0, &Did::EndTrial).expect("it ends");
    check(&oracle, &tried, Some("Fargo (1996) is in the list"));
}

#[test]
fn what_is_refused_holds_in_its_tab_and_is_stored_with_the_next() {
    let mut oracle = oracle(2);
    oracle.refuse(0, true);
    oracle
        .hear(0, &rate("Fargo (1996)", Some("4")))
        .expect("it is known");
    assert!(oracle.is_unstored(0));
    let mut shown = look("you", &[], "");
    shown.n_given = Some(1);
    check(&oracle, &shown, None);
    oracle.refuse(0, false);
    oracle
        .hear(0, &rate("Alien (1979)", Some("2")))
        .expect("it is known");
    shown.stored[1] += "rate 1 4\nrate 2 2";
    shown.n_given = Some(2);
    check(&oracle, &shown, None);
    assert!(!oracle.is_unstored(0));
}

#[test]
fn what_is_put_aside_and_not_shown_may_still_come() {
    let mut oracle = oracle(1);
    let mark = Did::Mark {
        viewer: "500".to_owned(),
        movie: "Alien (1979)".to_owned(),
        mark: Some(Mark::Hidden),
    };
    oracle.hear(0, &mark).expect("it is known");
    let mut shown = look("500", &[], "mark 500 2 hidden");
    shown.aside = Some(Vec::new());
    let verdict = oracle.judge(0, &shown).expect("all movies are known");
    assert!(verdict.wrong.is_empty() && !verdict.late.is_empty());
    shown.aside = Some(vec![("Alien (1979)".to_owned(), Mark::Hidden)]);
    check(&oracle, &shown, None);
}

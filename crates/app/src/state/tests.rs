//! Addresses that are read back, and wrong ones that are named.

use super::*;
use matinee_engine::artifact::WeightsAsset;

const DEFAULT: UserId = UserId(500);

fn models() -> Models {
    Models::new("hybrid", &[WeightsAsset::of("seed", b"weights")])
}

fn genres() -> Vec<String> {
    ["Action", "Comedy", "Film-Noir"].map(str::to_owned).into()
}

/// Calls `test` with what a catalogue of 943 users and 1682 movies knows.
fn with_known<T>(test: impl FnOnce(&Known<'_>) -> T) -> T {
    test(&Known {
        default_user: DEFAULT,
        is_user: &|id| (1..=943).contains(&id.0),
        is_movie: &|id| (1..=1682).contains(&id.0),
        genres: &genres(),
        models: &models(),
    })
}

fn parse(query: &str) -> (ListState, Vec<Notice>) {
    with_known(|known| ListState::parse(query, known))
}

fn write(state: &ListState) -> String {
    with_known(|known| state.write(known))
}

/// The state of `user` and `k`, with nothing else asked for.
fn plain(user: u32, k: usize) -> ListState {
    ListState {
        k,
        ..ListState::of(Viewer::User(UserId(user)))
    }
}

/// Expects `query` to give user and k without a complaint.
fn check(query: &str, user: u32, k: usize) {
    assert_eq!(parse(query), (plain(user, k), vec![]));
}

/// Expects `query` to give user and k, and a message that names `culprit`.
fn check_notice(query: &str, user: u32, k: usize, culprit: &str) {
    let (state, notices) = parse(query);
    assert_eq!(state, plain(user, k));
    assert_eq!(notices.len(), 1, "{notices:?}");
    let message = notices[0].to_string();
    assert!(message.contains(culprit), "{message}");
}

#[test]
fn an_empty_address_takes_the_defaults() {
    check("", 500, 10);
    check("?", 500, 10);
}

#[test]
fn user_and_k_are_read_in_any_order() {
    check("?user=69&k=5", 69, 5);
    check("?k=5&user=69", 69, 5);
}

#[test]
fn other_parameters_are_passed_over() {
    check("?utm_source=x&user=15&flag&k=3", 15, 3);
}

#[test]
fn a_view_is_read_as_it_is_written() {
    let (state, notices) = parse("?view=train&user=69");
    assert_eq!((state.view, notices), (View::Train, vec![]));
    assert_eq!(write(&state), "?user=69&k=10&view=train");
    assert_eq!(parse("?view=list").0.view, View::List);
    check_notice("?view=stage", 500, 10, "stage");
}

#[test]
fn the_first_of_two_counts() {
    check("?user=15&user=69", 15, 10);
}

#[test]
fn what_is_written_is_read_back() {
    for (user, k) in [(1, 1), (500, 10), (943, 50)] {
        let state = plain(user, k);
        assert_eq!(parse(&write(&state)), (state, vec![]));
    }
}

#[test]
fn everything_that_can_be_asked_for_is_read_back() {
    for query in [
        "?user=you&k=10",
        "?user=500&k=10&genre=comedy,-film-noir&years=1980-1999",
        "?user=500&k=10&obscure=20&varied=100",
        "?user=500&k=10&varied=30&stars=0",
        "?user=500&k=10&with=15",
        "?user=you&k=10&model=seed&with=15&like=50",
    ] {
        let (state, notices) = parse(query);
        assert_eq!(notices, [], "{query}");
        assert_eq!(write(&state), query);
    }
}

#[test]
fn nobody_stands_beside_themselves() {
    check("?user=15&with=15", 15, 10);
}

#[test]
fn another_persons_list_takes_the_place_of_another_models() {
    let (state, _) = parse("?with=15&model=hybrid,seed");
    assert_eq!(state.with, Some(Viewer::User(UserId(15))));
    assert_eq!(state.shown, Shown::default());
}

#[test]
fn a_wish_that_cannot_be_had_is_named_and_dropped() {
    check_notice("?genre=opera", 500, 10, "opera");
    check_notice("?years=80-99", 500, 10, "80-99");
    check_notice("?obscure=101", 500, 10, "101");
    check_notice("?varied=much", 500, 10, "much");
    check_notice("?stars=-1", 500, 10, "50");
    check_notice("?like=9999", 500, 10, "9999");
    check_notice("?with=nobody", 500, 10, "nobody");
}

#[test]
fn the_model_in_the_page_needs_no_word_and_the_others_are_read_back() {
    for (choice, words) in models().choices().into_iter().zip([
        "?user=500&k=10",
        "?user=500&k=10&model=seed",
        "?user=500&k=10&model=yours",
        "?user=500&k=10&model=hybrid,seed",
        "?user=500&k=10&model=hybrid,yours",
    ]) {
        let state = ListState {
            shown: choice,
            ..plain(500, 10)
        };
        assert_eq!(write(&state), words);
        assert_eq!(parse(words), (state, vec![]));
    }
    check("?model=hybrid", 500, 10);
}

#[test]
fn an_unknown_model_is_named_and_replaced() {
    check_notice("?model=oracle", 500, 10, "oracle");
    check_notice("?model=oracle", 500, 10, "the hybrid");
    check_notice("?model=", 500, 10, "\u{201c}\u{201d}");
}

#[test]
fn an_unknown_user_is_named_and_replaced() {
    check_notice("?user=100000", 500, 10, "100000");
    check_notice("?user=0", 500, 10, "0");
    check_notice("?user=-3", 500, 10, "-3");
    check_notice(
        "?user=99999999999999999999",
        500,
        10,
        "99999999999999999999",
    );
}

#[test]
fn a_user_that_is_no_number_is_named_and_replaced() {
    check_notice("?user=nobody", 500, 10, "nobody");
    check_notice("?user=", 500, 10, "\u{201c}\u{201d}");
}

#[test]
fn a_length_outside_the_range_is_clipped() {
    check_notice("?k=0", 500, 1, "\u{201c}0\u{201d}");
    check_notice("?k=51", 500, 50, "51");
    check_notice("?k=-2", 500, 1, "-2");
    check_notice("?k=99999999999999999999", 500, 50, "99999999999999999999");
}

#[test]
fn a_length_that_is_no_whole_number_takes_the_default() {
    check_notice("?k=ten", 500, 10, "ten");
    check_notice("?k=2.5", 500, 10, "2.5");
    check_notice("?k=-", 500, 10, "-");
}

#[test]
fn two_wrong_values_give_two_messages() {
    assert_eq!(parse("?user=x&k=y").1.len(), 2);
}

#[test]
fn a_message_repeats_decoded_text() {
    check_notice("?user=%3Cb%3E+x", 500, 10, "<b> x");
    check_notice("?user=caf%C3%A9", 500, 10, "café");
    check_notice("?user=100%", 500, 10, "100%");
    check_notice("?user=%FF", 500, 10, "\u{fffd}");
}

#[test]
fn a_long_wrong_value_is_cut() {
    let (_, notices) = parse(&format!("?user={}", "x".repeat(10_000)));
    assert!(notices[0].to_string().chars().count() < 120);
}

//! The combobox key by key.

use super::*;

/// Ids 1 to 943; every third is a writer. User 500 is chosen.
fn combobox() -> Combobox {
    Combobox::new(Arc::new(people()), Some(499))
}

fn people() -> Choices {
    let choice = |id: u32| Choice {
        id: id.to_string(),
        words: if id.is_multiple_of(3) {
            "writer"
        } else {
            "student"
        }
        .into(),
    };
    Choices((1..=943).map(choice).collect())
}

fn typed(text: &str) -> Combobox {
    let mut combobox = combobox();
    combobox.type_text(text.into());
    combobox
}

fn ids(combobox: &Combobox) -> Vec<usize> {
    combobox.matches().iter().map(|row| row + 1).collect()
}

fn active_id(combobox: &Combobox) -> Option<usize> {
    combobox.active().map(|at| combobox.matches()[at] + 1)
}

#[test]
fn it_starts_closed_with_what_is_chosen() {
    let combobox = combobox();
    assert!(!combobox.is_open());
    assert_eq!(combobox.text(), "500");
}

#[test]
fn digits_offer_the_ids_that_begin_so_in_order() {
    let ids = ids(&typed("5"));
    assert_eq!(ids.len(), 111);
    assert_eq!(ids[..3], [5, 50, 51]);
    assert!(ids.is_sorted());
}

#[test]
fn typing_the_chosen_id_again_offers_what_matches_it() {
    assert_eq!(ids(&typed("500")), [500]);
}

#[test]
fn words_offer_who_they_describe() {
    let combobox = typed("Writ");
    assert_eq!(combobox.matches().len(), 314);
    assert!(ids(&combobox).iter().all(|id| id % 3 == 0));
}

#[test]
fn an_emptied_field_offers_everybody() {
    assert_eq!(typed("").matches().len(), 943);
}

#[test]
fn nobody_matching_is_announced_with_what_was_typed() {
    let combobox = typed("99999");
    assert!(combobox.matches().is_empty());
    assert!(combobox.announcement().contains("99999"));
}

#[test]
fn the_number_of_matches_is_announced() {
    assert_eq!(typed("5").announcement(), "111 people match.");
    assert_eq!(typed("500").announcement(), "1 person matches.");
    assert_eq!(combobox().announcement(), "");
}

#[test]
fn down_goes_to_the_first_then_the_second_and_wraps_at_the_end() {
    let mut combobox = typed("94");
    assert_eq!(combobox.active(), None);
    combobox.press(Key::Down);
    assert_eq!(active_id(&combobox), Some(94));
    combobox.press(Key::Down);
    assert_eq!(active_id(&combobox), Some(940));
    for _ in 0..4 {
        combobox.press(Key::Down);
    }
    assert_eq!(active_id(&combobox), Some(94));
}

#[test]
fn up_goes_to_the_last_and_wraps_at_the_first() {
    let mut combobox = typed("94");
    combobox.press(Key::Up);
    assert_eq!(active_id(&combobox), Some(943));
    for _ in 0..5 {
        combobox.press(Key::Up);
    }
    assert_eq!(active_id(&combobox), Some(943));
}

#[test]
fn down_on_a_closed_list_opens_it_at_what_is_chosen() {
    let mut combobox = combobox();
    combobox.press(Key::Down);
    assert!(combobox.is_open());
    assert_eq!(active_id(&combobox), Some(500));
    assert_eq!(combobox.matches().len(), 943);
}

#[test]
fn down_on_an_open_list_begins_at_who_is_chosen_unless_somebody_searches() {
    let mut combobox = combobox();
    combobox.open();
    combobox.press(Key::Down);
    assert_eq!(active_id(&combobox), Some(500));
    combobox.type_text("50".into());
    combobox.press(Key::Down);
    assert_eq!(active_id(&combobox), Some(50));
}

#[test]
fn alt_down_opens_without_an_active_option() {
    let mut combobox = combobox();
    assert_eq!(combobox.press(Key::AltDown), Outcome::Handled);
    assert!(combobox.is_open());
    assert_eq!(combobox.active(), None);
    assert!(combobox.window().contains(&499));
}

#[test]
fn alt_up_closes_and_keeps_the_text() {
    let mut combobox = typed("69");
    combobox.press(Key::AltUp);
    assert!(!combobox.is_open());
    assert_eq!(combobox.text(), "69");
}

#[test]
fn alt_down_after_alt_up_offers_what_matches_the_text() {
    let mut combobox = typed("69");
    combobox.press(Key::AltUp);
    combobox.press(Key::AltDown);
    assert_eq!(combobox.matches().len(), 11);
}

#[test]
fn enter_takes_the_active_option() {
    let mut combobox = typed("94");
    combobox.press(Key::Down);
    combobox.press(Key::Down);
    assert_eq!(combobox.press(Key::Enter), Outcome::Chosen(939));
    assert!(!combobox.is_open());
    assert_eq!(combobox.text(), "940");
}

#[test]
fn enter_takes_an_id_typed_in_full() {
    assert_eq!(typed(" 5 ").press(Key::Enter), Outcome::Chosen(4));
    assert_eq!(typed("5").press(Key::Enter), Outcome::Chosen(4));
}

#[test]
fn enter_takes_the_only_match() {
    let mut people = people();
    people.0[41].words = "doctor".into();
    let mut combobox = Combobox::new(Arc::new(people), Some(0));
    combobox.type_text("doc".into());
    assert_eq!(combobox.press(Key::Enter), Outcome::Chosen(41));
}

#[test]
fn enter_chooses_nothing_when_several_match_and_none_is_active() {
    let mut combobox = typed("writer");
    assert_eq!(combobox.press(Key::Enter), Outcome::Handled);
    assert_eq!(combobox.chosen(), Some(499));
    assert!(combobox.is_open());
}

#[test]
fn enter_on_a_closed_list_is_left_to_the_browser() {
    assert_eq!(combobox().press(Key::Enter), Outcome::Ignored);
}

#[test]
fn escape_closes_and_puts_back_what_was_chosen() {
    let mut combobox = typed("94");
    combobox.press(Key::Down);
    combobox.press(Key::Escape);
    assert!(!combobox.is_open());
    assert_eq!((combobox.text(), combobox.chosen()), ("500", Some(499)));
    assert_eq!(combobox.press(Key::Escape), Outcome::Ignored);
}

#[test]
fn home_and_end_leave_the_options_and_move_the_caret() {
    let mut combobox = typed("94");
    combobox.press(Key::Down);
    assert_eq!(combobox.press(Key::Caret), Outcome::Ignored);
    assert_eq!(combobox.active(), None);
    assert!(combobox.is_open());
}

#[test]
fn closing_puts_back_the_text() {
    let mut combobox = typed("94");
    combobox.close();
    assert_eq!(combobox.text(), "500");
}

#[test]
fn arrows_do_nothing_where_nobody_matches() {
    let mut combobox = typed("99999");
    for key in [Key::Down, Key::Up, Key::Enter] {
        assert_eq!(combobox.press(key), Outcome::Handled);
        assert_eq!(combobox.active(), None);
    }
}

#[test]
fn the_active_option_is_always_in_the_document() {
    let mut combobox = typed("");
    for _ in 0..1000 {
        combobox.press(Key::Down);
        let active = combobox.active();
        assert!(active.is_some_and(|at| combobox.window().contains(&at)));
        assert!(combobox.window().len() <= WINDOW);
    }
    combobox.press(Key::Up);
    combobox.scroll_to(0);
    combobox.press(Key::Up);
    let active = combobox.active();
    assert!(active.is_some_and(|at| combobox.window().contains(&at)));
}

#[test]
fn scrolling_moves_the_window_and_stops_at_the_end() {
    let mut combobox = typed("");
    assert!(combobox.scroll_to(300));
    assert!(
        !combobox.scroll_to(301),
        "what is there already needs no move"
    );
    assert!(combobox.window().contains(&300) && combobox.window().contains(&310));
    combobox.scroll_to(100_000);
    assert_eq!(combobox.window(), 943 - WINDOW..943);
}

/// Finds by rank, not by row: the search of a catalogue.
struct Search;

impl Options for Search {
    fn find(&self, text: &str) -> Vec<usize> {
        match text {
            "fargo" => vec![99, 4, 50],
            _ => Vec::new(),
        }
    }

    fn name(&self, row: usize) -> String {
        format!("Movie {row}")
    }

    fn announce(&self, n: usize, text: &str) -> String {
        format!("{n} for {text}")
    }
}

/// A combobox that keeps nothing chosen, with this text in it.
fn searched(text: &str) -> Combobox {
    let mut combobox = Combobox::new(Arc::new(Search), None);
    combobox.type_text(text.into());
    combobox
}

#[test]
fn a_search_keeps_its_own_order() {
    let mut combobox = searched(" fargo ");
    assert_eq!(combobox.matches(), [99, 4, 50]);
    assert_eq!(combobox.announcement(), "3 for fargo");
    combobox.press(Key::Down);
    combobox.press(Key::Down);
    assert_eq!(combobox.press(Key::Enter), Outcome::Chosen(4));
}

#[test]
fn a_field_that_keeps_nothing_rests_empty() {
    let mut combobox = searched("fargo");
    combobox.press(Key::Down);
    combobox.press(Key::Enter);
    combobox.clear();
    assert_eq!((combobox.text(), combobox.chosen()), ("", None));
    assert!(!combobox.is_open() && combobox.matches().is_empty());
}

#[test]
fn escape_empties_a_field_that_keeps_nothing() {
    let mut combobox = searched("farg");
    assert_eq!(combobox.press(Key::Escape), Outcome::Handled);
    assert_eq!(combobox.text(), "");
}

#[test]
fn arrows_in_an_empty_field_without_options_do_nothing() {
    let mut combobox = Combobox::new(Arc::new(Search), None);
    assert_eq!(combobox.press(Key::Down), Outcome::Handled);
    assert_eq!(combobox.active(), None);
}

/// Every key that a combobox knows, with its code.
const KEYS: [(&str, u32, Key); 8] = [
    ("ArrowDown", 40, Key::Down),
    ("ArrowUp", 38, Key::Up),
    ("Enter", 13, Key::Enter),
    ("Escape", 27, Key::Escape),
    ("Home", 36, Key::Caret),
    ("End", 35, Key::Caret),
    ("ArrowLeft", 37, Key::Caret),
    ("ArrowRight", 39, Key::Caret),
];

fn pressed(key: &str, code: u32) -> Pressed<'_> {
    Pressed {
        key,
        has_alt: false,
        is_composing: false,
        code,
    }
}

#[test]
fn keys_are_known_by_their_names_whatever_their_code() {
    for (name, code, key) in KEYS {
        assert_eq!(Key::of(pressed(name, code)), Some(key), "{name}");
        // Of a keyboard on a screen, or of a script.
        assert_eq!(Key::of(pressed(name, 0)), Some(key), "{name}");
    }
    assert_eq!(Key::of(pressed("a", 65)), None);
}

#[test]
fn alt_opens_and_closes() {
    let with_alt = |key, code| Pressed {
        has_alt: true,
        ..pressed(key, code)
    };
    assert_eq!(Key::of(with_alt("ArrowDown", 40)), Some(Key::AltDown));
    assert_eq!(Key::of(with_alt("ArrowUp", 38)), Some(Key::AltUp));
}

#[test]
fn no_key_of_a_composition_is_the_comboboxs() {
    for (name, code, _) in KEYS {
        let composing = Pressed {
            is_composing: true,
            ..pressed(name, code)
        };
        assert_eq!(Key::of(composing), None, "{name}");
        // As Safari says the key that ends a composition.
        assert_eq!(Key::of(pressed(name, 229)), None, "{name}");
    }
}

#[test]
fn the_first_of_what_is_typed_is_in_sight_and_else_what_is_chosen() {
    let mut opened = combobox();
    opened.open();
    assert_eq!(opened.in_sight(), Some(499));
    for text in ["stud", "5", "69"] {
        assert_eq!(typed(text).in_sight(), Some(0), "{text}");
    }
    assert_eq!(typed("nobody").in_sight(), None);
    let mut combobox = typed("stud");
    combobox.press(Key::Down);
    combobox.press(Key::Down);
    assert_eq!(combobox.in_sight(), Some(1));
}

//! What is found, and in which order.

use proptest::prelude::*;

use super::*;
use crate::testing;
use matinee_data::dataset::{CleaningRules, Movie, clean};
use matinee_data::generate::{GeneratorConfig, generate};
use matinee_data::raw::Source;

/// (title, year, number of ratings)
const MOVIES: [(&str, Option<u16>, u32); 14] = [
    ("Star Wars", Some(1977), 583),
    ("The Godfather", Some(1972), 413),
    ("The Godfather: Part II", Some(1974), 209),
    ("Alien", Some(1979), 291),
    ("Aliens", Some(1986), 284),
    ("Alien: Resurrection", Some(1997), 300),
    ("Léon", Some(1994), 100),
    ("Schindler's List", Some(1993), 298),
    ("The Apartment", Some(1960), 63),
    ("Fast & Furious", Some(2009), 20),
    ("Spider-Man", Some(2002), 30),
    ("Blade Runner", Some(1982), 275),
    ("1984", None, 10),
    ("Star Trek: Generations", Some(1994), 116),
];

fn index<'a>(movies: impl IntoIterator<Item = (&'a str, Option<u16>, u32)>) -> Index {
    let movies = (1..).zip(movies).map(|(id, (title, year, n_ratings))| {
        let movie = Movie {
            year,
            ..testing::movie(id, title)
        };
        (movie, n_ratings)
    });
    Index::new(&testing::catalogue(movies))
}

/// Titles that `query` finds.
fn titles(query: &str) -> Vec<&'static str> {
    let found = index(MOVIES).find(query, 20);
    assert_eq!(found.n, found.best.len());
    let title = |movie: &MovieIdx| MOVIES[movie.row()].0;
    found.best.iter().map(title).collect()
}

fn check(query: &str, expected: &[&str]) {
    assert_eq!(titles(query), expected, "{query:?}");
}

#[test]
fn the_title_comes_before_those_that_have_its_words_and_those_that_begin_with_them() {
    check("alien", &["Alien", "Alien: Resurrection", "Aliens"]);
    check("godfather", &["The Godfather", "The Godfather: Part II"]);
    check("god", &["The Godfather", "The Godfather: Part II"]);
}

#[test]
fn among_equals_the_better_known_comes_first_then_the_first_of_the_catalogue() {
    check("star", &["Star Wars", "Star Trek: Generations"]);
    let found = index([
        ("Heat B", None, 5),
        ("Heat C", None, 9),
        ("Heat A", None, 5),
    ]);
    let rows: Vec<u32> = (found.find("heat", 9).best.iter()).map(|m| m.0).collect();
    assert_eq!(rows, [1, 0, 2]);
}

#[test]
fn case_accents_punctuation_and_the_place_of_the_article_do_not_matter() {
    check("LEON", &["Léon"]);
    check("schindlers", &["Schindler's List"]);
    check("schindler's", &["Schindler's List"]);
    for query in ["Apartment, The", "the apartment", "apartment"] {
        check(query, &["The Apartment"]);
    }
    for query in ["fast and furious", "Fast & Furious", "fast furious"] {
        check(query, &["Fast & Furious"]);
    }
    for query in ["spiderman", "Spider-Man", "spider man", "spiderm"] {
        check(query, &["Spider-Man"]);
    }
}

#[test]
fn the_year_can_be_typed_too() {
    check("alien 1979", &["Alien"]);
    check("1986 ali", &["Aliens"]);
    check("1984", &["1984"]);
    check("1994", &["Star Trek: Generations", "Léon"]);
}

#[test]
fn parts_of_words_are_found_from_three_letters_on() {
    check("father", &["The Godfather", "The Godfather: Part II"]);
    check("ne", &[]);
}

#[test]
fn slips_are_forgiven_in_longer_words_alone() {
    for query in [
        "shcindler",
        "schndler",
        "schinddler",
        "schindlerz",
        "scihndlres",
    ] {
        check(query, &["Schindler's List"]);
    }
    check("blade runer", &["Blade Runner"]);
    check("balde runner", &["Blade Runner"]);
    check("lon", &[]);
    check("xtar wars", &["Star Wars"]);
    // Two slips in a word of six letters.
    check("rnuenr", &[]);
    // A number is no slip.
    check("alien 1978", &[]);
}

#[test]
fn slips_count_only_where_right_words_do_not_fill_the_list() {
    let index = index([("Alien", None, 9), ("Alias", None, 99), ("Aliens", None, 1)]);
    let rows = |limit| -> Vec<u32> {
        let found = index.find("alien", limit);
        assert_eq!(found.n, found.best.len());
        found.best.iter().map(|movie| movie.0).collect()
    };
    assert_eq!(rows(2), [0, 2]);
    assert_eq!(rows(3), [0, 2]);
    let rows = index.find("alian", 9).best;
    assert_eq!(rows, [1, 0, 2].map(MovieIdx));
}

#[test]
fn a_misspelt_beginning_finds_what_is_being_typed() {
    check("shcind", &["Schindler's List"]);
    check("generitio", &["Star Trek: Generations"]);
}

#[test]
fn nothing_is_found_for_nothing() {
    for query in ["", "  ", "...", "\u{301}"] {
        check(query, &[]);
    }
    assert_eq!(index([]).find("alien", 9), Found::default());
}

#[test]
fn more_are_counted_than_shown() {
    let found = index(MOVIES).find("a", 2);
    assert_eq!((found.n, found.best.len()), (5, 2));
}

/// Titles of made-up movies and their index.
fn made_up() -> (Vec<Movie>, Index) {
    let config = GeneratorConfig {
        n_movies: 400,
        ..GeneratorConfig::small()
    };
    let (files, _) = generate(&config).unwrap();
    let (tables, _) = clean(files.read().unwrap(), &CleaningRules::none());
    let n = tables.movies.len();
    let index = Index::new(&Catalogue {
        scale: matinee_core::domain::StarScale::Whole,
        aliases: Vec::new(),
        genres: Vec::new(),
        movies: tables.movies.clone(),
        n_ratings: vec![0; n],
        n_liked: vec![0; n],
        n_first: n,
    });
    (tables.movies, index)
}

/// A word with one letter replaced, left out, put in or swapped with the next.
fn slip(word: &str, kind: usize, at: usize, letter: char) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = at % (letters.len() - 1);
    match kind {
        0 => letters[at] = letter,
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letter),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_title_is_found_by_its_words_in_any_order(row in 0_usize..400, turn in 0_usize..9) {
        let (movies, index) = made_up();
        let normal = normalise(&movies[row].title);
        let mut words: Vec<&str> = normal.split(' ').collect();
        let all = index.find(&normal, 400);
        prop_assert!(all.best.contains(&MovieIdx(row as u32)));
        let turn = turn % words.len();
        words.rotate_left(turn);
        let mut turned = index.find(&words.join(" "), 400).best;
        let mut all = all.best;
        all.sort_unstable();
        turned.sort_unstable();
        prop_assert_eq!(turned, all);
    }

    #[test]
    fn a_title_is_found_with_one_slip_in_a_longer_word(
        row in 0_usize..400,
        word in 0_usize..9,
        kind in 0_usize..4,
        at in 0_usize..20,
        letter in prop::char::range('a', 'z'),
    ) {
        let (movies, index) = made_up();
        let normal = normalise(&movies[row].title);
        let mut words: Vec<String> = normal.split(' ').map(str::to_owned).collect();
        let word = word % words.len();
        let has_digit = words[word].contains(|c: char| c.is_ascii_digit());
        prop_assume!(words[word].len() > 4 && !has_digit);
        words[word] = slip(&words[word], kind, at, letter);
        let query = words.join(" ");
        let found = index.find(&query, 400).best;
        prop_assert!(found.contains(&MovieIdx(row as u32)), "{normal:?} by {query:?}");
    }

    #[test]
    fn any_text_is_answered(query in any::<String>(), limit in 0_usize..50) {
        let (_, index) = made_up();
        let found = index.find(&query, limit);
        prop_assert!(found.best.len() <= limit.min(found.n));
        let mut distinct = found.best.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), found.best.len());
    }
}

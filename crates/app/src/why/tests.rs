//! Accounts as a visitor reads them: named, rounded, and adding up.

use super::*;
use crate::testing::{movie, unrated};
use matinee_core::domain::UserId;
use matinee_data::dataset::Movie;

const USER: Viewer = Viewer::User(UserId(500));

fn movies() -> Vec<Movie> {
    (0..20)
        .map(|id| movie(id, &format!("Movie {id}")))
        .collect()
}

/// Twenty ratings of 1 to 5 stars.
fn ratings() -> Vec<(MovieIdx, Stars)> {
    let stars = Stars::WHOLE.into_iter().cycle();
    (0..20).map(MovieIdx).zip(stars).collect()
}

fn account(kind: Kind, terms: &[(Cause, f32)]) -> Account {
    let terms: Vec<Term> = (terms.iter())
        .map(|&(cause, amount)| Term { cause, amount })
        .collect();
    let mut account = Account {
        kind,
        score: 0.0,
        terms,
    };
    account.score = account.sum();
    account
}

fn why(viewer: Viewer, stars: Account, ranking: Account) -> Why {
    let (catalogue, ratings) = (unrated(movies()), ratings());
    let whose = Whose {
        viewer,
        ratings: &ratings,
        catalogue: &catalogue,
    };
    Why::of(&Explanation { stars, ranking }, whose)
}

/// The table of stars that are the sum of these terms.
fn stars(terms: &[(Cause, f32)]) -> Table {
    let none = account(Kind::Sum, &[(Cause::Popularity, 1.0)]);
    why(USER, account(Kind::Sum, terms), none).stars
}

/// The sentence for a place that is the sum of these terms.
fn sentence(viewer: Viewer, terms: &[(Cause, f32)]) -> String {
    let none = account(Kind::Sum, &[(Cause::Start, 3.0)]);
    why(viewer, none, account(Kind::Sum, terms)).sentence
}

fn labels(table: &Table) -> Vec<&str> {
    table.rows.iter().map(|row| &*row.label).collect()
}

fn sum(table: &Table) -> i32 {
    table.rows.iter().map(|row| row.amount).sum()
}

const fn rated(movie: u32) -> Cause {
    Cause::Rated(MovieIdx(movie))
}

#[test]
fn rounded_parts_add_up_to_the_rounded_whole() {
    assert_eq!(rounded_to(1, &[0.4, 0.4, 0.4]), [1, 0, 0]);
    assert_eq!(rounded_to(-1, &[-0.4, -0.4, -0.4]), [0, 0, -1]);
    assert_eq!(rounded_to(3, &[1.0, 2.0]), [1, 2]);
}

#[test]
fn every_part_is_rounded_to_one_of_its_neighbours() {
    let amounts = [304.7, -12.2, 0.49, 13.51, -7.5];
    let whole: f64 = amounts.iter().sum();
    let rounded = rounded_to(whole.round() as i32, &amounts);
    assert_eq!(rounded.iter().sum::<i32>(), whole.round() as i32);
    for (rounded, amount) in rounded.iter().zip(amounts) {
        assert!((f64::from(*rounded) - amount).abs() < 1.0, "{amount}");
    }
}

#[test]
fn the_movies_that_say_most_are_named_and_the_others_are_one_row() {
    let mut terms = vec![(Cause::Start, 3.0), (Cause::Learned, 0.1)];
    let amounts = (0..20).map(|movie| (rated(movie), (movie as f32 - 6.0) / 50.0));
    terms.extend(amounts);
    let table = stars(&terms);
    let expected = [
        "Starting point: the mean, and the average taste",
        "Movie 19",
        "Movie 18",
        "Movie 17",
        "Movie 16",
        "Movie 0",
        "Movie 1",
        "Movie 2",
        "13 more rated movies, together",
        "What else was learned of user 500",
    ];
    assert_eq!(labels(&table), expected);
    assert_eq!(table.rows[1].rated, Some((MovieIdx(19), Stars::WHOLE[4])));
    assert_eq!(sum(&table), table.total);
}

#[test]
fn what_is_not_named_is_never_more_than_a_third() {
    let genres = ["Comedy", "Drama", "Horror"].map(str::to_owned);
    let movies = (0..20).map(|id| Movie {
        genres: [1, 2, 3, 6][id as usize % 4],
        ..movie(id, &format!("Movie {id}"))
    });
    let catalogue = matinee_engine::artifact::Catalogue {
        genres: genres.into(),
        ..unrated(movies)
    };
    let terms: Vec<_> = (0..20).map(|movie| (rated(movie), 0.05)).collect();
    let account = account(Kind::Sum, &terms);
    let whose = Whose {
        viewer: USER,
        ratings: &ratings(),
        catalogue: &catalogue,
    };
    let why = Why::of(
        &Explanation {
            stars: account.clone(),
            ranking: account,
        },
        whose,
    );
    let expected = [
        "12 more rated movies of the genre Drama",
        "4 more rated movies, together",
    ];
    assert_eq!(labels(&why.order)[4..], expected);
    assert_eq!(sum(&why.order), why.order.total);
    let rest = why.order.rows.last().expect("there are rows");
    assert!(3 * rest.amount <= why.order.total);
}

#[test]
fn movies_that_hardly_say_anything_are_not_named() {
    let table = stars(&[(Cause::Start, 3.0), (rated(1), 0.006), (rated(2), 0.007)]);
    assert_eq!(labels(&table)[1..], ["2 rated movies, together"]);
}

#[test]
fn what_hardly_counts_of_a_person_is_one_row() {
    let small = [
        (Cause::Start, 3.0),
        (Cause::Age, 0.02),
        (Cause::Gender, 0.2),
        (Cause::Occupation, -0.04),
    ];
    assert_eq!(
        labels(&stars(&small))[1..],
        ["Gender", "Age and occupation"]
    );
}

#[test]
fn stars_beyond_the_scale_say_where_it_ends() {
    for (start, end, total) in [(5.31, 5, 500), (0.4, 1, 100)] {
        let table = stars(&[(Cause::Start, start)]);
        assert_eq!(labels(&table)[1], format!("Stars end at {end}"));
        assert_eq!(table.total, total);
        assert_eq!(sum(&table), total);
    }
}

#[test]
fn differences_are_ordered_by_size_and_are_no_sum() {
    let terms = [(Cause::Age, 0.1), (Cause::Genres, -0.6)];
    let seed = account(Kind::LeaveOneOut, &terms);
    let order = [(Cause::Stars, 3.0), (Cause::Popularity, 8.0)];
    let why = why(USER, seed, account(Kind::Sum, &order));
    assert_eq!(why.stars.kind, Kind::LeaveOneOut);
    assert_eq!(labels(&why.stars), ["Its genres", "Age"]);
    assert!(why.sentence.contains("predicted stars"), "{}", why.sentence);
    assert_eq!(sum(&why.order), why.order.total);
}

#[test]
fn bars_start_at_the_line_and_stay_within_the_width() {
    let table = stars(&[
        (Cause::Start, 3.0),
        (Cause::Movie, 0.3),
        (Cause::Person, -0.1),
    ]);
    let bars: Vec<_> = table.rows.iter().map(|row| table.bar(row)).collect();
    assert_eq!(table.zero(), 25.0);
    let bar = |from, width| Some(Bar { from, width });
    assert_eq!(bars, [None, bar(25.0, 75.0), bar(0.0, 25.0)]);
}

#[test]
fn a_place_that_predicted_stars_make_is_said_to_come_from_them() {
    let terms = [(Cause::Start, 0.1), (Cause::Stars, 0.4), (rated(3), 0.2)];
    let said = sentence(Viewer::You, &terms);
    assert!(
        said.contains("you would probably give it more stars"),
        "{said}"
    );
    let terms = [(Cause::Start, 0.1), (Cause::Stars, 0.2), (rated(3), 0.5)];
    let said = sentence(Viewer::You, &terms);
    assert_eq!(said, "Mostly because you rated Movie 3.");
}

#[test]
fn two_ratings_that_make_up_most_of_a_place_are_the_reason() {
    let terms = [(rated(3), 0.3), (rated(5), 0.4), (Cause::Popularity, 0.1)];
    assert_eq!(
        sentence(USER, &terms),
        "Mostly because they rated Movie 5 and Movie 3."
    );
    assert_eq!(
        sentence(Viewer::You, &terms),
        "Mostly because you rated Movie 5 and Movie 3."
    );
}

#[test]
fn a_place_by_many_ratings_is_not_put_down_to_two() {
    let terms: Vec<_> = (0..20).map(|movie| (rated(movie), 0.02)).collect();
    let said = sentence(USER, &terms);
    assert!(
        said.starts_with("Because of many of their ratings"),
        "{said}"
    );
}

/// What is said of somebody whose ratings are not there.
fn without_ratings(terms: &[(Cause, f32)]) -> Why {
    let whose = Whose {
        viewer: USER,
        ratings: &[],
        catalogue: &unrated(movies()),
    };
    let [stars, ranking] = [account(Kind::Sum, terms), account(Kind::Sum, terms)];
    Why::of(&Explanation { stars, ranking }, whose)
}

#[test]
fn without_ratings_what_was_learned_of_them_is_the_reason() {
    let why = without_ratings(&[(Cause::Popularity, 0.1), (Cause::Learned, 0.4)]);
    let expected = ["How many people like it", "What was learned of user 500"];
    assert_eq!(labels(&why.order), expected);
    assert_eq!(
        why.sentence,
        "Mostly because of what was learned from all that they rated."
    );
    let why = without_ratings(&[(Cause::Popularity, 0.4), (Cause::Learned, 0.1)]);
    assert!(
        (why.sentence).starts_with("Mostly because many people like it"),
        "{}",
        why.sentence
    );
}

#[test]
fn a_place_by_popularity_says_so() {
    let known = [(rated(3), 0.1), (Cause::Popularity, 0.4)];
    let said = sentence(USER, &known);
    assert!(
        said.starts_with("Mostly because many people like it"),
        "{said}"
    );
    let said = sentence(Viewer::You, &[(Cause::Popularity, 0.4)]);
    assert!(said.contains("nothing that you rated"), "{said}");
}

#[test]
fn a_place_by_stars_alone_says_so() {
    let said = sentence(USER, &[(Cause::Stars, 0.4)]);
    assert_eq!(said, "Its place follows from its predicted stars alone.");
    let said = sentence(USER, &[(Cause::Stars, 0.4), (Cause::Popularity, 2.0)]);
    assert!(
        said.ends_with("and from how many people like it."),
        "{said}"
    );
}

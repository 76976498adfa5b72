//! A portrait of made-up people, in numbers, words and as a picture.

use matinee_data::dataset::Movie;

use super::*;
use crate::testing::{movie, unrated};

fn stars(n: u8) -> Stars {
    Stars::try_from(n).unwrap()
}

fn history(all: &[(u32, u8)]) -> Vec<(MovieIdx, Stars)> {
    let rating = |(row, n): &(u32, u8)| (MovieIdx(*row), stars(*n));
    all.iter().map(rating).collect()
}

/// Eight movies: four action of the 1980s, four drama of the 1990s; the last has no year.
fn catalogue() -> Catalogue {
    let movies = (0..8).map(|row| Movie {
        genres: if row < 4 { 0b01 } else { 0b10 },
        year: [Some(1984), Some(1995)][usize::from(row >= 4)].filter(|_| row < 7),
        ..movie(row + 1, "<Léon> & Co")
    });
    Catalogue {
        genres: vec!["Action".into(), "Drama".into(), "Western".into()],
        ..unrated(movies)
    }
}

fn leanings(list: &[Leaning]) -> Vec<(&str, usize, String)> {
    let said = |it: &Leaning| it.amount();
    list.iter().map(|it| (&*it.name, it.n, said(it))).collect()
}

/// The portrait of a history beside some people.
fn portrait(own: &[(u32, u8)], people: &[(u32, &[(u32, u8)])]) -> Portrait {
    let catalogue = catalogue();
    let own = history(own);
    let histories: Vec<_> = (people.iter())
        .map(|(id, all)| (UserId(*id), history(all)))
        .collect();
    let people: Vec<_> = (histories.iter())
        .map(|(id, history)| (*id, &**history))
        .collect();
    let mean = mean(&own).unwrap();
    Portrait {
        viewer: Viewer::You,
        n_ratings: own.len(),
        mean,
        genres: genres(&own, mean, &catalogue),
        decades: decades(&own, mean, &catalogue),
        beside: Some(Beside::of(Viewer::You, &own, &people, &catalogue)),
    }
}

const OWN: [(u32, u8); 8] = [
    (0, 2),
    (1, 2),
    (2, 3),
    (3, 3),
    (4, 5),
    (5, 5),
    (6, 4),
    (7, 4),
];

#[test]
fn genres_stand_by_how_far_they_lie_above_the_mean() {
    let portrait = portrait(&OWN, &[]);
    let expected = [
        ("Drama", 4, "+1.0".to_owned()),
        ("Action", 4, "−1.0".into()),
    ];
    assert_eq!(leanings(&portrait.genres), expected);
    assert_eq!(portrait.standfirst(), "8 movies rated, 3.5 ★ on average");
}

#[test]
fn decades_stand_in_their_order_and_few_ratings_say_nothing() {
    let portrait = portrait(&OWN, &[]);
    let names: Vec<_> = portrait
        .decades
        .iter()
        .map(|it| (&*it.name, it.n))
        .collect();
    assert_eq!(names, [("1980s", 4), ("1990s", 3)]);
    let few = decades(&history(&[(0, 5), (1, 5)]), 5.0, &catalogue());
    assert_eq!(few, []);
}

#[test]
fn a_chart_has_room_for_all_its_bars() {
    let of = |all: &[f32]| {
        let leanings: Vec<_> = all
            .iter()
            .map(|above| Leaning {
                name: String::new(),
                n: 3,
                above: *above,
            })
            .collect();
        Leaning::reach(&leanings)
    };
    assert_eq!(of(&[1.0, -0.5]), (-0.5, 1.0));
    assert_eq!(of(&[-1.0, -0.5]), (-1.0, 0.0));
    assert_eq!(of(&[0.1]), (0.0, 0.5));
    assert_eq!(of(&[]), (0.0, 0.5));
}

#[test]
fn generosity_is_measured_on_the_same_movies() {
    // Both others give 3 to what the visitor gives 4 and 5.
    let portrait = portrait(
        &[(0, 4), (1, 5)],
        &[
            (1, &[(0, 3), (1, 3), (6, 5), (7, 5)]),
            (2, &[(0, 3), (1, 3), (6, 1), (7, 1)]),
        ],
    );
    let beside = portrait.beside.as_ref().unwrap();
    let (more, stricter) = beside.generosity.unwrap();
    assert!((more - 1.5).abs() < 1e-6, "{more}");
    assert_eq!(stricter, 0.5);
    let said = portrait.generosity().join(" ");
    assert!(said.contains("You give 1.5 ★ more"), "{said}");
}

#[test]
fn whoever_is_of_the_data_is_not_compared_with_themselves() {
    let own = history(&OWN);
    let people = [(UserId(7), &*own), (UserId(8), &*own)];
    let beside = Beside::of(Viewer::User(UserId(7)), &own, &people, &catalogue());
    let ids: Vec<_> = beside.alike.iter().map(|it| it.user).collect();
    assert_eq!(ids, [UserId(8)]);
    assert_eq!(beside.generosity, Some((0.0, 0.0)));
    let alone = Beside::of(Viewer::User(UserId(7)), &own, &people[..1], &catalogue());
    assert_eq!((alone.generosity, alone.alike), (None, vec![]));
}

#[test]
fn the_most_alike_come_first_with_what_they_agree_on() {
    let opposite: Vec<_> = OWN.iter().map(|(row, n)| (*row, 6 - n)).collect();
    let near: Vec<_> = OWN.iter().map(|(row, n)| (*row, (*n).min(4))).collect();
    let few = &OWN[3..7];
    let portrait = portrait(
        &OWN,
        &[
            (1, &opposite),
            (2, few),
            (3, &near),
            (4, &OWN[..2]),
            (5, &OWN),
        ],
    );
    let alike = &portrait.beside.as_ref().unwrap().alike;
    let ids: Vec<_> = alike.iter().map(|it| it.user.0).collect();
    assert_eq!(ids, [5, 3, 2], "the opposite and who shares two are not");
    let second = alike[1];
    assert_eq!((second.n_both, second.n_same, second.n_near), (8, 6, 2));
    let expected = "User 3: 8 movies rated by both; the same stars for 6, one apart for 2";
    assert_eq!(portrait.alike()[1], expected);
}

#[test]
fn with_half_stars_half_a_star_is_no_difference() {
    let [whole, half] = [8, 7].map(|halves| Stars::from_halves(halves).unwrap());
    let one = [
        (MovieIdx(0), whole),
        (MovieIdx(1), whole),
        (MovieIdx(2), half),
    ];
    let other = [
        (MovieIdx(0), half),
        (MovieIdx(1), whole),
        (MovieIdx(2), half),
    ];
    let (_, alike) = likeness(UserId(1), &one, &other).unwrap();
    assert_eq!((alike.n_both, alike.n_same, alike.n_near), (3, 3, 0));
    assert!(
        alike
            .line(StarScale::Half)
            .contains("half a star apart for 3")
    );
}

#[test]
fn whoever_gives_everything_the_same_is_like_nobody() {
    let same: Vec<_> = (0..8).map(|row| (row, 3)).collect();
    let portrait = portrait(&same, &[(1, &OWN)]);
    assert_eq!(portrait.alike(), ["Nobody here is much alike so far."]);
}

#[test]
fn without_other_people_the_portrait_says_so() {
    let portrait = Portrait {
        beside: None,
        ..portrait(&OWN, &[])
    };
    for said in [portrait.alike(), portrait.generosity()] {
        assert!(said[0].contains("nobody else"), "{said:?}");
    }
}

#[test]
fn nobody_without_ratings_has_a_portrait() {
    assert_eq!(mean(&[]), None);
}

#[test]
fn the_picture_is_one_file_that_names_nothing_else() {
    let portrait = portrait(&OWN, &[(1, &OWN)]);
    let Picture { svg, size } = picture(&portrait);
    assert!(svg.contains(&format!(r#"viewBox="0 0 {} {}""#, size.0, size.1)));
    assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n"));
    for refused in ["href", "style=", "<script", "<image", "NaN", "url("] {
        assert!(!svg.contains(refused), "{refused} in {svg}");
    }
    for said in [
        "Your taste",
        "Drama (4)",
        "+1.0",
        "−1.0",
        "User 1: 8 movies",
    ] {
        assert!(svg.contains(said), "{said} in {svg}");
    }
    assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
}

#[test]
fn names_are_text_in_the_picture() {
    let mut portrait = portrait(&OWN, &[]);
    portrait.genres[0].name = "<Sci-Fi> & more".to_owned();
    assert!(
        picture(&portrait)
            .svg
            .contains("&lt;Sci-Fi&gt; &amp; more (4)")
    );
}

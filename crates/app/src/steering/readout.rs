//! What the page says of steering: what is set, what it does to the list, what it costs, and why a list
//! is short.

use super::wishes::{self, Filter, Lever, Levers, Wish};
use crate::format;
use matinee_core::decimal::decimal;
use matinee_engine::artifact::{Catalogue, Curve, CurvePoint};
use matinee_engine::engine::Recommendation;

/// Says what is set: `Comedy, never Horror, 1980 to 1999, 20 % obscure`; nothing where nothing is
/// set.
#[must_use]
pub fn summary(filter: &Filter, levers: Levers, genres: &[String]) -> String {
    let mut parts = Vec::new();
    let with = names(filter, Wish::With, genres);
    if !with.is_empty() {
        parts.push(with.join(" or "));
    }
    let without = names(filter, Wish::Without, genres);
    if !without.is_empty() {
        parts.push(format!("never {}", without.join(" or ")));
    }
    parts.extend(filter.years.map(years));
    parts.extend(
        Lever::ALL
            .into_iter()
            .filter_map(|lever| lever.setting(lever.of(levers))),
    );
    parts.join(", ")
}

/// Says what the genres of a filter ask of a movie.
#[must_use]
pub fn rule(filter: &Filter, genres: &[String]) -> String {
    let with = names(filter, Wish::With, genres).join(", ");
    let without = names(filter, Wish::Without, genres).join(", ");
    match (with.is_empty(), without.is_empty()) {
        (true, true) => "Press a genre once for only these, twice for never.".into(),
        (false, true) => format!("Movies that are any of: {with}."),
        (true, false) => format!("Movies that are none of: {without}."),
        (false, false) => format!("Movies that are any of: {with}; and none of: {without}."),
    }
}

/// Says why a list of `n` movies is shorter than the `k` that were asked for. `wishes` is what is
/// set, or nothing. `None` for a list that is as long as it should be.
#[must_use]
pub fn shortfall(n: usize, k: usize, wishes: &str) -> Option<String> {
    if n >= k {
        return None;
    }
    let movies = format::counted(n, "movie", "movies");
    let verb = if n == 1 { "fits" } else { "fit" };
    Some(match (n, wishes.is_empty()) {
        (0, true) => {
            "There is nothing left to recommend: every movie of the catalogue is rated or put aside."
                .into()
        }
        (0, false) => format!("No movie fits: {wishes}."),
        (_, true) => format!("Only {movies} left: the rest is rated or put aside."),
        (_, false) => format!("Only {movies} {verb}: {wishes}."),
    })
}

fn names<'a>(filter: &Filter, wish: Wish, genres: &'a [String]) -> Vec<&'a str> {
    let of_wish = |(row, name): (usize, &'a String)| {
        let is_wished = filter.wish(row) == wish;
        is_wished.then_some(name.as_str())
    };
    genres.iter().enumerate().filter_map(of_wish).collect()
}

/// Says a span of years: `1980 to 1999`, `from 1980`, `to 1999`, `1980`.
fn years(years: (u16, u16)) -> String {
    let written = wishes::write_years(years);
    match written.split_once('-') {
        Some(("", last)) => format!("to {last}"),
        Some((first, "")) => format!("from {first}"),
        Some((first, last)) if first == last => last.into(),
        Some((first, last)) => format!("{first} to {last}"),
        None => written,
    }
}

/// What a lever changes in a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Mean predicted stars of an entry.
    pub stars: f32,
    /// Mean share of the users who have rated an entry, 0 to 1.
    pub seen_by: f64,
    /// Genres that an entry has.
    pub n_genres: u32,
}

/// A lever's read-out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What the list is like.
    pub now: String,
    /// What it is like without steering; nothing where no lever is moved.
    pub before: String,
}

impl Measures {
    /// Measures a list; `None` for an empty one.
    #[must_use]
    pub fn of(list: &[Recommendation], catalogue: &Catalogue, n_users: usize) -> Option<Self> {
        let rows = || list.iter().map(|entry| entry.movie.row());
        let stars: f32 = list.iter().map(|entry| entry.stars.stars()).sum();
        let n_ratings: f64 = rows().map(|row| f64::from(catalogue.n_ratings[row])).sum();
        (!list.is_empty()).then(|| Self {
            stars: stars / list.len() as f32,
            seen_by: n_ratings / (list.len() * n_users.max(1)) as f64,
            n_genres: rows()
                .fold(0, |all, row| all | catalogue.movies[row].genres)
                .count_ones(),
        })
    }
}

/// Reads a lever out: what the list that is shown is like. `before` is the list without
/// steering, where a lever is moved.
#[must_use]
pub fn reading(lever: Lever, shown: &Measures, before: Option<&Measures>) -> Reading {
    let (now, was): (_, fn(&Measures) -> String) = match lever {
        Lever::Stars => {
            let stars = decimal(shown.stars, 2);
            let now = format!("{stars} predicted stars on average");
            (now, |it| decimal(it.stars, 2))
        }
        Lever::Obscure => {
            let now = format!("Seen by {} on average", format::one_in(shown.seen_by));
            (now, |it| format::one_in(it.seen_by))
        }
        Lever::Varied => {
            let genres = format::counted(shown.n_genres as usize, "genre", "genres");
            (format!("{genres} in the list"), |it| {
                it.n_genres.to_string()
            })
        }
    };
    let before = before.map_or(String::new(), |it| format!("instead of {}", was(it)));
    Reading { now, before }
}

/// A lever's price at one strength.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// The list without steering.
    plain: CurvePoint,
    /// The steered one.
    steered: CurvePoint,
    /// Strength up to which was measured, where the lever is beyond it.
    ends_at: Option<f32>,
}

/// Finds the curve of a lever among those of a model; `None` where none was measured.
#[must_use]
pub fn curve_of(curves: &[Curve], lever: Lever) -> Option<&Curve> {
    let name = match lever {
        Lever::Stars => "blend",
        Lever::Obscure => "discount",
        Lever::Varied => "variety",
    };
    curves.iter().find(|curve| curve.lever == name)
}

/// Says on what the costs were measured, and how far they can be trusted; nothing for a model
/// without curves.
#[must_use]
pub fn measured_on(curves: &[Curve], levers: Levers) -> String {
    let Some(curve) = curves.first() else {
        return String::new();
    };
    let n_moved = Lever::ALL
        .into_iter()
        .filter(|lever| lever.of(levers) != lever.rest())
        .count();
    let together = match n_moved {
        0 | 1 => "",
        _ => ": together they may cost more",
    };
    format!(
        "Cost on {}\u{2019}s test rows, for lists of 10 out of all movies, each lever alone{together}.",
        curve.protocol
    )
}

impl Cost {
    /// Finds the price of a lever at `percent`, between the measured points in a straight line.
    /// `None` for a curve without points, or without one for the list that is not steered.
    #[must_use]
    pub fn at(curve: &Curve, lever: Lever, percent: u8) -> Option<Self> {
        let strength = lever.strength(percent);
        let plain = *curve.points.iter().find(|it| it.strength == 0.0)?;
        let last = *curve.points.last()?;
        let above = curve.points.iter().position(|it| it.strength >= strength);
        let steered = match above {
            None => last,
            Some(0) => curve.points[0],
            Some(row) => between(&curve.points[row - 1], &curve.points[row], strength),
        };
        Some(Self {
            plain,
            steered,
            ends_at: above.is_none().then_some(last.strength),
        })
    }

    /// Says the price in words: `A little less accurate`.
    #[must_use]
    pub fn said(&self, lever: Lever, percent: u8) -> String {
        if percent == lever.rest() {
            return "No cost".to_owned();
        }
        let words = self.words();
        match self.ends_at {
            None => words.to_owned(),
            Some(end) => format!(
                "{} at {}, the most that was measured",
                words,
                format::percent(end.into())
            ),
        }
    }

    fn words(&self) -> &'static str {
        accuracy(match self.plain.ndcg > 0.0 {
            true => self.steered.ndcg / self.plain.ndcg,
            // Of nothing nothing can be lost.
            false => 1.0,
        })
    }

    /// Says the price in numbers: `NDCG@10 0.473 instead of 0.478, coverage 21 % instead of 17 %`.
    #[must_use]
    pub fn numbers(&self, lever: Lever, percent: u8) -> String {
        let (now, plain) = (&self.steered, &self.plain);
        let ndcg = |point: &CurvePoint| decimal(point.ndcg, 3);
        let (name, gain): (&str, fn(&CurvePoint) -> String) = match lever {
            Lever::Stars => ("disliked", |it| format::percent(it.disliked.into())),
            Lever::Obscure => ("coverage", |it| format::percent(it.coverage.into())),
            Lever::Varied => ("distance", |it| decimal(it.distance, 2)),
        };
        if percent == lever.rest() {
            return format!("NDCG@10 {}, {name} {}", ndcg(plain), gain(plain));
        }
        format!(
            "NDCG@10 {} instead of {}, {name} {} instead of {}",
            ndcg(now),
            ndcg(plain),
            gain(now),
            gain(plain)
        )
    }
}

/// Says how much of the accuracy is left, in words.
fn accuracy(share: f32) -> &'static str {
    match share {
        _ if share >= 0.995 => "As accurate",
        _ if share >= 0.97 => "Nearly as accurate",
        _ if share >= 0.9 => "A little less accurate",
        _ if share >= 0.75 => "Less accurate",
        _ => "Much less accurate",
    }
}

fn between(a: &CurvePoint, b: &CurvePoint, strength: f32) -> CurvePoint {
    let share = (strength - a.strength) / (b.strength - a.strength);
    let mix = |of: fn(&CurvePoint) -> f32| of(a) + share * (of(b) - of(a));
    CurvePoint {
        strength,
        ndcg: mix(|it| it.ndcg),
        disliked: mix(|it| it.disliked),
        coverage: mix(|it| it.coverage),
        distance: mix(|it| it.distance),
        ..*a
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use matinee_data::dataset::Movie;

    fn genres() -> Vec<String> {
        ["Comedy", "Drama", "Horror"].map(str::to_owned).into()
    }

    fn filter(words: &str, years: Option<(u16, u16)>) -> Filter {
        let mut filter = Filter {
            years,
            ..Filter::default()
        };
        assert!(filter.read_genres(words, &genres()).is_empty());
        filter
    }

    /// Expects this to be said of what is set.
    fn check(words: &str, years: Option<(u16, u16)>, levers: Levers, said: &str) {
        assert_eq!(summary(&filter(words, years), levers, &genres()), said);
    }

    #[test]
    fn what_is_set_is_said_in_one_line() {
        let levers = Lever::Obscure.put(Levers::default(), 20);
        check("", None, Levers::default(), "");
        check(
            "comedy,-horror",
            Some((1980, 1999)),
            levers,
            "Comedy, never Horror, 1980 to 1999, 20 % obscure",
        );
        let both = Lever::Varied.put(Lever::Obscure.put(levers, 5), 100);
        check("", None, both, "5 % obscure, 100 % varied");
    }

    #[test]
    fn several_genres_are_joined_by_or() {
        check("comedy,drama", None, Levers::default(), "Comedy or Drama");
        check(
            "-comedy,-drama",
            None,
            Levers::default(),
            "never Comedy or Drama",
        );
    }

    #[test]
    fn open_years_are_said_with_their_one_end() {
        for (years, said) in [
            ((1980, 9999), "from 1980"),
            ((1000, 1999), "to 1999"),
            ((1980, 1980), "1980"),
        ] {
            check("", Some(years), Levers::default(), said);
        }
    }

    #[test]
    fn the_rule_of_the_genres_is_said_in_words() {
        let rule = |words| rule(&filter(words, None), &genres());
        assert!(rule("").starts_with("Press a genre once"));
        assert_eq!(
            rule("comedy,drama"),
            "Movies that are any of: Comedy, Drama."
        );
        assert_eq!(rule("-horror"), "Movies that are none of: Horror.");
        assert_eq!(
            rule("drama,-horror"),
            "Movies that are any of: Drama; and none of: Horror."
        );
    }

    #[test]
    fn a_short_list_says_why() {
        assert_eq!(shortfall(10, 10, "Comedy"), None);
        let short = |n, wishes| shortfall(n, 10, wishes).unwrap_or_default();
        assert_eq!(short(3, "Comedy"), "Only 3 movies fit: Comedy.");
        assert_eq!(short(1, "Comedy"), "Only 1 movie fits: Comedy.");
        assert_eq!(short(0, "Comedy"), "No movie fits: Comedy.");
        assert!(short(0, "").contains("every movie of the catalogue"));
        assert!(short(2, "").starts_with("Only 2 movies left"));
    }

    /// The measures of a list of movies with these genres and numbers of ratings, among ten users.
    fn measures(movies: &[(u32, u32)]) -> Option<Measures> {
        let catalogue = testing::catalogue(movies.iter().map(|&(genres, n_ratings)| {
            let movie = Movie {
                genres,
                ..testing::movie(1, "")
            };
            (movie, n_ratings)
        }));
        let rows = 0..movies.len() as u32;
        let list: Vec<_> = rows
            .map(|row| testing::recommended(row, 3.0, 0.0))
            .collect();
        Measures::of(&list, &catalogue, 10)
    }

    #[test]
    fn a_list_is_measured_by_who_saw_it_and_by_its_genres() {
        let found = measures(&[(0b001, 4), (0b110, 2)]).expect("it has movies");
        assert!((found.seen_by - 0.3).abs() < 1e-12);
        assert_eq!(found.n_genres, 3);
    }

    #[test]
    fn an_empty_list_has_no_measures() {
        assert_eq!(measures(&[]), None);
    }

    #[test]
    fn a_reading_names_the_list_before_only_where_a_lever_is_moved() {
        let (shown, before) = (measures(&[(1, 2), (1, 2)]), measures(&[(1, 4), (2, 4)]));
        let (shown, before) = (shown.expect("movies"), before.expect("movies"));
        let stars = reading(Lever::Stars, &shown, Some(&before));
        assert_eq!(stars.now, "3.00 predicted stars on average");
        assert_eq!(stars.before, "instead of 3.00");
        let still = reading(Lever::Obscure, &shown, None);
        assert_eq!(still.now, "Seen by 2 in 10 on average");
        assert_eq!(still.before, "");
        let moved = reading(Lever::Obscure, &shown, Some(&before));
        assert_eq!(moved.before, "instead of 4 in 10");
        let varied = reading(Lever::Varied, &shown, Some(&before));
        assert_eq!(varied.now, "1 genre in the list");
        assert_eq!(varied.before, "instead of 2");
    }

    fn curve() -> Curve {
        let point = |strength, ndcg, coverage, distance| CurvePoint {
            strength,
            ndcg,
            graded_ndcg: 0.0,
            stars_given: 0.0,
            low_places: 0.0,
            disliked: 0.0,
            recall: 0.0,
            coverage,
            novelty: 0.0,
            distance,
            calibration: 0.0,
            gini: 0.0,
        };
        Curve {
            lever: "discount".into(),
            protocol: "u1".into(),
            points: vec![
                point(0.0, 0.5, 0.1, 0.7),
                point(0.2, 0.48, 0.2, 0.8),
                point(0.8, 0.24, 0.5, 0.9),
            ],
        }
    }

    /// The price of the obscure, in words and in numbers.
    fn said(percent: u8) -> (String, String) {
        let cost = Cost::at(&curve(), Lever::Obscure, percent).expect("the curve has points");
        (
            cost.said(Lever::Obscure, percent),
            cost.numbers(Lever::Obscure, percent),
        )
    }

    /// Expects the price to be said so.
    fn check_price((words, numbers): (String, String), expected: (&str, &str)) {
        assert_eq!((words.as_str(), numbers.as_str()), expected);
    }

    #[test]
    fn a_cost_between_two_points_lies_on_the_line_between_them() {
        let cost = Cost::at(&curve(), Lever::Obscure, 10).expect("the curve has points");
        assert!((cost.steered.ndcg - 0.49).abs() < 1e-6);
        assert!((cost.steered.coverage - 0.15).abs() < 1e-6);
        assert!((cost.steered.distance - 0.75).abs() < 1e-6);
    }

    #[test]
    fn a_measured_point_is_said_as_it_is() {
        let numbers = "NDCG@10 0.480 instead of 0.500, coverage 20 % instead of 10 %";
        check_price(said(20), ("A little less accurate", numbers));
    }

    #[test]
    fn a_lever_at_rest_has_the_plain_lists_numbers() {
        check_price(said(0), ("No cost", "NDCG@10 0.500, coverage 10 %"));
    }

    #[test]
    fn nothing_is_claimed_beyond_what_was_measured() {
        let (words, numbers) = said(95);
        assert_eq!(
            words,
            "Much less accurate at 80 %, the most that was measured"
        );
        assert!(numbers.starts_with("NDCG@10 0.240"), "{numbers}");
    }

    #[test]
    fn where_no_list_hit_anything_nothing_can_be_lost() {
        let mut curve = curve();
        for point in &mut curve.points {
            point.ndcg = 0.0;
        }
        let cost = Cost::at(&curve, Lever::Obscure, 20).expect("the curve has points");
        assert_eq!(cost.said(Lever::Obscure, 20), "As accurate");
    }

    #[test]
    fn variety_is_paid_for_in_distance() {
        let cost = Cost::at(&curve(), Lever::Varied, 20).expect("the curve has points");
        let numbers = cost.numbers(Lever::Varied, 20);
        assert!(
            numbers.ends_with("distance 0.80 instead of 0.70"),
            "{numbers}"
        );
    }

    #[test]
    fn a_lever_that_rests_in_the_middle_has_its_price_on_either_side() {
        let point = |strength, ndcg, disliked| CurvePoint {
            strength,
            ndcg,
            disliked,
            ..curve().points[0]
        };
        let curve = Curve {
            lever: "blend".into(),
            points: vec![
                point(-1.0, 0.4, 0.06),
                point(0.0, 0.5, 0.04),
                point(1.0, 0.1, 0.02),
            ],
            ..curve()
        };
        let said = |percent| {
            let cost = Cost::at(&curve, Lever::Stars, percent).expect("the curve has points");
            (
                cost.said(Lever::Stars, percent),
                cost.numbers(Lever::Stars, percent),
            )
        };
        check_price(said(50), ("No cost", "NDCG@10 0.500, disliked 4 %"));
        let numbers = "NDCG@10 0.450 instead of 0.500, disliked 5 % instead of 4 %";
        check_price(said(25), ("A little less accurate", numbers));
        let (words, numbers) = said(100);
        assert_eq!(words, "Much less accurate");
        assert!(numbers.starts_with("NDCG@10 0.100"), "{numbers}");
    }

    #[test]
    fn each_lever_has_the_curve_that_was_measured_of_it() {
        let curves = [curve()];
        assert_eq!(curve_of(&curves, Lever::Obscure), Some(&curves[0]));
        assert_eq!(curve_of(&curves, Lever::Varied), None);
    }

    #[test]
    fn the_test_rows_are_named_and_two_levers_are_not_added_up() {
        let levers = Lever::Obscure.put(Levers::default(), 20);
        let one = measured_on(&[curve()], levers);
        assert!(one.contains("u1\u{2019}s test rows"), "{one}");
        assert!(one.ends_with("each lever alone."), "{one}");
        let both = measured_on(&[curve()], Lever::Varied.put(levers, 30));
        assert!(both.ends_with("together they may cost more."), "{both}");
    }

    #[test]
    fn a_model_without_curves_says_nothing_of_cost() {
        assert_eq!(measured_on(&[], Levers::default()), "");
        assert_eq!(curve_of(&[], Lever::Obscure), None);
    }

    #[test]
    fn a_curve_without_points_has_no_cost() {
        let empty = Curve {
            points: Vec::new(),
            ..curve()
        };
        assert_eq!(Cost::at(&empty, Lever::Obscure, 10), None);
    }
}

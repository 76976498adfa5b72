//! What is set, in one line; how the genres work; why a list is short.

use crate::filter::{self, Filter, Wish};
use crate::levers::{Lever, Levers};
use crate::words;

/// `Comedy, never Horror, 1980 to 1999, 20 % obscure`; nothing where nothing is set.
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

/// What the genres of a filter ask of a movie.
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

/// Why a list of `n` movies is shorter than the `k` that were asked for. `wishes` is what is set,
/// or nothing. `None` for a list that is as long as it should be.
#[must_use]
pub fn shortfall(n: usize, k: usize, wishes: &str) -> Option<String> {
    if n >= k {
        return None;
    }
    let movies = words::counted(n, "movie", "movies");
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

/// `1980 to 1999`, `from 1980`, `to 1999`, `1980`.
fn years(years: (u16, u16)) -> String {
    let written = filter::write_years(years);
    match written.split_once('-') {
        Some(("", last)) => format!("to {last}"),
        Some((first, "")) => format!("from {first}"),
        Some((first, last)) if first == last => last.into(),
        Some((first, last)) => format!("{first} to {last}"),
        None => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}

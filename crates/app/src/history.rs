//! What somebody has seen: searched and put in order.

use std::cmp::Reverse;

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::order;
use matinee_data::dataset::Movie;
use matinee_engine::engine::{Engine, Person};

use matinee_core::normalise::{normalise, without_article};

/// A movie that somebody has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub movie: MovieIdx,
    /// What they gave it; `None` on a site without ratings.
    pub stars: Option<Stars>,
}

impl From<(MovieIdx, Stars)> for Seen {
    fn from((movie, stars): (MovieIdx, Stars)) -> Self {
        Self {
            movie,
            stars: Some(stars),
        }
    }
}

/// Returns what a known user has seen, ascending by movie.
#[must_use]
pub fn of_user(engine: &Engine, user: UserIdx) -> Vec<Seen> {
    let without = |movie| Seen { movie, stars: None };
    match engine.history(user) {
        Some(ratings) => ratings.iter().copied().map(Seen::from).collect(),
        None => engine.seen(user).into_iter().map(without).collect(),
    }
}

/// Finds `movie` among what somebody has seen.
#[must_use]
pub fn find(person: &Person, movie: MovieIdx) -> Option<Seen> {
    person.seen().binary_search(&movie).ok()?;
    let ratings = person.ratings();
    let row = ratings.binary_search_by_key(&movie, |it| it.0);
    let stars = row.ok().map(|row| ratings[row].1);
    Some(Seen { movie, stars })
}

/// In which order a history is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Most stars first, then by title.
    #[default]
    Stars,
    /// By title.
    Title,
    /// Newest movie first, then by title; movies without a year last.
    Year,
    /// As it is given.
    Given,
}

impl Order {
    /// Every order that changes something, with its value in the page and its name.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Stars, "stars", "Most stars first"),
        (Self::Title, "title", "Title, A to Z"),
        (Self::Year, "year", "Newest first"),
    ];

    /// Value in the page of [`Order::Given`].
    pub const GIVEN: &'static str = "given";

    /// Returns the order with this value in the page; the default for any other.
    #[must_use]
    pub fn from_value(value: &str) -> Self {
        if value == Self::GIVEN {
            return Self::Given;
        }
        let mut all = Self::ALL.into_iter();
        all.find(|(_, own, _)| *own == value)
            .map_or_else(Self::default, |(order, _, _)| order)
    }
}

/// Returns the rows of `history` whose title contains every word of `search`, in `order`.
#[must_use]
pub fn arrange(history: &[Seen], movies: &[Movie], search: &str, order: Order) -> Vec<Seen> {
    let search = normalise(search);
    let mut rows: Vec<_> = history
        .iter()
        .map(|seen| (*seen, normalise(&movies[seen.movie.row()].title)))
        .filter(|(_, title)| search.split(' ').all(|word| title.contains(word)))
        .collect();
    order::sort(&mut rows, &|(a, a_title), (b, b_title)| {
        let year = |seen: &Seen| Reverse(movies[seen.movie.row()].year);
        let first = match order {
            Order::Stars => b.stars.cmp(&a.stars),
            // The sort is stable.
            Order::Given => return std::cmp::Ordering::Equal,
            Order::Title => std::cmp::Ordering::Equal,
            Order::Year => year(a).cmp(&year(b)),
        };
        first
            .then_with(|| without_article(a_title).cmp(without_article(b_title)))
            .then_with(|| a.movie.cmp(&b.movie))
    });
    rows.into_iter().map(|(seen, _)| seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::movie;

    const TITLES: [(&str, Option<u16>, u8); 5] = [
        ("The Apartment", Some(1960), 3),
        ("Léon", Some(1994), 5),
        ("Brazil", Some(1985), 5),
        ("Vertigo", Some(1958), 4),
        ("unknown", None, 4),
    ];

    /// Titles of the history above, searched and put in order.
    fn titles(search: &str, order: Order) -> Vec<&'static str> {
        let movies: Vec<Movie> = (1..)
            .zip(TITLES)
            .map(|(id, (title, year, _))| Movie {
                year,
                ..movie(id, title)
            })
            .collect();
        let history: Vec<_> = (0..)
            .zip(TITLES)
            .filter_map(|(row, (_, _, stars))| Some((MovieIdx(row), Stars::try_from(stars).ok()?)))
            .map(Seen::from)
            .collect();
        let rows = arrange(&history, &movies, search, order);
        rows.iter().map(|seen| TITLES[seen.movie.row()].0).collect()
    }

    #[test]
    fn most_stars_come_first_then_titles_decide() {
        let expected = ["Brazil", "Léon", "unknown", "Vertigo", "The Apartment"];
        assert_eq!(titles("", Order::Stars), expected);
    }

    #[test]
    fn titles_are_filed_without_their_article() {
        let expected = ["The Apartment", "Brazil", "Léon", "unknown", "Vertigo"];
        assert_eq!(titles("", Order::Title), expected);
    }

    #[test]
    fn a_movie_without_a_year_comes_last_among_the_newest() {
        let expected = ["Léon", "Brazil", "The Apartment", "Vertigo", "unknown"];
        assert_eq!(titles("", Order::Year), expected);
    }

    #[test]
    fn a_search_ignores_case_accents_and_the_order_of_words() {
        assert_eq!(titles("LEON", Order::Stars), ["Léon"]);
        assert_eq!(titles("apart the", Order::Stars), ["The Apartment"]);
        assert!(titles("casablanca", Order::Stars).is_empty());
    }

    #[test]
    fn the_order_of_a_history_can_be_kept() {
        let expected = TITLES.map(|(title, ..)| title);
        assert_eq!(titles("", Order::from_value(Order::GIVEN)), expected);
    }

    #[test]
    fn an_unknown_order_is_the_default_one() {
        assert_eq!(Order::from_value("year"), Order::Year);
        assert_eq!(Order::from_value("nonsense"), Order::Stars);
    }
}

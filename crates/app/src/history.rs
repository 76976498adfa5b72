//! What somebody has rated: searched and put in order, and who it says that they are.

use std::cmp::Reverse;

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::normalise::{normalise, without_article};
use matinee_core::order;
use matinee_data::dataset::Movie;
use matinee_engine::artifact::Catalogue;
use matinee_engine::engine::{Engine, Person};

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

/// How strongly a genre's mean is drawn to the person's own: as if by this many more ratings.
const SHRINKAGE: f32 = 8.0;
/// Genres that are named.
const N_FAVOURITES: usize = 4;

/// What a person's ratings say.
#[derive(Clone, Debug, PartialEq)]
pub struct TasteProfile {
    /// Mean stars; `None` without ratings.
    pub mean: Option<f32>,
    /// How often each number of stars that can be given was given, fewest first.
    pub counts: Vec<(Stars, usize)>,
    /// What they like more than the rest of what they saw, the highest mean first.
    pub favourites: Vec<Favourite>,
}

/// A genre that a person likes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Favourite {
    /// Row of the catalogue's genres.
    pub genre: usize,
    /// Mean stars that they gave to it.
    pub mean: f32,
    /// How many of its movies they rated.
    pub n_ratings: usize,
}

impl TasteProfile {
    /// Draws the taste profile of who has this history.
    #[must_use]
    pub fn of(history: &[(MovieIdx, Stars)], catalogue: &Catalogue) -> Self {
        let Catalogue { movies, scale, .. } = catalogue;
        let mut counts: Vec<_> = scale.values().iter().map(|stars| (*stars, 0)).collect();
        let mut sums = [(0_usize, 0_f32); 32];
        for (movie, stars) in history {
            // What the visitor gave may be stored from a page of other data.
            if let Some(row) = scale.row(scale.nearest(stars.as_f32())) {
                counts[row].1 += 1;
            }
            for genre in movies[movie.row()].genre_rows() {
                sums[genre].0 += 1;
                sums[genre].1 += stars.as_f32();
            }
        }
        let total: f32 = history.iter().map(|(_, stars)| stars.as_f32()).sum();
        let mean = (!history.is_empty()).then(|| total / history.len() as f32);
        Self {
            mean,
            counts,
            favourites: mean.map_or_else(Vec::new, |mean| favourites(&sums, mean)),
        }
    }

    /// Finds the largest of the counts, at least 1: the height of the tallest bar.
    #[must_use]
    pub fn tallest(&self) -> usize {
        self.counts
            .iter()
            .map(|(_, n)| *n)
            .max()
            .unwrap_or(0)
            .max(1)
    }
}

fn favourites(sums: &[(usize, f32)], mean: f32) -> Vec<Favourite> {
    let shrunken = |&(n, sum): &(usize, f32)| (sum - n as f32 * mean) / (n as f32 + SHRINKAGE);
    let mut liked: Vec<usize> = (0..sums.len())
        .filter(|&genre| shrunken(&sums[genre]) > 0.0)
        .collect();
    order::sort(&mut liked, &|&a, &b| {
        shrunken(&sums[b]).total_cmp(&shrunken(&sums[a]))
    });
    liked.truncate(N_FAVOURITES);
    let favourite = |genre: usize| Favourite {
        genre,
        mean: sums[genre].1 / sums[genre].0 as f32,
        n_ratings: sums[genre].0,
    };
    // In the order of the means that are shown; which genres these are is decided above.
    let mut favourites: Vec<Favourite> = liked.into_iter().map(favourite).collect();
    order::sort(&mut favourites, &|a, b| b.mean.total_cmp(&a.mean));
    favourites
}

#[cfg(test)]
mod tests {
    use crate::testing::{movie, unrated};

    use super::*;

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

    /// Movies of the given genre sets.
    fn movies(genres: &[u32]) -> Vec<Movie> {
        let movies = (1..).zip(genres);
        movies
            .map(|(id, genres)| Movie {
                genres: *genres,
                ..movie(id, &id.to_string())
            })
            .collect()
    }

    fn history(stars: &[u8]) -> Vec<(MovieIdx, Stars)> {
        let rating =
            |(row, stars): (u32, &u8)| Some((MovieIdx(row), Stars::try_from(*stars).ok()?));
        (0..).zip(stars).filter_map(rating).collect()
    }

    #[test]
    fn counts_and_mean_come_from_the_ratings() {
        let taste = TasteProfile::of(&history(&[5, 4, 4, 1]), &unrated(movies(&[1, 1, 1, 1])));
        let counts: Vec<usize> = taste.counts.iter().map(|(_, n)| *n).collect();
        assert_eq!(counts, [1, 0, 0, 2, 1]);
        assert_eq!(taste.mean, Some(3.5));
        assert_eq!(taste.tallest(), 2);
    }

    #[test]
    fn nobody_without_ratings_has_a_mean_or_a_favourite() {
        let taste = TasteProfile::of(&[], &unrated(movies(&[])));
        assert_eq!(taste.mean, None);
        assert!(taste.favourites.is_empty());
        assert_eq!(taste.tallest(), 1);
    }

    #[test]
    fn a_favourite_is_liked_more_than_the_rest() {
        let taste = TasteProfile::of(&history(&[5, 5, 1, 1]), &unrated(movies(&[1, 1, 2, 2])));
        let genres: Vec<_> = taste.favourites.iter().map(|liked| liked.genre).collect();
        assert_eq!(genres, [0]);
        assert_eq!(taste.favourites[0].n_ratings, 2);
        assert_eq!(taste.favourites[0].mean, 5.0);
    }

    #[test]
    fn many_good_ratings_weigh_more_than_a_single_one() {
        let mut genres = vec![1; 20];
        genres.push(2);
        genres.extend([4; 20]);
        let mut stars = vec![5; 20];
        stars.push(5);
        stars.extend([2; 20]);
        let taste = TasteProfile::of(&history(&stars), &unrated(movies(&genres)));
        let genres: Vec<_> = taste.favourites.iter().map(|liked| liked.genre).collect();
        assert_eq!(genres, [0, 1]);
    }

    #[test]
    fn favourites_stand_in_the_order_of_what_is_shown() {
        let genres = [vec![1; 20], vec![2; 3], vec![4; 20]].concat();
        let stars = [vec![4; 20], vec![5; 3], vec![1; 20]].concat();
        let taste = TasteProfile::of(&history(&stars), &unrated(movies(&genres)));
        let means: Vec<f32> = taste.favourites.iter().map(|liked| liked.mean).collect();
        assert_eq!(means, [5.0, 4.0]);
    }
}

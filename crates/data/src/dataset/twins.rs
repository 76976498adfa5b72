//! Twins: catalogue entries of one title and year, which are one movie.
//!
//! Titles are compared as [`title_key`] says. The year is that of the title or, where a title has
//! none, that of the release date. So remakes stay apart, and an entry without any year has no
//! twin: nobody could tell it from a remake.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use crate::raw::{RawRating, RawTables};
use crate::titles::title_key;
use matinee_core::domain::MovieId;

use super::tables::Movie;

/// What became of entries of one title and year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Entries that are gone, because another one stands for their movie.
    pub entries: usize,
    /// Ratings of these entries, which are the movie's now.
    pub joined: usize,
    /// Ratings that are gone, because the same person gave a later one to the same movie.
    pub doubles: usize,
}

/// Merges twins. The entry with more ratings stands for the movie, of equals the one with the
/// smaller id; what it does not know (year, date, genres but for those in `unknown`) it takes from
/// the others. Their ratings become ratings of this movie: see [`keep_latest`].
///
/// Returns the raw ids of the entries that are gone, each with the id that stands for it, and the
/// counts.
pub(super) fn merge_twins(
    raw: &mut RawTables,
    unknown: u32,
    n_ratings: &HashMap<MovieId, u32>,
) -> (HashMap<MovieId, MovieId>, Merged) {
    let mut entries: HashMap<(String, u16), Vec<usize>> = HashMap::new();
    for (row, movie) in raw.movies.iter().enumerate() {
        let year = movie.year.or(movie.released.map(|date| date.year));
        if let Some(year) = year {
            let twins = entries.entry((title_key(&movie.title), year)).or_default();
            twins.push(row);
        }
    }
    let mut aliases = HashMap::new();
    for mut twins in entries.into_values() {
        let rank = |row: &usize| {
            let id = raw.movies[*row].id;
            let n_ratings = n_ratings.get(&id).copied().unwrap_or(0);
            (Reverse(n_ratings), id)
        };
        twins.sort_by_key(rank);
        let (main, others) = (twins[0], &twins[1..]);
        for other in others {
            let other = raw.movies[*other].clone();
            fill_in(&mut raw.movies[main], &other, unknown);
            aliases.insert(other.id, raw.movies[main].id);
        }
    }
    raw.movies.retain(|movie| !aliases.contains_key(&movie.id));
    let mut n_joined = 0;
    for rating in &mut raw.ratings {
        if let Some(main) = aliases.get(&rating.movie) {
            rating.movie = *main;
            n_joined += 1;
        }
    }
    let before = raw.ratings.len();
    // Without twins every pair is there once.
    if !aliases.is_empty() {
        let pair = |rating: &RawRating| (rating.user, rating.movie);
        keep_latest(&mut raw.ratings, pair, |rating| rating.unix_time);
    }
    let merged = Merged {
        entries: aliases.len(),
        joined: n_joined,
        doubles: before - raw.ratings.len(),
    };
    (aliases, merged)
}

/// Gives `movie` what it does not know and `other` does.
fn fill_in(movie: &mut Movie, other: &Movie, unknown: u32) {
    movie.year = movie.year.or(other.year);
    movie.released = movie.released.or(other.released);
    let is_known = |genres: u32| genres & !unknown != 0;
    if !is_known(movie.genres) && is_known(other.genres) {
        movie.genres = other.genres;
    }
}

/// Keeps one row a `pair` of person and movie: the one given last, in seconds of `time`; of several
/// of the same second the one that comes last. What stays keeps its order.
pub fn keep_latest<Row, Pair: Eq + Hash>(
    rows: &mut Vec<Row>,
    pair: impl Fn(&Row) -> Pair,
    time: impl Fn(&Row) -> i64,
) {
    let mut latest: HashMap<Pair, usize> = HashMap::with_capacity(rows.len());
    let mut is_kept = vec![true; rows.len()];
    for (at, row) in rows.iter().enumerate() {
        match latest.entry(pair(row)) {
            Entry::Vacant(place) => {
                place.insert(at);
            }
            Entry::Occupied(mut place) if time(row) >= time(&rows[*place.get()]) => {
                is_kept[place.insert(at)] = false;
            }
            Entry::Occupied(_) => is_kept[at] = false,
        }
    }
    let mut is_kept = is_kept.into_iter();
    rows.retain(|_| is_kept.next().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use super::super::{CleaningRules, clean};
    use super::*;
    use crate::dataset::{CleaningReport, Gender, ReleaseDate, Tables, User};
    use crate::titles::display_title;
    use matinee_core::domain::{Stars, UserId};

    /// Genre 0 is `unknown`, 1 and 2 are others.
    fn movie(id: u32, catalogue_title: &str, released: Option<u16>, genres: u32) -> Movie {
        let (title, year) = display_title(catalogue_title);
        Movie {
            id: MovieId(id),
            title,
            year,
            released: released.map(|year| ReleaseDate { year, month: 1 }),
            genres,
        }
    }

    /// User, movie, stars, time.
    fn rating((user, movie, stars, unix_time): (u32, u32, u8, i64)) -> RawRating {
        RawRating {
            user: UserId(user),
            movie: MovieId(movie),
            stars: Stars::try_from(stars).unwrap(),
            unix_time,
        }
    }

    /// What is left of these movies and ratings of users 1 to 9.
    fn cleaned(
        movies: Vec<Movie>,
        ratings: &[(u32, u32, u8, i64)],
        rules: &CleaningRules,
    ) -> (Tables, CleaningReport) {
        let user = |id| User {
            id: UserId(id),
            age: 30,
            gender: Gender::Female,
            occupation: 0,
        };
        let raw = RawTables {
            ratings: ratings.iter().copied().map(rating).collect(),
            movies,
            users: (1..10).map(user).collect(),
            genres: ["unknown", "Drama", "War"].map(str::to_owned).into(),
            occupations: vec!["other".to_owned()],
            notice: String::new(),
        };
        clean(raw, rules)
    }

    const MERGED: CleaningRules = CleaningRules {
        merge_twins: true,
        ..CleaningRules::none()
    };

    /// Whether entries of these titles, released in these years, are one movie.
    fn check(entries: [(&str, Option<u16>); 2], expected: bool) {
        let [first, second] = entries;
        let movies = vec![
            movie(1, first.0, first.1, 2),
            movie(2, second.0, second.1, 2),
        ];
        let (tables, report) = cleaned(movies, &[], &MERGED);
        assert_eq!(tables.movies.len() == 1, expected, "{entries:?}");
        assert_eq!(report.merged.unwrap().entries == 1, expected);
    }

    #[test]
    fn one_title_and_year_are_one_movie_however_it_is_written() {
        for [first, second] in [
            ["Chasing Amy (1997)", "Chasing Amy (1997)"],
            ["Chasing Amy (1997)", "CHASING  amy (1997) "],
            ["Ice Storm, The (1997)", "The Ice Storm (1997)"],
            ["Ice Storm, The (1997)", "ice storm, the (1997)"],
            ["Enfer, L' (1994)", "L'Enfer (1994)"],
            ["Mis\u{e9}rables, Les (1995)", "LES MIS\u{c9}RABLES (1995)"],
            [
                "Land Before Time III (1995)",
                "Land Before Time III (1995) (V)",
            ],
        ] {
            check([(first, None), (second, Some(1998))], true);
            check([(second, None), (first, None)], true);
        }
    }

    #[test]
    fn remakes_sequels_and_titles_that_differ_stay_apart() {
        for [first, second] in [
            ["That Darn Cat! (1965)", "That Darn Cat! (1997)"],
            ["Nightwatch (1994)", "Nightwatch (1997)"],
            ["Scream (1996)", "Scream 2 (1996)"],
            ["Alien (1979)", "Aliens (1979)"],
            ["Ice Storm (1997)", "Ice Storm, The (1997)"],
            ["Nightwatch (1997)", "Nightwatch (Nattevagten) (1997)"],
            ["Mis\u{e9}rables, Les (1995)", "Miserables, Les (1995)"],
        ] {
            check([(first, Some(1997)), (second, Some(1997))], false);
        }
    }

    #[test]
    fn without_a_year_in_the_title_the_release_date_tells_twins_from_remakes() {
        check([("Heat", Some(1995)), ("Heat", Some(1995))], true);
        check([("Heat", Some(1995)), ("Heat (1995)", None)], true);
        check([("Heat", Some(1972)), ("Heat", Some(1995))], false);
        check([("Heat (1972)", Some(1995)), ("Heat", Some(1995))], false);
        check([("unknown", None), ("unknown", None)], false);
        check([("Heat", None), ("Heat (1995)", None)], false);
    }

    #[test]
    fn the_entry_with_more_ratings_stands_for_the_movie_and_then_the_smaller_id() {
        let check = |ratings: &[(u32, u32, u8, i64)], main: u32| {
            let movies = [30, 10, 20].map(|id| movie(id, "Amy (1997)", None, 2));
            let (tables, _) = cleaned(movies.into(), ratings, &MERGED);
            assert_eq!(tables.movie_ids.ids(), [MovieId(main)]);
            for id in [10, 20, 30].map(MovieId) {
                assert_eq!(
                    tables.movie_idx(id),
                    Some(matinee_core::domain::MovieIdx(0))
                );
            }
            assert_eq!(tables.movie_idx(MovieId(40)), None);
            let aliases = tables.movie_ids.aliases().iter().map(|(id, _)| id.0);
            let others = [10, 20, 30].into_iter().filter(|id| *id != main);
            assert!(aliases.eq(others));
        };
        check(&[], 10);
        check(&[(1, 30, 5, 0)], 30);
        check(&[(1, 30, 5, 0), (1, 20, 5, 0)], 20);
        check(&[(1, 30, 5, 0), (1, 20, 5, 0), (2, 30, 5, 0)], 30);
    }

    /// Of what one person gave under two numbers.
    #[test]
    fn the_later_of_two_ratings_counts_and_of_one_second_the_later_row() {
        let check = |ratings: [(u32, u32, u8, i64); 2], stars: u8| {
            let movies = [1, 2].map(|id| movie(id, "Amy (1997)", None, 2));
            let (tables, report) = cleaned(movies.into(), &ratings, &MERGED);
            let given: Vec<u8> = tables.ratings.iter().map(|it| it.stars.get()).collect();
            assert_eq!(given, [stars], "{ratings:?}");
            let expected = Merged {
                entries: 1,
                joined: 1,
                doubles: 1,
            };
            assert_eq!(report.merged, Some(expected));
            assert_eq!(report.after.ratings, 1);
        };
        check([(7, 1, 2, 100), (7, 2, 5, 200)], 5);
        check([(7, 1, 2, 200), (7, 2, 5, 100)], 2);
        check([(7, 2, 4, 200), (7, 1, 5, 100)], 4);
        check([(7, 1, 2, 100), (7, 2, 5, 100)], 5);
        check([(7, 2, 5, 100), (7, 1, 2, 100)], 2);
    }

    #[test]
    fn ratings_of_several_people_are_joined_in_the_order_of_the_file() {
        let movies = vec![
            movie(1, "Amy (1997)", None, 2),
            movie(2, "Amy (1997)", None, 2),
            movie(3, "Heat (1995)", None, 2),
        ];
        let ratings = [
            (4, 2, 1, 0),
            (5, 1, 2, 5),
            (5, 3, 3, 0),
            (5, 2, 4, 4),
            (6, 1, 5, 0),
        ];
        let (tables, report) = cleaned(movies, &ratings, &MERGED);
        let rows = tables.ratings.iter();
        let rows = rows.map(|row| (row.user.0 + 1, row.movie.0, row.stars.get()));
        let expected = [(4, 0, 1), (5, 0, 2), (5, 1, 3), (6, 0, 5)];
        assert_eq!(rows.collect::<Vec<_>>(), expected);
        let expected = Merged {
            entries: 1,
            joined: 2,
            doubles: 1,
        };
        assert_eq!(report.merged, Some(expected));
        assert_eq!((report.after.movies, report.after.users), (2, 9));
    }

    #[test]
    fn what_the_main_entry_knows_is_kept_and_what_it_does_not_is_filled_in() {
        let ratings = [(1, 2, 5, 0)];
        let (tables, _) = cleaned(
            vec![
                movie(1, "Amy (1997)", Some(1997), 0b010),
                movie(2, "AMY (1997)", Some(1999), 0b100),
            ],
            &ratings,
            &MERGED,
        );
        assert_eq!(tables.movies, [movie(2, "AMY (1997)", Some(1999), 0b100)]);
        let (tables, _) = cleaned(
            vec![
                movie(1, "Amy (1997)", Some(1999), 0b110),
                movie(2, "Amy (1997)", None, 0b001),
            ],
            &ratings,
            &MERGED,
        );
        assert_eq!(tables.movies, [movie(2, "Amy (1997)", Some(1999), 0b110)]);
    }

    #[test]
    fn two_entries_with_few_ratings_are_counted_together() {
        let movies = || {
            vec![
                movie(1, "Amy (1997)", Some(1997), 2),
                movie(2, "Amy (1997)", Some(1997), 2),
            ]
        };
        let ratings: Vec<_> = (1..=5).map(|user| (user, 1 + user % 2, 3, 0)).collect();
        let (tables, report) = cleaned(movies(), &ratings, &CleaningRules::standard());
        assert_eq!(
            (tables.movies.len(), tables.ratings.len()),
            (1, 5),
            "{report}"
        );
        let (tables, report) = cleaned(movies(), &ratings, &CleaningRules::original());
        assert_eq!((tables.movies.len(), report.merged), (0, None));
    }

    #[test]
    fn the_numbers_of_a_movie_that_is_left_out_name_nothing() {
        let movies = [1, 2].map(|id| movie(id, "Amy (1920)", Some(1920), 2));
        let rules = CleaningRules {
            earliest_year: Some(1930),
            ..MERGED
        };
        let (tables, _) = cleaned(movies.into(), &[], &rules);
        assert_eq!([1, 2].map(|id| tables.movie_idx(MovieId(id))), [None, None]);
        assert!(tables.movie_ids.aliases().is_empty());
    }

    #[test]
    fn without_the_rule_nothing_is_merged() {
        let movies = [1, 2].map(|id| movie(id, "Amy (1997)", None, 2));
        let ratings = [(1, 1, 5, 0), (1, 2, 3, 0)];
        let (tables, report) = cleaned(movies.into(), &ratings, &CleaningRules::none());
        assert_eq!((tables.movies.len(), tables.ratings.len()), (2, 2));
        assert_eq!(report.merged, None);
    }
}

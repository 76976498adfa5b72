//! Distributions of a data set, as plain numbers to print or to draw.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use matinee_core::domain::Stars;

use super::tables::Tables;

/// Everything that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Movies of each genre, in the order of `u.genre`. A movie counts for each of its genres.
    pub genres: Vec<GenreCount>,
    /// Movies of each release year that has any, ascending. Movies without a date are left out.
    pub release_years: Vec<YearCount>,
    /// Users of each age that has any, ascending.
    pub ages: Vec<AgeCount>,
    /// Ratings of each number of stars that can be given, fewest first.
    pub stars: Vec<StarCount>,
    /// Ratings of each user, in the order of the users.
    pub ratings_of_user: Vec<u32>,
    /// Ratings of each movie, in the order of the movies.
    pub ratings_of_movie: Vec<u32>,
}

/// A genre and what has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenreCount {
    /// Name.
    pub genre: String,
    /// Movies of this genre.
    pub n_movies: usize,
    /// Ratings of these movies.
    pub n_ratings: usize,
}

/// A year and its movies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearCount {
    /// Calendar year.
    pub year: u16,
    /// Movies released in it.
    pub n_movies: usize,
}

/// A number of stars and how often it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StarCount {
    /// Which.
    pub stars: Stars,
    /// How many ratings.
    pub n: usize,
}

/// An age and its users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeCount {
    /// Age in years.
    pub age: u8,
    /// Users of this age.
    pub n_users: usize,
}

impl Stats {
    /// Counts everything once.
    #[must_use]
    pub fn of(tables: &Tables) -> Self {
        let values = tables.scale.values().iter();
        let mut stars: Vec<_> = values
            .map(|stars| StarCount {
                stars: *stars,
                n: 0,
            })
            .collect();
        let mut ratings_of_user = vec![0; tables.users.len()];
        let mut ratings_of_movie = vec![0; tables.movies.len()];
        for rating in &tables.ratings {
            if let Some(row) = tables.scale.row(rating.stars) {
                stars[row].n += 1;
            }
            ratings_of_user[rating.user.row()] += 1;
            ratings_of_movie[rating.movie.row()] += 1;
        }
        let years = count(
            tables
                .movies
                .iter()
                .filter_map(|movie| movie.released)
                .map(|date| date.year),
        );
        let ages = count(
            tables
                .users
                .iter()
                .filter_map(|user| Some(user.demographics?.age)),
        );
        Self {
            genres: genres(tables, &ratings_of_movie),
            release_years: years
                .into_iter()
                .map(|(year, n_movies)| YearCount { year, n_movies })
                .collect(),
            ages: ages
                .into_iter()
                .map(|(age, n_users)| AgeCount { age, n_users })
                .collect(),
            stars,
            ratings_of_user,
            ratings_of_movie,
        }
    }

    /// Mean of all ratings in stars; `None` without ratings.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn mean_stars(&self) -> Option<f64> {
        let n: usize = self.stars.iter().map(|count| count.n).sum();
        let halves = |count: &StarCount| usize::from(count.stars.halves()) * count.n;
        let sum: usize = self.stars.iter().map(halves).sum();
        (n > 0).then(|| sum as f64 / 2.0 / n as f64)
    }
}

fn genres(tables: &Tables, ratings_of_movie: &[u32]) -> Vec<GenreCount> {
    let named = |genre: &String| GenreCount {
        genre: genre.clone(),
        n_movies: 0,
        n_ratings: 0,
    };
    let mut counts: Vec<GenreCount> = tables.genres.iter().map(named).collect();
    for (movie, n_ratings) in tables.movies.iter().zip(ratings_of_movie) {
        for row in movie.genre_rows() {
            if let Some(count) = counts.get_mut(row) {
                count.n_movies += 1;
                count.n_ratings += *n_ratings as usize;
            }
        }
    }
    counts
}

/// How often each value occurs, ascending.
fn count<T: Ord>(values: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{CleaningRules, clean};
    use crate::formats::movielens_100k::RawFiles;
    use crate::raw::Source;

    /// Two users of 24 and one of 53, three movies of which one has no date, four ratings.
    fn stats() -> Stats {
        let files = RawFiles {
            ratings: b"1\t1\t5\t1\n2\t1\t3\t1\n3\t2\t3\t1\n1\t3\t4\t1\n".to_vec(),
            movies: b"1|A (1995)|01-Jan-1995|||0|1|1\n2|B (1990)|01-Jan-1990|||0|1|0\n3|unknown||||1|0|0\n"
                .to_vec(),
            users: b"1|24|M|other|1\n2|53|F|other|2\n3|24|F|other|3\n".to_vec(),
            genres: b"unknown|0\nComedy|1\nWar|2\n".to_vec(),
            occupations: b"other\n".to_vec(),
            notice: None,
        };
        Stats::of(&clean(files.read().unwrap(), &CleaningRules::none()).0)
    }

    #[test]
    fn a_movie_counts_for_each_of_its_genres() {
        let genre = |genre: &str, n_movies, n_ratings| GenreCount {
            genre: genre.to_owned(),
            n_movies,
            n_ratings,
        };
        assert_eq!(
            stats().genres,
            [
                genre("unknown", 1, 1),
                genre("Comedy", 2, 3),
                genre("War", 1, 2)
            ]
        );
    }

    #[test]
    fn years_are_ascending_and_leave_out_movies_without_a_date() {
        let year = |year, n_movies| YearCount { year, n_movies };
        assert_eq!(stats().release_years, [year(1990, 1), year(1995, 1)]);
    }

    #[test]
    fn ages_are_ascending() {
        let age = |age, n_users| AgeCount { age, n_users };
        assert_eq!(stats().ages, [age(24, 2), age(53, 1)]);
    }

    #[test]
    fn stars_are_counted_and_averaged() {
        let counts: Vec<usize> = stats().stars.iter().map(|count| count.n).collect();
        assert_eq!(counts, [0, 0, 2, 1, 1]);
        assert_eq!(stats().mean_stars(), Some(3.75));
    }

    #[test]
    fn ratings_are_counted_by_user_and_by_movie() {
        assert_eq!(stats().ratings_of_user, [2, 1, 1]);
        assert_eq!(stats().ratings_of_movie, [2, 1, 1]);
    }
}

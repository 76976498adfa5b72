//! Cleaning: which entries are one movie, which movies are left out, and what that costs.
//!
//! Twins are catalogue entries of one title and year, which are one movie. Titles are compared as
//! [`title_key`] says. The year is that of the title or, where a title has none, that of the release
//! date. So remakes stay apart, and an entry without any year has no twin: nobody could tell it from a
//! remake.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use crate::ids::IdRows;
use crate::raw::{RawRating, RawTables};
use crate::titles::title_key;
use matinee_core::domain::{MovieId, MovieIdx, Rating, UserIdx};

use super::tables::{Movie, Tables, Vocabulary};

/// The name by which `u.genre` says that it knows none.
const UNKNOWN_GENRE: &str = "unknown";

/// Which entries of the catalogue are merged, and which movies are left out with their ratings. The
/// rules apply in the order of the fields, each to what the one before has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleaningRules {
    /// Makes entries of one title and year one movie, with the ratings of all of them. First, so
    /// that two entries with few ratings are counted together.
    pub merge_twins: bool,
    /// Drops movies without a release date: the only value missing that anything here uses.
    pub drop_incomplete: bool,
    /// Drops movies with fewer ratings; 0 turns the rule off.
    pub min_ratings: u32,
    /// Drops movies of no genre, or of no genre but `unknown`.
    pub drop_unknown_genre: bool,
    /// Drops movies released before this year.
    pub earliest_year: Option<u16>,
}

impl CleaningRules {
    /// What is done unless somebody asks for something else: the rules of the original, once every
    /// movie is one entry.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            merge_twins: true,
            ..Self::original()
        }
    }

    /// The rules of the original: on MovieLens 100K they leave 1,347 movies, 99,224 ratings and
    /// all 943 users. Some of these movies are there twice.
    #[must_use]
    pub const fn original() -> Self {
        Self {
            merge_twins: false,
            drop_incomplete: true,
            min_ratings: 5,
            drop_unknown_genre: true,
            earliest_year: Some(1930),
        }
    }

    /// Every movie is one entry, and has three ratings: for data whose classics and newcomers are worth
    /// listing, whatever is not known of them.
    #[must_use]
    pub const fn rated() -> Self {
        Self {
            merge_twins: true,
            min_ratings: 3,
            ..Self::none()
        }
    }

    /// Everything stays.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            merge_twins: false,
            drop_incomplete: false,
            min_ratings: 0,
            drop_unknown_genre: false,
            earliest_year: None,
        }
    }
}

/// Applies the rules and numbers what is left: users and movies by ascending raw id. The raw id of
/// an entry that was merged names the movie that it became a part of.
///
/// A user whose last rating goes with a movie goes too; one who never had any stays.
#[must_use]
pub fn clean(raw: RawTables, rules: &CleaningRules) -> (Tables, CleaningReport) {
    let unknown = raw.genres.iter().position(|genre| genre == UNKNOWN_GENRE);
    let unknown = unknown.map_or(0, |row| 1 << row);
    let before = Counts {
        movies: raw.movies.len(),
        ratings: raw.ratings.len(),
        users: raw.users.len(),
    };
    let mut raw = raw;
    let merging = rules.merge_twins.then(|| merge_twins(&mut raw, unknown));
    let (aliases, merged) = merging.unzip();
    let mut cleaner = Cleaner::of(raw);
    if rules.drop_incomplete {
        cleaner.keep("without a release date", |movie, _| {
            movie.released.is_some()
        });
    }
    if rules.min_ratings > 0 {
        cleaner.keep(
            &format!("with fewer than {} ratings", rules.min_ratings),
            |_, n_ratings| n_ratings >= rules.min_ratings,
        );
    }
    if rules.drop_unknown_genre {
        cleaner.keep("of no known genre", |movie, _| movie.genres & !unknown != 0);
    }
    if let Some(earliest) = rules.earliest_year {
        cleaner.keep(&format!("released before {earliest}"), |movie, _| {
            movie.released.is_none_or(|date| date.year >= earliest)
        });
    }
    let after = cleaner.left;
    let report = CleaningReport {
        before,
        merged,
        rules: std::mem::take(&mut cleaner.applied),
        after,
    };
    let aliases = aliases.unwrap_or_default();
    let tables = number(cleaner.into_left(), after.ratings, aliases);
    (tables, report)
}

/// The tables while the rules are applied. What is dropped is marked, and taken out at the end: a rule
/// costs one pass over the ratings, and none when it drops nothing.
struct Cleaner {
    raw: RawTables,
    movies: IdRows,
    users: IdRows,
    /// Number of ratings of each movie.
    n_of_movie: Vec<u32>,
    /// Number of ratings of each user that are left.
    n_of_user: Vec<u32>,
    is_movie_kept: Vec<bool>,
    is_user_kept: Vec<bool>,
    left: Counts,
    applied: Vec<RuleCount>,
}

impl Cleaner {
    fn of(raw: RawTables) -> Self {
        let movies = IdRows::of(raw.movies.iter().map(|movie| movie.id.0));
        let users = IdRows::of(raw.users.iter().map(|user| user.id.0));
        let mut n_of_movie = vec![0; raw.movies.len()];
        let mut n_of_user = vec![0; raw.users.len()];
        for rating in &raw.ratings {
            if let Some(movie) = movies.row(rating.movie.0) {
                n_of_movie[movie as usize] += 1;
            }
            if let Some(user) = users.row(rating.user.0) {
                n_of_user[user as usize] += 1;
            }
        }
        Self {
            is_movie_kept: vec![true; n_of_movie.len()],
            is_user_kept: vec![true; n_of_user.len()],
            left: Counts {
                movies: raw.movies.len(),
                ratings: raw.ratings.len(),
                users: raw.users.len(),
            },
            raw,
            movies,
            users,
            n_of_movie,
            n_of_user,
            applied: Vec::new(),
        }
    }

    /// Keeps the movies for which `keep(movie, number of ratings)` holds.
    fn keep(&mut self, dropped: &str, keep: impl Fn(&Movie, u32) -> bool) {
        let mut count = RuleCount {
            rule: dropped.to_owned(),
            movies: 0,
            ratings: 0,
            users: 0,
        };
        let mut is_dropped = vec![false; self.raw.movies.len()];
        for (row, movie) in self.raw.movies.iter().enumerate() {
            if self.is_movie_kept[row] && !keep(movie, self.n_of_movie[row]) {
                is_dropped[row] = true;
                self.is_movie_kept[row] = false;
                count.movies += 1;
                count.ratings += self.n_of_movie[row] as usize;
            }
        }
        if count.ratings > 0 {
            for rating in &self.raw.ratings {
                let movie = self.movies.row(rating.movie.0);
                if movie.is_none_or(|movie| !is_dropped[movie as usize]) {
                    continue;
                }
                if let Some(user) = self.users.row(rating.user.0) {
                    let user = user as usize;
                    self.n_of_user[user] -= 1;
                    if self.n_of_user[user] == 0 {
                        self.is_user_kept[user] = false;
                        count.users += 1;
                    }
                }
            }
        }
        self.left.movies -= count.movies;
        self.left.ratings -= count.ratings;
        self.left.users -= count.users;
        self.applied.push(count);
    }

    /// Takes out the movies and users that are dropped. The ratings of dropped movies go when they are
    /// numbered.
    fn into_left(self) -> RawTables {
        let mut raw = self.raw;
        retain_marked(&mut raw.movies, &self.is_movie_kept);
        retain_marked(&mut raw.users, &self.is_user_kept);
        raw
    }
}

/// Keeps the items that are marked, each by its place.
fn retain_marked<T>(items: &mut Vec<T>, is_kept: &[bool]) {
    let mut is_kept = is_kept.iter();
    items.retain(|_| is_kept.next().is_none_or(|is_kept| *is_kept));
}

/// Raw ids become dense indices: here, once. Ratings of movies that are not there are left out;
/// `n_ratings` are not.
fn number(raw: RawTables, n_ratings: usize, aliases: HashMap<MovieId, MovieId>) -> Tables {
    let RawTables {
        ratings,
        mut movies,
        mut users,
        scale,
        folds,
        genres,
        occupations,
        notice,
        user_names: _,
    } = raw;
    users.sort_by_key(|user| user.id);
    movies.sort_by_key(|movie| movie.id);
    let user_ids = Vocabulary::new(users.iter().map(|user| user.id));
    let movie_ids = Vocabulary::new(movies.iter().map(|movie| movie.id));
    // What stands for a movie may have been left out since.
    let alias = |(id, main): (MovieId, MovieId)| Some((id, movie_ids.row(main)?));
    let aliases: Vec<_> = aliases.into_iter().filter_map(alias).collect();
    let movie_ids = movie_ids.with_aliases(aliases);
    let mut numbered = Vec::with_capacity(n_ratings);
    numbered.extend(ratings.iter().filter_map(|rating| {
        // A format has checked that every rating names a known user and movie; what does not by now
        // is of a movie that a rule has dropped.
        Some(Rating {
            user: UserIdx(user_ids.row(rating.user)?),
            movie: MovieIdx(movie_ids.row(rating.movie)?),
            stars: rating.stars,
        })
    }));
    Tables {
        users,
        movies,
        ratings: numbered,
        scale,
        folds,
        genres,
        occupations,
        notice,
        user_ids,
        movie_ids,
    }
}

/// How many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Number of movies.
    pub movies: usize,
    /// Number of ratings.
    pub ratings: usize,
    /// Number of users.
    pub users: usize,
}

/// What one rule has dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// Which movies it drops: `without a release date`.
    pub rule: String,
    /// Movies that it dropped.
    pub movies: usize,
    /// Ratings of these movies.
    pub ratings: usize,
    /// Users who had no other ratings.
    pub users: usize,
}

/// What cleaning has dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleaningReport {
    /// Before the first rule.
    pub before: Counts,
    /// What merging did; `None` when it is off.
    pub merged: Option<Merged>,
    /// One entry for each rule that drops movies and is on, in the order in which they were applied.
    pub rules: Vec<RuleCount>,
    /// After the last rule.
    pub after: Counts,
}

impl fmt::Display for CleaningReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            before,
            merged,
            rules,
            after,
        } = self;
        let mut lines = Vec::new();
        if let Some(merged) = merged {
            let counts = [merged.entries, merged.doubles, 0];
            lines.push(("movies listed again, merged".to_owned(), counts));
        }
        for rule in rules {
            let counts = [rule.movies, rule.ratings, rule.users];
            lines.push((format!("movies {}", rule.rule), counts));
        }
        let width = lines.iter().map(|(name, _)| name.len()).max();
        let width = width.unwrap_or(0).max(6);
        writeln!(
            f,
            "{:width$} {:>9} {:>9} {:>9}",
            "", "movies", "ratings", "users"
        )?;
        let whole = |name: &str, counts: &Counts| {
            let Counts {
                movies,
                ratings,
                users,
            } = counts;
            format!("{name:width$} {movies:>9} {ratings:>9} {users:>9}")
        };
        writeln!(f, "{}", whole("before", before))?;
        for (name, counts) in lines {
            let [movies, ratings, users] = counts.map(minus);
            writeln!(f, "{name:width$} {movies:>9} {ratings:>9} {users:>9}")?;
        }
        write!(f, "{}", whole("after", after))?;
        if let Some(merged) = merged.filter(|merged| merged.entries > 0) {
            let Merged {
                entries,
                joined,
                doubles,
            } = merged;
            write!(
                f,
                "\nmerged: {entries} with the title and year of another; {joined} ratings joined, \
                 {doubles} doubles dropped (of one person's the latest counts)"
            )?;
        }
        Ok(())
    }
}

/// A number of dropped things: `-5`, and `0` without a sign.
fn minus(n_dropped: usize) -> String {
    if n_dropped == 0 {
        "0".to_owned()
    } else {
        format!("-{n_dropped}")
    }
}

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
fn merge_twins(raw: &mut RawTables, unknown: u32) -> (HashMap<MovieId, MovieId>, Merged) {
    let rows = IdRows::of(raw.movies.iter().map(|movie| movie.id.0));
    let mut n_ratings = vec![0_u32; raw.movies.len()];
    for rating in &raw.ratings {
        if let Some(row) = rows.row(rating.movie.0) {
            n_ratings[row as usize] += 1;
        }
    }
    let mut entries: HashMap<(String, u16), Vec<usize>> = HashMap::new();
    for (row, movie) in raw.movies.iter().enumerate() {
        let year = movie.year.or(movie.released.map(|date| date.year));
        if let Some(year) = year {
            let twins = entries.entry((title_key(&movie.title), year)).or_default();
            twins.push(row);
        }
    }
    let mut aliases = HashMap::new();
    let mut is_merged = vec![false; raw.movies.len()];
    for mut twins in entries.into_values().filter(|twins| twins.len() > 1) {
        for row in &twins {
            is_merged[*row] = true;
        }
        let rank = |row: &usize| (Reverse(n_ratings[*row]), raw.movies[*row].id);
        twins.sort_by_key(rank);
        let (main, others) = (twins[0], &twins[1..]);
        for other in others {
            let other = raw.movies[*other].clone();
            fill_in(&mut raw.movies[main], &other, unknown);
            aliases.insert(other.id, raw.movies[main].id);
        }
    }
    raw.movies.retain(|movie| !aliases.contains_key(&movie.id));
    let before = raw.ratings.len();
    let mut n_joined = 0;
    // Without twins every pair is there once.
    if !aliases.is_empty() {
        // Only of these movies can somebody have two ratings.
        let mut of_merged = Vec::new();
        for (row, rating) in raw.ratings.iter_mut().enumerate() {
            let Some(movie) = rows.row(rating.movie.0) else {
                continue;
            };
            if let Some(main) = is_merged[movie as usize].then(|| aliases.get(&rating.movie)) {
                rating.movie = main.copied().unwrap_or(rating.movie);
                n_joined += usize::from(main.is_some());
                of_merged.push(row);
            }
        }
        drop_doubles(&mut raw.ratings, of_merged);
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
    let all = rows.iter().enumerate();
    let is_kept = latest(rows.len(), all.map(|(at, row)| (at, pair(row), time(row))));
    retain_marked(rows, &is_kept);
}

/// As [`keep_latest`], where only these rows, ascending, may have a pair that is there twice.
fn drop_doubles(ratings: &mut Vec<RawRating>, rows: Vec<usize>) {
    let named = rows.into_iter().map(|at| {
        let RawRating {
            user,
            movie,
            unix_time,
            ..
        } = ratings[at];
        (at, (user, movie), unix_time)
    });
    let is_kept = latest(ratings.len(), named);
    retain_marked(ratings, &is_kept);
}

/// Of so many rows, which are kept; `rows` are those that may go, each with its place, pair and time.
fn latest<Pair: Eq + Hash>(
    n_rows: usize,
    rows: impl Iterator<Item = (usize, Pair, i64)>,
) -> Vec<bool> {
    let mut latest: HashMap<Pair, (usize, i64)> = HashMap::with_capacity(rows.size_hint().0);
    let mut is_kept = vec![true; n_rows];
    for (at, pair, time) in rows {
        match latest.entry(pair) {
            Entry::Vacant(place) => {
                place.insert((at, time));
            }
            Entry::Occupied(mut place) if time >= place.get().1 => {
                is_kept[place.insert((at, time)).0] = false;
            }
            Entry::Occupied(_) => is_kept[at] = false,
        }
    }
    is_kept
}

#[cfg(test)]
mod tests {
    use crate::dataset::split::Folds;
    use crate::dataset::{ReleaseDate, User};
    use matinee_core::domain::{StarScale, Stars, UserId};

    use super::*;

    fn movie(id: u32, year: Option<u16>, genres: u32) -> Movie {
        let released = year.map(|year| ReleaseDate { year, month: 1 });
        Movie {
            id: MovieId(id),
            title: format!("movie {id}"),
            year,
            released,
            genres,
            imdb: None,
            tmdb: None,
        }
    }

    fn user(id: u32) -> User {
        User {
            id: UserId(id),
            demographics: None,
        }
    }

    fn rating(user: u32, movie: u32) -> RawRating {
        RawRating {
            user: UserId(user),
            movie: MovieId(movie),
            stars: Stars::WHOLE[3],
            unix_time: 0,
        }
    }

    /// Movies 40, 30, 20, 10 and users 9, 5, 7: not in the order of their ids. Genre 0 is `unknown`.
    fn raw() -> RawTables {
        RawTables {
            notice: String::new(),
            scale: StarScale::Whole,
            folds: Folds::OfTheFile,
            user_names: Vec::new(),
            ratings: vec![
                rating(9, 40),
                rating(5, 40),
                rating(9, 30),
                rating(5, 30),
                rating(9, 20),
                rating(5, 10),
            ],
            movies: vec![
                movie(40, Some(1990), 0b10),
                movie(30, Some(1920), 0b10),
                movie(20, None, 0b10),
                movie(10, Some(1990), 0b01),
            ],
            users: vec![user(9), user(5), user(7)],
            genres: vec!["unknown".to_owned(), "War".to_owned()],
            occupations: vec!["other".to_owned()],
        }
    }

    /// Raw ids of the movies that are left, and the only rule's count.
    fn check(rules: CleaningRules, expected_movies: &[u32], expected_dropped: (usize, usize)) {
        let (tables, report) = clean(raw(), &rules);
        let left: Vec<u32> = tables.movie_ids.ids().iter().map(|id| id.0).collect();
        assert_eq!(left, expected_movies);
        assert_eq!(report.rules.len(), 1);
        assert_eq!(
            (report.rules[0].movies, report.rules[0].ratings),
            expected_dropped
        );
    }

    #[test]
    fn a_movie_without_a_date_is_incomplete() {
        let rules = CleaningRules {
            drop_incomplete: true,
            ..CleaningRules::none()
        };
        check(rules, &[10, 30, 40], (1, 1));
    }

    #[test]
    fn rarely_rated_movies_are_dropped() {
        check(
            CleaningRules {
                min_ratings: 2,
                ..CleaningRules::none()
            },
            &[30, 40],
            (2, 2),
        );
    }

    #[test]
    fn unknown_is_not_a_known_genre() {
        let rules = CleaningRules {
            drop_unknown_genre: true,
            ..CleaningRules::none()
        };
        check(rules, &[20, 30, 40], (1, 1));
    }

    #[test]
    fn a_movie_without_a_date_is_not_old() {
        let rules = CleaningRules {
            earliest_year: Some(1930),
            ..CleaningRules::none()
        };
        check(rules, &[10, 20, 40], (1, 2));
    }

    #[test]
    fn without_rules_everything_stays_and_the_report_says_so() {
        let (tables, report) = clean(raw(), &CleaningRules::none());
        assert_eq!(
            report.before,
            Counts {
                movies: 4,
                ratings: 6,
                users: 3
            }
        );
        assert_eq!((report.after, report.rules.len()), (report.before, 0));
        assert_eq!(tables.ratings.len(), 6);
    }

    #[test]
    fn users_and_movies_are_numbered_by_ascending_raw_id() {
        let (tables, _) = clean(raw(), &CleaningRules::none());
        let users: Vec<u32> = tables.users.iter().map(|user| user.id.0).collect();
        let movies: Vec<u32> = tables.movies.iter().map(|movie| movie.id.0).collect();
        assert_eq!((users, movies), (vec![5, 7, 9], vec![10, 20, 30, 40]));
    }

    /// The original mixed the two, so titles were wrong and seen movies were not filtered.
    #[test]
    fn dense_indices_and_raw_ids_name_the_same_user_and_movie() {
        let raw = raw();
        let pairs: Vec<_> = raw
            .ratings
            .iter()
            .map(|rating| (rating.user, rating.movie))
            .collect();
        let (tables, _) = clean(raw, &CleaningRules::none());
        for (rating, (user, movie)) in tables.ratings.iter().zip(pairs) {
            assert_eq!(tables.users[rating.user.row()].id, user);
            assert_eq!(tables.movies[rating.movie.row()].id, movie);
            assert_eq!(tables.user_idx(user), Some(rating.user));
            assert_eq!(tables.movie_idx(movie), Some(rating.movie));
        }
    }

    #[test]
    fn a_user_goes_with_the_last_rating() {
        let mut raw = raw();
        raw.users.push(user(3));
        raw.ratings.push(rating(3, 20));
        let rules = CleaningRules {
            drop_incomplete: true,
            ..CleaningRules::none()
        };
        let (tables, report) = clean(raw, &rules);
        assert_eq!(report.rules[0].users, 1);
        assert_eq!((tables.user_idx(UserId(3)), tables.users.len()), (None, 3));
    }

    #[test]
    fn each_rule_counts_what_the_one_before_has_left() {
        let rules = CleaningRules {
            min_ratings: 2,
            ..CleaningRules::original()
        };
        let (_, report) = clean(raw(), &rules);
        let dropped: Vec<_> = report.rules.iter().map(|rule| rule.movies).collect();
        assert_eq!(dropped, [1, 1, 0, 1]);
        assert_eq!(report.after.movies, 1);
    }

    #[test]
    fn the_report_is_a_table() {
        let report = CleaningReport {
            before: Counts {
                movies: 4,
                ratings: 6,
                users: 3,
            },
            merged: None,
            rules: vec![RuleCount {
                rule: "without a release date".to_owned(),
                movies: 1,
                ratings: 1,
                users: 0,
            }],
            after: Counts {
                movies: 3,
                ratings: 5,
                users: 3,
            },
        };
        let expected = [
            "                                 movies   ratings     users",
            "before                                4         6         3",
            "movies without a release date        -1        -1         0",
            "after                                 3         5         3",
        ]
        .join("\n");
        assert_eq!(report.to_string(), expected);
    }

    #[test]
    fn merging_is_a_line_of_the_table_and_a_sentence_below_it() {
        let counts = |movies, ratings| Counts {
            movies,
            ratings,
            users: 3,
        };
        let report = |merged| CleaningReport {
            before: counts(4, 6),
            merged: Some(merged),
            rules: Vec::new(),
            after: counts(3, 5),
        };
        let merged = Merged {
            entries: 1,
            joined: 2,
            doubles: 1,
        };
        let expected = [
            "                               movies   ratings     users",
            "before                              4         6         3",
            "movies listed again, merged        -1        -1         0",
            "after                               3         5         3",
            "merged: 1 with the title and year of another; 2 ratings joined, 1 doubles dropped (of \
         one person's the latest counts)",
        ];
        assert_eq!(report(merged).to_string(), expected.join("\n"));
        let nothing = report(Merged::default()).to_string();
        assert!(
            nothing.contains("movies listed again, merged         0"),
            "{nothing}"
        );
        assert!(!nothing.contains("merged:"), "{nothing}");
    }

    mod twins {

        use super::*;
        use crate::dataset::split::Folds;
        use crate::dataset::{CleaningReport, ReleaseDate, Tables, User};
        use crate::titles::display_title;
        use matinee_core::domain::{StarScale, Stars, UserId};

        /// Genre 0 is `unknown`, 1 and 2 are others.
        fn movie(id: u32, catalogue_title: &str, released: Option<u16>, genres: u32) -> Movie {
            let (title, year) = display_title(catalogue_title);
            Movie {
                id: MovieId(id),
                title,
                year,
                released: released.map(|year| ReleaseDate { year, month: 1 }),
                genres,
                imdb: None,
                tmdb: None,
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
                demographics: None,
            };
            let raw = RawTables {
                ratings: ratings.iter().copied().map(rating).collect(),
                movies,
                users: (1..10).map(user).collect(),
                scale: StarScale::Whole,
                folds: Folds::OfTheFile,
                genres: ["unknown", "Drama", "War"].map(str::to_owned).into(),
                occupations: vec!["other".to_owned()],
                notice: String::new(),
                user_names: Vec::new(),
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
                let given = tables.ratings.iter().map(|it| it.stars.to_string());
                assert_eq!(
                    given.collect::<Vec<_>>(),
                    [stars.to_string()],
                    "{ratings:?}"
                );
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
            let rows = rows.map(|row| (row.user.0 + 1, row.movie.0, row.stars.halves() / 2));
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
}

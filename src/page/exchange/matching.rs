//! Which movie a title means.
//!
//! Titles are compared as keys: folded, without the article in front,
//! Roman numbers as others. A title has up to three names (all of it, what is outside of brackets,
//! what is inside) and, where it has a colon or a dash, parts.
//!
//! In this order: a name of the same year; a name of the year before or after; a name alone, when
//! it is the only one and one side has no year; a part that is the name of the only such movie of
//! the same year, or the other way round. A namesake of another year is a remake as often as not:
//! it is a candidate, never a match.

use crate::dataset::Movie;
use crate::dataset::movielens::display_title;
use crate::domain::MovieIdx;
use crate::order;
use crate::page::fold::{fold, without_article};

/// How many movies an unknown title is said to be like.
const N_CANDIDATES: usize = 4;
/// How many years a candidate may be away, unless it has the same name.
const CANDIDATE_YEARS: u16 = 2;
/// Words of more movies than this tell nothing.
const COMMON: usize = 2_000;
/// What a shared word counts that one movie has; a word of n movies counts an n-th.
const WEIGHT: usize = 1 << 20;
/// Roman numbers from 2 on, as numbers of sequels; 1 is also a word.
const ROMAN: [&str; 9] = ["ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];

/// The hash of a key with a movie that has it, ascending: numbers sort faster than texts. Of n keys
/// two share a hash of 64 bits with a chance below n²/2⁶⁵.
type Table = Vec<(u64, MovieIdx)>;

/// The titles of a catalogue, by key.
pub(super) struct Titles<'a> {
    movies: &'a [Movie],
    names: Table,
    parts: Table,
    words: Table,
}

impl<'a> Titles<'a> {
    pub(super) fn new(movies: &'a [Movie]) -> Self {
        let (mut names, mut parts, mut words) = (Table::new(), Table::new(), Table::new());
        for (row, movie) in (0..).map(MovieIdx).zip(movies) {
            let add = |table: &mut Table, keys: &[String]| {
                table.extend(keys.iter().map(|key| (hash(key), row)));
            };
            let own = names_of(&movie.title);
            add(&mut words, &words_of(&own));
            add(&mut names, &own);
            add(&mut parts, &parts_of(&movie.title));
        }
        for table in [&mut names, &mut parts, &mut words] {
            order::sort_and_dedup(table);
        }
        Self {
            movies,
            names,
            parts,
            words,
        }
    }

    /// Whether a movie goes by this title.
    pub(super) fn is_title_of(&self, title: &str, movie: MovieIdx) -> bool {
        key(title) == key(&self.movies[movie.row()].title)
    }

    /// The movie with this title, in the form of any source, and year, if there is one.
    pub(super) fn find(&self, title: &str, year: Option<u16>) -> Option<MovieIdx> {
        let (title, year) = with_year(title, year);
        let names = names_of(&title);
        let namesakes = all(&self.names, &names);
        let within = |years: u16| {
            let mut near = namesakes.iter();
            near.find(|movie| self.years_apart(**movie, year).is_some_and(|n| n <= years))
        };
        let undated = || only(&namesakes).filter(|movie| self.years_apart(**movie, year).is_none());
        let found = within(0).or_else(|| within(1)).or_else(undated);
        found.copied().or_else(|| {
            let mut by_part = all(&self.names, &parts_of(&title));
            by_part.extend(all(&self.parts, &names));
            by_part.retain(|movie| self.years_apart(*movie, year) == Some(0));
            only(&by_part).copied()
        })
    }

    /// Movies that a title could mean, likeliest first: namesakes, and those of about the same year
    /// that share half of the words.
    pub(super) fn candidates(&self, title: &str, year: Option<u16>) -> Vec<MovieIdx> {
        let (title, year) = with_year(title, year);
        let names = names_of(&title);
        let namesakes = all(&self.names, &names);
        let words = words_of(&names);
        let mut shared: Vec<(MovieIdx, usize)> = Vec::new();
        for word in &words {
            let movies = one(&self.words, word);
            if movies.len() <= COMMON {
                let weight = WEIGHT / movies.len().max(1);
                shared.extend(movies.iter().map(|(_, movie)| (*movie, weight)));
            }
        }
        order::sort(&mut shared, &Ord::cmp);
        let mut likely: Vec<(bool, usize, MovieIdx)> = shared
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|hits| {
                let movie = hits[0].0;
                let is_namesake = namesakes.contains(&movie);
                let years = self.years_apart(movie, year);
                let is_near = years.is_none_or(|years| years <= CANDIDATE_YEARS);
                let is_like = is_near && 2 * hits.len() >= words.len();
                let weight = hits.iter().map(|(_, weight)| weight).sum();
                (is_namesake || is_like).then_some((is_namesake, weight, movie))
            })
            .collect();
        order::sort(&mut likely, &|a, b| {
            (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(&b.2))
        });
        let movies = likely.into_iter().map(|(.., movie)| movie);
        movies.take(N_CANDIDATES).collect()
    }

    /// `None` when one of the two has no year.
    fn years_apart(&self, movie: MovieIdx, year: Option<u16>) -> Option<u16> {
        Some(self.movies[movie.row()].year?.abs_diff(year?))
    }
}

/// The rows of one key.
fn one<'t>(table: &'t [(u64, MovieIdx)], key: &str) -> &'t [(u64, MovieIdx)] {
    let key = hash(key);
    let start = table.partition_point(|(known, _)| *known < key);
    let n = table[start..].partition_point(|(known, _)| *known == key);
    &table[start..start + n]
}

/// The movies of several keys, in the order of the keys.
fn all(table: &[(u64, MovieIdx)], keys: &[String]) -> Vec<MovieIdx> {
    let rows = keys.iter().flat_map(|key| one(table, key));
    rows.map(|(_, movie)| *movie).collect()
}

/// FNV-1a of 64 bits.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The movie that all of them are.
fn only(movies: &[MovieIdx]) -> Option<&MovieIdx> {
    let first = movies.first()?;
    movies.iter().all(|movie| movie == first).then_some(first)
}

/// A title without the year that some sources put behind it.
fn with_year(title: &str, year: Option<u16>) -> (String, Option<u16>) {
    let (title, own) = display_title(title);
    (title, year.or(own))
}

/// The keys that a title goes by: all of it, what is outside of its brackets, what is inside.
fn names_of(title: &str) -> Vec<String> {
    let mut names = vec![key(title)];
    if let Some((outside, brackets)) = title.split_once('(') {
        names.push(key(outside));
        let inside = brackets.split(['(', ')']).map(str::trim);
        names.extend(inside.map(|name| key(name.strip_prefix("a.k.a. ").unwrap_or(name))));
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The keys of what stands around a colon or a dash, if there is one.
fn parts_of(title: &str) -> Vec<String> {
    let outside = title.split('(').next().unwrap_or_default();
    let colons = outside.replace(": ", " - ");
    let mut parts: Vec<String> = colons.split(" - ").map(key).collect();
    parts.retain(|part| !part.is_empty());
    if parts.len() < 2 {
        parts.clear();
    }
    parts
}

/// The words of the keys, ascending, each once.
fn words_of(names: &[String]) -> Vec<String> {
    let words = names.iter().flat_map(|name| name.split(' '));
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    order::sort_and_dedup(&mut words);
    words
}

/// What is compared of a title; nothing of one that is only punctuation.
pub(in crate::page) fn key(title: &str) -> String {
    let folded = fold(title);
    let mut key = String::with_capacity(folded.len());
    for word in without_article(&folded).split_ascii_whitespace() {
        if key.is_empty() {
            key.push_str(word);
            continue;
        }
        key.push(' ');
        match ROMAN.iter().position(|roman| *roman == word) {
            Some(row) => key.push_str(&(row + 2).to_string()),
            None => key.push_str(word),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MovieId;

    const MOVIES: [(&str, Option<u16>); 17] = [
        ("The Godfather", Some(1972)),
        ("The Godfather: Part II", Some(1974)),
        ("Shanghai Triad (Yao a yao yao dao waipo qiao)", Some(1995)),
        ("Psycho", Some(1960)),
        ("Hamlet", Some(1990)),
        ("Hamlet", Some(1996)),
        ("Star Wars", Some(1977)),
        ("The Empire Strikes Back", Some(1980)),
        ("Seven (Se7en)", Some(1995)),
        ("Schindler's List", Some(1993)),
        ("Dumb & Dumber", Some(1994)),
        ("unknown", None),
        ("Star Trek: First Contact", Some(1996)),
        ("Star Trek: Generations", Some(1994)),
        ("Les Misérables", Some(1995)),
        ("Malcolm X", Some(1992)),
        ("Pulp Fiction", Some(1994)),
    ];

    fn movies() -> Vec<Movie> {
        (1..)
            .zip(MOVIES)
            .map(|(id, (title, year))| Movie {
                id: MovieId(id),
                title: title.into(),
                year,
                released: None,
                genres: 0,
            })
            .collect()
    }

    fn check(title: &str, year: Option<u16>, expected: Option<usize>) {
        let movies = movies();
        let found = Titles::new(&movies).find(title, year);
        assert_eq!(found.map(MovieIdx::row), expected, "{title} {year:?}");
    }

    fn candidates(title: &str, year: Option<u16>) -> Vec<usize> {
        let movies = movies();
        let found = Titles::new(&movies).candidates(title, year);
        found.into_iter().map(MovieIdx::row).collect()
    }

    #[test]
    fn the_article_may_stand_in_front_behind_or_nowhere() {
        check("The Godfather", Some(1972), Some(0));
        check("Godfather, The (1972)", None, Some(0));
        check("godfather", Some(1972), Some(0));
    }

    #[test]
    fn punctuation_accents_and_ampersands_do_not_matter() {
        check("Schindler\u{2019}s List", Some(1993), Some(9));
        check("SCHINDLERS LIST!", Some(1993), Some(9));
        check("Schindler\u{92}s List", Some(1993), Some(9));
        check("Les miserables", Some(1995), Some(14));
        check("Dumb and Dumber", Some(1994), Some(10));
    }

    #[test]
    fn roman_numbers_are_numbers() {
        check("The Godfather Part 2", Some(1974), Some(1));
        check("Malcolm X", Some(1992), Some(15));
    }

    #[test]
    fn either_name_of_a_title_with_brackets_is_found() {
        check("Shanghai Triad", Some(1995), Some(2));
        check("Yao a yao yao dao waipo qiao", Some(1995), Some(2));
        check("Se7en", Some(1995), Some(8));
        check("Gangsters (a.k.a. Shanghai Triad) (1995)", None, Some(2));
    }

    #[test]
    fn the_year_chooses_among_namesakes() {
        check("Hamlet", Some(1990), Some(4));
        check("Hamlet", Some(1996), Some(5));
        check("Hamlet", Some(1991), Some(4));
        check("Hamlet", Some(1993), None);
        check("Hamlet", None, None);
    }

    #[test]
    fn without_a_year_the_only_namesake_is_it() {
        check("Psycho", None, Some(3));
        check("Unknown", Some(2011), Some(11));
    }

    #[test]
    fn a_remake_is_another_movie_and_a_candidate() {
        check("Psycho", Some(1998), None);
        assert_eq!(candidates("Psycho", Some(1998)), [3]);
    }

    #[test]
    fn a_part_of_a_title_is_enough_in_the_same_year_only() {
        check("Star Wars: Episode IV - A New Hope", Some(1977), Some(6));
        check(
            "Star Wars: Episode V - The Empire Strikes Back",
            Some(1980),
            Some(7),
        );
        check("First Contact", Some(1996), Some(12));
        check("Star Trek", Some(2009), None);
        check("Star Trek: Insurrection", Some(1996), None);
    }

    #[test]
    fn candidates_share_half_of_the_words_and_about_the_year() {
        assert_eq!(candidates("Pulp Ficton", Some(1994)), [16]);
        assert_eq!(candidates("Pulp", Some(1972)), [] as [usize; 0]);
        assert_eq!(candidates("Star Trek", Some(1995)), [12, 13]);
        assert_eq!(candidates("", None), [] as [usize; 0]);
    }

    #[test]
    fn titles_of_punctuation_match_nothing() {
        check("...", None, None);
        check("()", None, None);
    }
}

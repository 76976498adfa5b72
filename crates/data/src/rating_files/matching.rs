//! Which movie a title means.
//!
//! A row gets the strongest match that its title has, see [`Strength`]; over the whole file a movie
//! then goes to the strongest row. A namesake of another year is a remake as often as not, and what
//! begins like a movie is a sequel or a making-of: those are candidates, never matches.
//!
//! Titles are found by hashes of keys ([`Table`]), and alike ones by what letters they share ([`Near`]).

use crate::dataset::Movie;
use matinee_core::domain::MovieIdx;
use matinee_core::order;

use super::titles::{Names, is_count, is_name, loose, parts_of};

/// How many movies an unknown title is said to be like.
const N_CANDIDATES: usize = 4;
/// How many years a candidate may be away, unless it has the same name.
const CANDIDATE_YEARS: u16 = 2;
/// How surely a title means a movie, the least sure first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// The title behind a colon is the name of the only such movie of the same year, or the other
    /// way round: `Star Wars: Episode IV - A New Hope`, `Wallace & Gromit: A Close Shave`.
    Part,
    /// The name alone, when it is the only one and the file has no year.
    Undated,
    /// The name, of the only such movie of the year before or after.
    YearApart,
    /// Another name of the same year: the original title, what stands in brackets.
    OtherName,
    /// Title and year, or our own number with the title.
    Exact,
    /// The number at IMDb or TMDb.
    Id,
}

/// The numbers of a movie at IMDb and TMDb, where they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Elsewhere {
    pub(super) imdb: Option<u32>,
    pub(super) tmdb: Option<u32>,
}

/// A title and what else a row says of its movie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) title: &'a str,
    pub(super) original: Option<&'a str>,
    pub(super) year: Option<u16>,
}

/// What a title that was not found could be.
#[derive(Clone, Debug, Default)]
pub(super) struct Proposal {
    /// Likeliest first; often none.
    pub(super) candidates: Vec<MovieIdx>,
    /// The movie that it is in another spelling, of the same year, if there is one such movie.
    pub(super) suggested: Option<MovieIdx>,
}

/// The titles of a catalogue, by key.
pub(super) struct Titles<'a> {
    movies: &'a [Movie],
    names: Table,
    /// What stands behind a colon.
    tails: Table,
    /// Made when the first title is not found.
    leftovers: Option<Leftovers>,
    /// Whether the catalogue knows years at all.
    is_dated: bool,
    /// By number at IMDb, and at TMDb, ascending.
    imdb: Vec<(u32, MovieIdx)>,
    tmdb: Vec<(u32, MovieIdx)>,
}

struct Leftovers {
    heads: Table,
    loose: Table,
    near: Near,
}

/// The movies that have a number, ascending by it.
fn numbered(movies: &[Movie], number: impl Fn(&Movie) -> Option<u32>) -> Vec<(u32, MovieIdx)> {
    let rows = (0..).map(MovieIdx).zip(movies);
    let mut numbers: Vec<_> = rows
        .filter_map(|(row, movie)| Some((number(movie)?, row)))
        .collect();
    order::sort(&mut numbers, &Ord::cmp);
    numbers
}

impl<'a> Titles<'a> {
    pub(super) fn new(movies: &'a [Movie]) -> Self {
        let (mut names, mut tails) = (Vec::new(), Vec::new());
        for (row, movie) in (0..).map(MovieIdx).zip(movies) {
            let own = Names::of(&movie.title);
            names.extend(own.all().map(|name| (hash(name), row)));
            let parts = parts_of(&movie.title);
            let own_tails = parts.iter().skip(1).filter(|part| is_name(part));
            tails.extend(own_tails.map(|part| (hash(part), row)));
        }
        let n_dated = movies.iter().filter(|movie| movie.year.is_some()).count();
        Self {
            movies,
            names: Table::new(names),
            tails: Table::new(tails),
            leftovers: None,
            is_dated: 2 * n_dated >= movies.len(),
            imdb: numbered(movies, |movie| movie.imdb),
            tmdb: numbered(movies, |movie| movie.tmdb),
        }
    }

    /// The movie that has one of these numbers, that at IMDb first.
    pub(super) fn of_elsewhere(&self, row: Elsewhere) -> Option<MovieIdx> {
        let of = |numbers: &[(u32, MovieIdx)], number: Option<u32>| {
            let at = numbers.binary_search_by_key(&number?, |(known, _)| *known);
            at.ok().map(|at| numbers[at].1)
        };
        of(&self.imdb, row.imdb).or_else(|| of(&self.tmdb, row.tmdb))
    }

    /// Whether a movie has other numbers than a row: then it is a namesake, as far as services keep
    /// their numbers.
    pub(super) fn is_other(&self, movie: MovieIdx, row: Elsewhere) -> bool {
        let movie = &self.movies[movie.row()];
        let differ = |a: Option<u32>, b: Option<u32>| Some(a? != b?);
        let of_imdb = differ(movie.imdb, row.imdb);
        of_imdb.or_else(|| differ(movie.tmdb, row.tmdb)) == Some(true)
    }

    /// Whether a movie goes by this title.
    pub(super) fn is_title_of(&self, title: &str, movie: MovieIdx) -> bool {
        Names::of(title).full == Names::of(&self.movies[movie.row()].title).full
    }

    /// The movie that a row means, and how surely.
    pub(super) fn find(&self, wanted: &Wanted<'_>) -> Option<(MovieIdx, Strength)> {
        let names = Names::of(wanted.title);
        let year = wanted.year;
        let full = self.names.of(&names.full);
        if year.is_some()
            && let Some(movie) = full
                .clone()
                .find(|movie| self.is_exact(&names.full, *movie, year))
        {
            return Some((movie, Strength::Exact));
        }
        let original = wanted.original.map(Names::of);
        let others = original.iter().flat_map(Names::all);
        let mut namesakes: Vec<MovieIdx> = Vec::new();
        for name in names.all().chain(others) {
            for movie in self.names.of(name) {
                if !namesakes.contains(&movie) {
                    namesakes.push(movie);
                }
            }
        }
        let apart = |movie: MovieIdx| self.years_apart(movie, year);
        let of = |years: u16| {
            let near = namesakes.iter().copied();
            self.only(near.filter(|movie| apart(*movie) == Some(years)))
        };
        if let Some(movie) = of(0) {
            return Some((movie, Strength::OtherName));
        }
        if let Some(movie) = of(1).filter(|_| !namesakes.iter().any(|it| apart(*it) == Some(0))) {
            return Some((movie, Strength::YearApart));
        }
        if let Some(movie) = self.only(namesakes.iter().copied())
            && apart(movie).is_none()
            && (year.is_none() || !self.is_dated)
        {
            let is_as_undated = year.is_none() && self.movies[movie.row()].year.is_none();
            let strength = if is_as_undated {
                Strength::Exact
            } else {
                Strength::Undated
            };
            return Some((movie, strength));
        }
        let by_original = || self.by_part(wanted.original?, original.as_ref()?, year);
        self.by_part(wanted.title, &names, year)
            .or_else(by_original)
    }

    /// By what stands behind a colon, of the same year alone.
    fn by_part(
        &self,
        title: &str,
        names: &Names,
        year: Option<u16>,
    ) -> Option<(MovieIdx, Strength)> {
        let parts = parts_of(title);
        let mut found: Vec<MovieIdx> = Vec::new();
        // `Star Wars: Episode IV - A New Hope` is `Star Wars`; `Volcano: Fire on the Mountain` is not
        // `Volcano`.
        if let [head, second, ..] = &*parts
            && is_count(second)
        {
            found.extend(self.names.of(head));
        }
        for part in parts.iter().skip(1).filter(|part| is_name(part)) {
            found.extend(self.names.of(part));
        }
        found.extend(self.tails.of(&names.full));
        found.retain(|movie| self.years_apart(*movie, year) == Some(0));
        let movie = self.only(found.into_iter())?;
        Some((movie, Strength::Part))
    }

    /// What a title that was not found could be.
    ///
    /// The candidates are those of its name and about its year, the one that it is a part of or that
    /// is a part of it, namesakes of other years and, when `is_searched`, those with a name like it.
    pub(super) fn proposal(&mut self, wanted: &Wanted<'_>, is_searched: bool) -> Proposal {
        let names = Names::of(wanted.title);
        let loose: Vec<String> = names.all().map(loose).collect();
        self.leftovers();
        let suggested = self.suggested(&loose, wanted.year);
        let mut candidates = self.candidates(wanted, &names, &loose, is_searched);
        if let Some(movie) = suggested {
            candidates.retain(|candidate| *candidate != movie);
            candidates.insert(0, movie);
        }
        Proposal {
            candidates,
            suggested,
        }
    }

    fn suggested(&self, loose: &[String], year: Option<u16>) -> Option<MovieIdx> {
        year?;
        let leftovers = self.leftovers.as_ref()?;
        let found = loose.iter().flat_map(|name| leftovers.loose.of(name));
        self.only(found.filter(|movie| self.years_apart(*movie, year) == Some(0)))
    }

    fn candidates(
        &mut self,
        wanted: &Wanted<'_>,
        names: &Names,
        loose_names: &[String],
        is_searched: bool,
    ) -> Vec<MovieIdx> {
        let parts = parts_of(wanted.title);
        let original = wanted.original.map(Names::of);
        let others: Vec<&str> = original.iter().flat_map(Names::all).collect();
        let Some(leftovers) = &mut self.leftovers else {
            return Vec::new();
        };
        // What speaks for a movie, of 1 at most.
        let mut likely: Vec<(f32, MovieIdx)> = Vec::new();
        for name in names.all().chain(others) {
            likely.extend(self.names.of(name).map(|movie| (1.0, movie)));
            likely.extend(leftovers.heads.of(name).map(|movie| (0.7, movie)));
            likely.extend(self.tails.of(name).map(|movie| (0.8, movie)));
        }
        for name in loose_names {
            likely.extend(leftovers.loose.of(name).map(|movie| (0.95, movie)));
        }
        for (row, part) in parts.iter().enumerate() {
            let weight = if row == 0 { 0.75 } else { 0.8 };
            likely.extend(self.names.of(part).map(|movie| (weight, movie)));
        }
        let n_sure = likely.len();
        if is_searched && let Some(name) = loose_names.first() {
            likely.extend(
                leftovers
                    .near
                    .like(name)
                    .into_iter()
                    .map(|(alike, movie)| (alike * 0.9, movie)),
            );
        }
        let years = |movie: MovieIdx| self.years_apart(movie, wanted.year);
        let mut kept: Vec<(f32, MovieIdx)> = Vec::new();
        for (row, (weight, movie)) in likely.into_iter().enumerate() {
            // A namesake of any year, and what is alike of about the same.
            let is_namesake = row < n_sure && weight >= 0.95;
            let apart = years(movie).unwrap_or(0);
            if !is_namesake && apart > CANDIDATE_YEARS {
                continue;
            }
            let weight = weight - f32::from(apart.min(20)) * 0.02;
            match kept.iter_mut().find(|(_, known)| *known == movie) {
                Some((known, _)) => *known = known.max(weight),
                None => kept.push((weight, movie)),
            }
        }
        let best = order::first(N_CANDIDATES, kept.into_iter(), &|a, b| {
            b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
        });
        best.into_iter().map(|(_, movie)| movie).collect()
    }

    /// Makes the tables that only titles that were not found need.
    fn leftovers(&mut self) {
        let movies = self.movies;
        self.leftovers.get_or_insert_with(|| {
            let (mut heads, mut names) = (Vec::new(), Vec::new());
            for (row, movie) in (0..).map(MovieIdx).zip(movies) {
                names.extend(Names::of(&movie.title).all().map(|name| (row, loose(name))));
                let head = parts_of(&movie.title).into_iter().next();
                heads.extend(head.map(|head| (hash(&head), row)));
            }
            let loose = names.iter().map(|(row, name)| (hash(name), *row));
            Leftovers {
                heads: Table::new(heads),
                loose: Table::new(loose.collect()),
                near: Near::new(names.iter().map(|(row, name)| (*row, name.as_str()))),
            }
        });
    }

    fn is_exact(&self, full: &str, movie: MovieIdx, year: Option<u16>) -> bool {
        let movie = &self.movies[movie.row()];
        // A bracket without anything else is another name.
        movie.year == year && (!movie.title.contains('(') || Names::of(&movie.title).full == full)
    }

    /// The movie that all of them are. One film that the catalogue has under two numbers is one.
    fn only(&self, mut movies: impl Iterator<Item = MovieIdx>) -> Option<MovieIdx> {
        let first = movies.next()?;
        let movie = |row: MovieIdx| &self.movies[row.row()];
        let same = |other: MovieIdx| {
            let (a, b) = (movie(first), movie(other));
            first == other || (a.year == b.year && a.title == b.title)
        };
        movies.all(same).then_some(first)
    }

    /// `None` when one of the two has no year.
    fn years_apart(&self, movie: MovieIdx, year: Option<u16>) -> Option<u16> {
        Some(self.movies[movie.row()].year?.abs_diff(year?))
    }
}

/// Of the parts of three letters: 26 letters, 10 figures and the end of a word, three times.
const LETTERS: usize = 37;
const TRIGRAMS: usize = LETTERS * LETTERS * LETTERS;
/// What more names have tells nothing.
const COMMON: usize = 2_000;
/// How alike two names are at least, of 1: twice the shared parts by all of them.
const ALIKE: f32 = 0.45;
/// A name that is contained in another counts as so alike at most.
const CONTAINED: f32 = 0.8;
/// Parts of three letters of a name; longer ones are compared by their beginnings.
const LONGEST: usize = 120;

/// Movies by the hash of a key. Of n keys two share a hash of 64 bits with a chance below n²/2⁶⁵.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Where each bucket starts in `entries`, and the end of the last.
    starts: Vec<u32>,
    /// By bucket; within one, in the order in which they were added.
    entries: Vec<(u64, MovieIdx)>,
}

impl Table {
    /// Linear in the number of entries.
    pub(super) fn new(entries: Vec<(u64, MovieIdx)>) -> Self {
        let n_buckets = entries.len().next_power_of_two().max(2);
        let bucket = |hash: u64| spread(hash) & (n_buckets - 1);
        let (starts, order) = grouped(n_buckets, entries.iter().map(|(hash, _)| bucket(*hash)));
        let entries = order.iter().map(|row| entries[*row as usize]).collect();
        Self { starts, entries }
    }

    /// The movies of a key, in the order of the catalogue.
    pub(super) fn of<'t>(&'t self, key: &str) -> impl Iterator<Item = MovieIdx> + Clone + use<'t> {
        let hash = hash(key);
        let bucket = spread(hash) & self.starts.len().saturating_sub(2);
        let bounds = self.starts.get(bucket..bucket + 2);
        let bounds = bounds.map_or(0..0, |it| it[0] as usize..it[1] as usize);
        let entries = self.entries[bounds].iter();
        let same = entries.filter(move |(known, _)| *known == hash && hash != EMPTY);
        same.map(|(_, movie)| *movie)
    }
}

/// FNV-1a of 64 bits.
fn hash(key: &str) -> u64 {
    key.bytes().fold(EMPTY, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The hash of no letters.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

const fn spread(hash: u64) -> usize {
    (hash ^ (hash >> 32)) as u32 as usize
}

/// Where the members of each group start, and the rows by group.
fn grouped(n_groups: usize, groups: impl Iterator<Item = usize> + Clone) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; n_groups + 1];
    let mut n = 0;
    for group in groups.clone() {
        starts[group + 1] += 1;
        n += 1;
    }
    for group in 0..n_groups {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut order = vec![0; n];
    for (row, group) in groups.enumerate() {
        order[next[group] as usize] = row as u32;
        next[group] += 1;
    }
    (starts, order)
}

/// Names by the parts of three letters that they have.
#[derive(Clone, Debug)]
struct Near {
    /// Which movie each name is of.
    movies: Vec<MovieIdx>,
    /// Parts of each name.
    n_parts: Vec<u16>,
    starts: Vec<u32>,
    /// Names of each part.
    names: Vec<u32>,
    /// Of the name that is looked for: how many parts each name shares.
    shared: Vec<u16>,
    /// Names that share any.
    touched: Vec<u32>,
}

impl Near {
    /// Linear in the letters of the names.
    pub(super) fn new<'n>(names: impl Iterator<Item = (MovieIdx, &'n str)>) -> Self {
        let (mut movies, mut n_parts) = (Vec::new(), Vec::new());
        let mut parts: Vec<(u16, u32)> = Vec::new();
        let mut own = Vec::new();
        for (name, (movie, text)) in (0..).zip(names) {
            trigrams(text, &mut own);
            parts.extend(own.iter().map(|part| (*part, name)));
            movies.push(movie);
            n_parts.push(own.len() as u16);
        }
        let (starts, order) = grouped(TRIGRAMS, parts.iter().map(|(part, _)| usize::from(*part)));
        Self {
            shared: vec![0; movies.len()],
            touched: Vec::new(),
            movies,
            n_parts,
            starts,
            names: order.iter().map(|row| parts[*row as usize].1).collect(),
        }
    }

    /// Movies with a name like this one, and how alike they are, of 1; in no order, some twice.
    pub(super) fn like(&mut self, name: &str) -> Vec<(f32, MovieIdx)> {
        let mut own = Vec::new();
        trigrams(name, &mut own);
        for part in &own {
            let part = usize::from(*part);
            let names = &self.names[self.starts[part] as usize..self.starts[part + 1] as usize];
            if names.len() > COMMON {
                continue;
            }
            for name in names {
                let shared = &mut self.shared[*name as usize];
                if *shared == 0 {
                    self.touched.push(*name);
                }
                *shared += 1;
            }
        }
        let mut like = Vec::new();
        for name in self.touched.drain(..) {
            let name = name as usize;
            let shared = f32::from(std::mem::take(&mut self.shared[name]));
            let [a, b] = [own.len() as f32, f32::from(self.n_parts[name])];
            // Of words with a letter or two, everything is contained in something.
            let contained = if a.min(b) >= 6.0 {
                CONTAINED * shared / a.min(b)
            } else {
                0.0
            };
            let alike = (2.0 * shared / (a + b)).max(contained * contained);
            if alike >= ALIKE {
                like.push((alike, self.movies[name]));
            }
        }
        like
    }
}

/// The different parts of three letters of a key, its ends marked by blanks.
fn trigrams(key: &str, parts: &mut Vec<u16>) {
    parts.clear();
    let letter = |byte: u8| match byte {
        b'a'..=b'z' => 1 + usize::from(byte - b'a'),
        b'0'..=b'9' => 27 + usize::from(byte - b'0'),
        b' ' => 0,
        // Other scripts: which letter it is matters less than that it is the same one.
        other => 1 + usize::from(other) % (LETTERS - 1),
    };
    let letters = key.bytes().take(LONGEST).map(letter);
    let mut last = [0, 0];
    for letter in letters.chain([0]) {
        let part = (last[0] * LETTERS + last[1]) * LETTERS + letter;
        last = [last[1], letter];
        let part = part as u16;
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    mod matching {
        use Strength::*;

        use matinee_core::domain::MovieId;

        use super::*;

        const MOVIES: [(&str, Option<u16>); 24] = [
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
            ("Volcano", Some(1997)),
            ("Casablanca", Some(1942)),
            ("Twelve Monkeys", Some(1995)),
            ("Three Colors: Red", Some(1994)),
            ("Mystery Science Theater 3000: The Movie", Some(1996)),
            ("The Professional", Some(1994)),
            ("Il Postino", Some(1994)),
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
                    imdb: None,
                    tmdb: None,
                })
                .collect()
        }

        fn wanted(title: &str, year: Option<u16>) -> Wanted<'_> {
            Wanted {
                title,
                original: None,
                year,
            }
        }

        fn check(title: &str, year: Option<u16>, expected: Option<(usize, Strength)>) {
            let movies = movies();
            let found = Titles::new(&movies).find(&wanted(title, year));
            let found = found.map(|(movie, strength)| (movie.row(), strength));
            assert_eq!(found, expected, "{title} {year:?}");
        }

        fn candidates(title: &str, year: Option<u16>) -> Vec<usize> {
            let movies = movies();
            let found = Titles::new(&movies).proposal(&wanted(title, year), true);
            found.candidates.into_iter().map(MovieIdx::row).collect()
        }

        #[test]
        fn the_article_may_stand_in_front_or_nowhere() {
            check("The Godfather", Some(1972), Some((0, Exact)));
            check("godfather", Some(1972), Some((0, Exact)));
        }

        #[test]
        fn punctuation_accents_and_ampersands_do_not_matter() {
            check("Schindler\u{2019}s List", Some(1993), Some((9, Exact)));
            check("SCHINDLERS LIST!", Some(1993), Some((9, Exact)));
            check("Les miserables", Some(1995), Some((14, Exact)));
            check("Dumb and Dumber", Some(1994), Some((10, Exact)));
        }

        #[test]
        fn roman_numbers_are_numbers() {
            check("The Godfather Part 2", Some(1974), Some((1, Exact)));
            check("Malcolm X", Some(1992), Some((15, Exact)));
        }

        #[test]
        fn either_name_of_a_title_with_brackets_is_found() {
            check("Shanghai Triad", Some(1995), Some((2, OtherName)));
            check(
                "Yao a yao yao dao waipo qiao",
                Some(1995),
                Some((2, OtherName)),
            );
            check("Se7en", Some(1995), Some((8, OtherName)));
            check("Seven (Se7en)", Some(1995), Some((8, Exact)));
            check(
                "Gangsters (a.k.a. Shanghai Triad)",
                Some(1995),
                Some((2, OtherName)),
            );
        }

        #[test]
        fn the_original_title_is_a_name_too() {
            let movies = movies();
            let titles = Titles::new(&movies);
            let wanted = Wanted {
                title: "The Postman",
                original: Some("Il Postino"),
                year: Some(1994),
            };
            assert_eq!(titles.find(&wanted), Some((MovieIdx(23), OtherName)));
        }

        #[test]
        fn the_year_chooses_among_namesakes() {
            check("Hamlet", Some(1990), Some((4, Exact)));
            check("Hamlet", Some(1996), Some((5, Exact)));
            check("Hamlet", Some(1991), Some((4, YearApart)));
            check("Hamlet", Some(1993), None);
            check("Hamlet", None, None);
        }

        #[test]
        fn without_a_year_the_only_namesake_is_it() {
            check("Psycho", None, Some((3, Undated)));
            check("unknown", None, Some((11, Exact)));
            // A movie of a year is not the one of the catalogue that has none.
            check("Unknown", Some(2011), None);
            assert_eq!(candidates("Unknown", Some(2011)), [11]);
        }

        #[test]
        fn in_a_catalogue_without_years_names_are_enough() {
            let movies: Vec<Movie> = movies()
                .into_iter()
                .map(|it| Movie { year: None, ..it })
                .collect();
            let found = Titles::new(&movies).find(&wanted("Psycho", Some(1960)));
            assert_eq!(found, Some((MovieIdx(3), Undated)));
        }

        #[test]
        fn a_remake_is_another_movie_and_a_candidate() {
            check("Psycho", Some(1998), None);
            assert_eq!(candidates("Psycho", Some(1998)), [3]);
        }

        #[test]
        fn what_stands_behind_a_colon_is_enough_in_the_same_year() {
            check(
                "Star Wars: Episode IV - A New Hope",
                Some(1977),
                Some((6, Part)),
            );
            let empire = "Star Wars: Episode V - The Empire Strikes Back";
            check(empire, Some(1980), Some((7, Part)));
            check("First Contact", Some(1996), Some((12, Part)));
            check("Léon: The Professional", Some(1994), Some((22, Part)));
            check("Star Wars: Episode IV - A New Hope", Some(1997), None);
            check("Star Trek", Some(2009), None);
        }

        #[test]
        fn what_stands_in_front_of_a_colon_is_asked_about() {
            for (title, year, candidate) in [
                ("Volcano: Fire on the Mountain", 1997, 17),
                ("Pulp Fiction: The Facts", 1994, 16),
                ("Star Trek", 1996, 12),
                ("Mystery Science Theater 3000", 1996, 21),
            ] {
                check(title, Some(year), None);
                assert_eq!(
                    candidates(title, Some(year)).first(),
                    Some(&candidate),
                    "{title}"
                );
            }
            check("Star Trek: Insurrection", Some(1996), None);
            // A word that every title may have behind its colon is no name.
            check("The Movie", Some(1996), None);
        }

        #[test]
        fn another_spelling_of_the_same_year_is_proposed() {
            let movies = movies();
            let mut titles = Titles::new(&movies);
            let mut suggested =
                |title, year| titles.proposal(&wanted(title, Some(year)), false).suggested;
            assert_eq!(suggested("12 Monkeys", 1995), Some(MovieIdx(19)));
            assert_eq!(suggested("Three Colours: Red", 1994), Some(MovieIdx(20)));
            assert_eq!(suggested("12 Monkeys", 1996), None);
            assert_eq!(suggested("Thirteen Monkeys", 1995), None);
            assert_eq!(candidates("12 Monkeys", Some(1995)), [19]);
            assert_eq!(candidates("Three Colours: Red", Some(1995)), [20]);
        }

        #[test]
        fn candidates_are_alike_and_of_about_the_year() {
            assert_eq!(candidates("Pulp Ficton", Some(1994)), [16]);
            assert_eq!(candidates("Cassablanca", Some(1942)), [18]);
            assert_eq!(candidates("Cassablanca", None), [18]);
            assert_eq!(candidates("Cassablanca", Some(1955)), [] as [usize; 0]);
            assert_eq!(candidates("Star Trek", Some(1995)), [12, 13]);
            assert_eq!(candidates("", None), [] as [usize; 0]);
        }

        #[test]
        fn titles_of_punctuation_match_nothing() {
            check("...", None, None);
            check("()", None, None);
        }
    }

    mod index {
        use proptest::prelude::*;

        use super::*;

        #[test]
        fn a_key_finds_its_movies_in_order_and_no_others() {
            let keys = ["heat", "alien", "heat", ""];
            let entries = (0..)
                .map(MovieIdx)
                .zip(keys)
                .map(|(movie, key)| (hash(key), movie));
            let table = Table::new(entries.collect());
            let of = |key| table.of(key).map(|it| it.0).collect::<Vec<_>>();
            assert_eq!(of("heat"), [0, 2]);
            assert_eq!(of("alien"), [1]);
            assert_eq!(of("aliens"), [] as [u32; 0]);
            assert_eq!(of(""), [] as [u32; 0]);
            assert_eq!(Table::new(Vec::new()).of("heat").next(), None);
            assert_eq!(Table::default().of("heat").next(), None);
        }

        #[test]
        fn slips_and_parts_are_like_a_name_and_other_names_are_not() {
            let names = ["casablanca", "volcano", "mortal kombat", "it", "red"];
            let mut near = Near::new((0..).map(MovieIdx).zip(names));
            let mut like = |name: &str| near.like(name).iter().map(|it| it.1.0).collect::<Vec<_>>();
            assert_eq!(like("cassablanca"), [0]);
            assert_eq!(like("volcano fire on the mountain"), [1]);
            assert_eq!(like("mortal kombat the journey begins"), [2]);
            assert_eq!(like("casablanca"), [0]);
            assert_eq!(like("it happened one night"), [] as [u32; 0]);
            assert_eq!(like("stalker"), [] as [u32; 0]);
            assert_eq!(like(""), [] as [u32; 0]);
        }

        proptest! {
            #[test]
            fn every_key_is_found(keys in prop::collection::vec("[a-d ]{1,3}", 1..60)) {
                let entries = (0..).map(MovieIdx).zip(&keys).map(|(movie, key)| (hash(key), movie));
                let table = Table::new(entries.collect());
                for key in &keys {
                    let expected: Vec<_> = (0..).map(MovieIdx).zip(&keys)
                        .filter(|(_, known)| *known == key)
                        .map(|(movie, _)| movie)
                        .collect();
                    prop_assert_eq!(table.of(key).collect::<Vec<_>>(), expected);
                }
            }
        }
    }
}

//! What was learned from: how many movies, people and ratings there are of each kind; and what cleaning took
//! out. One category can be chosen: then every figure shows only the ratings that belong to it.

use matinee_core::decimal::{counted, thousands};
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_data::dataset::Gender;
use matinee_engine::engine::Engine;

use super::address::{Choices, Knob};
use super::figure::{Figure, How};
use super::results::{CleaningResults, Dropped, ResultsFile};
use crate::charts::{Axis, Bars, Chart, Direction, Part, Table};
use crate::format;

/// A figure of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Movies of each genre.
    Genres,
    /// Movies of each year.
    Years,
    /// People of each age, by gender.
    Ages,
    /// People of each occupation.
    Occupations,
    /// Ratings of each number of stars.
    Stars,
    /// People by how many movies they rated.
    PerPerson,
    /// Movies by how many people rated them.
    PerMovie,
}

/// Years of an age that are drawn as one.
const AGE_STEP: u8 = 5;
/// Ends of the bins of how many ratings somebody gave, or a movie has.
const COUNTS: [u32; 9] = [1, 5, 10, 20, 50, 100, 200, 300, 500];

impl Shown {
    /// All, in the order in which they are read.
    pub const ALL: [Self; 7] = [
        Self::Genres,
        Self::Years,
        Self::Ages,
        Self::Occupations,
        Self::Stars,
        Self::PerPerson,
        Self::PerMovie,
    ];

    /// Its name in the address, where others can be filtered by it.
    #[must_use]
    pub const fn brush(self) -> Option<&'static str> {
        match self {
            Self::Genres => Some("genre"),
            Self::Years => Some("year"),
            Self::Ages => Some("age"),
            Self::Occupations => Some("occupation"),
            Self::Stars => Some("stars"),
            Self::PerPerson | Self::PerMovie => None,
        }
    }

    /// Its id in the page.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Genres => "genres",
            Self::Years => "years",
            Self::Ages => "ages",
            Self::Occupations => "occupations",
            Self::Stars => "stars-given",
            Self::PerPerson => "ratings-per-person",
            Self::PerMovie => "ratings-per-movie",
        }
    }
}

/// By which category everything is filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brush {
    /// Of which figure.
    pub of: Shown,
    /// Which of its categories.
    pub at: usize,
}

impl Brush {
    /// What is chosen; nothing where all is shown.
    #[must_use]
    pub fn of(choices: &Choices) -> Option<Self> {
        let word = choices.word(Knob::Brush);
        let of = Shown::ALL.into_iter().find(|it| it.brush() == Some(word))?;
        Some(Self {
            of,
            at: choices.get(Knob::BrushAt) as usize,
        })
    }

    /// Chooses it, or all where it is chosen already.
    pub fn toggle(self, choices: &mut Choices) {
        let is_chosen = Self::of(choices) == Some(self);
        let words = match Knob::Brush.options() {
            super::address::Options::Words(words) => words,
            _ => &[],
        };
        let row = words.iter().position(|it| Some(it.0) == self.of.brush());
        let (row, at) = match (is_chosen, row) {
            (false, Some(row)) => (row, self.at),
            _ => (0, 0),
        };
        choices.set(Knob::Brush, row as u32);
        choices.set(Knob::BrushAt, at as u32);
    }
}

/// The data of a model, as its page carries it.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    engine: &'a Engine,
    first_year: u16,
    last_year: u16,
    first_age: u8,
    last_age: u8,
}

/// Counts of every figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    counts: [Vec<u32>; 7],
    /// Women of each age.
    women: Vec<u32>,
    n_movies: usize,
    n_people: usize,
    n_ratings: usize,
}

impl<'a> Source<'a> {
    /// The data of a model.
    #[must_use]
    pub fn new(engine: &'a Engine) -> Self {
        let (first_year, last_year) = engine.years().unwrap_or((0, 0));
        let ages = || {
            let details = engine.users().iter().filter_map(|it| it.demographics);
            details.map(|it| it.age)
        };
        Self {
            engine,
            first_year,
            last_year,
            first_age: ages().min().unwrap_or(0) / AGE_STEP,
            last_age: ages().max().unwrap_or(0) / AGE_STEP,
        }
    }

    /// Names of the categories of a figure.
    #[must_use]
    pub fn categories(&self, of: Shown) -> Vec<String> {
        let engine = self.engine;
        match of {
            Shown::Genres => engine.catalogue().genres.clone(),
            Shown::Years => (self.first_year..=self.last_year)
                .map(|it| it.to_string())
                .collect(),
            Shown::Ages => (self.first_age..=self.last_age)
                .map(|it| {
                    let first = it * AGE_STEP;
                    format!("{first}\u{2013}{}", first + AGE_STEP - 1)
                })
                .collect(),
            Shown::Occupations => engine
                .occupations()
                .iter()
                .map(|it| format::occupation(it).to_owned())
                .collect(),
            Shown::Stars => {
                let values = engine.scale().values().iter();
                values.map(|it| it.to_string()).collect()
            }
            Shown::PerPerson | Shown::PerMovie => {
                let last = COUNTS.len() - 1;
                let name = |row: usize| match row == last {
                    true => format!("{}+", COUNTS[row]),
                    false => format!("{}\u{2013}{}", COUNTS[row], COUNTS[row + 1] - 1),
                };
                (0..COUNTS.len()).map(name).collect()
            }
        }
    }

    /// The categories of a figure that a rating belongs to, as bits or as one row.
    fn is_in(
        &self,
        brush: Brush,
        (user, movie, stars): (UserIdx, MovieIdx, Option<Stars>),
    ) -> bool {
        let Brush { of, at } = brush;
        let movie = &self.engine.catalogue().movies[movie.row()];
        let details = self.engine.users()[user.row()].demographics;
        match of {
            Shown::Genres => at < 32 && movie.genres >> at & 1 == 1,
            Shown::Years => movie
                .year
                .is_some_and(|it| usize::from(it - self.first_year) == at),
            Shown::Ages => details.is_some_and(|it| self.age_row(it.age) == at),
            Shown::Occupations => details.is_some_and(|it| usize::from(it.occupation) == at),
            Shown::Stars => stars.is_some_and(|it| self.engine.scale().row(it) == Some(at)),
            Shown::PerPerson | Shown::PerMovie => true,
        }
    }

    fn age_row(&self, age: u8) -> usize {
        usize::from(age / AGE_STEP - self.first_age)
    }

    /// Counts everything, or what belongs to a category: ratings of it, and the movies and people with one.
    #[must_use]
    pub fn tally(&self, brush: Option<Brush>) -> Tally {
        let engine = self.engine;
        let movies = &engine.catalogue().movies;
        let mut of_movies = vec![0_u32; movies.len()];
        let mut of_people = vec![0_u32; engine.users().len()];
        let mut stars_given = vec![0_u32; engine.scale().values().len()];
        for user in (0..engine.users().len() as u32).map(UserIdx) {
            let mut add = |movie: MovieIdx, stars: Option<Stars>| {
                if brush.is_none_or(|brush| self.is_in(brush, (user, movie, stars))) {
                    of_movies[movie.row()] += 1;
                    of_people[user.row()] += 1;
                    if let Some(row) = stars.and_then(|it| engine.scale().row(it)) {
                        stars_given[row] += 1;
                    }
                }
            };
            match engine.history(user) {
                Some(history) => history
                    .iter()
                    .for_each(|(movie, stars)| add(*movie, Some(*stars))),
                None => engine
                    .seen(user)
                    .into_iter()
                    .for_each(|movie| add(movie, None)),
            }
        }
        let n = |of| self.categories(of).len();
        let mut tally = Tally {
            counts: Shown::ALL.map(|of| vec![0; n(of)]),
            women: vec![0; n(Shown::Ages)],
            n_ratings: of_people.iter().map(|it| *it as usize).sum(),
            ..Tally::default()
        };
        let mut count = |of: Shown, row: usize| {
            if let Some(count) = tally.counts[of as usize].get_mut(row) {
                *count += 1;
            }
        };
        for (movie, n) in movies
            .iter()
            .zip(&of_movies)
            .filter(|it| brush.is_none() || *it.1 > 0)
        {
            movie.genre_rows().for_each(|row| count(Shown::Genres, row));
            if let Some(year) = movie.year {
                count(Shown::Years, usize::from(year - self.first_year));
            }
            if let Some(row) = count_row(*n) {
                count(Shown::PerMovie, row);
            }
            tally.n_movies += 1;
        }
        for (user, n) in engine.users().iter().zip(&of_people).filter(|it| *it.1 > 0) {
            if let Some(details) = user.demographics {
                count(Shown::Ages, self.age_row(details.age));
                count(Shown::Occupations, details.occupation.into());
                if details.gender == Gender::Female {
                    tally.women[self.age_row(details.age)] += 1;
                }
            }
            if let Some(row) = count_row(*n) {
                count(Shown::PerPerson, row);
            }
            tally.n_people += 1;
        }
        tally.counts[Shown::Stars as usize] = stars_given;
        tally
    }

    /// A figure of counts, of all where nothing is chosen; nothing where the data does not say it.
    #[must_use]
    pub fn figure(
        &self,
        of: Shown,
        all: &Tally,
        some: &Tally,
        brush: Option<Brush>,
    ) -> Option<Figure> {
        let counts = &some.counts[of as usize];
        let whole = &all.counts[of as usize];
        if whole.iter().all(|n| *n == 0) {
            return None;
        }
        let categories = self.categories(of);
        let float = |it: &[u32]| it.iter().copied().map(f64::from).collect::<Vec<f64>>();
        let parts = match of {
            Shown::Ages => {
                let men = counts
                    .iter()
                    .zip(&some.women)
                    .map(|(n, women)| f64::from(n - women));
                vec![
                    Part {
                        label: "women".to_owned(),
                        style: 0,
                        values: float(&some.women),
                    },
                    Part {
                        label: "men".to_owned(),
                        style: 1,
                        values: men.collect(),
                    },
                ]
            }
            _ => vec![Part {
                label: String::new(),
                style: 0,
                values: float(counts),
            }],
        };
        let (title, unit, direction) = match of {
            Shown::Genres => ("Genre", "movies", Direction::Right),
            Shown::Years => ("Year", "movies", Direction::Up),
            Shown::Ages => ("Age", "people", Direction::Up),
            Shown::Occupations => ("Occupation", "people", Direction::Right),
            Shown::Stars => ("Stars", "ratings", Direction::Up),
            Shown::PerPerson => ("Ratings given", "people", Direction::Up),
            Shown::PerMovie => ("Ratings received", "movies", Direction::Up),
        };
        let claim = self.claim(of, some, &categories);
        let mut table = Table::new([title, unit, "of"], []);
        for (row, name) in categories.iter().enumerate() {
            table.rows.push(vec![
                name.clone(),
                counts[row].to_string(),
                whole[row].to_string(),
            ]);
        }
        Some(Figure {
            note: match brush {
                Some(_) => "The pale bars are everything.".to_owned(),
                None => String::new(),
            },
            chart: Chart::Bars(Bars {
                said: claim.clone(),
                direction,
                title: title.to_owned(),
                categories,
                axis: Axis::new(unit, 0),
                parts,
                whole: brush.map(|_| float(whole)).unwrap_or_default(),
                chosen: brush.filter(|it| it.of == of).map(|it| it.at),
            }),
            table,
            claim,
            how: How::counted(
                "Counted in this page from the model\u{2019}s own tables: what it was trained on, after cleaning.",
            ),
        })
    }

    fn claim(&self, of: Shown, tally: &Tally, categories: &[String]) -> String {
        let counts = &tally.counts[of as usize];
        let total: u32 = counts.iter().sum();
        // Of equals the first.
        let rows = 0..counts.len();
        let most = rows.rev().max_by_key(|row| counts[*row]).unwrap_or(0);
        let name = categories.get(most).map_or("", String::as_str);
        let share = |n: u32, of: usize| format::percent(f64::from(n) / of.max(1) as f64);
        let first = counts.get(most).copied().unwrap_or(0);
        if total == 0 {
            return "Nothing of that is here.".to_owned();
        }
        match of {
            Shown::Genres => format!(
                "{name} is the largest genre: {} of {}.",
                share(first, tally.n_movies),
                movies(tally.n_movies)
            ),
            Shown::Years => format!(
                "{name} has the most movies, {first}; half are of {} or later.",
                self.first_year as usize + median(counts)
            ),
            Shown::Ages => format!(
                "{} of {} are women; the largest group is aged {name}.",
                share(tally.women.iter().sum(), tally.n_people),
                people(tally.n_people)
            ),
            Shown::Occupations => format!(
                "The largest group: {name}, {} of {}.",
                share(first, tally.n_people),
                people(tally.n_people)
            ),
            Shown::Stars => format!(
                "{name} stars are given most: {} of {} ratings.",
                share(first, tally.n_ratings),
                thousands(tally.n_ratings)
            ),
            Shown::PerPerson => format!(
                "Half of {} gave {} ratings or more.",
                people(tally.n_people),
                COUNTS[median(counts)]
            ),
            Shown::PerMovie => format!(
                "Half of {} have {} ratings or more.",
                movies(tally.n_movies),
                COUNTS[median(counts)]
            ),
        }
    }
}

fn movies(n: usize) -> String {
    format!(
        "{} {}",
        thousands(n),
        if n == 1 { "movie" } else { "movies" }
    )
}

fn people(n: usize) -> String {
    format!(
        "{} {}",
        thousands(n),
        if n == 1 { "person" } else { "people" }
    )
}

/// The bin of a count; nothing of none.
fn count_row(n: u32) -> Option<usize> {
    COUNTS.iter().rposition(|first| n >= *first)
}

/// The last row from which on at least half of all lie.
fn median(counts: &[u32]) -> usize {
    let total: u32 = counts.iter().sum();
    let mut above = 0;
    for row in (0..counts.len()).rev() {
        above += counts[row];
        if 2 * above >= total {
            return row;
        }
    }
    0
}

/// What is chosen, in words; nothing where all is shown.
#[must_use]
pub fn filter_said(source: &Source<'_>, brush: Option<Brush>, tally: &Tally) -> String {
    let Some(brush) = brush else {
        return format!(
            "{}, {} and {} ratings.",
            movies(tally.n_movies),
            people(tally.n_people),
            thousands(tally.n_ratings)
        );
    };
    let categories = source.categories(brush.of);
    let name = categories.get(brush.at).map_or("?", String::as_str);
    let what = match brush.of {
        Shown::Ages => format!("people aged {name}"),
        Shown::Stars => format!("ratings of {name} stars"),
        Shown::Years => format!("movies of {name}"),
        _ => name.to_owned(),
    };
    format!(
        "Only {what}: {} ratings, of {}, by {}.",
        thousands(tally.n_ratings),
        movies(tally.n_movies),
        people(tally.n_people)
    )
}

/// What cleaning took out, by reason.
#[must_use]
pub fn cleaning(results: &CleaningResults) -> Figure {
    let dropped: Vec<&Dropped> = [&results.merged]
        .into_iter()
        .chain(&results.rules)
        .collect();
    let [before, after] = [results.before, results.after];
    let claim = format!(
        "Cleaning took out {} of {} movies, but {} of {} ratings.",
        thousands((before.movies - after.movies.min(before.movies)) as usize),
        thousands(before.movies as usize),
        thousands((before.ratings - after.ratings.min(before.ratings)) as usize),
        thousands(before.ratings as usize)
    );
    let mut table = Table::new(
        [
            "movies",
            "movies removed",
            "ratings removed",
            "people removed",
        ],
        [],
    );
    for it in &dropped {
        let mut row = vec![it.reason.clone()];
        row.extend([it.movies, it.ratings, it.users].map(|n| n.to_string()));
        table.rows.push(row);
    }
    Figure {
        note: format!(
            "{} are left, with {} ratings by {}.",
            counted(after.movies as usize, "movie", "movies"),
            thousands(after.ratings as usize),
            people(after.users as usize)
        ),
        chart: Chart::Bars(Bars {
            said: claim.clone(),
            direction: Direction::Right,
            title: "Movies".to_owned(),
            categories: dropped.iter().map(|it| it.reason.clone()).collect(),
            axis: Axis::new("movies removed", 0),
            parts: vec![Part {
                label: String::new(),
                style: 0,
                values: dropped.iter().map(|it| it.movies.into()).collect(),
            }],
            whole: Vec::new(),
            chosen: None,
        }),
        table,
        claim,
        how: How::of(&results.head, ResultsFile::Cleaning),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples::read;

    #[test]
    fn counts_fall_into_their_bins() {
        assert_eq!(count_row(0), None);
        assert_eq!(count_row(1), Some(0));
        assert_eq!(count_row(19), Some(2));
        assert_eq!(count_row(9_999), Some(COUNTS.len() - 1));
    }

    #[test]
    fn half_lie_at_the_median_or_above() {
        assert_eq!(median(&[1, 1, 2]), 2);
        assert_eq!(median(&[5, 1, 1]), 0);
        assert_eq!(median(&[]), 0);
    }

    #[test]
    fn choosing_twice_shows_everything_again() {
        let mut choices = Choices::default();
        let brush = Brush {
            of: Shown::Ages,
            at: 4,
        };
        brush.toggle(&mut choices);
        assert_eq!(Brush::of(&choices), Some(brush));
        assert_eq!(choices.write(), "&show-only=age&show-at=4");
        brush.toggle(&mut choices);
        assert_eq!(choices, Choices::default());
    }

    #[test]
    fn cleaning_names_every_reason() {
        let results: CleaningResults = read();
        let figure = cleaning(&results);
        assert_eq!(figure.table.rows.len(), results.rules.len() + 1);
        assert!(figure.claim.contains("of 10 movies"), "{}", figure.claim);
    }

    fn engine() -> Engine {
        let file = include_bytes!("../../../engine/fixtures/made-up.matinee");
        Engine::open(file).unwrap()
    }

    #[test]
    fn every_figure_of_all_counts_all() {
        let engine = engine();
        let source = Source::new(&engine);
        let all = source.tally(None);
        assert_eq!(all.n_movies, engine.catalogue().movies.len());
        let n_seen: usize = (0..engine.users().len() as u32)
            .map(|row| engine.n_seen(UserIdx(row)))
            .sum();
        assert_eq!(all.n_ratings, n_seen);
        assert_eq!(
            all.counts[Shown::Stars as usize].iter().sum::<u32>() as usize,
            n_seen
        );
        for of in Shown::ALL {
            if let Some(figure) = source.figure(of, &all, &all, None) {
                assert_eq!(
                    figure.table.rows.len(),
                    source.categories(of).len(),
                    "{of:?}"
                );
                assert!(figure.claim.ends_with('.'), "{}", figure.claim);
            }
        }
    }

    #[test]
    fn a_chosen_genre_leaves_its_ratings_alone() {
        let engine = engine();
        let source = Source::new(&engine);
        let all = source.tally(None);
        for at in 0..engine.catalogue().genres.len() {
            let brush = Brush {
                of: Shown::Genres,
                at,
            };
            let some = source.tally(Some(brush));
            let of_genre = engine
                .catalogue()
                .movies
                .iter()
                .zip(&engine.catalogue().n_ratings);
            let n: u32 = of_genre
                .filter(|it| it.0.genres >> at & 1 == 1)
                .map(|it| it.1)
                .sum();
            assert_eq!(some.n_ratings, n as usize, "genre {at}");
            for of in Shown::ALL {
                let [some, all] =
                    [&some, &all].map(|it| it.counts[of as usize].iter().sum::<u32>());
                assert!(some <= all, "{of:?}");
            }
            if let Some(figure) = source.figure(Shown::Genres, &all, &some, Some(brush)) {
                let Chart::Bars(bars) = &figure.chart else {
                    panic!("{figure:?}");
                };
                assert_eq!(bars.chosen, Some(at));
            }
        }
    }
}

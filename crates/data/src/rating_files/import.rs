//! From the bytes of a file to ratings of movies that are here, and what was found in words, for the page and
//! the terminal. A movie goes to the row that means it most surely; the rows that are left over are asked
//! about.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::dataset::Movie;
use matinee_core::decimal::counted;
use matinee_core::domain::{MovieId, MovieIdx, StarScale};
use matinee_core::order;

use super::decoding::decode;
use super::error::{Problem, Reason, Refused};
use super::layout::{Layout, Table, is_of_colons};
use super::matching::{Proposal, Strength, Titles, Wanted};
use super::numbering::Numbering;
use super::reading::{Reading, Row};
use super::scale::{Decision, Given, Hints, Scale, Scales, Service, Step};

/// What was in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Service that the file comes from.
    pub service: Service,
    /// Scales that the ratings fit.
    pub scales: Scales,
    /// Ratings of movies that are here, each movie once, in the order of the file.
    pub matched: Vec<Matched>,
    /// Ratings of titles that were not found, in the order of the file.
    pub unmatched: Vec<Unmatched>,
    /// Rows that do not count, in the order of the file.
    pub problems: Vec<Problem>,
    /// Lines with bytes that are not UTF-8, read as Windows-1252.
    pub n_repaired: usize,
    /// Doubt about the file, although it was read.
    pub caution: Option<Caution>,
}

/// A rating whose movie was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The movie.
    pub movie: MovieIdx,
    /// Rating as in the file.
    pub given: Given,
    /// How surely the row means this movie.
    pub strength: Strength,
    /// The line of the file on which its row begins, from 1.
    pub line: usize,
}

/// A rating whose movie was not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// The line of the file on which its row begins, from 1.
    pub line: usize,
    /// Title as in the file.
    pub title: String,
    /// Year as in the file.
    pub year: Option<u16>,
    /// Rating as in the file.
    pub given: Given,
    /// Movies that the title could mean, likeliest first; often none.
    pub candidates: Vec<MovieIdx>,
    /// The candidate of which the title is another spelling, if no other row has it.
    pub suggested: Option<MovieIdx>,
}

/// What speaks against a file that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caution {
    /// Movies are named by number, and were rated long after the newest movie here: in those years
    /// other data sets were made.
    LaterNumbers {
        /// The year in the middle of all ratings.
        rated: u16,
        /// The year of the newest movie here.
        newest: u16,
    },
}

/// Reads ratings from a file of any kind named in [`super`]; `row_of` says which of `movies` has a
/// number. With a `scale` the ratings are out of that, whatever the file says.
///
/// # Errors
/// When nothing of the file can be read, or it should not be: [`Refused`].
pub fn read(
    bytes: &[u8],
    movies: &[Movie],
    row_of: &dyn Fn(MovieId) -> Option<MovieIdx>,
    scale: Option<Scale>,
) -> Result<Import, Refused> {
    let decoded = decode(bytes)?;
    let numbering = Numbering::of(movies);
    let text = match numbering {
        Numbering::MovieLens => between_single_marks(&decoded.text),
        Numbering::Other => Cow::Borrowed(&decoded.text[..]),
    };
    let table = Table::of(&text);
    let layout = Layout::of(&table, numbering)?;
    let mut reading = Reading {
        layout: &layout,
        titles: Titles::new(movies),
        row_of,
        person: None,
        rows: Vec::new(),
        numbers: Vec::new(),
        problems: Vec::new(),
    };
    reading.records(table.records(layout.separator))?;
    let Reading {
        mut titles,
        rows,
        numbers,
        mut problems,
        ..
    } = reading;
    let caution = match layout.title {
        Some(_) => None,
        None => numbering.check(&layout, &rows, &numbers, movies, row_of)?,
    };
    let scales = match scale {
        Some(scale) => Scales::decided(scale, Decision::Asked),
        None => scales(&layout, &rows),
    };
    let rows = on_scale(rows, scales, layout.service, &mut problems);
    let (matched, unmatched) = assign(rows, &mut titles, movies.len(), &mut problems);
    order::sort(&mut problems, &|a, b| a.line.cmp(&b.line));
    Ok(Import {
        service: layout.service,
        scales,
        matched,
        unmatched,
        problems,
        n_repaired: decoded.n_repaired,
        caution,
    })
}

/// Rows of `ratings.dat` with one mark between two cells, where it has two.
fn between_single_marks(text: &str) -> Cow<'_, str> {
    let is_dat = text.trim_start().lines().next().is_some_and(is_of_colons);
    match is_dat {
        true => Cow::Owned(text.replace("::", ";")),
        false => Cow::Borrowed(text),
    }
}

/// The scales that the ratings of all rows fit.
fn scales(layout: &Layout, rows: &[Row<'_>]) -> Scales {
    let column: Vec<Given> = rows.iter().map(|row| row.given).collect();
    let in_cells = rows.iter().find_map(|row| row.scale).filter(|scale| {
        let n = rows.iter().filter(|row| row.scale == Some(*scale)).count();
        2 * n > rows.len()
    });
    let hints = layout.hints();
    let hints = Hints {
        column: in_cells.or(hints.column),
        ..hints
    };
    Scales::of(&column, hints)
}

/// The rows with a rating that the scale has.
fn on_scale<'a>(
    rows: Vec<Row<'a>>,
    scales: Scales,
    service: Service,
    problems: &mut Vec<Problem>,
) -> Vec<Row<'a>> {
    let is_of_service = scales.decision == Decision::Service;
    let step = if is_of_service {
        service.step()
    } else {
        Step::Any
    };
    let fits = |row: &Row<'_>| {
        let mut all = [Some(scales.likely), scales.other].into_iter().flatten();
        let says_so = row
            .scale
            .is_none_or(|scale| all.clone().any(|it| it == scale));
        says_so && row.given.is_step(step) && all.any(|scale| scale.has(row.given))
    };
    let (good, bad): (Vec<_>, Vec<_>) = rows.into_iter().partition(fits);
    problems.extend(bad.into_iter().map(|row| Problem {
        line: row.line,
        title: (!row.title.is_empty()).then(|| row.title.into_owned()),
        reason: Reason::OffScale {
            found: row.given.text(),
            scale: scales.likely,
        },
    }));
    good
}

/// Different titles that candidates are looked for by name alone; further ones can be searched by
/// hand.
const MOST_ASKED: usize = 5_000;
/// Different titles that are compared with all names.
const MOST_SEARCHED: usize = 1_000;

/// Gives each movie to its strongest row, of rows alike to the later: by date where both have one,
/// else by place. A weaker row never replaces a stronger one: it is asked about, like a title that
/// was not found. Linear in the rows.
fn assign(
    rows: Vec<Row<'_>>,
    titles: &mut Titles<'_>,
    n_movies: usize,
    problems: &mut Vec<Problem>,
) -> (Vec<Matched>, Vec<Unmatched>) {
    let found: Vec<Option<(MovieIdx, Strength)>> =
        rows.iter().map(|row| find(row, titles)).collect();
    let mut best: Vec<Option<usize>> = vec![None; n_movies];
    for (at, row) in rows.iter().enumerate() {
        let Some((movie, strength)) = found[at] else {
            continue;
        };
        let holder = &mut best[movie.row()];
        let is_better = holder.is_none_or(|other| {
            let theirs = found[other].map(|(_, strength)| strength);
            Some(strength) > theirs || (Some(strength) == theirs && is_later(row, &rows[other]))
        });
        if is_better {
            *holder = Some(at);
        }
    }
    let lines: Vec<usize> = rows.iter().map(|row| row.line).collect();
    let (mut matched, mut left) = (Vec::new(), Vec::new());
    for (at, row) in rows.into_iter().enumerate() {
        let Some((movie, strength)) = found[at] else {
            left.push((row, None));
            continue;
        };
        let holder = best[movie.row()].unwrap_or(at);
        if holder == at {
            matched.push(Matched {
                movie,
                given: row.given,
                strength,
                line: row.line,
            });
        } else if found[holder].is_some_and(|(_, theirs)| theirs == strength) {
            let line = lines[holder];
            problems.push(Problem {
                line: row.line,
                title: (!row.title.is_empty()).then(|| row.title.into_owned()),
                reason: Reason::RatedAgain { line },
            });
        } else {
            left.push((row, Some(movie)));
        }
    }
    (matched, unmatched(left, titles, &best))
}

/// The movie that a row means: by its number at IMDb or TMDb, by ours, by its title. Whatever has another
/// number there is no more than a candidate.
fn find(row: &Row<'_>, titles: &Titles<'_>) -> Option<(MovieIdx, Strength)> {
    if let Some(movie) = titles.of_elsewhere(row.elsewhere) {
        return Some((movie, Strength::Id));
    }
    if let Some(movie) = row.numbered {
        return Some((movie, Strength::Exact));
    }
    let found = titles.find(&wanted(row));
    found.filter(|(movie, _)| !titles.is_other(*movie, row.elsewhere))
}

fn wanted<'r>(row: &'r Row<'_>) -> Wanted<'r> {
    Wanted {
        title: &row.title,
        original: row.original.as_deref(),
        year: row.year,
    }
}

fn is_later(row: &Row<'_>, other: &Row<'_>) -> bool {
    match (row.date, other.date) {
        (Some(own), Some(theirs)) if own != theirs => own > theirs,
        _ => row.line > other.line,
    }
}

/// The rows that are left over, those of one title looked up once. `taken` says which movies have a
/// row already.
fn unmatched(
    left: Vec<(Row<'_>, Option<MovieIdx>)>,
    titles: &mut Titles<'_>,
    taken: &[Option<usize>],
) -> Vec<Unmatched> {
    let mut known: HashMap<(String, Option<u16>), Proposal> = HashMap::new();
    // Which unmatched row a movie is suggested for: the later one.
    let mut suggested: HashMap<MovieIdx, (usize, Option<u64>)> = HashMap::new();
    let mut unmatched: Vec<Unmatched> = Vec::new();
    for (row, weaker) in left {
        let n = known.len();
        let key = (row.title.clone().into_owned(), row.year);
        let proposal = match known.get(&key) {
            Some(proposal) => proposal.clone(),
            None if n < MOST_ASKED => {
                let proposal = titles.proposal(&wanted(&row), n < MOST_SEARCHED);
                known.insert(key, proposal.clone());
                proposal
            }
            None => Proposal::default(),
        };
        let Proposal {
            mut candidates,
            suggested: mut movie,
        } = proposal;
        if let Some(movie) = weaker.filter(|movie| !candidates.contains(movie)) {
            candidates.insert(0, movie);
        }
        movie = movie.filter(|movie| taken[movie.row()].is_none());
        if let Some(it) = movie {
            let before = suggested.get(&it).copied();
            if before.is_some_and(|(_, date)| row.date.is_some() && date > row.date) {
                movie = None;
            } else {
                if let Some((other, _)) = before {
                    unmatched[other].suggested = None;
                }
                suggested.insert(it, (unmatched.len(), row.date));
            }
        }
        unmatched.push(Unmatched {
            line: row.line,
            title: row.title.into_owned(),
            year: row.year,
            given: row.given,
            candidates,
            suggested: movie,
        });
    }
    unmatched
}

/// Rows that do not count for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// How many, and why: `2 rows are no films`.
    pub heading: String,
    /// The rows, in the order of the file.
    pub rows: Vec<&'a Problem>,
}

/// The sorts of reasons, as they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    NoFilm,
    RatedAgain,
    NoRating,
    Unreadable,
}

impl Sort {
    const ALL: [Self; 4] = [
        Self::NoFilm,
        Self::RatedAgain,
        Self::NoRating,
        Self::Unreadable,
    ];

    const fn of(reason: &Reason) -> Self {
        match reason {
            Reason::NoFilm { .. } => Self::NoFilm,
            Reason::RatedAgain { .. } => Self::RatedAgain,
            Reason::NoRating => Self::NoRating,
            _ => Self::Unreadable,
        }
    }

    fn heading(self, n: usize) -> String {
        match self {
            Self::NoFilm => counted(n, "row is no film", "rows are no films"),
            Self::RatedAgain => counted(
                n,
                "row is of a movie that another row rates; the later one counts",
                "rows are of movies that other rows rate; the later ones count",
            ),
            Self::NoRating => counted(n, "row has no rating", "rows have no rating"),
            Self::Unreadable => counted(n, "row cannot be used", "rows cannot be used"),
        }
    }
}

/// The rows that do not count, by reason.
#[must_use]
pub fn groups(problems: &[Problem]) -> Vec<Group<'_>> {
    let group = |sort: Sort| {
        let rows: Vec<&Problem> = problems
            .iter()
            .filter(|problem| Sort::of(&problem.reason) == sort)
            .collect();
        (!rows.is_empty()).then(|| Group {
            heading: sort.heading(rows.len()),
            rows,
        })
    };
    Sort::ALL.into_iter().filter_map(group).collect()
}

/// `A file of Letterboxd`.
#[must_use]
pub fn source_words(service: Service) -> String {
    match service {
        Service::Table => "A table of titles and ratings, of no service known here".to_owned(),
        Service::MovieLens100K => "A file of MovieLens 100K, with movies by number".to_owned(),
        service => format!("A file of {}", service.name()),
    }
}

impl Import {
    /// `its ratings are out of 10, as Trakt counts`, at the scale that is taken.
    #[must_use]
    pub fn scale_words(&self, scale: Scale) -> String {
        let top = scale.top();
        let why = match (self.scales.decision, scale) {
            (Decision::Asked, _) => "as you say".to_owned(),
            (Decision::Service, _) => format!("as {} counts", self.service.name()),
            (Decision::Column, _) => "as the file says".to_owned(),
            (Decision::Numbers, Scale::Five) => "because some have halves".to_owned(),
            (Decision::Numbers, Scale::Ten) => "because some are above 5".to_owned(),
            (Decision::Numbers, Scale::Hundred) => "because some are above 10".to_owned(),
            (Decision::Open, _) => {
                let other = self.scales.other.filter(|other| *other != scale);
                let other = other.unwrap_or(self.scales.likely).top();
                format!("which is not sure: out of {other} would fit too")
            }
        };
        format!("ratings out of {top}, {why}")
    }

    /// How many of the ratings that were found become other numbers of stars than they are, because
    /// only those `of` the data can be given.
    #[must_use]
    pub fn n_rounded(&self, scale: Scale, of: StarScale) -> usize {
        let is_rounded = |row: &&Matched| scale.is_rounded(row.given, of);
        self.matched.iter().filter(is_rounded).count()
    }

    /// What else is to be said of it, as sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(Caution::LaterNumbers { rated, newest }) = self.caution {
            notes.push(format!(
                "Its movies are numbers, rated in {rated}, and the newest movie here is of {newest}: \
                 if the numbers are those of a newer MovieLens, they name other movies here."
            ));
        }
        if self.n_repaired > 0 {
            let lines = counted(self.n_repaired, "line has", "lines have");
            notes.push(format!(
                "{lines} bytes that are not UTF-8 like the rest; they were read as Windows-1252."
            ));
        }
        notes
    }
}

/// `4 lie between two whole stars and are rounded, halves up`; nothing of none.
#[must_use]
pub fn rounded_words(n_rounded: usize, of: StarScale) -> Option<String> {
    let lie = counted(n_rounded, "lies", "lie");
    let (between, up) = match of {
        StarScale::Whole => ("whole", "halves"),
        StarScale::Half => ("half", "quarters"),
    };
    (n_rounded > 0).then(|| {
        format!(
            "{lie} between two {between} stars and {}, {up} up",
            if n_rounded == 1 {
                "is rounded"
            } else {
                "are rounded"
            }
        )
    })
}

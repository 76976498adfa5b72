//! From the bytes of a file to ratings of movies that are here.

use crate::dataset::Movie;
use matinee_core::domain::{MovieId, MovieIdx};
use matinee_core::order;

use super::assign::assign;
use super::layout::{Layout, Table};
use super::matching::{Strength, Titles};
use super::reading::{Reading, Row};
use super::scale::{Decision, Hints, Step};
use super::{Given, Problem, Reason, Refused, Scale, Scales, Service, numbers, text};

/// What was in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Where it comes from.
    pub service: Service,
    /// What its ratings are out of.
    pub scales: Scales,
    /// Ratings of movies that are here, each movie once, in the order of the file.
    pub matched: Vec<Matched>,
    /// Ratings of titles that were not found, in the order of the file.
    pub unmatched: Vec<Unmatched>,
    /// Rows that do not count, in the order of the file.
    pub problems: Vec<Problem>,
    /// Lines with bytes that are not UTF-8, read as Windows-1252.
    pub n_repaired: usize,
    /// What speaks against it, although it was read.
    pub caution: Option<Caution>,
}

/// A rating whose movie was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Which one.
    pub movie: MovieIdx,
    /// As the file has it.
    pub given: Given,
    /// How surely it is this movie.
    pub strength: Strength,
    /// The line of the file on which its row begins, from 1.
    pub line: usize,
}

/// A rating whose movie was not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// The line of the file on which its row begins, from 1.
    pub line: usize,
    /// As the file has it.
    pub title: String,
    /// As the file has it.
    pub year: Option<u16>,
    /// As the file has it.
    pub given: Given,
    /// Which movies it could be, likeliest first; often none.
    pub candidates: Vec<MovieIdx>,
    /// The one of them that it is in another spelling, if nothing else in the file is.
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

/// Ratings newer than the newest movie by so many years are of people who had newer ones to rate.
const LATER: u16 = 5;
const SECONDS_A_YEAR: u64 = 31_556_952;
/// Smaller numbers are no seconds since 1970.
const SECONDS: std::ops::Range<u64> = 100_000_000..100_000_000_000;
/// Of the rows of a whole-star data set, one in so many may have half a star by mistake.
const SLIPS: usize = 20;

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
    let decoded = text::decode(bytes)?;
    let table = Table::of(&decoded.text);
    let layout = Layout::of(&table)?;
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
        None => check_numbers(&layout, &rows, &numbers, movies, row_of)?,
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

/// Whether numbers alone name movies that are here.
fn check_numbers(
    layout: &Layout,
    rows: &[Row<'_>],
    numbers: &[(usize, u32)],
    movies: &[Movie],
    row_of: &dyn Fn(MovieId) -> Option<MovieIdx>,
) -> Result<Option<Caution>, Refused> {
    let last = movies.iter().map(|movie| movie.id.0).max().unwrap_or(0);
    numbers::check(numbers, |id| row_of(MovieId(id)).is_some(), last)?;
    // Newer data sets have half stars.
    let n_halves = rows
        .iter()
        .filter(|row| !row.given.is_step(Step::Whole))
        .count();
    if layout.person.is_some() && layout.date.is_some() && n_halves * SLIPS > rows.len() {
        return Err(Refused::NumbersOnly);
    }
    let mut dates: Vec<u64> = rows.iter().filter_map(|row| row.date).collect();
    dates.retain(|date| SECONDS.contains(date));
    order::sort(&mut dates, &Ord::cmp);
    let newest = movies.iter().filter_map(|movie| movie.year).max();
    let (Some(middle), Some(newest)) = (dates.get(dates.len() / 2), newest) else {
        return Ok(None);
    };
    let rated = (1970 + middle / SECONDS_A_YEAR) as u16;
    Ok((rated > newest + LATER).then_some(Caution::LaterNumbers { rated, newest }))
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
        says_so && row.given.is_step(step) && all.any(|scale| scale.stars(row.given).is_some())
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

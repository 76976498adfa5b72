//! The rows of a table, each as what it says or as the reason why it says nothing.

use std::borrow::Cow;

use matinee_core::domain::{MovieId, MovieIdx};
use matinee_core::spreadsheet::unmarked;

use super::cells::{self, decoded, legible, legible_of, map, short};
use super::error::{MAX_ROWS, MAX_TITLE, Problem, Reason, Refused};
use super::layout::Layout;
use super::matching::Titles;
use super::records::{Record, Records};
use super::scale::{Given, Scale, Service};
use super::titles::with_year;

/// A row of a table, read.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub(super) line: usize,
    /// Without entities and year; empty where movies have numbers alone.
    pub(super) title: Cow<'a, str>,
    pub(super) original: Option<Cow<'a, str>>,
    pub(super) year: Option<u16>,
    pub(super) given: Given,
    /// Scale in the cell of the rating: `9/10`.
    pub(super) scale: Option<Scale>,
    /// Movie with the row's number.
    pub(super) numbered: Option<MovieIdx>,
    /// Date of the rating: the greater, the later.
    pub(super) date: Option<u64>,
}

/// What has been read of a table so far.
pub(super) struct Reading<'a> {
    pub(super) layout: &'a Layout,
    pub(super) titles: Titles<'a>,
    pub(super) row_of: &'a dyn Fn(MovieId) -> Option<MovieIdx>,
    /// Whose ratings they are, when the file says so.
    pub(super) person: Option<String>,
    pub(super) rows: Vec<Row<'a>>,
    /// Lines and numbers of movies, in a file without titles.
    pub(super) numbers: Vec<(usize, u32)>,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Reading<'a> {
    /// Reads all rows below the header.
    ///
    /// # Errors
    /// When there are too many, or ratings of more than one person.
    pub(super) fn records(&mut self, mut records: Records<'a>) -> Result<(), Refused> {
        if self.layout.has_header() {
            records.next();
        }
        let mut n_rows = 0;
        while let Some(record) = records.next() {
            if n_rows == MAX_ROWS {
                return Err(Refused::TooManyRows);
            }
            n_rows += 1;
            let (line, reason) = match record {
                Ok(record) if self.is_swallowed(&record) => {
                    records.reject(&record);
                    (record.line, Reason::Quote)
                }
                Ok(record) => {
                    self.record(record)?;
                    continue;
                }
                Err(broken) => match broken.open_to_end {
                    Some(rest) if self.is_cut_short(rest) => {
                        records.finish();
                        (broken.line, Reason::CutShort)
                    }
                    _ => (broken.line, Reason::Quote),
                },
            };
            let title = None;
            self.problems.push(Problem {
                line,
                title,
                reason,
            });
        }
        Ok(())
    }

    /// Whether a row has other rows in one of its cells: its mark was closed by a later one. A title
    /// or a rating has one line; of a review, no line is a row of this table.
    fn is_swallowed(&self, record: &Record<'_>) -> bool {
        let layout = self.layout;
        let single = [
            layout.title,
            layout.year,
            layout.kind,
            layout.date,
            layout.movie_id,
        ];
        let mut single = single.into_iter().flatten().chain([layout.rating]);
        let has_lines = |column: usize| record.has_lines(column);
        if single.any(has_lines) {
            return true;
        }
        let lines = (0..record.cells.len()).filter(|column| has_lines(*column));
        let mut lines = lines.flat_map(|column| record.cells[column].lines().skip(1));
        lines.any(|line| self.is_row(line))
    }

    /// Whether what follows an open mark to the end of the file is the rest of its cell.
    fn is_cut_short(&self, rest: &str) -> bool {
        !rest.trim().is_empty() && !rest.lines().any(|line| self.is_row(line))
    }

    /// Whether a line could be a row of this table.
    fn is_row(&self, line: &str) -> bool {
        let layout = self.layout;
        let row = Records::new(line, layout.separator, 1).next();
        let Some(Ok(row)) = row.filter(|_| layout.n_cells > 1) else {
            return false;
        };
        let has_title = layout
            .title
            .is_none_or(|column| cell(&row, Some(column)).is_some());
        let has_rating =
            cell(&row, Some(layout.rating)).is_some_and(|cell| Given::of(cell).is_some());
        let has_year = cell(&row, layout.year).is_none_or(|cell| cells::year(cell).is_ok());
        row.cells.len() == layout.n_cells && has_title && has_rating && has_year
    }

    fn record(&mut self, record: Record<'a>) -> Result<(), Refused> {
        self.check_person(&record)?;
        match self.row(&record) {
            Ok(row) => self.rows.push(row),
            Err(reason) => {
                let title = cell(&record, self.layout.title);
                let title = title.filter(|title| title.len() <= 4 * MAX_TITLE);
                self.problems.push(Problem {
                    line: record.line,
                    title: title.map(|title| legible(title).into_owned()),
                    reason,
                });
            }
        }
        Ok(())
    }

    fn check_person(&mut self, record: &Record<'_>) -> Result<(), Refused> {
        let Some(person) = cell(record, self.layout.person) else {
            return Ok(());
        };
        let first = self.person.get_or_insert_with(|| person.to_owned());
        if first == person {
            return Ok(());
        }
        Err(Refused::SeveralPeople {
            line: record.line,
            first: first.clone(),
            second: person.to_owned(),
        })
    }

    fn row(&mut self, record: &Record<'a>) -> Result<Row<'a>, Reason> {
        let layout = self.layout;
        let found = record.cells.len();
        let expected = layout.n_cells;
        let is_whole =
            found >= expected && record.cells[expected..].iter().all(|cell| cell.is_empty());
        if !is_whole {
            return Err(Reason::Cells { expected, found });
        }
        if let Some(kind) = self.no_film(record) {
            return Err(Reason::NoFilm { kind });
        }
        let mut row = Row {
            line: record.line,
            title: Cow::Borrowed(""),
            original: None,
            year: None,
            given: Given(0),
            scale: None,
            numbered: None,
            date: cell(record, layout.date).and_then(cells::date),
        };
        if let Some(column) = layout.title {
            row.title = self.title(record, column)?;
        }
        let rating = cell(record, Some(layout.rating)).ok_or(Reason::NoRating)?;
        (row.given, row.scale) = Given::of(rating).ok_or_else(|| Reason::NoNumber {
            found: short(rating),
        })?;
        if let Some(year) = cell(record, layout.year) {
            row.year = cells::year(year).map_err(|()| Reason::Year { found: short(year) })?;
        }
        self.number(record, &mut row)?;
        if layout.title.is_some() {
            row.original = layout
                .original_title
                .and_then(|column| self.title(record, column).ok());
            let own = (std::mem::take(&mut row.title), row.year);
            (row.title, row.year) = undated(own);
        }
        Ok(row)
    }

    /// What a row is of, when that is no film.
    fn no_film(&self, record: &Record<'_>) -> Option<String> {
        let layout = self.layout;
        if let Some(kind) = cell(record, layout.kind).filter(|kind| cells::is_no_film(kind)) {
            return Some(short(kind));
        }
        let of_series =
            |column: &&usize| cell(record, Some(**column)).is_some_and(|cell| cell != "0");
        let part = layout.of_series.iter().find(of_series);
        part.map(|_| "a part of a series".to_owned())
    }

    fn title(&self, record: &Record<'a>, column: usize) -> Result<Cow<'a, str>, Reason> {
        let title = own_cell(record, column).ok_or(Reason::NoTitle)?;
        // Characters are counted only where there may be too many.
        if title.len() > MAX_TITLE {
            let found = title.chars().count();
            if found > MAX_TITLE {
                return Err(Reason::LongTitle { found });
            }
        }
        let title = match (self.layout.service, title) {
            (Service::Matinee, Cow::Borrowed(title)) => Cow::Borrowed(unmarked(title)),
            (Service::Matinee, Cow::Owned(title)) => Cow::Owned(unmarked(&title).to_owned()),
            (_, title) => title,
        };
        Ok(map(title, |title| legible_of(decoded(title))))
    }

    /// The movie of a row's number. Beside a title it counts only when the title agrees; alone it
    /// has to be one.
    fn number(&mut self, record: &Record<'_>, row: &mut Row<'_>) -> Result<(), Reason> {
        let Some(found) = cell(record, self.layout.movie_id) else {
            return match self.layout.title {
                Some(_) => Ok(()),
                None => Err(Reason::UnknownMovie {
                    found: String::new(),
                }),
            };
        };
        let id: Option<u32> = found.parse().ok();
        let movie = id.and_then(|id| (self.row_of)(MovieId(id)));
        if self.layout.title.is_some() {
            row.numbered = movie.filter(|movie| self.titles.is_title_of(&row.title, *movie));
            return Ok(());
        }
        self.numbers.extend(id.map(|id| (row.line, id)));
        row.numbered = movie;
        match movie {
            Some(_) => Ok(()),
            None => Err(Reason::UnknownMovie {
                found: short(found),
            }),
        }
    }
}

/// What a column says in a row, unless it is blank.
fn cell<'r>(record: &'r Record<'_>, column: Option<usize>) -> Option<&'r str> {
    let cell = record.cells.get(column?)?.trim();
    (!cell.is_empty()).then_some(cell)
}

/// The same, for longer than the row where it is not a text of its own.
fn own_cell<'a>(record: &Record<'a>, column: usize) -> Option<Cow<'a, str>> {
    let cell = match record.cells.get(column)? {
        Cow::Borrowed(cell) => Cow::Borrowed(cell.trim()),
        Cow::Owned(cell) => Cow::Owned(cell.trim().to_owned()),
    };
    (!cell.is_empty()).then_some(cell)
}

/// A title without the year behind it.
fn undated(own: (Cow<'_, str>, Option<u16>)) -> (Cow<'_, str>, Option<u16>) {
    match own {
        (Cow::Borrowed(title), year) => with_year(title, year),
        (Cow::Owned(title), year) => {
            let (title, year) = with_year(&title, year);
            (Cow::Owned(title.into_owned()), year)
        }
    }
}

//! From the bytes of a file to ratings of movies that are here.

use std::collections::HashMap;

use crate::artifact::Catalogue;
use crate::domain::{MovieId, MovieIdx, Stars};
use crate::order;
use crate::spreadsheet::unmarked;

use super::decode::decode;
use super::layout::{Format, Layout};
use super::matching::Titles;
use super::records::{BrokenQuote, Record, Records};
use super::{MAX_ROWS, Problem, Reason, Refused};

/// What was in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// What it was recognised as.
    pub format: Format,
    /// Ratings of movies that are here, each movie once, in the order of the file.
    pub matched: Vec<Matched>,
    /// Ratings of titles that were not found, in the order of the file.
    pub unmatched: Vec<Unmatched>,
    /// Rows that do not count, in the order of the file.
    pub problems: Vec<Problem>,
}

/// A rating whose movie was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Which one.
    pub movie: MovieIdx,
    /// In whole stars.
    pub stars: Stars,
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
    /// In whole stars.
    pub stars: Stars,
    /// Which movies it could be, likeliest first; often none.
    pub candidates: Vec<MovieIdx>,
}

/// Reads ratings from a file of any kind named in [`super`]; movies are those of the catalogue.
///
/// # Errors
/// When nothing of the file can be read, or it should not be: [`Refused`].
pub fn read(bytes: &[u8], catalogue: &Catalogue) -> Result<Import, Refused> {
    let text = decode(bytes)?;
    let layout = Layout::of(&text)?;
    let n_header = usize::from(layout.has_header());
    let mut reading = Reading {
        titles: Titles::new(&catalogue.movies),
        catalogue,
        places: HashMap::new(),
        person: None,
        import: Import {
            format: layout.format,
            matched: Vec::new(),
            unmatched: Vec::new(),
            problems: Vec::new(),
        },
    };
    for (n_rows, row) in Records::new(&text, layout.separator)
        .skip(n_header)
        .enumerate()
    {
        if n_rows == MAX_ROWS {
            return Err(Refused::TooManyRows);
        }
        reading.row(row, &layout)?;
    }
    let mut import = reading.import;
    order::sort(&mut import.problems, &|a, b| a.line.cmp(&b.line));
    Ok(import)
}

struct Reading<'a> {
    catalogue: &'a Catalogue,
    titles: Titles<'a>,
    /// Where in `import.matched` a movie is.
    places: HashMap<MovieIdx, usize>,
    /// Whose ratings they are, when the file says so.
    person: Option<String>,
    import: Import,
}

impl Reading<'_> {
    fn row(&mut self, row: Result<Record, BrokenQuote>, layout: &Layout) -> Result<(), Refused> {
        let (line, result) = match row {
            Ok(row) => {
                self.check_person(&row, layout)?;
                (row.line, self.rating(&row, layout))
            }
            Err(BrokenQuote(line)) => (line, Err(Reason::Quote)),
        };
        if let Err(reason) = result {
            self.import.problems.push(Problem { line, reason });
        }
        Ok(())
    }

    fn check_person(&mut self, row: &Record, layout: &Layout) -> Result<(), Refused> {
        let Some(person) = cell(row, layout.person) else {
            return Ok(());
        };
        let first = self.person.get_or_insert_with(|| person.to_owned());
        if first == person {
            return Ok(());
        }
        Err(Refused::SeveralPeople {
            line: row.line,
            first: first.clone(),
            second: person.to_owned(),
        })
    }

    fn rating(&mut self, row: &Record, layout: &Layout) -> Result<(), Reason> {
        let found = row.cells.len();
        let expected = layout.n_cells;
        let is_whole = found >= expected && row.cells[expected..].iter().all(String::is_empty);
        if !is_whole {
            return Err(Reason::Cells { expected, found });
        }
        let stars = stars(cell(row, Some(layout.stars)), layout.format)?;
        let id = cell(row, layout.movie_id);
        let by_id = id.and_then(|id| self.by_id(id));
        let Some(title) = layout.title else {
            let movie = by_id.ok_or_else(|| Reason::UnknownMovie {
                found: id.unwrap_or_default().to_owned(),
            })?;
            self.keep(movie, stars, row.line);
            return Ok(());
        };
        let title = cell(row, Some(title)).ok_or(Reason::NoTitle)?;
        let title = match layout.format {
            Format::Own => unmarked(title),
            _ => title,
        };
        let year = year(cell(row, layout.year))?;
        let by_id = by_id.filter(|movie| self.titles.is_title_of(title, *movie));
        let original = cell(row, layout.original_title);
        let movie = by_id
            .or_else(|| self.titles.find(title, year))
            .or_else(|| self.titles.find(original?, year));
        match movie {
            Some(movie) => self.keep(movie, stars, row.line),
            None => self.import.unmatched.push(Unmatched {
                line: row.line,
                title: title.to_owned(),
                year,
                stars,
                candidates: self.titles.candidates(title, year),
            }),
        }
        Ok(())
    }

    fn by_id(&self, id: &str) -> Option<MovieIdx> {
        self.catalogue.movie_idx(MovieId(id.parse().ok()?))
    }

    /// The last rating of a movie counts.
    fn keep(&mut self, movie: MovieIdx, stars: Stars, line: usize) {
        let Import {
            matched, problems, ..
        } = &mut self.import;
        let new = Matched { movie, stars, line };
        let place = *self.places.entry(movie).or_insert(matched.len());
        match matched.get_mut(place) {
            None => matched.push(new),
            Some(old) => {
                problems.push(Problem {
                    line: old.line,
                    reason: Reason::RatedAgain { line },
                });
                *old = new;
            }
        }
    }
}

/// What a column says in a row, unless it is blank.
fn cell(row: &Record, column: Option<usize>) -> Option<&str> {
    let cell = row.cells.get(column?)?.trim();
    (!cell.is_empty()).then_some(cell)
}

fn stars(cell: Option<&str>, format: Format) -> Result<Stars, Reason> {
    let found = cell.ok_or(Reason::NoRating)?;
    format.stars(found).ok_or_else(|| Reason::OffScale {
        found: found.to_owned(),
        scale: format.scale(),
    })
}

fn year(cell: Option<&str>) -> Result<Option<u16>, Reason> {
    let wrong = |found: &str| Reason::Year {
        found: found.to_owned(),
    };
    cell.map(|found| found.parse().map_err(|_| wrong(found)))
        .transpose()
}

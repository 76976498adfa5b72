//! The rows of a table, each as what it says or as the reason why it says nothing; and what its single cells
//! say: years, dates, kinds of works.
//!
//! Some exports leave characters as a web page's source writes them, by name or number, `&amp;` and
//! `&#39;`: they are decoded.

use std::borrow::Cow;

use matinee_core::domain::{MovieId, MovieIdx};
use matinee_core::escape::unmarked;

use super::error::{MAX_ROWS, MAX_TITLE, Problem, Reason, Refused};
use super::layout::Layout;
use super::matching::{Elsewhere, Titles};
use super::scale::{Given, Scale, Service};
use super::titles::with_year;
use crate::records::{Record, Records};

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
    /// Numbers at other places.
    pub(super) elsewhere: Elsewhere,
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
        if self.layout.has_header {
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
        let has_year = cell(&row, layout.year).is_none_or(|cell| year_of(cell).is_ok());
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
            elsewhere: Elsewhere {
                imdb: cell(record, layout.imdb).and_then(number_elsewhere),
                tmdb: cell(record, layout.tmdb).and_then(number_elsewhere),
            },
            date: cell(record, layout.date).and_then(date_of),
        };
        if let Some(column) = layout.title {
            row.title = self.title(record, column)?;
        }
        let rating = cell(record, Some(layout.rating)).ok_or(Reason::NoRating)?;
        (row.given, row.scale) = Given::of(rating).ok_or_else(|| Reason::NoNumber {
            found: short(rating),
        })?;
        if let Some(year) = cell(record, layout.year) {
            row.year = year_of(year).map_err(|()| Reason::Year { found: short(year) })?;
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
        if let Some(kind) = cell(record, layout.kind).filter(|kind| is_no_film(kind)) {
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

/// A number at IMDb (`tt0114709`) or TMDb (`862`); 0 is none.
fn number_elsewhere(cell: &str) -> Option<u32> {
    let digits = cell.strip_prefix("tt").unwrap_or(cell);
    digits.parse().ok().filter(|number| *number > 0)
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

/// From the first films to a time that no file will see.
const YEARS: std::ops::RangeInclusive<u16> = 1870..=2100;

/// Longer years are none: `1995-03-22T00:00:00.000Z`.
const LONGEST_YEAR: usize = 32;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Marks that tables write in cells without a value.
const BLANKS: [&str; 8] = ["-", "?", "n/a", "na", "nan", "none", "null", "0"];

/// A year: `1995`, `1995.0`, `(1995)`, `1995–1999` (the first), `1995-03-22`, `3/22/1995`. Nothing
/// for what tables write for nothing.
///
/// # Errors
/// When it is none of these.
fn year_of(cell: &str) -> Result<Option<u16>, ()> {
    let cell = cell.trim_matches(['(', ')', ' ']);
    if cell.is_empty()
        || BLANKS.iter().any(|blank| blank.eq_ignore_ascii_case(cell))
        || cell == "0.0"
    {
        return Ok(None);
    }
    let number = |text: &str| {
        let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let year = is_year.then(|| text.parse().ok()).flatten();
        year.filter(|year| YEARS.contains(year))
    };
    if cell.len() > LONGEST_YEAR {
        return Err(());
    }
    let (first, rest) = cell.split_at_checked(4).ok_or(())?;
    let is_rest = match rest.chars().next() {
        None | Some('-' | '–' | '/') => true,
        Some('.' | ',') => rest[1..].bytes().all(|byte| byte == b'0'),
        Some(_) => false,
    };
    if let Some(year) = number(first).filter(|_| is_rest) {
        return Ok(Some(year));
    }
    let last = cell
        .rsplit(['/', '.', '-', ' '])
        .next()
        .filter(|last| last.len() < cell.len());
    last.and_then(number).map(Some).ok_or(())
}

/// When a row was written, as a number that is greater for what is later: seconds, or year, month,
/// day and time of day one after the other. Only dates of one form compare.
fn date_of(cell: &str) -> Option<u64> {
    let is_number = cell.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        return cell.parse().ok();
    }
    let mut parts = cell
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty());
    let first = parts.next()?;
    let is_iso = first.len() == 4 && first.bytes().all(|byte| byte.is_ascii_digit());
    if is_iso {
        // `2024-01-11T20:15:00Z`: in order already, down to the second.
        let digits = cell.bytes().filter(u8::is_ascii_digit).take(14);
        let (number, n) = digits.fold((0_u64, 0), |(sum, n), digit| {
            (sum * 10 + u64::from(digit - b'0'), n + 1)
        });
        return (n >= 8).then(|| number * 10_u64.pow(14 - n));
    }
    // `Sat Jan  5 20:15:00 2013`, `5 Jan 2013`, `Jan 5, 2013`: by the name of the month.
    let (mut year, mut month, mut day, mut time) = (None, None, None, 0_u64);
    for part in cell
        .split([' ', ',', '-', '/'])
        .filter(|part| !part.is_empty())
    {
        let is_digits = part.bytes().all(|byte| byte.is_ascii_digit());
        if is_digits && part.len() == 4 {
            year = part.parse::<u64>().ok();
        } else if is_digits && part.len() <= 2 {
            day = day.or(part.parse::<u64>().ok());
        } else if part.contains(':') {
            let digits = part.bytes().filter(u8::is_ascii_digit).take(6);
            time = digits.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        } else if let Some(start) = part.get(..3) {
            let row = MONTHS
                .iter()
                .position(|name| name.eq_ignore_ascii_case(start));
            month = month.or(row.map(|row| row as u64 + 1));
        }
    }
    Some(((year? * 100 + month?) * 100 + day?) * 1_000_000 + time)
}

/// Whether a kind of work, as services call it, is no film: a series or a part of one, a game, a
/// podcast, a music video. What is not known is taken for a film.
fn is_no_film(kind: &str) -> bool {
    let letters = kind.chars().filter(char::is_ascii_alphanumeric);
    let kind: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let parts = [
        "series",
        "episode",
        "season",
        "show",
        "game",
        "podcast",
        "musicvideo",
        "serial",
    ];
    let whole = [
        "tv", "book", "books", "manga", "music", "song", "album", "person", "list",
    ];
    parts.iter().any(|part| kind.contains(part)) || whole.contains(&kind.as_str())
}

/// A text changed, borrowed where it was.
fn map<'a>(text: Cow<'a, str>, change: impl for<'t> Fn(&'t str) -> Cow<'t, str>) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => change(text),
        Cow::Owned(text) => Cow::Owned(change(&text).into_owned()),
    }
}

/// The same as [`legible`] for a text that may be one of its own.
fn legible_of(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => legible(text),
        Cow::Owned(text) => Cow::Owned(legible(&text).into_owned()),
    }
}

/// A text whose control characters are blanks: it is shown on a page or in a terminal.
fn legible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(char::is_control) {
        return Cow::Borrowed(text);
    }
    let legible = |letter: char| if letter.is_control() { ' ' } else { letter };
    Cow::Owned(text.chars().map(legible).collect())
}

/// The beginning of a cell, for a message.
fn short(cell: &str) -> String {
    const SHOWN: usize = 40;
    let more = if cell.chars().nth(SHOWN).is_some() {
        "…"
    } else {
        ""
    };
    let start: String = cell.chars().take(SHOWN).collect();
    [&legible(&start), more].concat()
}

/// Names of U+00C0 to U+00FF, in order.
const LATIN: [&str; 64] = [
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

/// Others that titles have.
const OTHERS: [(&str, char); 27] = [
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("middot", '·'),
    ("bull", '•'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("frac14", '¼'),
    ("frac12", '½'),
    ("frac34", '¾'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("trade", '™'),
    ("euro", '€'),
];

/// Longer than any name or number.
const LONGEST: usize = 10;

/// Replaces entities by the characters that they mean, also those that were escaped twice. Text that
/// only looks like an entity stays.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let once = decoded_once(text);
    Cow::Owned(if once.contains("&") && once != text {
        decoded_once(&once)
    } else {
        once
    })
}

fn decoded_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let found = behind
            .bytes()
            .take(LONGEST + 1)
            .position(|byte| byte == b';')
            .and_then(|end| Some((named_character(&behind[..end])?, &behind[end + 1..])));
        match found {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

fn named_character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return match code {
            // As browsers read them: numbers of Windows-1252.
            0x80..=0x9f => Some(matinee_core::encoding::windows_1252(code as u8)),
            _ => char::from_u32(code).filter(|letter| !letter.is_control()),
        };
    }
    let latin = LATIN.iter().position(|known| *known == name);
    if let Some(row) = latin {
        return char::from_u32(0xc0 + row as u32);
    }
    let other = OTHERS.iter().find(|(known, _)| *known == name);
    other.map(|(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_in_every_form() {
        for (cell, expected) in [
            ("1995", 1995),
            ("1995.0", 1995),
            ("1995.00", 1995),
            ("1995,0", 1995),
            ("(1995)", 1995),
            ("1995–1999", 1995),
            ("1995-03-22", 1995),
            ("1995-03-22T00:00:00.000Z", 1995),
            ("3/22/1995", 1995),
            ("22.03.1995", 1995),
            ("22 Mar 1995", 1995),
        ] {
            assert_eq!(year_of(cell), Ok(Some(expected)), "{cell}");
        }
        for cell in [
            "", "-", "NaN", "nan", "N/A", "0", "0.0", "None", "null", "?",
        ] {
            assert_eq!(year_of(cell), Ok(None), "{cell}");
        }
        for cell in [
            "soon", "1995.5", "95", "19950", "1066", "199é", "é", "1995x", "22.03",
        ] {
            assert_eq!(year_of(cell), Err(()), "{cell}");
        }
    }

    #[test]
    fn dates_of_one_form_compare() {
        for [earlier, later] in [
            ["2024-01-11", "2024-02-01"],
            ["2024-01-11T20:15:00Z", "2024-01-11T20:15:01Z"],
            ["2024-01-11", "2024-01-11T08:00:00.000Z"],
            ["881250949", "881250950"],
            ["Sat Jan  5 20:15:00 2013", "Mon Feb  4 08:00:00 2013"],
            ["5 Jan 2013", "4 Feb 2013"],
            ["Dec 31, 2012", "Jan 1, 2013"],
        ] {
            let [earlier, later] = [earlier, later].map(|cell| date_of(cell).expect("a date"));
            assert!(earlier < later, "{earlier} {later}");
        }
        for cell in ["soon", "01/02/2013", "2024", "Jan 2013", "é"] {
            let is_seconds = cell.bytes().all(|byte| byte.is_ascii_digit());
            assert_eq!(date_of(cell).is_some(), is_seconds, "{cell}");
        }
    }

    #[test]
    fn series_and_games_are_no_films_and_shorts_are() {
        for kind in [
            "TV Series",
            "tvSeries",
            "TV Mini Series",
            "Mini-Series",
            "TV Episode",
            "episode",
            "season",
            "show",
            "tv",
            "Video Game",
            "Podcast Series",
            "Podcast Episode",
            "Music Video",
            "musicVideo",
        ] {
            assert!(is_no_film(kind), "{kind}");
        }
        for kind in [
            "movie",
            "Movie",
            "film",
            "Feature Film",
            "TV Movie",
            "tvMovie",
            "Short",
            "TV Short",
            "Video",
            "Documentary",
            "TV Special",
            "anime",
            "",
        ] {
            assert!(!is_no_film(kind), "{kind}");
        }
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(decoded(text), expected);
    }

    #[test]
    fn names_and_numbers_are_characters() {
        check("Schindler&#39;s List", "Schindler's List");
        check("Muriel&#039;s Wedding", "Muriel's Wedding");
        check("Cuckoo&#x27;s &#X4e;est", "Cuckoo's Nest");
        check("Dumb &amp; Dumber", "Dumb & Dumber");
        check("L&eacute;on &Agrave; &yuml;", "Léon À ÿ");
        check("Alien&sup3; 8&frac12;", "Alien³ 8½");
        check("Ulee&#146;s Gold", "Ulee’s Gold");
    }

    #[test]
    fn what_was_escaped_twice_is_read_twice() {
        check("Schindler&amp;#39;s &amp;amp; List", "Schindler's & List");
    }

    #[test]
    fn what_is_no_entity_stays() {
        for text in [
            "Fast & Furious",
            "Q&A",
            "AT&T; a story",
            "&#;",
            "&#x;",
            "&#0;",
            "&#99999999999;",
            "&#xd800;",
            "&",
            "a &b c; d",
            "&é;",
        ] {
            check(text, text);
        }
    }
}

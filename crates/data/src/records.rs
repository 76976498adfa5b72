//! The rows of a table in a text: RFC 4180, with any separator.
//!
//! The reader of tables is written by hand, because the library for it never fails: a quotation mark that
//! is not closed swallows all rows to the end of the file. Here it costs its own row, which is named. A
//! cell may have any length and any number of lines: a review does.

use std::borrow::Cow;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// The line on which it begins, from 1.
    pub(super) line: usize,
    /// At least one.
    pub(super) cells: Vec<Cow<'a, str>>,
    /// The file from its first character on.
    from: &'a str,
}

/// A row whose quotation marks are broken. Reading goes on with the line after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BrokenQuote<'a> {
    /// The line on which it begins, from 1.
    pub(super) line: usize,
    /// What follows its line, where the mark is not closed to the end of the file.
    pub(super) open_to_end: Option<&'a str>,
}

/// Reads rows, blank lines left out. Lines end in LF, CR LF or CR.
#[derive(Clone, Debug)]
pub(super) struct Records<'a> {
    rest: &'a str,
    line: usize,
    separator: u8,
}

/// Why a cell cannot be read.
enum Broken {
    /// The mark is not closed.
    Open,
    /// Text follows the closing mark.
    Followed,
}

impl Record<'_> {
    /// Whether a cell has a break of line.
    pub(super) fn has_lines(&self, column: usize) -> bool {
        let cell = self.cells.get(column);
        cell.is_some_and(|cell| cell.contains(['\n', '\r']))
    }
}

impl<'a> Records<'a> {
    /// `line` is the number of the first line of `text`; `separator` is one of ASCII.
    pub(super) const fn new(text: &'a str, separator: u8, line: usize) -> Self {
        Self {
            rest: text,
            line,
            separator,
        }
    }

    /// Takes a row back whose marks were closed by those of a later one: goes on with the line
    /// after its first.
    pub(super) fn reject(&mut self, record: &Record<'a>) {
        (self.rest, self.line) = (after_line(record.from), record.line + 1);
    }

    /// What is not read yet, and its first line, from 1.
    pub(super) const fn rest(&self) -> (&'a str, usize) {
        (self.rest, self.line)
    }

    /// Reads nothing more.
    pub(super) const fn finish(&mut self) {
        self.rest = "";
    }

    /// The next cell and whether its row ends with it.
    fn cell(&mut self) -> Result<(Cow<'a, str>, bool), Broken> {
        let cell = match self.rest.strip_prefix('"') {
            Some(inner) => self.quoted(inner)?,
            None => {
                let separator = self.separator;
                let is_end = |byte: &u8| *byte == separator || matches!(byte, b'\n' | b'\r');
                let end = self.rest.as_bytes().iter().position(is_end);
                let (cell, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                self.rest = rest;
                Cow::Borrowed(cell)
            }
        };
        if self.rest.as_bytes().first() == Some(&self.separator) {
            self.rest = &self.rest[1..];
            return Ok((cell, false));
        }
        if self.rest.is_empty() || self.end_line() {
            Ok((cell, true))
        } else {
            Err(Broken::Followed)
        }
    }

    /// What stands between quotation marks, two of them meaning one.
    fn quoted(&mut self, inner: &'a str) -> Result<Cow<'a, str>, Broken> {
        let mut rest = inner;
        let mut cell = Cow::Borrowed("");
        loop {
            let (before, behind) = rest.split_once('"').ok_or(Broken::Open)?;
            if cell.is_empty() {
                cell = Cow::Borrowed(before);
            } else {
                cell.to_mut().push_str(before);
            }
            let Some(more) = behind.strip_prefix('"') else {
                self.rest = behind;
                break;
            };
            cell.to_mut().push('"');
            rest = more;
        }
        self.line += n_breaks(&cell);
        Ok(cell)
    }

    /// Steps over an end of line, if one is next.
    fn end_line(&mut self) -> bool {
        let mut ends = ["\r\n", "\n", "\r"].into_iter();
        let behind = ends.find_map(|end| self.rest.strip_prefix(end));
        self.line += usize::from(behind.is_some());
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    fn record(&mut self) -> Result<Record<'a>, BrokenQuote<'a>> {
        let (from, line) = (self.rest, self.line);
        let mut cells = Vec::new();
        loop {
            match self.cell() {
                Ok((cell, is_last)) => {
                    cells.push(cell);
                    if is_last {
                        return Ok(Record { line, cells, from });
                    }
                }
                Err(broken) => {
                    (self.rest, self.line) = (after_line(from), line + 1);
                    let open_to_end = matches!(broken, Broken::Open).then_some(self.rest);
                    return Err(BrokenQuote { line, open_to_end });
                }
            }
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, BrokenQuote<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            match self.record() {
                Ok(record) if record.cells.iter().all(|cell| cell.trim().is_empty()) => {}
                found => return Some(found),
            }
        }
        None
    }
}

/// What follows the first line of a text.
fn after_line(text: &str) -> &str {
    match text.find(['\n', '\r']) {
        None => "",
        Some(end) => text[end..].strip_prefix("\r\n").unwrap_or(&text[end + 1..]),
    }
}

fn n_breaks(cell: &str) -> usize {
    let bytes = cell.as_bytes();
    let ends = bytes.iter().enumerate();
    ends.filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    })
    .count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[(usize, &[&str])]) {
        let records: Vec<_> = Records::new(text, b',', 1)
            .map(|record| match record {
                Ok(record) => (record.line, record.cells),
                Err(broken) => (broken.line, Vec::new()),
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(line, cells)| (*line, cells.iter().map(|cell| (*cell).into()).collect()))
            .collect();
        assert_eq!(records, expected);
    }

    #[test]
    fn lines_may_end_in_three_ways() {
        let rows: [(usize, &[&str]); 3] = [(1, &["a", "b"]), (2, &["c", "d"]), (3, &["e", ""])];
        for end in ["\n", "\r\n", "\r"] {
            check(&["a,b", "c,d", "e,"].join(end), &rows);
            check(&["a,b", "c,d", "e,", ""].join(end), &rows);
        }
    }

    #[test]
    fn quoted_cells_may_hold_separators_quotes_and_lines() {
        check(
            "\"a,b\",\"say \"\"c\"\"\"\r\n\"d\r\ne\",f\ng",
            &[
                (1, &["a,b", "say \"c\""]),
                (2, &["d\r\ne", "f"]),
                (4, &["g"]),
            ],
        );
        check("\"\",\"\"\"\"\n", &[(1, &["", "\""])]);
    }

    #[test]
    fn blank_lines_and_rows_count_as_lines_only() {
        check("\n\na\n \n,,\nb\n", &[(3, &["a"]), (6, &["b"])]);
    }

    #[test]
    fn a_quotation_mark_inside_a_cell_is_a_letter() {
        check("a \"b\",c", &[(1, &["a \"b\"", "c"])]);
    }

    #[test]
    fn a_mark_that_is_not_closed_costs_its_own_row() {
        check(
            "a\n\"b,1\nc,2\n",
            &[(1, &["a"]), (2, &[]), (3, &["c", "2"])],
        );
        let open = Records::new("\"b,1\r\nc,2\n", b',', 1).next();
        let expected = BrokenQuote {
            line: 1,
            open_to_end: Some("c,2\n"),
        };
        assert_eq!(open, Some(Err(expected)));
    }

    #[test]
    fn a_mark_closed_by_that_of_a_later_row_costs_its_own_row() {
        check(
            "\"a,1\nb,2\n\"c, the\",3",
            &[(1, &[]), (2, &["b", "2"]), (3, &["c, the", "3"])],
        );
    }

    #[test]
    fn a_row_that_is_taken_back_is_read_from_its_second_line_on() {
        let mut records = Records::new("a,\"b\r\nc\",d\re", b',', 1);
        let first = records.next().expect("a row").expect("of whole cells");
        assert_eq!((first.cells.len(), first.has_lines(1)), (3, true));
        records.reject(&first);
        let second = records.next().expect("a row").expect("of whole cells");
        assert_eq!(
            (second.line, second.cells),
            (2, vec!["c\"".into(), "d".into()])
        );
        assert_eq!(records.next().map(|row| row.map(|it| it.line)), Some(Ok(3)));
    }

    #[test]
    fn a_cell_may_have_any_number_of_lines() {
        let text = format!("\"a{}\",1\nb,2\n", "\nb".repeat(5_000));
        let rows: Vec<_> = Records::new(&text, b',', 1)
            .map(|row| row.map(|it| it.line))
            .collect();
        assert_eq!(rows, [Ok(1), Ok(5_002)]);
    }

    proptest! {
        #[test]
        fn lines_ascend_and_no_text_breaks_the_reader(text in "[a,;\"\r\n]{0,60}|\\PC{0,60}") {
            let lines: Vec<usize> = Records::new(&text, b',', 1)
                .map(|record| record.map_or_else(|broken| broken.line, |record| record.line))
                .collect();
            prop_assert!(lines.is_sorted_by(|a, b| a < b), "{lines:?}");
        }
    }
}

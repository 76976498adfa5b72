//! The rows of a table in text: RFC 4180, with any separator.
//!
//! By hand, because the library for it never fails: a quotation mark that is not closed swallows
//! all rows to the end of the file. Here it costs its own row, which is named.

/// A cell of more lines than this was not meant to be one; the longest are reviews.
const MAX_LINES: usize = 100;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The line on which it begins, from 1.
    pub(super) line: usize,
    /// At least one.
    pub(super) cells: Vec<String>,
}

/// The line, from 1, of a row whose quotation marks are broken. Reading goes on with the line after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BrokenQuote(pub(super) usize);

/// Reads rows, blank lines left out. Lines end in LF, CR LF or CR.
pub(super) struct Records<'a> {
    rest: &'a str,
    line: usize,
    separator: char,
}

impl<'a> Records<'a> {
    pub(super) const fn new(text: &'a str, separator: char) -> Self {
        Self {
            rest: text,
            line: 1,
            separator,
        }
    }

    /// The next cell and whether its row ends with it; `None` when its quotation marks are broken.
    fn cell(&mut self) -> Option<(String, bool)> {
        let cell = match self.rest.strip_prefix('"') {
            Some(inner) => self.quoted(inner)?,
            None => {
                let end = self.rest.find([self.separator, '\n', '\r']);
                let (cell, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                self.rest = rest;
                cell.to_owned()
            }
        };
        if let Some(rest) = self.rest.strip_prefix(self.separator) {
            self.rest = rest;
            return Some((cell, false));
        }
        (self.rest.is_empty() || self.end_line()).then_some((cell, true))
    }

    /// What stands between quotation marks, two of them meaning one.
    fn quoted(&mut self, mut inner: &'a str) -> Option<String> {
        let mut cell = String::new();
        loop {
            let (before, behind) = inner.split_once('"')?;
            cell.push_str(before);
            let Some(more) = behind.strip_prefix('"') else {
                self.rest = behind;
                break;
            };
            cell.push('"');
            inner = more;
        }
        let n_breaks = cell.replace("\r\n", "\n").matches(['\n', '\r']).count();
        self.line += n_breaks;
        (n_breaks < MAX_LINES).then_some(cell)
    }

    /// Steps over an end of line, if one is next.
    fn end_line(&mut self) -> bool {
        let mut ends = ["\r\n", "\n", "\r"].into_iter();
        let behind = ends.find_map(|end| self.rest.strip_prefix(end));
        self.line += usize::from(behind.is_some());
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    fn record(&mut self) -> Result<Record, BrokenQuote> {
        let (start, line) = (self.rest, self.line);
        let mut cells = Vec::new();
        loop {
            let Some((cell, is_last)) = self.cell() else {
                let end = start.find(['\n', '\r']).unwrap_or(start.len());
                (self.rest, self.line) = (&start[end..], line);
                self.end_line();
                return Err(BrokenQuote(line));
            };
            cells.push(cell);
            if is_last {
                return Ok(Record { line, cells });
            }
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, BrokenQuote>;

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[(usize, &[&str])]) {
        let records: Vec<_> = Records::new(text, ',')
            .map(|record| record.map(|record| (record.line, record.cells)))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(line, cells)| match cells {
                [] => Err(BrokenQuote(*line)),
                cells => Ok((*line, cells.iter().map(|cell| (*cell).into()).collect())),
            })
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
    }

    #[test]
    fn a_mark_closed_by_that_of_a_later_row_costs_its_own_row() {
        check(
            "\"a,1\nb,2\n\"c, the\",3",
            &[(1, &[]), (2, &["b", "2"]), (3, &["c, the", "3"])],
        );
    }

    #[test]
    fn a_cell_of_too_many_lines_is_a_broken_one() {
        let text = format!("\"a{}\"", "\nb".repeat(MAX_LINES));
        assert_eq!(Records::new(&text, ',').next(), Some(Err(BrokenQuote(1))));
    }

    proptest! {
        #[test]
        fn lines_ascend_and_no_text_breaks_the_reader(text in "[a,;\"\r\n]{0,60}|\\PC{0,60}") {
            let lines: Vec<usize> = Records::new(&text, ',')
                .map(|record| record.map_or_else(|BrokenQuote(line)| line, |record| record.line))
                .collect();
            prop_assert!(lines.is_sorted_by(|a, b| a < b), "{lines:?}");
        }
    }
}

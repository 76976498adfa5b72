//! Tables with a header: RFC 4180 with any separator, columns in any order.

use std::borrow::Cow;

use matinee_core::encoding::{Encoding, decode};

use crate::raw::{ParseError, RawRating};
use crate::reader::Reader;
use crate::records::{BrokenQuote, Record, Records};

use super::ratings::{Names, RatingTable, Ratings, StarText, Value};
use super::text::{Format, Row, Separator};

/// A table whose header is read and whose rows are not yet.
pub(super) struct CsvTable<'a> {
    file: &'a str,
    text: Cow<'a, str>,
    separator: Separator,
    /// Names of the columns, without blanks around them.
    header: Vec<String>,
    /// The header as errors have it.
    layout: String,
    /// Where in the text the first row begins, and on which line, from 1.
    first_row: (usize, usize),
}

impl<'a> CsvTable<'a> {
    /// Reads the header. Of several separators it is the one that makes the most columns. `layout` says
    /// what was expected, for errors.
    ///
    /// # Errors
    /// Content that is no such table at all; bytes that are not in the encoding of the rest.
    pub(super) fn open(
        bytes: &'a [u8],
        file: &'a str,
        separators: &[Separator],
        layout: &'a str,
    ) -> Result<Self, ParseError> {
        let format = |separator| Format {
            file,
            separator,
            n_columns: 0,
            more_allowed: false,
            layout,
        };
        let content = format(Separator::Comma).content(bytes)?;
        let decoded = decode(content);
        if decoded.n_repaired > 0 {
            let is_bad = |line: &&[u8]| str::from_utf8(line).is_err();
            let line = content
                .split(|byte| *byte == b'\n')
                .position(|line| is_bad(&line));
            let reason = "expected UTF-8 text as in the rest of the file: open the file in an editor, \
                          write this line again and save the file as UTF-8";
            let line = line.unwrap_or_default() + 1;
            return Err(format(Separator::Comma).error(line, 1, reason.to_owned()));
        }
        let text = decoded.text;
        let mut best: Option<(Separator, Vec<String>, usize, usize)> = None;
        for separator in separators {
            let mut records = Records::new(&text, separator.bytes()[0], 1);
            let Some(Ok(header)) = records.next() else {
                continue;
            };
            let header: Vec<String> = header.cells.iter().map(|it| it.trim().to_owned()).collect();
            if best.as_ref().is_none_or(|it| header.len() > it.1.len()) {
                let (rest, line) = records.rest();
                best = Some((*separator, header, text.len() - rest.len(), line));
            }
        }
        let Some((separator, header, start, line)) = best else {
            return Err(format(Separator::Comma).error(1, 1, unclosed()));
        };
        Ok(Self {
            file,
            layout: header.join(", "),
            header,
            separator,
            first_row: (start, line),
            text,
        })
    }

    /// The only column of one of these names, from 0; letters of either case are the same.
    ///
    /// # Errors
    /// Two such columns.
    pub(super) fn column(&self, names: &[&str]) -> Result<Option<usize>, ParseError> {
        let is_named = |header: &String| names.iter().any(|it| it.eq_ignore_ascii_case(header));
        let mut found = (0..)
            .zip(&self.header)
            .filter(|(_, header)| is_named(header));
        let first = found.next();
        match (first, found.next()) {
            (Some((first, name)), Some((second, _))) => Err(self.format().error(
                1,
                second + 1,
                format!(
                    "the column {name} is there already, as column {}: keep one of the two",
                    first + 1
                ),
            )),
            (first, _) => Ok(first.map(|(column, _)| column)),
        }
    }

    /// As [`CsvTable::column`], of a column that must be there.
    ///
    /// # Errors
    /// No such column, or two.
    pub(super) fn required(&self, names: &[&str]) -> Result<usize, ParseError> {
        let missing = || {
            let reason = format!(
                "there is no column {}; the columns are {}",
                names[0], self.layout
            );
            self.format().error(1, 1, reason)
        };
        self.column(names)?.ok_or_else(missing)
    }

    /// The rows below the header; blank lines are passed over.
    pub(super) fn rows(&self) -> impl Iterator<Item = Result<Row<'_>, ParseError>> {
        let (start, line) = self.first_row;
        let records = Records::new(&self.text[start..], self.separator.bytes()[0], line);
        records.map(|record| self.row(record))
    }

    fn row<'s>(
        &'s self,
        record: Result<Record<'s>, BrokenQuote<'_>>,
    ) -> Result<Row<'s>, ParseError> {
        match record {
            Err(broken) => Err(self.format().error(broken.line, 1, unclosed())),
            Ok(Record { line, cells, .. }) => {
                let fields = cells.into_iter().map(|cell| match cell {
                    Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                    Cow::Owned(text) => Cow::Owned(text.into_bytes()),
                });
                self.format().row_of(line, fields.collect(), Encoding::Utf8)
            }
        }
    }

    /// How a row looks.
    pub(super) fn format(&self) -> Format<'_> {
        Format {
            file: self.file,
            separator: self.separator,
            n_columns: self.header.len(),
            more_allowed: false,
            layout: &self.layout,
        }
    }

    /// What each column holds, where some of them, from 0, hold something that is read.
    pub(super) fn values(&self, of: &[(usize, Value)]) -> Vec<Value> {
        let mut values = vec![Value::Other; self.header.len()];
        for (column, value) in of {
            values[*column] = *value;
        }
        values
    }

    /// Reads ratings in numbers; `columns` are those of [`CsvTable::values`].
    ///
    /// # Errors
    /// No rows; the first one that cannot be read or that repeats a pair, unless the reader leaves such
    /// rows out.
    pub(super) fn ratings<'s>(
        &'s self,
        columns: &'s [Value],
        least_id: u32,
        names: Names<'s>,
        reader: &mut Reader<'_>,
    ) -> Result<Ratings<'s>, ParseError> {
        let table = self.rating_table(columns, least_id, names);
        let body = &self.text[self.first_row.0..];
        if body.trim().is_empty() {
            let reason = format!("there are no rows below the header ({})", self.layout);
            return Err(self.format().error(1, 1, reason));
        }
        // Where nothing is quoted a line is a row, which is read ten times as fast.
        let is_plain = !body.contains('"') && (body.contains('\n') || !body.contains('\r'));
        if is_plain {
            return table.read(body.as_bytes(), reader);
        }
        self.read_rows(|row| table.rating(row), reader)
            .checked_by(table, reader)
    }

    /// Reads rows, one after the other, up to the first one that cannot be, unless the reader leaves
    /// such rows out.
    pub(super) fn read_rows(
        &self,
        mut rating: impl FnMut(&Row<'_>) -> Result<RawRating, ParseError>,
        reader: &mut Reader<'_>,
    ) -> ReadRows {
        let mut read = ReadRows::default();
        for row in self.rows() {
            let found = row.and_then(|row| Ok((rating(&row)?, row.line)));
            match found.map_err(|error| reader.bad_row(error)) {
                Ok((rating, line)) => {
                    read.ratings.push(rating);
                    read.lines.push(line);
                }
                Err(Ok(())) => {}
                Err(Err(error)) => {
                    read.stopped = Some(error);
                    break;
                }
            }
        }
        read
    }

    /// How rows of ratings are read.
    pub(super) fn rating_table<'s>(
        &'s self,
        columns: &'s [Value],
        least_id: u32,
        names: Names<'s>,
    ) -> RatingTable<'s> {
        RatingTable {
            format: self.format(),
            columns,
            stars: StarText::Half,
            least_id,
            names,
            first_line: self.first_row.1,
            has_blank_lines: true,
        }
    }
}

/// Ratings as they were read.
#[derive(Debug, Default)]
pub(super) struct ReadRows {
    ratings: Vec<RawRating>,
    /// The line of each, from 1.
    lines: Vec<usize>,
    /// What is wrong with the row behind the last one.
    stopped: Option<ParseError>,
}

impl ReadRows {
    /// Checks them as rows of this table, see [`RatingTable::checked`].
    ///
    /// # Errors
    /// What stopped the reading, or a pair before that which is there twice.
    pub(super) fn checked_by<'a>(
        self,
        table: RatingTable<'a>,
        reader: &mut Reader<'_>,
    ) -> Result<Ratings<'a>, ParseError> {
        let lines = Box::new(move || self.lines.clone());
        table.checked(self.ratings, self.stopped, lines, reader)
    }
}

fn unclosed() -> String {
    "a quotation mark is not closed, or text follows the closing one: write two of them for one \
     within a field"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::crew::Alone;

    const COMMA: [Separator; 1] = [Separator::Comma];
    const ANY: [Separator; 3] = [Separator::Comma, Separator::Semicolon, Separator::Tab];

    fn open(text: &str) -> CsvTable<'_> {
        CsvTable::open(text.as_bytes(), "t.csv", &ANY, "id, name").unwrap()
    }

    /// The cells of a table, with their lines.
    fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, String> {
        let table = open(text);
        let cells = |row: Row<'_>| {
            let texts = (1..=table.header.len()).map(|column| row.text(column));
            Ok((row.line, texts.collect::<Result<_, _>>()?))
        };
        let rows: Result<_, ParseError> = table.rows().map(|row| cells(row?)).collect();
        rows.map_err(|error| error.to_string())
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|it| (*it).to_owned()).collect())
    }

    #[test]
    fn quoted_cells_hold_separators_and_doubled_quotes_whatever_ends_the_lines() {
        for end in ["\n", "\r\n"] {
            let lines = [
                "id,name",
                "1,\"11'09\"\"01 - a, b\"",
                "2,\"\"\"Great\"\"\"",
                "3,c ",
            ];
            let expected = [
                row(2, &["1", "11'09\"01 - a, b"]),
                row(3, &["2", "\"Great\""]),
                row(4, &["3", "c "]),
            ];
            assert_eq!(rows(&lines.join(end)), Ok(expected.into()));
        }
    }

    #[test]
    fn the_separator_is_the_one_that_parts_the_header() {
        for text in [
            "id;name\n1;a,b\n",
            "id\tname\n1\ta,b\n",
            "id,name\n1,\"a,b\"\n",
        ] {
            assert_eq!(rows(text), Ok(vec![row(2, &["1", "a,b"])]), "{text}");
        }
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_named_with_its_line() {
        let message = rows("id,name\n1,a\n2,\"b\n3,c\n").unwrap_err();
        assert!(
            message.starts_with("t.csv:3:1: a quotation mark is not closed"),
            "{message}"
        );
    }

    #[test]
    fn missing_and_extra_cells_are_refused() {
        let message = rows("id,name\n1\n").unwrap_err();
        let expected =
            "t.csv:2:2: expected 2 columns separated by a comma (id, name), found 1 in \"1\"";
        assert_eq!(message, expected);
        assert!(
            rows("id,name\n1,a,b\n")
                .unwrap_err()
                .starts_with("t.csv:2:3: expected 2 columns")
        );
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let table = open(" Name ,ID\n");
        assert_eq!(table.required(&["id"]).unwrap(), 1);
        assert_eq!(table.column(&["title", "name"]).unwrap(), Some(0));
        assert_eq!(table.column(&["year"]).unwrap(), None);
    }

    #[test]
    fn a_column_that_is_missing_or_named_twice_is_said_to_be() {
        let table = open("id,name,ID\n");
        let error = table.required(&["movieId"]).unwrap_err().to_string();
        assert_eq!(
            error,
            "t.csv:1:1: there is no column movieId; the columns are id, name, ID"
        );
        let error = table.column(&["id"]).unwrap_err().to_string();
        assert!(
            error.starts_with("t.csv:1:3: the column id is there already, as column 1"),
            "{error}"
        );
    }

    #[test]
    fn a_bad_byte_in_utf_8_is_pointed_at_and_latin_1_is_read() {
        let bytes = b"id,name\n1,L\xc3\xa9on\n2,Caf\xe9\n3,\xc3\xa9\n";
        let error = CsvTable::open(bytes, "t.csv", &COMMA, "id, name")
            .err()
            .unwrap();
        assert!(
            error
                .to_string()
                .starts_with("t.csv:3:1: expected UTF-8 text"),
            "{error}"
        );
        let table = CsvTable::open(b"id,name\n1,L\xe9on\n", "t.csv", &COMMA, "id, name").unwrap();
        assert_eq!(
            table.rows().next().unwrap().unwrap().text(2).unwrap(),
            "L\u{e9}on"
        );
    }

    #[test]
    fn what_is_no_table_is_called_by_its_name() {
        for (bytes, words) in [
            (&b""[..], "the file is empty"),
            (b"<html>", "HTML page"),
            (b"PK\x03\x04", "zip"),
        ] {
            let error = CsvTable::open(bytes, "t.csv", &COMMA, "id, name")
                .err()
                .unwrap();
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    fn ratings(text: &str) -> Result<Vec<(u32, u32, u8)>, String> {
        let table = open(text);
        let of = [(0, Value::User), (1, Value::Movie), (2, Value::Stars)];
        let values = table.values(&of);
        let rows = table.ratings(&values, 1, Names::default(), &mut Reader::new(&Alone));
        let plain = |it: &RawRating| (it.user.0, it.movie.0, it.stars.halves());
        rows.map(|it| it.rows.iter().map(plain).collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn ratings_in_quotes_are_those_without() {
        let expected = Ok(vec![(1, 31, 5), (1, 8, 8)]);
        assert_eq!(ratings("u,m,s\n1,31,2.5\n1,8,4.0\n"), expected);
        assert_eq!(
            ratings("u,m,s\r\n\"1\",\"31\",2.5\r\n\r\n1,8,\"4.0\""),
            expected
        );
        assert_eq!(ratings("u,m,s\r1,31,2.5\r1,8,4.0\r"), expected);
    }

    #[test]
    fn errors_name_the_line_of_the_file_in_quotes_or_not() {
        for quote in ["", "\""] {
            let message =
                ratings(&format!("u,m,s\n{quote}1{quote},31,2.5\n\n1,31,9\n")).unwrap_err();
            assert!(
                message.starts_with("t.csv:4:3: the rating must be 0.5 to 5"),
                "{message}"
            );
            let message =
                ratings(&format!("u,m,s\n{quote}1{quote},31,2.5\n\n1,31,2\n")).unwrap_err();
            assert!(
                message.starts_with("t.csv:4:2: user 1 rated movie 31 on line 2"),
                "{message}"
            );
        }
        let message = ratings("u,m,s\n").unwrap_err();
        assert!(
            message.contains("no rows below the header (u, m, s)"),
            "{message}"
        );
    }
}

//! Lines and fields: the layer below the five formats, where every error gets its position.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::ParseError;

/// How the rows of a file look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format<'a> {
    /// File name for errors.
    pub(super) file: &'a str,
    /// Byte between two fields.
    pub(super) separator: u8,
    /// Number of fields.
    pub(super) n_columns: usize,
    /// Whether fields after the last column are ignored instead of refused.
    pub(super) more_allowed: bool,
    /// What a row holds, for errors: `user, movie, stars, Unix time`.
    pub(super) layout: &'a str,
}

/// One line, cut into fields.
#[derive(Debug)]
pub(super) struct Row<'a> {
    file: &'a str,
    /// Line, from 1.
    pub(super) line: usize,
    fields: Vec<&'a [u8]>,
}

impl<'a> Format<'a> {
    /// The rows of a file. Blank lines are tolerated at the end only, so row `i` is line `i + 1`.
    ///
    /// # Errors
    /// Outer: the content is no such file at all. Inner: a row with too few or too many columns.
    pub(super) fn rows(
        self,
        bytes: &'a [u8],
    ) -> Result<impl Iterator<Item = Result<Row<'a>, ParseError>>, ParseError> {
        let content = bytes.trim_ascii_end();
        if let Some(reason) = self.refuse(content) {
            return Err(self.error(1, 1, reason));
        }
        // The last line may end in blanks that belong to its last field.
        let end = content.len()
            + bytes[content.len()..]
                .iter()
                .position(|b| *b == b'\n')
                .unwrap_or(bytes.len() - content.len());
        let lines = bytes[..end].split(|byte| *byte == b'\n');
        Ok((1..)
            .zip(lines)
            .map(move |(line, text)| self.row(line, text)))
    }

    /// Why these bytes cannot be this file, if there is a better reason than a line's.
    fn refuse(&self, content: &[u8]) -> Option<String> {
        let start = content.trim_ascii_start();
        let starts_like = |tag: &[u8]| {
            start
                .get(..tag.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(tag))
        };
        if start.is_empty() {
            Some(format!(
                "the file is empty, expected rows of: {}",
                self.layout
            ))
        } else if starts_like(b"<!doctype") || starts_like(b"<html") || starts_like(b"<?xml") {
            Some(format!(
                "this is an HTML page, expected rows of: {}; the address it came from answered \
                 with a web page, get the file again",
                self.layout
            ))
        } else if start.starts_with(b"PK\x03\x04") {
            Some("this is a zip archive, unpack it first".to_owned())
        } else if [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"]
            .iter()
            .any(|mark| start.starts_with(mark))
        {
            Some(
                "the file starts with a Unicode byte-order mark, expected Latin-1 text: \
                 save it as Latin-1 (ISO 8859-1)"
                    .to_owned(),
            )
        } else {
            None
        }
    }

    fn row(self, line: usize, text: &'a [u8]) -> Result<Row<'a>, ParseError> {
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text.trim_ascii().is_empty() {
            return Err(self.error(
                line,
                1,
                format!(
                    "a blank line between rows, expected: {}; remove the line",
                    self.layout
                ),
            ));
        }
        let fields: Vec<&[u8]> = text.split(|byte| *byte == self.separator).collect();
        let n_found = fields.len();
        if n_found < self.n_columns || (n_found > self.n_columns && !self.more_allowed) {
            let least = if self.more_allowed { "at least " } else { "" };
            return Err(self.error(
                line,
                n_found.min(self.n_columns) + 1,
                format!(
                    "expected {least}{} columns separated by {} ({}), found {n_found} in {}",
                    self.n_columns,
                    if self.separator == b'\t' {
                        "a tab"
                    } else {
                        "`|`"
                    },
                    self.layout,
                    quoted(text)
                ),
            ));
        }
        Ok(Row {
            file: self.file,
            line,
            fields,
        })
    }

    fn error(&self, line: usize, column: usize, reason: String) -> ParseError {
        ParseError {
            file: self.file.to_owned(),
            line,
            column,
            reason,
        }
    }
}

impl<'a> Row<'a> {
    /// The bytes of a field; `column` from 1.
    pub(super) fn field(&self, column: usize) -> &'a [u8] {
        self.fields[column - 1]
    }

    /// An error at a field; `column` from 1.
    pub(super) fn error(&self, column: usize, reason: String) -> ParseError {
        ParseError {
            file: self.file.to_owned(),
            line: self.line,
            column,
            reason,
        }
    }

    /// An error that says what a field must be and quotes what it is.
    pub(super) fn unexpected(&self, column: usize, expected: &str) -> ParseError {
        self.error(
            column,
            format!("{expected}, found {}", quoted(self.field(column))),
        )
    }

    /// A whole number within `range`, written in digits only.
    pub(super) fn number<N>(
        &self,
        column: usize,
        what: &str,
        range: RangeInclusive<N>,
    ) -> Result<N, ParseError>
    where
        N: FromStr + PartialOrd + Display,
    {
        let digits = self.field(column);
        std::str::from_utf8(digits)
            .ok()
            // `parse` alone would take `+5`.
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                let expected = format!(
                    "{what} must be a whole number from {} to {}",
                    range.start(),
                    range.end()
                );
                self.unexpected(column, &expected)
            })
    }

    /// A field as text, from Latin-1.
    ///
    /// # Errors
    /// Control characters (no Latin-1 text has them) and UTF-8.
    pub(super) fn text(&self, column: usize) -> Result<String, ParseError> {
        let bytes = self.field(column);
        let text = encoding_rs::mem::decode_latin1(bytes);
        if let Some(control) = text.chars().find(|letter| letter.is_control()) {
            return Err(self.unexpected(
                column,
                &format!(
                    "expected Latin-1 text, byte 0x{:02X} is a control character",
                    u32::from(control)
                ),
            ));
        }
        // Read as Latin-1, `é` in UTF-8 would silently become `Ã©`.
        if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
            return Err(self.unexpected(
                column,
                "expected Latin-1 text, the bytes are UTF-8 (convert with \
                 `iconv -f utf-8 -t latin1`)",
            ));
        }
        Ok(text.into_owned())
    }
}

/// Bytes in quotes for a message: escaped, and cut when long.
fn quoted(bytes: &[u8]) -> String {
    const LONGEST: usize = 60;
    let text = encoding_rs::mem::decode_latin1(&bytes[..bytes.len().min(LONGEST)]);
    let more = if bytes.len() > LONGEST { "…" } else { "" };
    format!("{:?}{more}", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: Format<'_> = Format {
        file: "file",
        separator: b'|',
        n_columns: 2,
        more_allowed: false,
        layout: "name, number",
    };

    /// Reads (text, number) rows; errors as text.
    fn read(bytes: &[u8]) -> Result<Vec<(String, u8)>, String> {
        FORMAT
            .rows(bytes)
            .map_err(|error| error.to_string())?
            .map(|row| {
                let row = row?;
                Ok((row.text(1)?, row.number(2, "the number", 1..=9)?))
            })
            .collect::<Result<_, ParseError>>()
            .map_err(|error| error.to_string())
    }

    fn check_refused(bytes: &[u8], expected: &str) {
        let message = read(bytes).expect_err("must be refused");
        assert!(
            message.contains(expected),
            "{message:?} should contain {expected:?}"
        );
    }

    fn check_read(bytes: &[u8], expected: &[(&str, u8)]) {
        let expected = expected
            .iter()
            .map(|(name, number)| ((*name).to_owned(), *number))
            .collect();
        assert_eq!(read(bytes), Ok(expected));
    }

    #[test]
    fn rows_are_read_with_or_without_a_last_line_feed() {
        check_read(b"a|1\nb|2\n", &[("a", 1), ("b", 2)]);
        check_read(b"a|1\nb|2", &[("a", 1), ("b", 2)]);
    }

    #[test]
    fn windows_line_ends_are_tolerated() {
        check_read(b"a|1\r\nb|2\r\n", &[("a", 1), ("b", 2)]);
    }

    #[test]
    fn trailing_blank_lines_are_tolerated() {
        check_read(b"a|1\n\n \r\n\n", &[("a", 1)]);
    }

    #[test]
    fn a_blank_line_between_rows_is_refused() {
        check_refused(b"a|1\n\nb|2\n", "file:2:1: a blank line between rows");
    }

    #[test]
    fn latin_1_letters_are_decoded() {
        check_read(b"Mis\xE9rables|1\n", &[("Misérables", 1)]);
    }

    #[test]
    fn utf_8_is_refused_with_the_remedy() {
        check_refused("Misérables|1\n".as_bytes(), "iconv -f utf-8 -t latin1");
    }

    #[test]
    fn control_characters_are_not_latin_1_text() {
        check_refused(b"a\x00b|1\n", "file:1:1: expected Latin-1 text, byte 0x00");
        check_refused(
            b"a|1\nb\x92s|1\n",
            "file:2:1: expected Latin-1 text, byte 0x92",
        );
    }

    #[test]
    fn a_missing_column_is_pointed_at() {
        check_refused(
            b"a|1\nb\n",
            "file:2:2: expected 2 columns separated by `|` (name, number), found 1 in \"b\"",
        );
    }

    #[test]
    fn an_extra_column_is_pointed_at() {
        check_refused(b"a|1|x\n", "file:1:3: expected 2 columns");
    }

    #[test]
    fn numbers_out_of_range_say_the_range() {
        for number in [
            "0",
            "10",
            "999999999999999999999",
            "-1",
            "+1",
            "x",
            "4.5",
            "",
        ] {
            check_refused(
                format!("a|{number}\n").as_bytes(),
                &format!(
                    "file:1:2: the number must be a whole number from 1 to 9, found {number:?}"
                ),
            );
        }
    }

    #[test]
    fn empty_and_blank_files_are_refused() {
        check_refused(b"", "the file is empty");
        check_refused(b" \r\n\n", "the file is empty");
    }

    #[test]
    fn other_kinds_of_file_are_called_by_their_name() {
        check_refused(b"<html><body>", "this is an HTML page");
        check_refused(b"PK\x03\x04rest", "this is a zip archive");
        check_refused(b"\xEF\xBB\xBFa|1\n", "byte-order mark");
        check_refused(b"\xFF\xFEa\0", "byte-order mark");
    }

    #[test]
    fn long_lines_are_cut_in_messages() {
        let message = read(&[b'x'; 10_000]).expect_err("must be refused");
        assert!(message.len() < 200, "{}", message.len());
    }
}

//! Lines and fields: the layer below all formats, where every error gets its position.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use matinee_core::encoding::{Encoding, is_zip, windows_1252};

use crate::dataset::Gender;
use crate::raw::ParseError;

/// What stands between two fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    Tab,
    Bar,
    Colons,
    Comma,
    Semicolon,
}

impl Separator {
    pub(super) const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Tab => b"\t",
            Self::Bar => b"|",
            Self::Colons => b"::",
            Self::Comma => b",",
            Self::Semicolon => b";",
        }
    }

    /// For messages.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Tab => "a tab",
            Self::Bar => "`|`",
            Self::Colons => "`::`",
            Self::Comma => "a comma",
            Self::Semicolon => "a semicolon",
        }
    }

    /// Cuts a line into its fields.
    pub(super) fn cut(self, mut line: &[u8]) -> Vec<&[u8]> {
        let separator = self.bytes();
        let mut fields = Vec::with_capacity(8);
        let next = |line: &[u8]| line.windows(separator.len()).position(|it| it == separator);
        while let Some(end) = next(line) {
            fields.push(&line[..end]);
            line = &line[end + separator.len()..];
        }
        fields.push(line);
        fields
    }
}

/// How the rows of a file look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format<'a> {
    /// File name for errors.
    pub(super) file: &'a str,
    pub(super) separator: Separator,
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
    fields: Vec<Cow<'a, [u8]>>,
    /// Encoding of the whole file.
    encoding: Encoding,
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
        let lines = self.content(bytes)?;
        let encoding = Encoding::of(lines);
        let lines = lines.split(|byte| *byte == b'\n');
        Ok((1..)
            .zip(lines)
            .map(move |(line, text)| self.row(line, text, encoding)))
    }

    /// The lines that have rows, without a line feed behind the last one.
    ///
    /// # Errors
    /// The content is no such file at all.
    pub(super) fn content(&self, bytes: &'a [u8]) -> Result<&'a [u8], ParseError> {
        // What editors put in front of UTF-8.
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let content = bytes.trim_ascii_end();
        if let Some(reason) = self.refuse(content) {
            return Err(self.error(1, 1, reason));
        }
        // The last line may end in blanks that belong to its last field.
        let behind = &bytes[content.len()..];
        let end = behind.iter().position(|byte| *byte == b'\n');
        Ok(&bytes[..content.len() + end.unwrap_or(behind.len())])
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
        } else if is_zip(start) {
            Some("this is a zip archive, unpack it first".to_owned())
        } else if [b"\xFF\xFE", b"\xFE\xFF"]
            .iter()
            .any(|mark| start.starts_with(*mark))
        {
            Some("the file is in UTF-16: open it in an editor and save it as UTF-8".to_owned())
        } else {
            None
        }
    }

    /// One line as a row.
    ///
    /// # Errors
    /// A blank line; too few or too many columns.
    pub(super) fn row(
        self,
        line: usize,
        text: &'a [u8],
        encoding: Encoding,
    ) -> Result<Row<'a>, ParseError> {
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
        let fields = self.separator.cut(text).into_iter().map(Cow::Borrowed);
        self.row_of(line, fields.collect(), encoding)
    }

    /// A row of these fields.
    ///
    /// # Errors
    /// Too few or too many columns.
    pub(super) fn row_of(
        self,
        line: usize,
        fields: Vec<Cow<'a, [u8]>>,
        encoding: Encoding,
    ) -> Result<Row<'a>, ParseError> {
        let n_found = fields.len();
        if n_found < self.n_columns || (n_found > self.n_columns && !self.more_allowed) {
            let least = if self.more_allowed { "at least " } else { "" };
            return Err(self.error(
                line,
                n_found.min(self.n_columns) + 1,
                format!(
                    "expected {least}{} columns separated by {} ({}), found {n_found} in {}",
                    self.n_columns,
                    self.separator.name(),
                    self.layout,
                    quoted(&fields.join(self.separator.bytes()))
                ),
            ));
        }
        Ok(Row {
            file: self.file,
            line,
            fields,
            encoding,
        })
    }

    /// An error at a line and a column, both from 1.
    pub(super) fn error(&self, line: usize, column: usize, reason: String) -> ParseError {
        ParseError {
            file: self.file.to_owned(),
            line,
            column,
            reason,
        }
    }
}

impl Row<'_> {
    /// The bytes of a field; `column` from 1.
    pub(super) fn field(&self, column: usize) -> &[u8] {
        &self.fields[column - 1]
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

    /// `F` or `M`, as every file of users has it.
    pub(super) fn gender(&self, column: usize) -> Result<Gender, ParseError> {
        match self.field(column) {
            b"F" => Ok(Gender::Female),
            b"M" => Ok(Gender::Male),
            _ => Err(self.unexpected(column, "the gender must be F or M")),
        }
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

    /// A field as text, in the encoding of the whole file: UTF-8, or Windows-1252, of which Latin-1
    /// is a part.
    ///
    /// # Errors
    /// Control characters (no title has them) and bytes that are not UTF-8 in a file that is.
    pub(super) fn text(&self, column: usize) -> Result<String, ParseError> {
        let bytes = self.field(column);
        let text = match self.encoding {
            Encoding::Windows1252 => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
            Encoding::Utf8 => match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => {
                    return Err(self.unexpected(
                        column,
                        "expected UTF-8 text as in the rest of the file: open the file in an editor, \
                         write this field again and save the file as UTF-8",
                    ));
                }
            },
        };
        match text.chars().find(|letter| letter.is_control()) {
            None => Ok(text),
            Some(control) => Err(self.unexpected(
                column,
                &format!(
                    "expected text, 0x{:02X} is a control character: open the file in an editor, \
                     take it out and save the file as UTF-8",
                    u32::from(control)
                ),
            )),
        }
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
        separator: Separator::Bar,
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
    fn letters_are_decoded_from_latin_1_windows_1252_and_utf_8() {
        check_read(b"Mis\xE9rables|1\n", &[("Misérables", 1)]);
        check_read(
            b"Mis\xE9rables|1\nUlee\x92s Gold|2\n",
            &[("Misérables", 1), ("Ulee’s Gold", 2)],
        );
        check_read("Misérables|1\n".as_bytes(), &[("Misérables", 1)]);
        check_read("\u{feff}Ulee’s Gold|1\n".as_bytes(), &[("Ulee’s Gold", 1)]);
        // One word that could be UTF-8 among others that are not.
        check_read(
            b"\xC3\xA9|1\n\xE9|2\n\xE8|3\n",
            &[("Ã©", 1), ("é", 2), ("è", 3)],
        );
    }

    #[test]
    fn one_bad_byte_in_utf_8_is_pointed_at_with_a_way_out() {
        let text = b"Mis\xC3\xA9rables|1\nCaf\xE9|2\n";
        check_refused(text, "file:2:1: expected UTF-8 text");
        check_refused(text, "save the file as UTF-8");
    }

    #[test]
    fn control_characters_are_no_text() {
        check_refused(b"a\x00b|1\n", "file:1:1: expected text, 0x00");
        check_refused(b"a|1\nb\x81\xE9s|1\n", "file:2:1: expected text, 0x81");
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
        check_refused(b"\xFF\xFEa\0", "UTF-16");
        check_refused(b"\xFE\xFF\0a", "UTF-16");
    }

    #[test]
    fn a_separator_may_have_two_letters_of_which_one_alone_is_text() {
        let cut = Separator::Colons.cut(b"1::Alien: Rise::::x");
        assert_eq!(cut, [&b"1"[..], b"Alien: Rise", b"", b"x"]);
        assert_eq!(Separator::Colons.cut(b""), [b""]);
    }

    #[test]
    fn long_lines_are_cut_in_messages() {
        let message = read(&[b'x'; 10_000]).expect_err("must be refused");
        assert!(message.len() < 200, "{}", message.len());
    }
}

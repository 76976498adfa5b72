//! Numbers for names.

use std::collections::HashMap;

use crate::formats::text::Row;
use crate::raw::ParseError;

/// Names, numbered from 1 in the order in which they are met.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    numbers: HashMap<Vec<u8>, u32>,
    /// In the order of their numbers.
    pub(super) names: Vec<String>,
}

impl Numbering {
    /// The number of the name in a field.
    ///
    /// # Errors
    /// A field that is empty or no text.
    pub(super) fn number(
        &mut self,
        row: &Row<'_>,
        column: usize,
        what: &str,
    ) -> Result<u32, ParseError> {
        let field = row.field(column).trim_ascii();
        if let Some(number) = self.numbers.get(field) {
            return Ok(*number);
        }
        if field.is_empty() {
            return Err(row.error(column, format!("{what} is empty")));
        }
        let name = row.text(column)?.trim().to_owned();
        self.names.push(name);
        let number = u32::try_from(self.names.len());
        let number =
            number.map_err(|_| row.error(column, "there are too many names".to_owned()))?;
        self.numbers.insert(field.to_vec(), number);
        Ok(number)
    }
}

/// Whether a field is a number that says nothing as a name: no zeros in front, which `007` would lose.
pub(super) fn is_number(field: &[u8]) -> bool {
    let is_plain = field == b"0" || field.first().is_some_and(|first| *first != b'0');
    let is_small = str::from_utf8(field).is_ok_and(|text| text.parse::<u32>().is_ok());
    is_plain && is_small && field.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_names() {
        for (field, expected) in [
            ("0", true),
            ("17", true),
            ("4294967295", true),
            ("4294967296", false),
            ("007", false),
            ("tt0114709", false),
            ("-1", false),
            ("+1", false),
            ("1.0", false),
            ("", false),
        ] {
            assert_eq!(is_number(field.as_bytes()), expected, "{field}");
        }
    }
}

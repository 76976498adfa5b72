//! The numbers of a chart as a table: on the page, and as a file.

use crate::export::push_cell;

/// A table: as many cells in each row as in the head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What the columns are.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Makes a table of rows with this head.
    #[must_use]
    pub fn new<const N: usize>(
        head: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> Self {
        Self {
            head: head.map(str::to_owned).into(),
            rows: rows.into_iter().map(Vec::from).collect(),
        }
    }

    /// Writes it as CSV with a head. What a spreadsheet would take for a formula is marked as text,
    /// negative numbers excepted.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut csv = String::new();
        for row in [&self.head].into_iter().chain(&self.rows) {
            for (column, cell) in row.iter().enumerate() {
                if column > 0 {
                    csv.push(',');
                }
                match is_number(cell) {
                    true => csv += cell,
                    false => push_cell(&mut csv, cell),
                }
            }
            csv += "\r\n";
        }
        csv
    }
}

/// Tells whether a cell is a decimal number as the page writes them. The standard library's parser would be
/// eight kilobytes more to download.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let is_part = |it: char| it.is_ascii_digit() || it == '.';
    !digits.is_empty() && digits.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_with_its_head() {
        let table = Table::new(
            ["movie", "stars"],
            [["Seven, or so".to_owned(), "-0.25".to_owned()]],
        );
        assert_eq!(table.csv(), "movie,stars\r\n\"Seven, or so\",-0.25\r\n");
    }
}

//! The numbers of a chart as a table: on the page, and as a file.

use matinee_core::escape::push_escaped;

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

    /// Writes its first rows as a table of the page; `said` names it.
    #[must_use]
    pub fn html(&self, said: &str, most_rows: usize) -> String {
        let mut html = "<table class=\"figures\" data-test=\"figure-rows\">".to_owned();
        let add = |html: &mut String, tag: &str, scope: &str, text: &str| {
            for part in ["<", tag, scope, ">"] {
                html.push_str(part);
            }
            push_escaped(html, text);
            for part in ["</", tag, ">"] {
                html.push_str(part);
            }
        };
        add(&mut html, "caption", " class=\"visually-hidden\"", said);
        html += "<thead><tr>";
        for cell in &self.head {
            add(&mut html, "th", " scope=\"col\"", cell);
        }
        html += "</tr></thead><tbody>";
        for row in self.rows.iter().take(most_rows) {
            html += "<tr>";
            for (column, cell) in row.iter().enumerate() {
                match column {
                    0 => add(&mut html, "th", " scope=\"row\"", cell),
                    _ => add(&mut html, "td", "", cell),
                }
            }
            html += "</tr>";
        }
        html + "</tbody></table>"
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
    fn a_page_has_the_first_rows_and_no_markup_of_theirs() {
        let rows = ["a<b", "c", "d"].map(|it| [it.to_owned(), "1".to_owned()]);
        let html = Table::new(["movie", "stars"], rows).html("Two", 2);
        assert!(html.contains("<caption class=\"visually-hidden\">Two</caption>"));
        assert!(html.contains("<th scope=\"row\">a&lt;b</th><td>1</td></tr><tr>"));
        assert_eq!(html.matches("<tr>").count(), 3, "{html}");
    }

    #[test]
    fn a_table_is_written_with_its_head() {
        let table = Table::new(
            ["movie", "stars"],
            [["Seven, or so".to_owned(), "-0.25".to_owned()]],
        );
        assert_eq!(table.csv(), "movie,stars\r\n\"Seven, or so\",-0.25\r\n");
    }
}

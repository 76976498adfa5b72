//! Results as a table for people and as JSON for programs.

use serde_json::{Map, Value, json};

use super::lists::ListQuality;
use super::metrics;
use super::protocols::RatingAccuracy;

/// What a number is: its heading for people, its key for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Heading in the table.
    pub heading: &'static str,
    /// Name in JSON.
    pub key: &'static str,
    /// Digits shown after the point; JSON has them all.
    pub digits: usize,
}

const fn column(heading: &'static str, key: &'static str, digits: usize) -> Column {
    Column {
        heading,
        key,
        digits,
    }
}

/// One system measured on one set of rows.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    system: String,
    set: String,
    values: Vec<(Column, f64)>,
}

/// Systems by metrics. A metric brings its own column: columns stand in the order in which
/// they were first used, and a system without a value has a dash there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Adds a row: `system` measured on the rows called `set`.
    pub fn add(
        &mut self,
        system: &str,
        set: &str,
        values: impl IntoIterator<Item = (Column, f64)>,
    ) {
        self.rows.push(Row {
            system: system.to_owned(),
            set: set.to_owned(),
            values: values.into_iter().collect(),
        });
    }

    /// A Markdown table with aligned columns, good for a terminal and for a README.
    #[must_use]
    pub fn to_table(&self) -> String {
        let columns = self.columns();
        let mut cells = vec![
            ["system", "rows"]
                .into_iter()
                .chain(columns.iter().map(|column| column.heading))
                .map(str::to_owned)
                .collect::<Vec<String>>(),
        ];
        cells.extend(self.rows.iter().map(|row| {
            let values = columns.iter().map(|column| row.show(*column));
            [row.system.clone(), row.set.clone()]
                .into_iter()
                .chain(values)
                .collect()
        }));
        markdown(&cells)
    }

    /// An array with one object a row: `system`, `rows`, and one key a metric.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let mut object = Map::new();
            object.insert("system".into(), json!(row.system));
            object.insert("rows".into(), json!(row.set));
            object.extend(
                (row.values.iter()).map(|(column, value)| (column.key.to_owned(), json!(value))),
            );
            Value::Object(object)
        });
        rows.collect()
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for (column, _) in self.rows.iter().flat_map(|row| &row.values) {
            if !columns.contains(column) {
                columns.push(*column);
            }
        }
        columns
    }
}

impl Row {
    fn show(&self, column: Column) -> String {
        (self.values.iter())
            .find(|(candidate, _)| *candidate == column)
            .map_or_else(
                || "–".to_owned(),
                |(_, value)| format!("{value:.*}", column.digits),
            )
    }
}

/// Lines of cells, the first being the heading; two columns of text, then numbers.
fn markdown(lines: &[Vec<String>]) -> String {
    const TEXT_COLUMNS: usize = 2;
    let n_columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..n_columns).map(width).collect();
    let mut table = String::new();
    for (row, line) in lines.iter().enumerate() {
        for (column, (cell, &width)) in line.iter().zip(&widths).enumerate() {
            table += &if column < TEXT_COLUMNS {
                format!("| {cell:<width$} ")
            } else {
                format!("| {cell:>width$} ")
            };
        }
        table += "|\n";
        if row == 0 {
            for (column, &width) in widths.iter().enumerate() {
                let dashes = "-".repeat(width);
                table += &if column < TEXT_COLUMNS {
                    format!("| {dashes} ")
                } else {
                    format!("| {}: ", &dashes[1..])
                };
            }
            table += "|\n";
        }
    }
    table
}

impl RatingAccuracy {
    /// The numbers of this set with their columns, for a [`Report`].
    #[must_use]
    pub fn values(&self) -> Vec<(Column, f64)> {
        let in_original_unit = metrics::mse_in_original_unit(self.mse);
        vec![
            (column("MSE", "mse_stars2", 4), self.mse),
            (column("MSE/25", "mse_original_unit", 4), in_original_unit),
            (column("RMSE", "rmse_stars", 4), self.rmse),
            (column("MAE", "mae_stars", 4), self.mae),
        ]
    }
}

impl ListQuality {
    /// The numbers of these lists with their columns, for a [`Report`]. The length of the lists
    /// is not in the headings: whoever prints the table says it once.
    #[must_use]
    pub fn values(&self) -> Vec<(Column, f64)> {
        let mut values = vec![
            (column("NDCG", "ndcg", 4), self.ndcg),
            (column("recall", "recall", 4), self.recall),
            (column("precision", "precision", 4), self.precision),
            (
                column("MAP", "average_precision", 4),
                self.average_precision,
            ),
            (column("coverage", "coverage", 3), self.coverage),
            (column("novelty", "novelty_bits", 2), self.novelty),
        ];
        let distance = column("distance", "intra_list_distance", 3);
        values.extend(self.intra_list_distance.map(|value| (distance, value)));
        let calibration = column("calibration", "calibration_nats", 3);
        values.extend(self.calibration.map(|value| (calibration, value)));
        values.push((column("Gini", "gini", 3), self.gini));
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERROR: Column = column("RMSE", "rmse_stars", 2);
    const ORDER: Column = column("NDCG", "ndcg", 3);

    fn report() -> Report {
        let mut report = Report::default();
        report.add("mean", "u1", [(ERROR, 1.1537)]);
        report.add("seed", "u1", [(ERROR, 0.9063), (ORDER, 0.18)]);
        report
    }

    #[test]
    fn a_table_is_aligned_and_has_a_dash_where_nothing_was_measured() {
        let expected = "\
| system | rows | RMSE |  NDCG |
| ------ | ---- | ---: | ----: |
| mean   | u1   | 1.15 |     – |
| seed   | u1   | 0.91 | 0.180 |
";
        assert_eq!(report().to_table(), expected);
    }

    #[test]
    fn json_has_every_digit_and_no_key_where_nothing_was_measured() {
        let json = report().to_json();
        assert_eq!(
            json[0],
            json!({"system": "mean", "rows": "u1", "rmse_stars": 1.1537})
        );
        assert_eq!(json[1]["ndcg"], json!(0.18));
    }
}

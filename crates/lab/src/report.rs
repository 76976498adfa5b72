//! Results as a table for people and as JSON for programs.

use serde_json::{Map, Value, json};

use super::columns::Column;
use super::metrics;

/// A number, or the mean of several with their standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The mean.
    pub mean: f64,
    /// Standard deviation (of a sample: over n − 1); `None` for a single number.
    pub spread: Option<f64>,
}

impl Measured {
    /// Of repetitions of one measurement; `None` without any.
    #[must_use]
    pub fn over(values: &[f64]) -> Option<Self> {
        let mean = metrics::mean(values.iter().copied())?;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let spread = (values.len() > 1).then(|| (squares / (values.len() - 1) as f64).sqrt());
        Some(Self { mean, spread })
    }

    fn show(&self, digits: usize) -> String {
        let mean = format!("{:.digits$}", self.mean);
        match self.spread {
            None => mean,
            Some(spread) => format!("{mean} ± {spread:.digits$}"),
        }
    }
}

impl From<f64> for Measured {
    fn from(value: f64) -> Self {
        Self {
            mean: value,
            spread: None,
        }
    }
}

/// One system measured on one set of rows.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    system: String,
    set: String,
    values: Vec<(Column, Measured)>,
}

/// Systems by metrics. A metric brings its own column: columns stand in the order in which
/// they were first used, and a system without a value has a dash there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Adds a row: `system` measured on the rows called `set`.
    pub fn add<V: Into<Measured>>(
        &mut self,
        system: &str,
        set: &str,
        values: impl IntoIterator<Item = (Column, V)>,
    ) {
        self.rows.push(Row {
            system: system.to_owned(),
            set: set.to_owned(),
            values: (values.into_iter())
                .map(|(column, value)| (column, value.into()))
                .collect(),
        });
    }

    /// A Markdown table with aligned columns, good for a terminal and for a README.
    #[must_use]
    pub fn to_table(&self) -> String {
        self.to_table_of(&self.columns())
    }

    /// The same with these columns only.
    #[must_use]
    pub fn to_table_of(&self, columns: &[Column]) -> String {
        let mut headings = vec!["system".to_owned(), "rows".to_owned()];
        headings.extend(columns.iter().map(|column| column.heading.to_owned()));
        let mut lines = vec![headings];
        lines.extend(self.rows.iter().map(|row| {
            let mut line = vec![row.system.clone(), row.set.clone()];
            line.extend(columns.iter().map(|column| row.show(*column)));
            line
        }));
        markdown(&lines, 2)
    }

    /// One metric as a Markdown table of systems by sets of rows.
    #[must_use]
    pub fn to_table_across(&self, column: Column) -> String {
        let sets = distinct(self.rows.iter().map(|row| &*row.set));
        let mut lines = vec![vec![column.heading.to_owned()]];
        lines[0].extend(sets.iter().map(|set| (*set).to_owned()));
        for system in distinct(self.rows.iter().map(|row| &*row.system)) {
            let mut line = vec![system.to_owned()];
            line.extend(sets.iter().map(|set| {
                (self.rows.iter())
                    .find(|row| row.system == system && row.set == *set)
                    .map_or_else(|| DASH.to_owned(), |row| row.show(column))
            }));
            lines.push(line);
        }
        markdown(&lines, 1)
    }

    /// An array with one object a row: `system`, `rows`, and one key a metric; where the metric
    /// was measured several times, its standard deviation under the key with `_spread`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let mut object = Map::new();
            object.insert("system".into(), json!(row.system));
            object.insert("rows".into(), json!(row.set));
            for (column, value) in &row.values {
                object.insert(column.key.to_owned(), json!(value.mean));
                if let Some(spread) = value.spread {
                    object.insert(format!("{}_spread", column.key), json!(spread));
                }
            }
            Value::Object(object)
        });
        rows.collect()
    }

    fn columns(&self) -> Vec<Column> {
        let values = self.rows.iter().flat_map(|row| &row.values);
        distinct(values.map(|(column, _)| *column))
    }
}

/// Where nothing was measured.
const DASH: &str = "–";

impl Row {
    fn show(&self, column: Column) -> String {
        (self.values.iter())
            .find(|(candidate, _)| *candidate == column)
            .map_or_else(|| DASH.to_owned(), |(_, value)| value.show(column.digits))
    }
}

/// Every value once, in the order of its first occurrence.
fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// Lines of cells, the first being the heading; columns of text, then numbers.
fn markdown(lines: &[Vec<String>], n_text_columns: usize) -> String {
    let n_columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.max().unwrap_or(0).max(3)
    };
    let widths: Vec<usize> = (0..n_columns).map(width).collect();
    let mut table = String::new();
    for (row, line) in lines.iter().enumerate() {
        for (column, (cell, &width)) in line.iter().zip(&widths).enumerate() {
            table += &if column < n_text_columns {
                format!("| {cell:<width$} ")
            } else {
                format!("| {cell:>width$} ")
            };
        }
        table += "|\n";
        if row == 0 {
            for (column, &width) in widths.iter().enumerate() {
                let dashes = "-".repeat(width);
                table += &if column < n_text_columns {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut report = Report::default();
        report.add("mean", "u1", [(Column::RMSE, 1.1537)]);
        let seed = Measured::over(&[0.9063, 0.9083]).unwrap();
        report.add(
            "seed",
            "u1",
            [(Column::RMSE, seed), (Column::GINI, 0.9.into())],
        );
        report
    }

    #[test]
    fn a_table_is_aligned_and_has_a_dash_where_nothing_was_measured() {
        let expected = "\
| system | rows |            RMSE |  Gini |
| ------ | ---- | --------------: | ----: |
| mean   | u1   |          1.1537 |     – |
| seed   | u1   | 0.9073 ± 0.0014 | 0.900 |
";
        assert_eq!(report().to_table(), expected);
    }

    #[test]
    fn one_metric_can_stand_across_the_sets_of_rows() {
        let mut report = report();
        report.add("seed", "u2", [(Column::RMSE, 0.9)]);
        let expected = "\
| RMSE |              u1 |     u2 |
| ---- | --------------: | -----: |
| mean |          1.1537 |      – |
| seed | 0.9073 ± 0.0014 | 0.9000 |
";
        assert_eq!(report.to_table_across(Column::RMSE), expected);
    }

    #[test]
    fn json_has_every_digit_and_no_key_where_nothing_was_measured() {
        let json = report().to_json();
        assert_eq!(
            json[0],
            json!({"system": "mean", "rows": "u1", "rmse_stars": 1.1537})
        );
        assert_eq!(json[1]["gini"], json!(0.9));
    }

    #[test]
    fn the_spread_is_the_standard_deviation_of_a_sample() {
        let measured = Measured::over(&[1.0, 2.0, 3.0]).unwrap();
        assert_eq!((measured.mean, measured.spread), (2.0, Some(1.0)));
        assert_eq!(Measured::over(&[4.0]), Some(4.0.into()));
        assert_eq!(Measured::over(&[]), None);
    }
}

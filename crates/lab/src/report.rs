//! Results as a table for people and as JSON for programs, and what each measured number is called.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::accuracy::RatingAccuracy;
use super::lists::ListQuality;
use super::metrics;

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

impl Column {
    /// Mean squared error, stars².
    pub const MSE: Self = Self::new("MSE", "mse_stars2", 4);
    /// Mean squared error in the original's unit, stars² / 25.
    pub const MSE_ORIGINAL: Self = Self::new("MSE/25", "mse_original_unit", 4);
    /// Root mean squared error, stars.
    pub const RMSE: Self = Self::new("RMSE", "rmse_stars", 4);
    /// Mean absolute error, stars.
    pub const MAE: Self = Self::new("MAE", "mae_stars", 4);
    /// See [`RatingAccuracy::in_range`].
    pub const IN_RANGE: Self = Self::new("in range", "in_range", 3);
    /// See [`metrics::ndcg_at`].
    pub const NDCG: Self = Self::new("NDCG", "ndcg", 4);
    /// See [`metrics::graded_ndcg_at`].
    pub const GRADED_NDCG: Self = Self::new("graded NDCG", "graded_ndcg", 4);
    /// See [`metrics::disliked`].
    pub const DISLIKED: Self = Self::new("disliked", "disliked", 3);
    /// See [`metrics::stars_given`].
    pub const STARS_GIVEN: Self = Self::new("stars given", "stars_given", 2);
    /// See [`metrics::low_places`].
    pub const LOW_PLACES: Self = Self::new("low places", "low_places", 3);
    /// See [`metrics::recall_at`].
    pub const RECALL: Self = Self::new("recall", "recall", 4);
    /// See [`metrics::precision_at`].
    pub const PRECISION: Self = Self::new("precision", "precision", 4);
    /// See [`metrics::average_precision_at`].
    pub const AVERAGE_PRECISION: Self = Self::new("MAP", "average_precision", 4);
    /// See [`metrics::coverage`].
    pub const COVERAGE: Self = Self::new("coverage", "coverage", 3);
    /// See [`metrics::novelty`].
    pub const NOVELTY: Self = Self::new("novelty", "novelty_bits", 2);
    /// See [`metrics::intra_list_distance`].
    pub const DISTANCE: Self = Self::new("distance", "intra_list_distance", 3);
    /// See [`metrics::calibration`].
    pub const CALIBRATION: Self = Self::new("calibration", "calibration_nats", 3);
    /// See [`metrics::gini`].
    pub const GINI: Self = Self::new("Gini", "gini", 3);
    /// How long fitting took, seconds of the clock.
    pub const FIT_SECONDS: Self = Self::new("fit, s", "fit_seconds", 1);

    const ALL: [Self; 19] = [
        Self::MSE,
        Self::MSE_ORIGINAL,
        Self::RMSE,
        Self::MAE,
        Self::IN_RANGE,
        Self::NDCG,
        Self::GRADED_NDCG,
        Self::DISLIKED,
        Self::STARS_GIVEN,
        Self::LOW_PLACES,
        Self::RECALL,
        Self::PRECISION,
        Self::AVERAGE_PRECISION,
        Self::COVERAGE,
        Self::NOVELTY,
        Self::DISTANCE,
        Self::CALIBRATION,
        Self::GINI,
        Self::FIT_SECONDS,
    ];

    const fn new(heading: &'static str, key: &'static str, digits: usize) -> Self {
        Self {
            heading,
            key,
            digits,
        }
    }

    fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key == key)
    }
}

/// Serialises the key.
impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key)
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        Self::of_key(&key).ok_or_else(|| D::Error::custom(format!("there is no column {key}")))
    }
}

impl RatingAccuracy {
    /// The numbers of this set with their columns, for a [`Report`].
    #[must_use]
    pub fn values(&self) -> Vec<(Column, f64)> {
        let in_original_unit = metrics::mse_in_original_unit(self.mse);
        let mut values = vec![
            (Column::MSE, self.mse),
            (Column::MSE_ORIGINAL, in_original_unit),
            (Column::RMSE, self.rmse),
            (Column::MAE, self.mae),
        ];
        values.extend(self.in_range.map(|share| (Column::IN_RANGE, share)));
        values
    }
}

impl ListQuality {
    /// The numbers of these lists with their columns, for a [`Report`]. The length
    /// of the lists is not in the headings: whoever prints the table says it once.
    #[must_use]
    pub fn values(&self) -> Vec<(Column, f64)> {
        let distance = self.intra_list_distance;
        let calibration = self.calibration;
        [
            (Column::NDCG, Some(self.ndcg)),
            (Column::GRADED_NDCG, Some(self.graded_ndcg)),
            (Column::DISLIKED, self.disliked),
            (Column::STARS_GIVEN, self.stars_given),
            (Column::LOW_PLACES, self.low_places),
            (Column::RECALL, Some(self.recall)),
            (Column::PRECISION, Some(self.precision)),
            (Column::AVERAGE_PRECISION, Some(self.average_precision)),
            (Column::COVERAGE, Some(self.coverage)),
            (Column::NOVELTY, Some(self.novelty)),
            (Column::DISTANCE, distance),
            (Column::CALIBRATION, calibration),
            (Column::GINI, Some(self.gini)),
        ]
        .into_iter()
        .filter_map(|(column, value)| Some((column, value?)))
        .collect()
    }
}

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
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_key_names_one_column() {
        let keys: HashSet<&str> = Column::ALL.iter().map(|column| column.key).collect();
        assert_eq!(keys.len(), Column::ALL.len());
    }

    #[test]
    fn a_column_is_read_again_as_it_was_written() {
        for column in Column::ALL {
            let text = serde_json::to_string(&column).unwrap();
            assert_eq!(serde_json::from_str::<Column>(&text).unwrap(), column);
        }
        assert!(serde_json::from_str::<Column>("\"NDCG\"").is_err());
    }

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

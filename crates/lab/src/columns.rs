//! What each measured number is called.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

/// As its key.
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
    /// The numbers of this set with their columns, for a [`Report`](super::Report).
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
    /// The numbers of these lists with their columns, for a [`Report`](super::Report). The length
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
}

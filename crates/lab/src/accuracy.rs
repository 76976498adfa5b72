//! Rating accuracy.

use matinee_core::domain::{Rating, Score, Stars};

use super::metrics;
use super::protocols::held_out::by_user;
use super::recommender::Recommender;

/// How close predictions are to the ratings given, over all rows of a set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatingAccuracy {
    /// Mean squared error, stars².
    pub mse: f64,
    /// Root mean squared error, stars.
    pub rmse: f64,
    /// Mean absolute error, stars.
    pub mae: f64,
    /// Share of the ratings that lie in the range that is said to hold 80 %, 0 to 1; `None` of a
    /// system that gives no ranges.
    pub in_range: Option<f64>,
    /// Number of rows.
    pub n_rows: usize,
}

/// What was predicted of a rating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// Stars, not clipped.
    pub stars: f32,
    /// Lowest and highest of the likely stars.
    pub range: Option<[f32; 2]>,
    /// What was given.
    pub rated: Stars,
}

impl Prediction {
    /// 1 where the rating lies in the range, else 0; `None` without a range. Their mean is a share.
    pub(super) fn in_range(&self) -> Option<f64> {
        let [low, high] = self.range?;
        let holds = (low..=high).contains(&self.rated.as_f32());
        Some(f64::from(u8::from(holds)))
    }
}

impl RatingAccuracy {
    /// Accuracy of predictions, clipped to 1..5. `None` when there are none.
    #[must_use]
    pub fn of(predictions: &[Prediction]) -> Option<Self> {
        let pair = |it: &Prediction| (Score::clip(it.stars).stars(), it.rated.as_f32());
        let pairs: Vec<(f32, f32)> = predictions.iter().map(pair).collect();
        Some(Self {
            in_range: metrics::mean(predictions.iter().filter_map(Prediction::in_range)),
            mse: metrics::mse(&pairs)?,
            rmse: metrics::rmse(&pairs)?,
            mae: metrics::mae(&pairs)?,
            n_rows: pairs.len(),
        })
    }
}

/// Accuracy on the rows of `test`, all users together. `None` when there are no rows, or the
/// system predicts no stars.
pub fn rating_accuracy(
    test: &[Rating],
    system: &(impl Recommender + ?Sized),
) -> Option<RatingAccuracy> {
    let mut predictions = Vec::with_capacity(test.len());
    for (user, rows) in by_user(test) {
        predictions.extend(system.known(user).predictions(&rows)?);
    }
    RatingAccuracy::of(&predictions)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Always, rating};
    use super::*;

    #[test]
    fn predictions_are_clipped_to_the_scale() {
        let accuracy = rating_accuracy(&[rating(0, 0, 5)], &Always(9.0)).unwrap();
        assert!(accuracy.mse.abs() < 1e-12);
    }

    #[test]
    fn a_prediction_that_is_not_a_number_costs_as_much_as_one_star() {
        let accuracy = rating_accuracy(&[rating(0, 0, 5)], &Always(f32::NAN)).unwrap();
        assert!((accuracy.rmse - 4.0).abs() < 1e-12);
    }

    #[test]
    fn rows_count_the_same_whoever_they_are_of() {
        let test = [rating(1, 0, 5), rating(0, 0, 3), rating(1, 1, 4)];
        let accuracy = rating_accuracy(&test, &Always(3.0)).unwrap();
        assert!((accuracy.mae - 1.0).abs() < 1e-12);
        assert_eq!(accuracy.n_rows, 3);
    }

    #[test]
    fn an_empty_set_has_no_accuracy() {
        assert_eq!(rating_accuracy(&[], &Always(3.0)), None);
    }
}

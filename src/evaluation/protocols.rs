//! Rating accuracy, and what the protocols know of a model.

use crate::domain::{MovieIdx, Rating, Score, UserIdx};
use crate::engine::Engine;

use super::metrics;

/// A model that predicts how many stars a person would give.
pub trait StarPredictor {
    /// Raw prediction in stars; the protocols clip it to the scale.
    fn stars(&self, user: UserIdx, movie: MovieIdx) -> f32;
}

/// A model that orders movies for a person.
pub trait Ranker {
    /// Higher is better; comparable between movies of one user, without a unit.
    fn rank(&self, user: UserIdx, movie: MovieIdx) -> f32;
}

impl StarPredictor for Engine {
    fn stars(&self, user: UserIdx, movie: MovieIdx) -> f32 {
        self.predict(user, movie).stars.stars()
    }
}

impl Ranker for Engine {
    fn rank(&self, user: UserIdx, movie: MovieIdx) -> f32 {
        self.predict(user, movie).ranking_score
    }
}

/// How close predictions are to the ratings given, over all rows of a set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatingAccuracy {
    /// Mean squared error, stars².
    pub mse: f64,
    /// Root mean squared error, stars.
    pub rmse: f64,
    /// Mean absolute error, stars.
    pub mae: f64,
    /// Number of rows.
    pub n_rows: usize,
}

/// Accuracy on the rows of `test`, predictions clipped to 1..5. `None` when there are no rows.
pub fn rating_accuracy(
    test: &[Rating],
    predict: impl Fn(UserIdx, MovieIdx) -> f32,
) -> Option<RatingAccuracy> {
    let pairs: Vec<(f32, f32)> = test
        .iter()
        .map(|rating| {
            let predicted = Score::clip(predict(rating.user, rating.movie));
            (predicted.stars(), rating.stars.as_f32())
        })
        .collect();
    Some(RatingAccuracy {
        mse: metrics::mse(&pairs)?,
        rmse: metrics::rmse(&pairs)?,
        mae: metrics::mae(&pairs)?,
        n_rows: pairs.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Stars;

    fn five_stars() -> Rating {
        Rating {
            user: UserIdx(0),
            movie: MovieIdx(0),
            stars: Stars::try_from(5).unwrap(),
        }
    }

    #[test]
    fn predictions_are_clipped_to_the_scale() {
        let accuracy = rating_accuracy(&[five_stars()], |_, _| 9.0).unwrap();
        assert!(accuracy.mse.abs() < 1e-12);
    }

    #[test]
    fn a_prediction_that_is_not_a_number_costs_as_much_as_one_star() {
        let accuracy = rating_accuracy(&[five_stars()], |_, _| f32::NAN).unwrap();
        assert!((accuracy.rmse - 4.0).abs() < 1e-12);
    }

    #[test]
    fn an_empty_set_has_no_accuracy() {
        assert_eq!(rating_accuracy(&[], |_, _| 3.0), None);
    }
}

//! How close predicted stars are to the ratings given, and whether ranges of likely stars hold as many
//! ratings as they promise.

use matinee_core::domain::{MovieIdx, Rating, Score, StarScale, Stars};

use super::lists::{TrainingView, by_user};
use super::metrics;
use super::recommender::{Recommender, Scores};

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

impl Scores {
    /// Predictions of ratings; `None` when there are no predicted stars.
    pub(super) fn predictions(
        &self,
        rows: &[(MovieIdx, Stars)],
    ) -> Option<impl Iterator<Item = Prediction>> {
        let stars = self.stars.as_ref()?;
        let ranges = self.ranges.as_ref();
        let prediction = move |(movie, rated): &(MovieIdx, Stars)| Prediction {
            stars: stars[movie.row()],
            range: ranges.map(|ranges| ranges[movie.row()]),
            rated: *rated,
        };
        Some(rows.iter().map(prediction))
    }
}

impl RatingAccuracy {
    /// Accuracy of predictions, clipped to the scale. `None` when there are none.
    #[must_use]
    pub fn of(predictions: &[Prediction], scale: StarScale) -> Option<Self> {
        let pair = |it: &Prediction| (Score::clip(it.stars, scale).stars(), it.rated.as_f32());
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
    scale: StarScale,
) -> Option<RatingAccuracy> {
    let mut predictions = Vec::with_capacity(test.len());
    for (user, rows) in by_user(test) {
        predictions.extend(system.known(user).predictions(&rows)?);
    }
    RatingAccuracy::of(&predictions, scale)
}

/// How many groups of movies are looked at by themselves.
const N_GROUPS: usize = 5;

/// Share of ratings that lie in their range, 0 to 1; 0.8 is promised.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeCoverage {
    /// Of all rows.
    pub all: f64,
    /// Of the rows of each fifth of the movies, those with the fewest training ratings first; `None`
    /// where a fifth has no row.
    pub fifths: Vec<Option<f64>>,
}

/// Of the rows of `test`, by a system that was fitted on what `training` has seen. `None` when there
/// are no rows, or the system gives no ranges.
pub fn range_coverage(
    training: &TrainingView<'_>,
    test: &[Rating],
    system: &(impl Recommender + ?Sized),
) -> Option<RangeCoverage> {
    let group_of = training.groups_by_support(N_GROUPS);
    let mut groups = vec![Vec::new(); N_GROUPS];
    for (user, rows) in by_user(test) {
        let scores = system.known(user);
        for ((movie, _), prediction) in rows.iter().zip(scores.predictions(&rows)?) {
            groups[group_of[movie.row()]].push(prediction.in_range()?);
        }
    }
    Some(RangeCoverage {
        all: metrics::mean(groups.iter().flatten().copied())?,
        fifths: groups.into_iter().map(metrics::mean).collect(),
    })
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::UserIdx;

    use super::super::recommender::Newcomer;
    use super::super::testing::{Always, movies, rating};
    use super::*;

    #[test]
    fn predictions_are_clipped_to_the_scale() {
        let accuracy = rating_accuracy(&[rating(0, 0, 5)], &Always(9.0), StarScale::Whole).unwrap();
        assert!(accuracy.mse.abs() < 1e-12);
    }

    #[test]
    fn a_prediction_that_is_not_a_number_costs_as_much_as_one_star() {
        let accuracy =
            rating_accuracy(&[rating(0, 0, 5)], &Always(f32::NAN), StarScale::Whole).unwrap();
        assert!((accuracy.rmse - 4.0).abs() < 1e-12);
    }

    #[test]
    fn rows_count_the_same_whoever_they_are_of() {
        let test = [rating(1, 0, 5), rating(0, 0, 3), rating(1, 1, 4)];
        let accuracy = rating_accuracy(&test, &Always(3.0), StarScale::Whole).unwrap();
        assert!((accuracy.mae - 1.0).abs() < 1e-12);
        assert_eq!(accuracy.n_rows, 3);
    }

    #[test]
    fn an_empty_set_has_no_accuracy() {
        assert_eq!(rating_accuracy(&[], &Always(3.0), StarScale::Whole), None);
    }

    /// Says 3 to 4 of every movie.
    struct ThreeToFour;

    impl Recommender for ThreeToFour {
        fn known(&self, _user: UserIdx) -> Scores {
            Scores {
                stars: Some(vec![3.5; 5]),
                ranges: Some(vec![[3.0, 4.0]; 5]),
                ..Scores::default()
            }
        }

        fn newcomer(&self, _person: &Newcomer<'_>) -> Option<Scores> {
            None
        }
    }

    #[test]
    fn the_ends_of_a_range_are_in_it_and_little_known_movies_come_first() {
        let movies = movies(5);
        // Movie 4 has four ratings, movie 0 none.
        let training: Vec<Rating> = (0..5)
            .flat_map(|movie| (0..movie).map(move |user| rating(user, movie, 3)))
            .collect();
        let view = TrainingView::new(&training, 5, &movies, StarScale::Whole);
        let test = [
            rating(0, 4, 3),
            rating(1, 4, 4),
            rating(0, 0, 5),
            rating(0, 1, 4),
        ];
        let found = range_coverage(&view, &test, &ThreeToFour).unwrap();
        assert!((found.all - 0.75).abs() < 1e-12);
        assert_eq!(found.fifths, [Some(0.0), Some(1.0), None, None, Some(1.0)]);
    }

    #[test]
    fn undefined_without_rows_or_ranges() {
        let movies = movies(5);
        let view = TrainingView::new(&[], 1, &movies, StarScale::Whole);
        assert_eq!(range_coverage(&view, &[], &ThreeToFour), None);
        let always = Always(3.0);
        assert_eq!(range_coverage(&view, &[rating(0, 0, 3)], &always), None);
    }
}

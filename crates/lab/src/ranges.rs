//! Whether ranges of likely stars hold as many ratings as they promise.

use matinee_core::domain::Rating;

use super::lists::TrainingView;
use super::metrics;
use super::protocols::held_out::by_user;
use super::recommender::Recommender;

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
        let opinion = system.known(user);
        for ((movie, _), prediction) in rows.iter().zip(opinion.predictions(&rows)?) {
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
    use super::super::recommender::{Newcomer, Scores};
    use super::super::testing::{movies, rating};
    use super::*;
    use matinee_core::domain::UserIdx;

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
        let view = TrainingView::new(&training, 5, &movies);
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
        let view = TrainingView::new(&[], 1, &movies);
        assert_eq!(range_coverage(&view, &[], &ThreeToFour), None);
        let always = super::super::testing::Always(3.0);
        assert_eq!(range_coverage(&view, &[rating(0, 0, 3)], &always), None);
    }
}

//! The past and the future: trained on the first four fifths of all ratings, measured on the rest.
//!
//! A random split lets a model see what people rated after what it is asked for; whoever recommends
//! has only what came before. People whose first rating lies in the last fifth are new: they are
//! held out whole, and each of their ratings is predicted from those before it. Their list is made
//! when half of their ratings have come, and measured on the other half.

use crate::lists::{Offer, Relevance, TrainingView, by_user};
use crate::{Column, Newcomer, Prediction, RatingAccuracy, Recommender, Scores};
use matinee_core::domain::{MovieIdx, Rating, Stars};
use matinee_data::dataset::split::SplitError;
use matinee_data::dataset::{Tables, User};

use super::held_out::{self, K, Measurement, values};

/// Share of the ratings that is trained on: the earliest.
const TRAINING_SHARE: f64 = 0.8;

/// The last fifth.
#[derive(Clone, Debug)]
pub(super) struct Time {
    /// Of people who are in the training data.
    known: Vec<Rating>,
    new: Vec<Person>,
}

#[derive(Clone, Debug)]
struct Person {
    details: User,
    /// In the order in which they came, each movie once.
    ratings: Vec<(MovieIdx, Stars)>,
}

/// What was measured so far.
#[derive(Debug, Default)]
struct Measured {
    predictions: Vec<Prediction>,
    offers: Vec<Offer>,
}

impl Time {
    /// `times[i]` says when `tables.ratings[i]` was given, in any unit. What came at the same time
    /// keeps the order of the tables.
    ///
    /// # Errors
    /// When one of the parts would be empty, or there is not one time for each rating.
    pub(super) fn split(tables: &Tables, times: &[i64]) -> Result<(Tables, Self), SplitError> {
        let n_rows = tables.ratings.len();
        if times.len() != n_rows {
            return Err(SplitError::NoTime(n_rows));
        }
        let mut order: Vec<usize> = (0..n_rows).collect();
        order.sort_by_key(|row| times[*row]);
        let ends = [order.first(), order.last()].map(|row| row.map(|row| times[*row]));
        if n_rows > 1 && ends[0] == ends[1] {
            return Err(SplitError::NoTime(n_rows));
        }
        let n_training = (n_rows as f64 * TRAINING_SHARE) as usize;
        let (before, after) = order.split_at(n_training);
        let empty = |part| SplitError::TooFewRows { n_rows, part };
        if before.is_empty() {
            return Err(empty("the base"));
        }
        if after.is_empty() {
            return Err(empty("the test"));
        }
        let mut is_new = vec![true; tables.users.len()];
        for row in before {
            is_new[tables.ratings[*row].user.row()] = false;
        }
        // Rows of the training data stand in the order of the tables, as in every other protocol.
        let mut is_before = vec![false; n_rows];
        for row in before {
            is_before[*row] = true;
        }
        let (training, rows) = held_out::without(tables, &is_new, |row| is_before[row]);
        let mut known = Vec::new();
        let mut of_new: Vec<Vec<(MovieIdx, Stars)>> = vec![Vec::new(); tables.users.len()];
        for row in after {
            let rating = tables.ratings[*row];
            match rows[rating.user.row()] {
                Some(user) => known.push(Rating { user, ..rating }),
                None => {
                    let ratings = &mut of_new[rating.user.row()];
                    // Rated again: the later one counts, where it came.
                    ratings.retain(|(movie, _)| *movie != rating.movie);
                    ratings.push((rating.movie, rating.stars));
                }
            }
        }
        let new = (tables.users.iter().zip(of_new))
            .filter(|(_, ratings)| !ratings.is_empty())
            .map(|(details, ratings)| Person {
                details: details.clone(),
                ratings,
            });
        let new = new.collect();
        Ok((training, Self { known, new }))
    }

    pub(super) fn measure(&self, training: &Tables, system: &dyn Recommender) -> Vec<Measurement> {
        let view = TrainingView::new(
            &training.ratings,
            training.users.len(),
            &training.movies,
            training.scale,
        );
        let known = self.measure_known(&view, system);
        let new = self.measure_new(&view, system);
        let (of_known, of_new) = (
            known.values(&view),
            new.as_ref().map(|new| new.values(&view)),
        );
        let everybody = new.map(|new| known.and(new).values(&view));
        [
            ("known people", Some(of_known)),
            ("new people", of_new),
            ("everybody", everybody),
        ]
        .into_iter()
        .map(|(set, values)| Measurement {
            set: set.into(),
            values: values.unwrap_or_default(),
        })
        .collect()
    }

    fn measure_known(&self, view: &TrainingView<'_>, system: &dyn Recommender) -> Measured {
        let mut measured = Measured::default();
        for (user, test) in by_user(&self.known) {
            let scores = system.known(user);
            measured.add(&scores, &test);
            let given = view.rated(user);
            measured
                .offers
                .extend(view.list(&scores, given, K).map(|list| Offer {
                    given: given.to_vec(),
                    list,
                    test,
                }));
        }
        measured
    }

    /// `None` when the system cannot meet new people.
    fn measure_new(&self, view: &TrainingView<'_>, system: &dyn Recommender) -> Option<Measured> {
        let mut measured = Measured::default();
        for Person { details, ratings } in &self.new {
            for (n_given, rating) in ratings.iter().enumerate() {
                let (given, after) = ratings.split_at(n_given);
                let scores = system.newcomer(&Newcomer { details, given })?;
                measured.add(&scores, &[*rating]);
                if n_given == ratings.len() / 2 {
                    measured
                        .offers
                        .extend(view.list(&scores, given, K).map(|list| Offer {
                            given: given.to_vec(),
                            list,
                            test: after.to_vec(),
                        }));
                }
            }
        }
        Some(measured)
    }
}

impl Measured {
    fn add(&mut self, scores: &Scores, test: &[(MovieIdx, Stars)]) {
        let predictions = scores.predictions(test).into_iter().flatten();
        self.predictions.extend(predictions);
    }

    fn and(mut self, other: Self) -> Self {
        self.predictions.extend(other.predictions);
        self.offers.extend(other.offers);
        self
    }

    fn values(&self, view: &TrainingView<'_>) -> Vec<(Column, f64)> {
        values(
            RatingAccuracy::of(&self.predictions, view.scale()),
            view.quality(&self.offers, Relevance::Liked, K),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::testing::{Always, rating, tables};
    use crate::{Part, Protocol};
    use matinee_core::domain::{UserId, UserIdx};

    /// What a system was asked of new people: who, after how many ratings.
    #[derive(Default)]
    struct Witness(RefCell<Vec<(UserId, Vec<MovieIdx>)>>);

    impl Recommender for Witness {
        fn known(&self, _user: UserIdx) -> Scores {
            Scores {
                stars: Some(vec![3.0; 8]),
                ranges: None,
                ranks: None,
            }
        }

        fn newcomer(&self, person: &Newcomer<'_>) -> Option<Scores> {
            let given = person.given.iter().map(|(movie, _)| *movie).collect();
            self.0.borrow_mut().push((person.details.id, given));
            Some(self.known(UserIdx(0)))
        }
    }

    /// Ten ratings; the last two by time stand first: user 1 is new, user 0 comes back.
    fn part() -> Part {
        let mut ratings = vec![rating(1, 3, 5), rating(0, 7, 1)];
        ratings.extend((0..6).map(|movie| rating(0, movie, 4)));
        ratings.extend((0..2).map(|movie| rating(2, movie, 4)));
        let times = [100, 101, 1, 2, 3, 4, 5, 6, 7, 8];
        Protocol::Time
            .part(&tables(3, 8, ratings), &times, 1)
            .unwrap()
    }

    #[test]
    fn the_first_four_fifths_by_time_are_trained_on_whatever_their_order() {
        let part = part();
        assert_eq!(part.training.ratings.len(), 8);
        assert!(
            part.training
                .ratings
                .iter()
                .all(|row| row.stars == Stars::WHOLE[3])
        );
    }

    #[test]
    fn who_came_later_is_not_in_the_training_data_and_is_told_apart() {
        let part = part();
        let ids: Vec<u32> = part.training.users.iter().map(|user| user.id.0).collect();
        assert_eq!(ids, [1, 3]);
        let measured = part.measure(&Always(3.0));
        let sets: Vec<&str> = measured.iter().map(|m| &*m.set).collect();
        assert_eq!(sets, ["known people", "new people", "everybody"]);
        let mae = |set: usize| {
            let values = &measured[set].values;
            values
                .iter()
                .find(|(column, _)| *column == Column::MAE)
                .unwrap()
                .1
        };
        assert!((mae(0) - 2.0).abs() < 1e-9 && (mae(1) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn each_rating_of_a_new_person_is_predicted_from_those_before_it() {
        let mut ratings: Vec<Rating> = (0..8).map(|movie| rating(0, movie, 3)).collect();
        ratings.extend([rating(1, 5, 2), rating(1, 2, 5)]);
        let times = [1, 1, 1, 1, 1, 1, 1, 1, 9, 8];
        let part = Protocol::Time
            .part(&tables(2, 8, ratings), &times, 1)
            .unwrap();
        let witness = Witness::default();
        let _ = part.measure(&witness);
        let asked = witness.0.into_inner();
        let id = UserId(2);
        assert_eq!(asked, [(id, vec![]), (id, vec![MovieIdx(2)])]);
    }

    #[test]
    fn times_that_put_nothing_in_order_are_refused() {
        let tables = tables(1, 8, (0..8).map(|movie| rating(0, movie, 3)).collect());
        for times in [&[1, 2][..], &[7; 8]] {
            let refused = Protocol::Time.part(&tables, times, 1).unwrap_err();
            assert!(matches!(refused, SplitError::NoTime(8)), "{refused}");
        }
    }
}

//! New people: held out whole, and met with their first few ratings.
//!
//! 200 of those with at least 40 ratings are drawn, and their ratings are put in random order: the
//! order of `u.data` says nothing of the order in which a person rated, and by the times in it half
//! of all people gave their first 20 ratings within ten minutes, which says what they were shown
//! and not what they would have named. The first `k` are given, all those after the 20th are tested
//! on, so every `k` is measured on the same rows: accuracy over all of them together, and lists
//! whose candidates are all movies that were not given, relevant from 4 stars.

use crate::lists::{Offer, Relevance, TrainingView};
use crate::{Column, Newcomer, RatingAccuracy, Recommender};
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::random::{permutation, seeded};
use matinee_data::dataset::split::SplitError;
use matinee_data::dataset::{Tables, User, ratings_of_users};

use super::held_out::{self, K, Measurement, values};

/// How many ratings are given.
pub const N_GIVEN: [usize; 5] = [0, 3, 5, 10, 20];
/// The most that are given; what is after them is tested on.
const N_BEFORE_TEST: usize = 20;
/// Only people with as many ratings are drawn: as many to test on as to give, at least.
const MIN_RATINGS: usize = 2 * N_BEFORE_TEST;
/// How many people are held out; at most half of those who can be drawn.
const N_PEOPLE: usize = 200;
/// The stream of [`seeded`] from which people and orders are drawn.
const STREAM: u64 = 0x6e65_7720;

/// The people held out.
#[derive(Clone, Debug)]
pub(super) struct ColdStart(Vec<HeldOutPerson>);

/// Somebody who was held out whole, with their ratings in random order.
#[derive(Clone, Debug)]
pub struct HeldOutPerson {
    /// Who.
    pub details: User,
    /// The first 20 ratings.
    pub before: Vec<(MovieIdx, Stars)>,
    /// The ratings after them.
    pub after: Vec<(MovieIdx, Stars)>,
}

impl ColdStart {
    /// Draws the people, and takes them out of the tables: users are numbered anew.
    ///
    /// # Errors
    /// When fewer than two people have enough ratings.
    pub(super) fn draw(tables: &Tables, seed: u64) -> Result<(Tables, Self), SplitError> {
        let of_users = ratings_of_users(&tables.ratings, tables.users.len());
        let eligible: Vec<usize> = (0..of_users.len())
            .filter(|user| of_users[*user].len() >= MIN_RATINGS)
            .collect();
        let n_people = N_PEOPLE.min(eligible.len() / 2);
        if n_people == 0 {
            return Err(SplitError::TooFewPeople {
                found: eligible.len(),
                n_ratings: MIN_RATINGS,
            });
        }
        let mut rng = seeded(seed, STREAM);
        let drawn = permutation(eligible.len() as u32, &mut rng);
        let mut is_held_out = vec![false; of_users.len()];
        let mut people = Vec::with_capacity(n_people);
        for row in &drawn[..n_people] {
            let user = eligible[*row as usize];
            is_held_out[user] = true;
            let order = permutation(of_users[user].len() as u32, &mut rng);
            let mut ratings: Vec<_> = (order.iter())
                .map(|row| of_users[user][*row as usize])
                .collect();
            people.push(HeldOutPerson {
                details: tables.users[user].clone(),
                after: ratings.split_off(N_BEFORE_TEST),
                before: ratings,
            });
        }
        let (training, _) = held_out::without(tables, &is_held_out, |_| true);
        Ok((training, Self(people)))
    }

    pub(super) fn people(&self) -> &[HeldOutPerson] {
        &self.0
    }

    pub(super) fn measure(&self, training: &Tables, system: &dyn Recommender) -> Vec<Measurement> {
        let view = TrainingView::new(
            &training.ratings,
            training.users.len(),
            &training.movies,
            training.scale,
        );
        N_GIVEN
            .iter()
            .map(|&n_given| Measurement {
                set: format!("{n_given} given"),
                values: self
                    .measure_given(n_given, &view, system)
                    .unwrap_or_default(),
            })
            .collect()
    }

    /// `None` when the system cannot meet new people.
    fn measure_given(
        &self,
        n_given: usize,
        view: &TrainingView<'_>,
        system: &dyn Recommender,
    ) -> Option<Vec<(Column, f64)>> {
        let mut predictions = Vec::new();
        let mut offers = Vec::new();
        for person in &self.0 {
            let given = &person.before[..n_given];
            let scores = system.newcomer(&Newcomer {
                details: &person.details,
                given,
            })?;
            predictions.extend(scores.predictions(&person.after).into_iter().flatten());
            offers.extend(view.list(&scores, given, K).map(|list| Offer {
                given: given.to_vec(),
                list,
                test: person.after.clone(),
            }));
        }
        let lists = view.quality(&offers, Relevance::Liked, K);
        Some(values(
            RatingAccuracy::of(&predictions, view.scale()),
            lists,
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::HashSet;

    use super::*;
    use crate::testing::{rating, tables};
    use crate::{Part, Prediction, Protocol, Scores};
    use matinee_core::domain::{StarScale, UserId, UserIdx};

    /// Notes who asks, and says that every movie deserves three stars.
    struct Witness(RefCell<Vec<(UserId, Vec<MovieIdx>)>>);

    impl Recommender for Witness {
        fn known(&self, _user: UserIdx) -> Scores {
            Scores::default()
        }

        fn newcomer(&self, person: &Newcomer<'_>) -> Option<Scores> {
            let given = person.given.iter().map(|(movie, _)| *movie).collect();
            self.0.borrow_mut().push((person.details.id, given));
            Some(Scores {
                stars: Some(vec![3.0; 50]),
                ranges: None,
                ranks: None,
            })
        }
    }

    /// Users 0 to 3 have 45 ratings of 4 stars, users 4 to 9 have 20.
    fn part() -> Part {
        let ratings = (0..10).flat_map(|user| {
            let n_movies = if user < 4 { 45 } else { 20 };
            (0..n_movies).map(move |movie| rating(user, movie, 4))
        });
        let tables = tables(10, 50, ratings.collect());
        Protocol::ColdStart.part(&tables, &[], 1).unwrap()
    }

    #[test]
    fn half_of_those_with_forty_ratings_are_held_out_whole() {
        let part = part();
        assert_eq!(part.training.users.len(), 8);
        assert_eq!(part.training.ratings.len(), 2 * 45 + 6 * 20);
        let witness = Witness(RefCell::default());
        let _ = part.measure(&witness);
        let known: HashSet<UserId> = part.training.users.iter().map(|user| user.id).collect();
        let asked = witness.0.into_inner();
        assert!(asked.iter().all(|(id, _)| id.0 <= 4 && !known.contains(id)));
    }

    #[test]
    fn those_who_stay_keep_their_ratings_under_their_new_numbers() {
        let part = part();
        for (row, user) in (0..).zip(&part.training.users) {
            let n_ratings = (part.training.ratings.iter())
                .filter(|rating| rating.user == UserIdx(row))
                .count();
            assert_eq!(n_ratings, if user.id.0 <= 4 { 45 } else { 20 });
            assert_eq!(part.training.user_idx(user.id), Some(UserIdx(row)));
        }
    }

    #[test]
    fn more_given_ratings_begin_with_the_fewer() {
        let witness = Witness(RefCell::default());
        let _ = part().measure(&witness);
        let asked = witness.0.into_inner();
        let of_first: Vec<&Vec<MovieIdx>> = (asked.iter())
            .filter(|(id, _)| *id == asked[0].0)
            .map(|(_, given)| given)
            .collect();
        let n_given: Vec<usize> = of_first.iter().map(|given| given.len()).collect();
        assert_eq!(n_given, N_GIVEN);
        assert!(of_first.windows(2).all(|pair| pair[1].starts_with(pair[0])));
    }

    #[test]
    fn every_measurement_is_on_the_ratings_after_the_twentieth() {
        let measurements = part().measure(&Witness(RefCell::default()));
        for measurement in measurements {
            let prediction = Prediction {
                stars: 3.0,
                range: None,
                rated: crate::testing::stars(4),
            };
            let accuracy = RatingAccuracy::of(&[prediction], StarScale::Whole);
            assert_eq!(measurement.values, accuracy.unwrap().values());
        }
    }

    #[test]
    fn too_few_people_are_refused_with_what_is_needed() {
        let tables = tables(1, 50, (0..45).map(|movie| rating(0, movie, 4)).collect());
        let error = Protocol::ColdStart.part(&tables, &[], 1).unwrap_err();
        assert!(error.to_string().contains("40 ratings"), "{error}");
    }
}

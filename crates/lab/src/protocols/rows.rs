//! Test rows of people who are in the training data.

use crate::lists::{Relevance, TrainingView, top_n};
use crate::{Recommender, rating_accuracy};
use matinee_core::domain::Rating;
use matinee_data::dataset::Tables;
use matinee_data::dataset::split::Split;

use super::{HeldOut, K, Measurement, Part, values};

/// Rows that were held out of the tables.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) test: Vec<Rating>,
    relevance: Relevance,
}

impl Rows {
    pub(super) fn part(name: String, tables: &Tables, split: Split, relevance: Relevance) -> Part {
        Part {
            name,
            training: Tables {
                ratings: split.train,
                ..tables.clone()
            },
            held_out: HeldOut::Rows(Self {
                test: split.test,
                relevance,
            }),
        }
    }

    pub(super) fn measure(&self, training: &Tables, system: &dyn Recommender) -> Measurement {
        let view = TrainingView::new(&training.ratings, training.users.len(), &training.movies);
        let list = |user| view.best_unrated(system, user, K);
        Measurement {
            set: String::new(),
            values: values(
                rating_accuracy(&self.test, system),
                top_n(&view, &self.test, self.relevance, K, list),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Protocol;
    use super::*;
    use crate::testing::{Always, rating, tables};
    use matinee_core::domain::Rating;

    /// Twenty users rate eight movies each.
    fn all_rate_all() -> Vec<Rating> {
        let stars = |user, movie| (1 + (user * 3 + movie) % 5) as u8;
        (0..20)
            .flat_map(|user| (0..8).map(move |movie| rating(user, movie, stars(user, movie))))
            .collect()
    }

    #[test]
    fn no_test_row_is_trained_on_and_no_row_is_lost() {
        let tables = tables(20, 8, all_rate_all());
        for protocol in [Protocol::Folds, Protocol::Stratified] {
            let part = protocol.part(&tables, &[], 2).unwrap();
            let HeldOut::Rows(Rows { test, .. }) = &part.held_out else {
                panic!("{protocol:?} tests rows of known people");
            };
            assert!(test.iter().all(|row| !part.training.ratings.contains(row)));
            assert_eq!(part.training.ratings.len() + test.len(), 160);
        }
    }

    #[test]
    fn only_the_stratified_protocol_counts_every_rating_as_relevant() {
        let disliked: Vec<Rating> = (0..20)
            .flat_map(|user| (0..8).map(move |movie| rating(user, movie, 2)))
            .collect();
        let tables = tables(20, 8, disliked);
        let n_values = |protocol: Protocol| {
            let part = protocol.part(&tables, &[], 1).unwrap();
            part.measure(&Always(3.0))[0].values.len()
        };
        // Nobody likes anything: rating accuracy alone.
        assert!(n_values(Protocol::Folds) < n_values(Protocol::Stratified));
    }
}

//! What is held out of the tables, and what is measured on it.

use serde::{Deserialize, Serialize};

use crate::accuracy::{RatingAccuracy, rating_accuracy};
use crate::lists::{ListQuality, Relevance, TrainingView, top_n};
use crate::recommender::Recommender;
use crate::report::Column;
use matinee_core::domain::{Rating, UserIdx};
use matinee_data::dataset::{Split, Tables, Vocabulary};

/// Length of the lists that protocols measure.
pub const K: usize = 10;

/// What was measured on one set of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Which rows; empty where a part has only one set.
    pub set: String,
    /// The values; none where the system cannot do what was asked.
    pub values: Vec<(Column, f64)>,
}

/// Accuracy, then lists, of what there is of them.
pub(super) fn values(
    accuracy: Option<RatingAccuracy>,
    lists: Option<ListQuality>,
) -> Vec<(Column, f64)> {
    let accuracy = accuracy.map(|accuracy| accuracy.values());
    let lists = lists.map(|lists| lists.values());
    [accuracy, lists].into_iter().flatten().flatten().collect()
}

/// Test rows of people who are in the training data.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) test: Vec<Rating>,
    relevance: Relevance,
}

impl Rows {
    /// The tables without the test rows of a split, and these rows.
    pub(super) fn split(tables: &Tables, split: Split, relevance: Relevance) -> (Tables, Self) {
        let training = Tables {
            ratings: split.train,
            ..tables.clone()
        };
        let test = split.test;
        (training, Self { test, relevance })
    }

    pub(super) fn measure(&self, training: &Tables, system: &dyn Recommender) -> Measurement {
        let view = TrainingView::new(
            &training.ratings,
            training.users.len(),
            &training.movies,
            training.scale,
        );
        let list = |user| view.best_unrated(system, user, K);
        Measurement {
            set: String::new(),
            values: values(
                rating_accuracy(&self.test, system, training.scale),
                top_n(&view, &self.test, self.relevance, K, list),
            ),
        }
    }
}

/// The tables without these people, and with the ratings at the rows of the table that `keeps`
/// keeps; and for each person of `tables` their new index.
pub(super) fn without(
    tables: &Tables,
    is_held_out: &[bool],
    keeps: impl Fn(usize) -> bool,
) -> (Tables, Vec<Option<UserIdx>>) {
    let mut rows = Vec::with_capacity(is_held_out.len());
    let mut users = Vec::new();
    for (user, is_held_out) in tables.users.iter().zip(is_held_out) {
        rows.push((!is_held_out).then_some(UserIdx(users.len() as u32)));
        if !is_held_out {
            users.push(user.clone());
        }
    }
    let kept = tables
        .ratings
        .iter()
        .enumerate()
        .filter(|(row, _)| keeps(*row));
    let ratings = kept.filter_map(|(_, rating)| {
        let user = rows[rating.user.row()]?;
        Some(Rating { user, ..*rating })
    });
    let tables = Tables {
        ratings: ratings.collect(),
        user_ids: Vocabulary::new(users.iter().map(|user| user.id)),
        users,
        ..tables.clone()
    };
    (tables, rows)
}

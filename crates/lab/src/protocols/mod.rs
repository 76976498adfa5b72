//! Protocols: which rows are trained on, and what is measured on which others.
//!
//! A protocol has parts (folds, or draws); a part has rows to train on, and measures any system
//! that was trained on them. No test row is in the tables of a part.

mod cold_start;
pub(super) mod held_out;
mod rows;
mod time;

use serde::{Deserialize, Serialize};

use matinee_data::dataset::split::{self, N_FOLDS, SplitError};
use matinee_data::dataset::{CleaningRules, Tables};

use super::accuracy::RatingAccuracy;
use super::columns::Column;
use super::lists::{ListQuality, Relevance};
use super::recommender::Recommender;

use cold_start::ColdStart;
use rows::Rows;
use time::Time;

/// Length of the lists that protocols measure.
pub const K: usize = 10;
/// Share of the rows that [`Protocol::Stratified`] tests on.
const STRATIFIED_TEST_SHARE: f64 = 0.25;

/// The protocols. All want tables that were cleaned with [`Protocol::CLEANING`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// u1 to u5: accuracy over all test rows; lists of every movie without a base
    /// rating, relevant from 4 stars.
    Folds,
    /// A quarter of each movie's ratings is tested on, every test rating is relevant.
    Stratified,
    /// People who are held out whole, and of whom the first ratings are given.
    ColdStart,
    /// Trained on the first four fifths by time, tested on the last; new people are met with what
    /// they have rated so far.
    Time,
}

impl Protocol {
    /// Every protocol.
    pub const ALL: [Self; 4] = [Self::Folds, Self::Stratified, Self::ColdStart, Self::Time];

    /// Nothing is left out: all rows are scored.
    pub const CLEANING: CleaningRules = CleaningRules::none();

    /// As on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Folds => "folds",
            Self::Stratified => "stratified",
            Self::ColdStart => "cold-start",
            Self::Time => "time",
        }
    }

    /// What makes a test movie relevant; what a system is to learn its order from.
    #[must_use]
    pub const fn relevance(self) -> Relevance {
        match self {
            Self::Folds | Self::ColdStart | Self::Time => Relevance::Liked,
            Self::Stratified => Relevance::Rated,
        }
    }

    /// How many parts there are; `None` when they are drawn, as many as one likes.
    #[must_use]
    pub const fn n_parts(self) -> Option<u32> {
        match self {
            Self::Folds => Some(N_FOLDS),
            Self::Stratified | Self::ColdStart => None,
            Self::Time => Some(1),
        }
    }

    /// Part `n`, from 1: a fold, or the draw of seed `n`. `times[i]` says when `tables.ratings[i]` was
    /// given; only [`Protocol::Time`] looks at it.
    ///
    /// # Errors
    /// A fold outside 1 to 5; too few rows to split; not one time for each rating.
    pub fn part(self, tables: &Tables, times: &[i64], n: u32) -> Result<Part, SplitError> {
        match self {
            Self::Folds => {
                let name = format!("u{n}");
                let split = split::fold(&tables.ratings, n)?;
                Ok(Rows::part(name, tables, split, self.relevance()))
            }
            Self::Stratified => {
                let name = format!("draw {n}");
                let split = split::by_movie(&tables.ratings, STRATIFIED_TEST_SHARE, n.into())?;
                Ok(Rows::part(name, tables, split, self.relevance()))
            }
            Self::ColdStart => ColdStart::part(format!("draw {n}"), tables, n.into()),
            Self::Time => Time::part(tables, times),
        }
    }
}

/// A part of a protocol.
#[derive(Clone, Debug)]
pub struct Part {
    /// For example `u1` or `draw 2`.
    pub name: String,
    /// What to train on: the test rows, and people held out whole, are not in it.
    pub training: Tables,
    held_out: HeldOut,
}

#[derive(Clone, Debug)]
enum HeldOut {
    Rows(Rows),
    People(ColdStart),
    Time(Time),
}

/// What was measured on one set of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Which rows; empty where a part has only one set.
    pub set: String,
    /// The values; none where the system cannot do what was asked.
    pub values: Vec<(Column, f64)>,
}

impl Part {
    /// Measures a system that was fitted on [`Part::training`].
    #[must_use]
    pub fn measure(&self, system: &dyn Recommender) -> Vec<Measurement> {
        match &self.held_out {
            HeldOut::Rows(rows) => vec![rows.measure(&self.training, system)],
            HeldOut::People(people) => people.measure(&self.training, system),
            HeldOut::Time(time) => time.measure(&self.training, system),
        }
    }
}

/// Accuracy, then lists, of what there is of them.
fn values(accuracy: Option<RatingAccuracy>, lists: Option<ListQuality>) -> Vec<(Column, f64)> {
    let accuracy = accuracy.map(|accuracy| accuracy.values());
    let lists = lists.map(|lists| lists.values());
    [accuracy, lists].into_iter().flatten().flatten().collect()
}

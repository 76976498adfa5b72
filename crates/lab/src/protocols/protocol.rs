//! Which rows are trained on, and which are measured on: one of four protocols.

use matinee_core::domain::Rating;
use matinee_data::dataset::split::{self, N_FOLDS, SplitError};
use matinee_data::dataset::{CleaningRules, Tables};

use super::cold_start::{ColdStart, HeldOutPerson};
use super::held_out::{Measurement, Rows};
use super::time::Time;
use crate::lists::Relevance;
use crate::recommender::Recommender;

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
                let split = split::fold(&tables.ratings, tables.folds, n)?;
                let (training, rows) = Rows::split(tables, split, self.relevance());
                Ok(Part::new(
                    tables.folds.name(n),
                    training,
                    HeldOut::Rows(rows),
                ))
            }
            Self::Stratified => {
                let split = split::by_movie(&tables.ratings, STRATIFIED_TEST_SHARE, n.into())?;
                let (training, rows) = Rows::split(tables, split, self.relevance());
                Ok(Part::new(
                    format!("draw {n}"),
                    training,
                    HeldOut::Rows(rows),
                ))
            }
            Self::ColdStart => {
                let (training, people) = ColdStart::draw(tables, n.into())?;
                Ok(Part::new(
                    format!("draw {n}"),
                    training,
                    HeldOut::People(people),
                ))
            }
            Self::Time => {
                let (training, last) = Time::split(tables, times)?;
                Ok(Part::new(
                    "the last fifth".into(),
                    training,
                    HeldOut::Time(last),
                ))
            }
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

impl Part {
    const fn new(name: String, training: Tables, held_out: HeldOut) -> Self {
        Self {
            name,
            training,
            held_out,
        }
    }

    /// The rows that are tested on, of people who are in the training data: by user, then movie, where they are
    /// a fold's. None where people are held out whole, or time decides.
    #[must_use]
    pub fn test_rows(&self) -> &[Rating] {
        match &self.held_out {
            HeldOut::Rows(rows) => &rows.test,
            HeldOut::People(_) | HeldOut::Time(_) => &[],
        }
    }

    /// The people who are held out whole, in the order in which they were drawn; none elsewhere than in
    /// [`Protocol::ColdStart`].
    #[must_use]
    pub fn people(&self) -> &[HeldOutPerson] {
        match &self.held_out {
            HeldOut::People(people) => people.people(),
            HeldOut::Rows(_) | HeldOut::Time(_) => &[],
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Always, rating, tables};

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

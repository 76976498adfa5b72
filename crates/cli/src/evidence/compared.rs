//! Every system by every protocol; and what few ratings, or no features, cost.

use anyhow::Context;

use matinee_app::evidence::results::{
    MetricName, MetricValues, ProtocolResults, SetResults, SparsityCell, SparsityResults,
    SystemName, SystemValues, SystemsResults, ThinnedSystem,
};
use matinee_core::domain::Rating;
use matinee_lab::{Column, Measured, Part, Protocol, metrics};

use crate::evaluate::bench::Thinning;

use super::plan::KEPT;
use super::{Evidence, Looked, rounded, system_name};

/// Not shown: the same error in other units.
const LEFT_OUT: [Column; 2] = [Column::MSE, Column::MSE_ORIGINAL];

/// Where more is better, and where less is. Of the others (coverage, novelty, …) it is a matter of taste.
const MORE: [Column; 6] = [
    Column::NDCG,
    Column::GRADED_NDCG,
    Column::STARS_GIVEN,
    Column::RECALL,
    Column::PRECISION,
    Column::AVERAGE_PRECISION,
];
const LESS: [Column; 5] = [
    Column::RMSE,
    Column::MAE,
    Column::DISLIKED,
    Column::LOW_PLACES,
    Column::FIT_SECONDS,
];

/// From how many training ratings on a movie is in the next bin; a person.
const MOVIE_BINS: [u32; 6] = [0, 5, 20, 50, 100, 200];
const PERSON_BINS: [u32; 5] = [0, 20, 50, 100, 200];

/// Title, and two sentences.
const fn words(protocol: Protocol) -> (&'static str, &'static str) {
    match protocol {
        Protocol::Folds => (
            "Five folds",
            "Each fifth of the ratings is predicted from the other four, until every rating was predicted once. A \
             list is right where it names a movie that got 4 stars or more.",
        ),
        Protocol::Stratified => (
            "A quarter of each movie",
            "A quarter of each movie's ratings is held out at random, three times. Every held-out movie is right, \
             whatever its stars, so the systems are fitted for who rates what.",
        ),
        Protocol::Time => (
            "Past and future",
            "The first four fifths of all ratings by time are learned from, the last fifth is predicted. Who comes \
             later is met with what they have rated so far.",
        ),
        Protocol::ColdStart => (
            "Somebody new",
            "200 people are held out whole, three times. A few of their ratings are given, without training again.",
        ),
    }
}

/// Entries of a list, each once, in the order in which they came.
fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

impl Evidence<'_> {
    /// `systems.json`.
    pub(super) fn systems(
        &self,
        folds: &[Looked<'_>],
        others: &[Looked<'_>],
    ) -> anyhow::Result<SystemsResults> {
        let looked = || folds.iter().chain(others);
        let protocols = distinct(looked().map(|it| it.trial.protocol)).into_iter();
        let protocols = protocols.map(|protocol| {
            let of_protocol: Vec<&Looked<'_>> = looked()
                .filter(|it| it.trial.protocol == protocol)
                .collect();
            self.protocol(protocol, &of_protocol)
        });
        let columns = looked().flat_map(|it| &it.observed.measurements);
        let columns = columns.flat_map(|it| it.values.iter().map(|(column, _)| *column));
        let columns = distinct(columns.filter(|column| !LEFT_OUT.contains(column)));
        Ok(SystemsResults {
            head: self.head(
                "All systems learn from the same rows and are measured by the same code on rows that none of them has \
                 seen, nothing of the data left out. Lists have ten movies.",
                looked(),
            ),
            systems: distinct(looked().map(|it| system_name(it.trial))),
            metrics: columns.iter().map(metric_name).collect(),
            protocols: protocols.collect::<anyhow::Result<_>>()?,
        })
    }

    fn protocol(
        &self,
        protocol: Protocol,
        looked: &[&Looked<'_>],
    ) -> anyhow::Result<ProtocolResults> {
        let parts = distinct(looked.iter().map(|it| it.trial.part));
        let n_sets = looked.iter().map(|it| it.observed.measurements.len()).max();
        let sets = (0..n_sets.unwrap_or(0)).map(|set| {
            let of_set =
                |it: &&&Looked<'_>| it.observed.measurements.get(set).map(|it| it.set.clone());
            let keys = distinct(looked.iter().map(|it| system_name(it.trial).key));
            let systems = keys.into_iter().filter_map(|system| {
                let of_system = looked
                    .iter()
                    .filter(|it| system_name(it.trial).key == system);
                let values: Vec<&[(Column, f64)]> = of_system
                    .filter_map(|it| Some(&it.observed.measurements.get(set)?.values[..]))
                    .collect();
                let metrics = metric_values(&values);
                // How long training took is not a thing that a system can do.
                let can_do = metrics
                    .iter()
                    .any(|it| it.metric != Column::FIT_SECONDS.key);
                can_do.then_some(SystemValues { system, metrics })
            });
            SetResults {
                name: looked.iter().find_map(|it| of_set(&it)).unwrap_or_default(),
                systems: systems.collect(),
            }
        });
        let (title, explanation) = words(protocol);
        let names = parts
            .iter()
            .map(|part| Ok(self.bench.part(protocol, *part)?.name));
        Ok(ProtocolResults {
            key: protocol.name().to_owned(),
            title: title.to_owned(),
            explanation: explanation.to_owned(),
            parts: names.collect::<anyhow::Result<_>>()?,
            sets: sets.collect(),
        })
    }

    /// `sparsity.json`.
    pub(super) fn sparsity(
        &self,
        whole: &[Looked<'_>],
        thinned: &[Looked<'_>],
        part: &Part,
    ) -> anyhow::Result<SparsityResults> {
        let hybrid = |looked: &&Looked<'_>| system_name(looked.trial).key == "hybrid";
        let with = whole.iter().find(hybrid).context("there is no hybrid")?;
        let without = thinned
            .iter()
            .find(|it| it.trial.thinning == Thinning::Features);
        let without = without.context("there is no hybrid without features")?;
        let pair = |of: &dyn Fn(&Looked<'_>) -> Option<f64>| {
            [with, without].map(|it| of(it).map_or(0.0, |value| rounded(value, 4)))
        };
        let of_percent = |percent: u32| -> Vec<&Looked<'_>> {
            match percent {
                100 => whole.iter().collect(),
                _ => (thinned.iter())
                    .filter(|it| it.trial.thinning == Thinning::Kept(percent))
                    .collect(),
            }
        };
        let steps: Vec<(u32, Vec<&Looked<'_>>)> = std::iter::once(100)
            .chain(KEPT)
            .map(|percent| (percent, of_percent(percent)))
            .collect();
        let systems = whole
            .iter()
            .map(|it| system_name(it.trial))
            .map(|system: SystemName| {
                let values = |of: &dyn Fn(&Looked<'_>) -> Option<f64>| {
                    let of_steps = steps.iter().filter_map(|(_, looked)| {
                        let found = looked.iter().find(|it| system_name(it.trial) == system)?;
                        Some(rounded(of(found)?, 4))
                    });
                    of_steps.collect()
                };
                ThinnedSystem {
                    rmse: values(&|it| it.observed.rmse(part)),
                    ndcg: values(&|it| it.observed.ndcg(part)),
                    system,
                }
            });
        Ok(SparsityResults {
            head: self.head(
                "Fold u1: 20,000 ratings are predicted from 80,000, or from fewer of them, drawn at random once; \
                 those that are kept of fewer are among those that are kept of more. Nobody is listed what \
                 they have rated, whether it was kept or not.",
                whole.iter().chain(thinned),
            ),
            movie_bins: MOVIE_BINS.to_vec(),
            person_bins: PERSON_BINS.to_vec(),
            cells: cells(part, &with.observed.pairs(part), &without.observed.pairs(part)),
            shares: steps.iter().map(|(percent, _)| *percent as f32 / 100.0).collect(),
            n_kept: (steps.iter())
                .map(|(_, looked)| looked.first().map_or(0, |it| it.observed.n_rows))
                .collect(),
            systems: systems.collect(),
            features_rmse: pair(&|it| it.observed.rmse(part)),
            features_ndcg: pair(&|it| it.observed.ndcg(part)),
        })
    }
}

fn metric_name(column: &Column) -> MetricName {
    let is_more = MORE.contains(column).then_some(true);
    MetricName {
        key: column.key.to_owned(),
        heading: column.heading.to_owned(),
        digits: column.digits as u8,
        more_is_better: is_more.or(LESS.contains(column).then_some(false)),
    }
}

/// What there is of every part.
fn metric_values(parts: &[&[(Column, f64)]]) -> Vec<MetricValues> {
    let columns = distinct(
        parts
            .iter()
            .flat_map(|values| values.iter().map(|(column, _)| *column)),
    );
    let columns = columns
        .into_iter()
        .filter(|column| !LEFT_OUT.contains(column));
    let values = columns.filter_map(|column| {
        let of_part = |values: &&[(Column, f64)]| {
            let found = values.iter().find(|(it, _)| *it == column)?;
            Some(found.1)
        };
        let values = parts.iter().map(of_part).collect::<Option<Vec<f64>>>()?;
        let Measured { mean, spread } = Measured::over(&values)?;
        let round = |value: f64| rounded(value, column.digits as u32);
        Some(MetricValues {
            metric: column.key.to_owned(),
            parts: values.iter().copied().map(round).collect(),
            mean: round(mean),
            spread: spread.map(round),
        })
    });
    values.collect()
}

/// The bin of so many ratings.
fn bin(bins: &[u32], n_ratings: u32) -> usize {
    bins.iter()
        .filter(|start| **start <= n_ratings)
        .count()
        .saturating_sub(1)
}

/// Errors of both by how many training ratings movie and person have.
fn cells(part: &Part, with: &[(f32, f32)], without: &[(f32, f32)]) -> Vec<SparsityCell> {
    let mut n_of_movie = vec![0; part.training.movies.len()];
    let mut n_of_user = vec![0; part.training.users.len()];
    for rating in &part.training.ratings {
        n_of_movie[rating.movie.row()] += 1;
        n_of_user[rating.user.row()] += 1;
    }
    let cell_of = |row: &Rating| {
        let movie = bin(&MOVIE_BINS, n_of_movie[row.movie.row()]);
        let person = bin(&PERSON_BINS, n_of_user[row.user.row()]);
        movie * PERSON_BINS.len() + person
    };
    let mut pairs = vec![[Vec::new(), Vec::new()]; MOVIE_BINS.len() * PERSON_BINS.len()];
    for (row, (with, without)) in part.test_rows().iter().zip(with.iter().zip(without)) {
        let cell = &mut pairs[cell_of(row)];
        cell[0].push(*with);
        cell[1].push(*without);
    }
    let cells = pairs.into_iter().map(|[with, without]| {
        let rmse = |pairs: &[(f32, f32)]| metrics::rmse(pairs).map(|it| rounded(it, 3));
        SparsityCell {
            n: with.len() as u32,
            rmse: rmse(&with),
            rmse_without_features: rmse(&without),
        }
    });
    cells.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_begins_with_its_number() {
        assert_eq!(
            [0, 4, 5, 19, 20, 999].map(|n| bin(&MOVIE_BINS, n)),
            [0, 0, 1, 1, 2, 5]
        );
    }

    #[test]
    fn a_metric_that_one_part_lacks_is_left_out() {
        let first = [(Column::RMSE, 0.91), (Column::NDCG, 0.2)];
        let second = [(Column::RMSE, 0.89)];
        let values = metric_values(&[&first, &second]);
        let [rmse] = values.as_slice() else {
            panic!("{values:?}")
        };
        assert_eq!((rmse.mean, &rmse.parts[..]), (0.9, &[0.91, 0.89][..]));
        assert_eq!(rmse.spread, Some(0.0141));
    }
}

//! What trials learn from and are measured on: parts of the bases of folds.

use std::fmt;

use clap::ValueEnum;

use matinee_core::domain::Rating;
use matinee_data::dataset::split::{self, SplitError};
use matinee_data::dataset::{CleaningRules, Tables, clean};
use matinee_data::raw::RawTables;
use matinee_train::model::FeatureTables;

/// A value of `--part`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PartName {
    /// Rows at random.
    Random,
    /// A run of neighbours in the order of u.data, as the folds are: some people are left with few
    /// training rows, or none.
    Block,
}

/// How bases are cut.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    /// Ascending, each once.
    pub(super) folds: Vec<u32>,
    pub(super) part: PartName,
    /// Of the base that is measured on.
    pub(super) share: f64,
    pub(super) seed: u64,
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folds: Vec<String> = self.folds.iter().map(|fold| format!("u{fold}")).collect();
        let part = match self.part {
            PartName::Random => "random",
            PartName::Block => "block",
        };
        write!(f, "{} {part} {}", folds.join("+"), self.share)
    }
}

/// The base of one fold in two parts.
pub(super) struct Rows {
    /// People and movies, and the rows to learn from.
    pub(super) tables: Tables,
    pub(super) features: FeatureTables,
    /// The rows to measure on.
    pub(super) validation: Vec<Rating>,
}

impl Cut {
    /// The bases, cut. Test rows are dropped before anything is looked at.
    ///
    /// # Errors
    /// No such fold, a share that is none, too few rows.
    pub(super) fn apply(&self, data: &RawTables) -> Result<Vec<Rows>, SplitError> {
        let cut = |fold: &u32| {
            let base = RawTables {
                ratings: split::fold_base(&data.ratings, *fold)?,
                ..data.clone()
            };
            let (tables, _) = clean(base, &CleaningRules::none());
            let parts = match self.part {
                PartName::Random => split::random(&tables.ratings, self.share, self.seed)?,
                PartName::Block => split::block(&tables.ratings, self.share, self.seed)?,
            };
            Ok(Rows {
                features: FeatureTables::new(&tables),
                validation: parts.test,
                tables: Tables {
                    ratings: parts.train,
                    ..tables
                },
            })
        };
        self.folds.iter().map(cut).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use matinee_core::domain::{MovieId, Stars, UserId};
    use matinee_data::formats::movielens_100k::parse;
    use matinee_data::generate::{GeneratorConfig, generate};

    fn data() -> RawTables {
        parse(&generate(&GeneratorConfig::small()).unwrap().0).unwrap()
    }

    fn cut(part: PartName) -> Cut {
        Cut {
            folds: (1..=5).collect(),
            part,
            share: 0.125,
            seed: 3,
        }
    }

    fn check(test: impl Fn(&Cut)) {
        for part in PartName::value_variants() {
            test(&cut(*part));
        }
    }

    type Pairs = HashSet<(UserId, MovieId)>;

    fn pairs(rows: &Rows) -> Pairs {
        let Tables { users, movies, .. } = &rows.tables;
        (rows.tables.ratings.iter())
            .chain(&rows.validation)
            .map(|row| (users[row.user.row()].id, movies[row.movie.row()].id))
            .collect()
    }

    fn test_rows(data: &RawTables, fold: u32) -> Pairs {
        let key = |row: &matinee_data::raw::RawRating| (row.user, row.movie);
        let (_, test) = split::fold_rows(&data.ratings, fold, key).unwrap();
        test.iter().map(key).collect()
    }

    #[test]
    fn a_trial_has_every_row_of_its_base_and_no_test_row() {
        let data = data();
        check(|cut| {
            for (rows, fold) in cut.apply(&data).unwrap().iter().zip(&cut.folds) {
                let (ours, test) = (pairs(rows), test_rows(&data, *fold));
                assert!(ours.is_disjoint(&test), "{cut}, fold {fold}");
                assert_eq!(ours.len() + test.len(), data.ratings.len());
                assert_eq!(
                    ours.len(),
                    rows.tables.ratings.len() + rows.validation.len()
                );
            }
        });
    }

    #[test]
    fn whatever_test_rows_say_trials_see_the_same() {
        let data = data();
        check(|cut| {
            for (rows, fold) in cut.apply(&data).unwrap().iter().zip(&cut.folds) {
                let test = test_rows(&data, *fold);
                let mut other = data.clone();
                for row in &mut other.ratings {
                    if test.contains(&(row.user, row.movie)) {
                        row.stars = Stars::ALL[4 - usize::from(row.stars.get() - 1)];
                    }
                }
                let folds = vec![*fold];
                let seen = Cut {
                    folds,
                    ..cut.clone()
                }
                .apply(&other)
                .unwrap();
                assert_eq!(seen[0].tables.ratings, rows.tables.ratings);
                assert_eq!(seen[0].validation, rows.validation);
            }
        });
    }

    #[test]
    fn a_cut_is_named_by_its_folds_its_kind_and_its_share() {
        let name = Cut {
            folds: vec![1, 2],
            ..cut(PartName::Block)
        }
        .to_string();
        assert_eq!(name, "u1+u2 block 0.125");
    }
}

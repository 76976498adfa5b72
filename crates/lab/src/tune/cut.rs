//! What trials learn from and are measured on: parts of the bases of folds.

use std::fmt;

use matinee_core::domain::Rating;
use matinee_data::dataset::split::{self, SplitError};
use matinee_data::dataset::{CleaningRules, Tables, clean};
use matinee_data::raw::RawTables;
use matinee_train::model::FeatureTables;

/// Which rows of a base are measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutKind {
    /// Rows at random.
    Random,
    /// A run of neighbours in the order of u.data, as the folds are: some people are left with few
    /// training rows, or none.
    Block,
}

/// How the bases of folds are cut into rows to learn from and rows to measure on.
#[derive(Clone, Debug)]
pub struct Cut {
    /// Ascending, each once.
    pub folds: Vec<u32>,
    /// Which rows are measured on.
    pub part: CutKind,
    /// Share of the base that is measured on, above 0 and below 1.
    pub share: f64,
    /// Seed of the random choice of these rows.
    pub seed: u64,
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folds: Vec<String> = self.folds.iter().map(|fold| format!("u{fold}")).collect();
        let part = match self.part {
            CutKind::Random => "random",
            CutKind::Block => "block",
        };
        write!(f, "{} {part} {}", folds.join("+"), self.share)
    }
}

/// The base of one fold in two parts.
#[derive(Clone, Debug)]
pub struct TrialRows {
    /// People and movies, and the rows to learn from.
    pub tables: Tables,
    /// Features of these people and movies.
    pub features: FeatureTables,
    /// The rows to measure on.
    pub validation: Vec<Rating>,
}

impl Cut {
    /// The bases, cut. Test rows are dropped before anything is looked at.
    ///
    /// # Errors
    /// No such fold, an invalid share, too few rows.
    pub fn apply(&self, data: &RawTables) -> Result<Vec<TrialRows>, SplitError> {
        let cut = |fold: &u32| {
            let base = RawTables {
                ratings: split::fold_base(&data.ratings, *fold)?,
                ..data.clone()
            };
            let (tables, _) = clean(base, &CleaningRules::none());
            let parts = match self.part {
                CutKind::Random => split::random(&tables.ratings, self.share, self.seed)?,
                CutKind::Block => split::block(&tables.ratings, self.share, self.seed)?,
            };
            Ok(TrialRows {
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
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;

    fn data() -> RawTables {
        generate(&GeneratorConfig::small())
            .unwrap()
            .0
            .read()
            .unwrap()
    }

    fn cut(part: CutKind) -> Cut {
        Cut {
            folds: (1..=5).collect(),
            part,
            share: 0.125,
            seed: 3,
        }
    }

    fn check(test: impl Fn(&Cut)) {
        for part in [CutKind::Random, CutKind::Block] {
            test(&cut(part));
        }
    }

    type Pairs = HashSet<(UserId, MovieId)>;

    fn pairs(rows: &TrialRows) -> Pairs {
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
            ..cut(CutKind::Block)
        }
        .to_string();
        assert_eq!(name, "u1+u2 block 0.125");
    }
}

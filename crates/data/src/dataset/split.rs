//! Splits of ratings into training and test rows.
//!
//! Every split is a partition: each row is in exactly one part, so no test row is ever trained on.

use rand::RngExt;

use matinee_core::domain::Rating;
use matinee_core::random::{permutation, seeded};

/// Number of folds of [`fold_rows`].
pub const N_FOLDS: u32 = 5;

/// The stream of [`seeded`] from which splits draw.
const STREAM: u64 = 0x0073_706C_6974;

/// Training and test rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Rows to learn from.
    pub train: Vec<Rating>,
    /// Rows to measure on.
    pub test: Vec<Rating>,
}

/// Why rows cannot be split.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SplitError {
    /// No such fold.
    #[error("there is no fold {0}: choose one of 1 to {N_FOLDS}")]
    Fold(u32),
    /// Not a share.
    #[error("the test share must lie between 0 and 1, both excluded, found {0}")]
    Share(f64),
    /// A share that comes to no rating.
    #[error(
        "a test share of {share} is less than one rating (there are {n_rows}); give a larger share, or \
         more ratings"
    )]
    NothingToTest {
        /// The share.
        share: f64,
        /// Number of rows given.
        n_rows: usize,
    },
    /// One of the parts would be empty.
    #[error(
        "the ratings (there are {n_rows}) cannot be split this way: {part} would be empty; give more \
         ratings"
    )]
    TooFewRows {
        /// Number of rows given.
        n_rows: usize,
        /// The empty part.
        part: &'static str,
    },
    /// There is no before and after.
    #[error(
        "the ratings (there are {0}) do not say what came before what: they have no order in time to be \
         split by"
    )]
    NoTime(usize),
    /// Nobody can be held out whole, or nobody would be left.
    #[error(
        "two people with at least {n_ratings} ratings are needed to hold one of them out, found \
         {found}: give more ratings"
    )]
    TooFewPeople {
        /// Number of people with enough ratings.
        found: usize,
        /// How many ratings are enough.
        n_ratings: usize,
    },
}

/// How a data set is cut into five folds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Folds {
    /// The canonical five, by the rule of `mku.sh` in the official archive: the test rows of fold n are
    /// the n-th fifth of the rows in the order of the file.
    #[default]
    OfTheFile,
    /// Drawn at random, the same for everybody: for files whose order says something.
    Drawn,
}

impl Folds {
    /// What the rows of fold `n` are called.
    #[must_use]
    pub fn name(self, n: u32) -> String {
        match self {
            Self::OfTheFile => format!("u{n}"),
            Self::Drawn => format!("fold {n}"),
        }
    }

    /// Which of so many rows are tested on in fold `n`.
    fn is_test(self, n_rows: usize, n: u32) -> Result<Vec<bool>, SplitError> {
        if !(1..=N_FOLDS).contains(&n) {
            return Err(SplitError::Fold(n));
        }
        let (n, n_folds) = (n as usize, N_FOLDS as usize);
        let fifth = n_rows * (n - 1) / n_folds..n_rows * n / n_folds;
        let mut is_test = vec![false; n_rows];
        match self {
            Self::OfTheFile => is_test[fifth].fill(true),
            Self::Drawn => {
                let order = permutation(row_number(n_rows), &mut seeded(FOLDS_SEED, STREAM));
                for row in &order[fifth] {
                    is_test[*row as usize] = true;
                }
            }
        }
        Ok(is_test)
    }
}

/// Of the draw of [`Folds::Drawn`]: nobody chooses their own.
const FOLDS_SEED: u64 = 5;

/// The base and the test rows of a fold, both sorted by `key` (user, then movie).
///
/// # Errors
/// A fold outside 1 to 5; fewer than five rows.
pub fn fold_rows<T: Clone, K: Ord>(
    rows: &[T],
    folds: Folds,
    fold: u32,
    key: impl Fn(&T) -> K,
) -> Result<(Vec<T>, Vec<T>), SplitError> {
    let is_test = folds.is_test(rows.len(), fold)?;
    let part = |wanted: bool| {
        let rows = rows.iter().zip(&is_test).filter(|(_, it)| **it == wanted);
        rows.map(|(row, _)| row.clone()).collect::<Vec<T>>()
    };
    let (mut base, mut test) = (part(false), part(true));
    check_parts(&base, &test)?;
    base.sort_by_key(&key);
    test.sort_by_key(&key);
    Ok((base, test))
}

/// The base of [`fold_rows`] alone, in the order of the file.
///
/// # Errors
/// A fold outside 1 to 5.
pub fn fold_base<T: Clone>(rows: &[T], folds: Folds, fold: u32) -> Result<Vec<T>, SplitError> {
    let is_test = folds.is_test(rows.len(), fold)?;
    let base = rows.iter().zip(&is_test).filter(|(_, it)| !**it);
    Ok(base.map(|(row, _)| row.clone()).collect())
}

/// [`fold_rows`] of ratings in the order of the file, as in [`Tables`](super::Tables).
///
/// The canonical folds are those of all 100,000 rows: clean without rules before.
///
/// # Errors
/// A fold outside 1 to 5; fewer than five rows.
pub fn fold(ratings: &[Rating], folds: Folds, fold: u32) -> Result<Split, SplitError> {
    let key = |rating: &Rating| (rating.user, rating.movie);
    let (train, test) = fold_rows(ratings, folds, fold, key)?;
    Ok(Split { train, test })
}

/// Draws `test_share` of the rows at random. Both parts keep the order of `ratings`.
///
/// # Errors
/// A share that is not between 0 and 1; a part without rows.
pub fn random(ratings: &[Rating], test_share: f64, seed: u64) -> Result<Split, SplitError> {
    check_share(test_share)?;
    let mut is_test = vec![false; ratings.len()];
    let order = permutation(row_number(ratings.len()), &mut seeded(seed, STREAM));
    for row in order.into_iter().take(n_test(ratings.len(), test_share)) {
        is_test[row as usize] = true;
    }
    partition(ratings, &is_test, test_share)
}

/// Draws a run of neighbouring rows, `test_share` of them: as the folds do it, so that where the
/// order of the file means something, people are left with few training rows or none. Both parts
/// keep the order of `ratings`.
///
/// # Errors
/// A share that is not between 0 and 1; a part without rows.
pub fn block(ratings: &[Rating], test_share: f64, seed: u64) -> Result<Split, SplitError> {
    check_share(test_share)?;
    let n_test = n_test(ratings.len(), test_share);
    let last_start = row_number(ratings.len() - n_test);
    let start = seeded(seed, STREAM).random_range(0..=last_start) as usize;
    let mut is_test = vec![false; ratings.len()];
    is_test[start..start + n_test].fill(true);
    partition(ratings, &is_test, test_share)
}

/// Draws `test_share` of each movie's rows at random: the split of the protocol `stratified` (share .25).
///
/// The number of test rows of a movie is rounded as in `python_stratified_split` of the
/// `recommenders` library: its training rows are rounded, half to even. A movie with one rating
/// is then trained on and not tested. Both parts keep the order of `ratings`.
///
/// # Errors
/// A share that is not between 0 and 1; a part without rows.
pub fn by_movie(ratings: &[Rating], test_share: f64, seed: u64) -> Result<Split, SplitError> {
    check_share(test_share)?;
    let n_movies = ratings
        .iter()
        .map(|rating| rating.movie.row() + 1)
        .max()
        .unwrap_or(0);
    let mut left_to_draw = vec![0; n_movies];
    for rating in ratings {
        left_to_draw[rating.movie.row()] += 1;
    }
    for n_rows in &mut left_to_draw {
        *n_rows = n_test(*n_rows, test_share);
    }
    // The first rows of each movie in one random order of all rows are a draw for each movie.
    let mut is_test = vec![false; ratings.len()];
    for row in permutation(row_number(ratings.len()), &mut seeded(seed, STREAM)) {
        let row = row as usize;
        let left = &mut left_to_draw[ratings[row].movie.row()];
        if *left > 0 {
            *left -= 1;
            is_test[row] = true;
        }
    }
    partition(ratings, &is_test, test_share)
}

fn check_share(test_share: f64) -> Result<(), SplitError> {
    if test_share > 0.0 && test_share < 1.0 {
        Ok(())
    } else {
        Err(SplitError::Share(test_share))
    }
}

/// Test rows of `n_rows`, so that the training rows are rounded half to even.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
fn n_test(n_rows: usize, test_share: f64) -> usize {
    n_rows - (n_rows as f64 * (1.0 - test_share)).round_ties_even() as usize
}

/// Ratings are indexed with 32 bits everywhere; a table with more does not fit into memory here.
fn row_number(n_rows: usize) -> u32 {
    u32::try_from(n_rows).unwrap_or(u32::MAX)
}

fn partition(ratings: &[Rating], is_test: &[bool], test_share: f64) -> Result<Split, SplitError> {
    let part = |wanted: bool| {
        let rows = ratings
            .iter()
            .zip(is_test)
            .filter(|(_, is_test)| **is_test == wanted);
        rows.map(|(rating, _)| *rating).collect::<Vec<_>>()
    };
    let split = Split {
        train: part(false),
        test: part(true),
    };
    if split.test.is_empty() && !ratings.is_empty() {
        return Err(SplitError::NothingToTest {
            share: test_share,
            n_rows: ratings.len(),
        });
    }
    check_parts(&split.train, &split.test)?;
    Ok(split)
}

fn check_parts<T>(train: &[T], test: &[T]) -> Result<(), SplitError> {
    let n_rows = train.len() + test.len();
    let part = if train.is_empty() {
        "the training part"
    } else if test.is_empty() {
        "the test part"
    } else {
        return Ok(());
    };
    Err(SplitError::TooFewRows { n_rows, part })
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::{MovieIdx, Stars, UserIdx};

    /// Movie `m` has `counts[m]` ratings.
    fn ratings(counts: &[u32]) -> Vec<Rating> {
        let of_movie = |(movie, n): (u32, &u32)| {
            (0..*n).map(move |user| Rating {
                user: UserIdx(user),
                movie: MovieIdx(movie),
                stars: Stars::WHOLE[(user % 5) as usize],
            })
        };
        (0..).zip(counts).flat_map(of_movie).collect()
    }

    fn n_of_movie(rows: &[Rating], movie: u32) -> usize {
        rows.iter()
            .filter(|rating| rating.movie == MovieIdx(movie))
            .count()
    }

    #[test]
    fn a_fold_tests_its_fifth_of_the_rows_and_sorts_both_parts() {
        let rows = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
        let (base, test) = fold_rows(&rows, Folds::OfTheFile, 2, |row| *row).unwrap();
        assert_eq!(test, [6, 7]);
        assert_eq!(base, [0, 1, 2, 3, 4, 5, 8, 9]);
    }

    #[test]
    fn the_five_folds_test_every_row_once() {
        let rows: Vec<u32> = (0..103).collect();
        for folds in [Folds::OfTheFile, Folds::Drawn] {
            let mut tested: Vec<u32> = (1..=5)
                .flat_map(|fold| fold_rows(&rows, folds, fold, |row| *row).unwrap().1)
                .collect();
            tested.sort_unstable();
            assert_eq!(tested, rows);
        }
    }

    #[test]
    fn drawn_folds_are_no_runs_of_neighbours() {
        let rows: Vec<u32> = (0..100).collect();
        let (_, test) = fold_rows(&rows, Folds::Drawn, 1, |row| *row).unwrap();
        assert_eq!(test.len(), 20);
        assert!(test[19] - test[0] > 60, "{test:?}");
        let base = fold_base(&rows, Folds::Drawn, 1).unwrap();
        assert!(base.iter().all(|row| !test.contains(row)) && base.len() == 80);
    }

    #[test]
    fn a_fold_outside_one_to_five_is_refused() {
        for fold in [0, 6] {
            assert_eq!(
                fold_rows(&[0; 10], Folds::OfTheFile, fold, |row| *row),
                Err(SplitError::Fold(fold))
            );
        }
    }

    #[test]
    fn the_base_alone_keeps_the_order_of_the_file() {
        let rows = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
        assert_eq!(
            fold_base(&rows, Folds::OfTheFile, 2),
            Ok(vec![9, 8, 5, 4, 3, 2, 1, 0])
        );
        assert_eq!(
            fold_base(&rows, Folds::OfTheFile, 6),
            Err(SplitError::Fold(6))
        );
    }

    #[test]
    fn a_random_split_has_the_share_asked_for() {
        let split = random(&ratings(&[600, 400]), 0.2, 7).unwrap();
        assert_eq!((split.train.len(), split.test.len()), (800, 200));
    }

    #[test]
    fn a_block_is_a_run_of_neighbours_that_the_seed_places() {
        let rows = ratings(&[600, 400]);
        let starts: Vec<usize> = (0..8)
            .map(|seed| {
                let split = block(&rows, 0.2, seed).unwrap();
                assert_eq!((split.train.len(), split.test.len()), (800, 200));
                let start = rows.iter().position(|row| *row == split.test[0]).unwrap();
                assert_eq!(rows[start..start + 200], split.test);
                start
            })
            .collect();
        assert!(starts.iter().any(|start| *start != starts[0]), "{starts:?}");
    }

    #[test]
    fn a_seed_gives_the_same_split_again_and_another_seed_another() {
        let rows = ratings(&[50, 30]);
        assert_eq!(random(&rows, 0.2, 7), random(&rows, 0.2, 7));
        assert_ne!(random(&rows, 0.2, 7), random(&rows, 0.2, 8));
        assert_eq!(by_movie(&rows, 0.2, 7), by_movie(&rows, 0.2, 7));
        assert_ne!(by_movie(&rows, 0.2, 7), by_movie(&rows, 0.2, 8));
    }

    #[test]
    fn a_stratified_split_gives_every_movie_its_share() {
        // 2.25, 4.5, 7.5 and 75 rows to train on; halves go to the even neighbour.
        let split = by_movie(&ratings(&[3, 6, 10, 100]), 0.25, 1).unwrap();
        let tested: Vec<usize> = (0..4).map(|movie| n_of_movie(&split.test, movie)).collect();
        assert_eq!(tested, [1, 2, 2, 25]);
    }

    #[test]
    fn a_movie_with_one_rating_is_trained_on() {
        let split = by_movie(&ratings(&[1, 8]), 0.25, 1).unwrap();
        assert_eq!(
            (n_of_movie(&split.train, 0), n_of_movie(&split.test, 0)),
            (1, 0)
        );
    }

    #[test]
    fn a_share_outside_zero_to_one_is_refused() {
        for share in [0.0, 1.0, -0.1, 1.5, f64::NAN] {
            let rows = ratings(&[10]);
            assert!(
                matches!(random(&rows, share, 1), Err(SplitError::Share(_))),
                "{share}"
            );
            assert!(
                matches!(by_movie(&rows, share, 1), Err(SplitError::Share(_))),
                "{share}"
            );
            assert!(
                matches!(block(&rows, share, 1), Err(SplitError::Share(_))),
                "{share}"
            );
        }
    }

    #[test]
    fn nothing_cannot_be_split() {
        let too_few = |error| matches!(error, SplitError::TooFewRows { .. });
        assert!(too_few(random(&[], 0.5, 1).unwrap_err()));
        assert!(too_few(by_movie(&[], 0.5, 1).unwrap_err()));
        assert!(too_few(block(&[], 0.5, 1).unwrap_err()));
        assert!(too_few(fold(&[], Folds::OfTheFile, 1).unwrap_err()));
    }

    #[test]
    fn a_share_that_is_less_than_a_rating_is_to_be_larger() {
        let rows = ratings(&[2, 1]);
        for split in [random, block, by_movie] {
            let error = split(&rows, 0.01, 1).unwrap_err();
            let message = error.to_string();
            assert!(message.contains("give a larger share"), "{message}");
        }
    }
}

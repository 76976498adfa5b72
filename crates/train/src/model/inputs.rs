//! What networks read: the features of people and movies, the pairs of a batch, and who rated what.
//!
//! Who rated what is pooled: the movies that a person rated say something together, and so do the people
//! that a movie was rated by. A dense product of the [n_users, n_movies] matrix with a table costs twenty
//! times the arithmetic, since nineteen of twenty pairs are not rated. Burn has no sparse product; this one
//! is linear, so its gradient is the product with the transposed matrix.

use std::sync::Arc;

use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use matinee_core::domain::{MovieIdx, Rating, StarScale, UserIdx};
use matinee_data::dataset::Tables;
use matinee_engine::artifact::{Catalogue, People};
use matinee_engine::features::{Matrix, MovieFeatures, UserFeatures};

use super::tensors::tensor;

/// The features of every user and every movie, what a pair's inputs are looked up in; and how ratings are
/// given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeatureTables {
    /// [n_users, user features]
    pub users: UserFeatures,
    /// [n_movies, movie features]
    pub movies: MovieFeatures,
    /// The ratings that can be given.
    pub scale: StarScale,
}

impl FeatureTables {
    /// The features of a data set's users and movies.
    #[must_use]
    pub fn new(tables: &Tables) -> Self {
        Self {
            users: UserFeatures::new(&tables.users, tables.occupations.len()),
            movies: MovieFeatures::new(&tables.movies, tables.genres.len()),
            scale: tables.scale,
        }
    }

    /// The same of what a model carries.
    #[must_use]
    pub fn of(people: &People, catalogue: &Catalogue) -> Self {
        Self {
            users: UserFeatures::new(&people.users, people.occupations.len()),
            movies: MovieFeatures::new(&catalogue.movies, catalogue.genres.len()),
            scale: catalogue.scale,
        }
    }
}

/// A sparse matrix by rows, with its transpose for the way back.
#[derive(Clone, Debug)]
pub struct Pooling {
    rows: SparseRows,
    columns: SparseRows,
}

/// Row by row: the columns that are not 0, and their values.
#[derive(Clone, Debug)]
struct SparseRows {
    /// Where each row starts in `entries`, and the end.
    starts: Vec<u32>,
    /// (column, value)
    entries: Vec<(u32, f32)>,
}

impl Pooling {
    /// A matrix of `shape` from (row, column, value).
    ///
    /// # Panics
    /// When an entry lies outside.
    #[must_use]
    pub fn new(
        [n_rows, n_columns]: [usize; 2],
        entries: impl Iterator<Item = (u32, u32, f32)> + Clone,
    ) -> Self {
        let transposed = entries
            .clone()
            .map(|(row, column, value)| (column, row, value));
        Self {
            rows: SparseRows::new(n_rows, entries),
            columns: SparseRows::new(n_columns, transposed),
        }
    }

    /// Σ_j values over what each user rated, divided by √n: [n_users, n_movies], with
    /// `value(rating)` for each rating.
    #[must_use]
    pub fn of_users(
        [n_users, n_movies]: [usize; 2],
        ratings: &[Rating],
        value: impl Fn(&Rating) -> f32,
    ) -> Self {
        let norms = inverse_roots(n_users, ratings.iter().map(|rating| rating.user.row()));
        let entry = |rating: &Rating| {
            let (user, movie) = (rating.user, rating.movie);
            (user.0, movie.0, norms[user.row()] * value(rating))
        };
        Self::new([n_users, n_movies], ratings.iter().map(entry))
    }

    /// The same over those who rated each movie: [n_movies, n_users].
    #[must_use]
    pub fn of_movies([n_users, n_movies]: [usize; 2], ratings: &[Rating]) -> Self {
        let norms = inverse_roots(n_movies, ratings.iter().map(|rating| rating.movie.row()));
        let entry = |rating: &Rating| {
            let (user, movie) = (rating.user, rating.movie);
            (movie.0, user.0, norms[movie.row()])
        };
        Self::new([n_movies, n_users], ratings.iter().map(entry))
    }

    /// [rows, columns]
    #[must_use]
    pub fn shape(&self) -> [usize; 2] {
        [self.rows.len(), self.columns.len()]
    }

    /// The entries of a row that are not 0: (column, value).
    #[must_use]
    pub fn row(&self, row: usize) -> &[(u32, f32)] {
        let ends = &self.rows.starts[row..row + 2];
        &self.rows.entries[ends[0] as usize..ends[1] as usize]
    }

    /// The product with a table [columns, width], row by row: [rows, width].
    #[must_use]
    pub fn pool(&self, table: &[f32]) -> Vec<f32> {
        self.rows.product(table, self.columns.len())
    }

    /// The gradient of the table, [columns, width], from that of [`Self::pool`], [rows, width].
    #[must_use]
    pub fn pool_back(&self, gradient: &[f32]) -> Vec<f32> {
        self.columns.product(gradient, self.rows.len())
    }
}

impl SparseRows {
    fn new(n_rows: usize, entries: impl Iterator<Item = (u32, u32, f32)> + Clone) -> Self {
        let mut starts = vec![0_u32; n_rows + 1];
        for (row, ..) in entries.clone() {
            starts[row as usize + 1] += 1;
        }
        for row in 0..n_rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut placed = vec![(0, 0.0); starts[n_rows] as usize];
        for (row, column, value) in entries {
            placed[next[row as usize] as usize] = (column, value);
            next[row as usize] += 1;
        }
        Self {
            starts,
            entries: placed,
        }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn product(&self, table: &[f32], n_table_rows: usize) -> Vec<f32> {
        let width = table.len() / n_table_rows.max(1);
        let mut product = vec![0.0; self.len() * width];
        if width == 0 {
            return product;
        }
        for (sums, ends) in product.chunks_exact_mut(width).zip(self.starts.windows(2)) {
            let sums = &mut sums[..width];
            let row = |column: u32| &table[column as usize * width..][..width];
            let entries = &self.entries[ends[0] as usize..ends[1] as usize];
            // Four at a time, in the order of one at a time: a sum is then read and written a quarter as often.
            let (fours, rest) = entries.as_chunks::<4>();
            for entries in fours {
                let rows = entries.map(|(column, _)| row(column));
                for at in 0..width {
                    let mut sum = sums[at];
                    for (row, (_, value)) in rows.iter().zip(entries) {
                        sum += value * row[at];
                    }
                    sums[at] = sum;
                }
            }
            for &(column, value) in rest {
                for (sum, term) in sums.iter_mut().zip(row(column)) {
                    *sum += value * term;
                }
            }
        }
        product
    }
}

/// 1 / √n of each row, n being how often it occurs; 0 for a row that does not.
fn inverse_roots(n_rows: usize, rows: impl Iterator<Item = usize>) -> Vec<f32> {
    let mut counts = vec![0_u32; n_rows];
    for row in rows {
        counts[row] += 1;
    }
    let root = |&n: &u32| {
        if n == 0 {
            0.0
        } else {
            (n as f32).sqrt().recip()
        }
    };
    counts.iter().map(root).collect()
}

/// Mean stars of some rows, 0 of none.
pub(crate) fn mean_stars(rows: &[Rating]) -> f64 {
    mean(rows.iter().map(|row| row.stars.as_f64()))
}

/// The mean of any number of values, 0 of none. Of data it is never taken by a tensor: in single precision,
/// `burn-flex` 0.22.1 makes 16,777,216 of the sum of 2²⁵ ones.
fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len().max(1) as f64;
    values.sum::<f64>() / n
}

/// Who rated what: the part of the training data that is an input of the network.
#[derive(Clone, Debug)]
pub struct Neighbourhood {
    /// [n_users, n_movies], 1/√n_u
    pub(super) rated: Pooling,
    /// [n_movies, n_users], 1/√n_i
    pub(super) raters: Pooling,
    /// [n_users, n_movies], (r − level)/√n_u
    pub(super) opinions: Pooling,
    /// Mean of the ratings, stars.
    pub(super) mean: f32,
}

impl Neighbourhood {
    /// Looks at the training rows; `level(u, i)` is what a rating is compared with to be an opinion.
    #[must_use]
    pub fn new(shape: [usize; 2], rows: &[Rating], level: impl Fn(&Rating) -> f32) -> Self {
        Self {
            rated: Pooling::of_users(shape, rows, |_| 1.0),
            raters: Pooling::of_movies(shape, rows),
            opinions: Pooling::of_users(shape, rows, |row| row.stars.as_f32() - level(row)),
            mean: mean_stars(rows) as f32,
        }
    }

    /// Mean of the ratings, stars.
    #[must_use]
    pub fn mean(&self) -> f32 {
        self.mean
    }

    /// What a user's own ratings weigh in their pooled opinions: (movie, weight).
    #[must_use]
    pub fn opinions_of(&self, user: UserIdx) -> &[(u32, f32)] {
        self.opinions.row(user.row())
    }

    /// [n_users, n_movies]
    #[must_use]
    pub fn shape(&self) -> [usize; 2] {
        self.rated.shape()
    }
}

/// The features of one side, as rows to look up and as a factor of a product.
#[derive(Clone, Debug)]
pub(super) struct SideFeatures {
    /// [n, features]
    pub(super) rows: Arc<Matrix>,
    /// [n, features]
    pub(super) tensor: Tensor<2>,
}

/// Features of users and movies.
#[derive(Clone, Debug)]
pub struct FeatureTensors {
    pub(super) users: SideFeatures,
    pub(super) movies: SideFeatures,
}

impl FeatureTensors {
    /// Copies the tables to `device`.
    #[must_use]
    pub fn new(tables: &FeatureTables, device: &Device) -> Self {
        Self::of([tables.users.matrix(), tables.movies.matrix()], device)
    }

    /// [`FeatureTensors::new`] from the users' and the movies' matrix.
    pub(super) fn of(sides: [&Matrix; 2], device: &Device) -> Self {
        let [users, movies] = sides.map(|matrix| SideFeatures {
            rows: Arc::new(matrix.clone()),
            tensor: tensor(
                matrix.values.clone(),
                [matrix.n_rows, matrix.n_cols],
                device,
            ),
        });
        Self { users, movies }
    }
}

/// A batch of pairs.
#[derive(Clone, Debug)]
pub struct HybridBatch {
    /// [batch]; dense user indices
    pub(super) users: Vec<u32>,
    /// [batch]; dense movie indices
    pub(super) movies: Vec<u32>,
    /// [batch]: what the pair's own rating weighs in the user's opinions, to be left out; `None` when
    /// no pair has one.
    pub(super) own: Option<Vec<f32>>,
}

impl HybridBatch {
    /// `own` is, of each pair, the weight of its own rating in the user's pooled opinions, 0 for a pair
    /// that was not rated: without it the network would be told what it has to guess.
    pub fn new(
        pairs: impl Iterator<Item = (UserIdx, MovieIdx)> + Clone,
        own: Option<&[f32]>,
    ) -> Self {
        Self {
            users: pairs.clone().map(|(user, _)| user.0).collect(),
            movies: pairs.map(|(_, movie)| movie.0).collect(),
            own: own.map(<[f32]>::to_vec),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use matinee_core::domain::Stars;

    use super::*;

    fn rating(user: u32, movie: u32) -> Rating {
        Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::WHOLE[2],
        }
    }

    #[test]
    fn a_person_is_the_sum_of_their_movies_over_the_root_of_their_number() {
        let ratings = [0, 1, 3, 2].map(|movie| rating(1, movie));
        let pooling = Pooling::of_users([2, 4], &ratings, |_| 1.0);
        let table = [1.0, 10.0, 2.0, 20.0, 3.0, 30.0, 4.0, 40.0];
        assert_eq!(pooling.pool(&table), [0.0, 0.0, 5.0, 50.0]);
    }

    #[test]
    fn a_movie_is_the_sum_of_its_raters() {
        let ratings = [rating(0, 1), rating(1, 1), rating(1, 0)];
        let pooling = Pooling::of_movies([2, 2], &ratings);
        let half = 0.5_f32.sqrt();
        assert_eq!(pooling.pool(&[1.0, 3.0]), [3.0, 4.0 * half]);
    }

    #[test]
    fn a_mean_of_more_than_single_precision_counts_is_right() {
        for value in [1.0, 0.1, 4.5] {
            let found = mean(std::iter::repeat_n(value, 1 << 25));
            assert!((found / value - 1.0).abs() < 1e-8, "{found} of {value}");
        }
        assert_eq!(mean(std::iter::empty()), 0.0);
    }

    #[test]
    fn the_mean_of_the_ratings_is_the_neighbourhoods() {
        let ratings = [rating(0, 0), rating(1, 0)];
        assert!((mean_stars(&ratings) - 3.0).abs() < 1e-12);
        let neighbourhood = Neighbourhood::new([2, 1], &ratings, |_| 3.0);
        assert_eq!(f64::from(neighbourhood.mean()), mean_stars(&ratings));
    }

    proptest! {
        /// ⟨P a, b⟩ = ⟨a, Pᵀ b⟩: what makes `pool_back` the gradient of `pool`.
        #[test]
        fn the_way_back_is_the_transpose(
            pairs in prop::collection::btree_set((0_u32..5, 0_u32..7), 0..20),
            a in prop::collection::vec(-1_f32..1.0, 14),
            b in prop::collection::vec(-1_f32..1.0, 10),
        ) {
            let entries: Vec<_> = pairs.iter().map(|&(r, c)| (r, c, (r + c) as f32)).collect();
            let pooling = Pooling::new([5, 7], entries.iter().copied());
            let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
            let there = dot(&pooling.pool(&a), &b);
            let back = dot(&a, &pooling.pool_back(&b));
            prop_assert!((there - back).abs() < 1e-3);
        }
    }
}

//! Pairs of user and movie as tensors.

use burn::tensor::{Device, Int, Tensor, TensorData};

use rand::RngExt;

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_core::random::Rng;
use matinee_data::dataset::{Movie, Tables, User};
use matinee_engine::features::{MovieFeatures, UserFeatures};

/// The features of every user and every movie: what a pair's inputs are looked up in.
#[derive(Clone, Debug)]
pub struct FeatureTables {
    /// [n_users, user features]
    pub users: UserFeatures,
    /// [n_movies, movie features]
    pub movies: MovieFeatures,
}

impl FeatureTables {
    /// The features of a data set's users and movies.
    #[must_use]
    pub fn new(tables: &Tables) -> Self {
        let Tables { users, movies, .. } = tables;
        Self::of(users, tables.occupations.len(), movies, tables.genres.len())
    }

    /// The features of users and movies, wherever they are kept.
    #[must_use]
    pub fn of(users: &[User], n_occupations: usize, movies: &[Movie], n_genres: usize) -> Self {
        Self {
            users: UserFeatures::new(users, n_occupations),
            movies: MovieFeatures::new(movies, n_genres),
        }
    }
}

/// A batch of pairs, ready for a network.
#[derive(Clone, Debug)]
pub struct PairBatch {
    /// [batch]; dense user indices
    pub users: Tensor<1, Int>,
    /// [batch]; dense movie indices
    pub movies: Tensor<1, Int>,
    /// [batch, user features]
    pub user_features: Tensor<2>,
    /// [batch, movie features]
    pub movie_features: Tensor<2>,
}

impl PairBatch {
    /// Gathers the inputs of `pairs`.
    pub fn new(
        pairs: impl Iterator<Item = (UserIdx, MovieIdx)> + Clone,
        tables: &FeatureTables,
        device: &Device,
    ) -> Self {
        Self {
            users: indices(pairs.clone().map(|(user, _)| user.0), device),
            movies: indices(pairs.clone().map(|(_, movie)| movie.0), device),
            user_features: gather(
                pairs.clone().map(|(user, _)| tables.users.row(user)),
                device,
            ),
            movie_features: gather(pairs.map(|(_, movie)| tables.movies.row(movie)), device),
        }
    }
}

fn indices(rows: impl Iterator<Item = u32>, device: &Device) -> Tensor<1, Int> {
    let rows: Vec<i32> = rows.map(|row| row as i32).collect();
    Tensor::from_data(TensorData::from(rows.as_slice()), device)
}

/// Stacks feature rows; there is at least one.
fn gather<'a>(rows: impl Iterator<Item = &'a [f32]>, device: &Device) -> Tensor<2> {
    let mut values = Vec::new();
    let mut n = 0;
    for row in rows {
        values.extend_from_slice(row);
        n += 1;
    }
    let n_cols = values.len() / n;
    Tensor::from_data(TensorData::new(values, [n, n_cols]), device)
}

/// What dropout multiplies the units of a layer with: 0 for a dropped one, 1 / (1 − share) for a
/// kept one; `None` for a share of 0. Drawn from our own generator, as [`super::init`] says.
pub(crate) fn dropout_mask(
    shape: [usize; 2],
    share: f32,
    rng: &mut Rng,
    device: &Device,
) -> Option<Tensor<2>> {
    if share == 0.0 {
        return None;
    }
    let kept = 1.0 / (1.0 - share);
    let mut unit = || {
        let dropped = rng.random::<f32>() < share;
        if dropped { 0.0 } else { kept }
    };
    let mask: Vec<f32> = (0..shape[0] * shape[1]).map(|_| unit()).collect();
    Some(Tensor::from_data(TensorData::new(mask, shape), device))
}

/// A tensor's values, row by row. Reading back cannot fail on a CPU; if it ever does, every
/// caller sees a wrong length and not wrong numbers.
pub(crate) fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec::<f32>().unwrap_or_default()
}

//! Both towers of a hybrid network, computed once for all users and movies of a step.
//!
//! A tower is linear in every table of the network, so all of it runs outside Burn's graph: the rows
//! that a batch looks up enter as leaves, and the gradients of the leaves are taken back to the tables
//! by hand. That keeps a step sparse, and spares it what a graph over whole tables costs.

use burn::module::{Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use crate::model::batch::values;
use crate::model::pooling::Pooling;
use matinee_engine::features::Matrix;

use super::inputs::{FeatureTensors, HybridBatch, Neighbourhood, SideFeatures, tensor};
use super::network::HybridNetwork;

/// What a pair is looked up in.
#[derive(Debug)]
pub struct Towers {
    /// [n_users, d + 1]: vector and level.
    pub users: Matrix,
    /// [n_movies, d + 1]
    pub movies: Matrix,
    /// Mean of the ratings, stars.
    pub mean: f32,
    /// X of the network, [n_movies, d + 1].
    opinions: Option<Matrix>,
    pub(super) features: FeatureTensors,
}

/// The rows of a batch: what of the towers the graph sees.
#[derive(Debug)]
pub struct Rows {
    pub(super) users: SideRows,
    pub(super) movies: SideRows,
}

/// The rows of one side.
#[derive(Debug)]
pub(super) struct SideRows {
    /// [batch, d]
    pub(super) vectors: Tensor<2>,
    /// [batch, 1]
    pub(super) levels: Tensor<2>,
}

impl Towers {
    /// Looks up the rows of a batch; their gradients are followed if `device` follows any.
    #[must_use]
    pub fn rows(&self, batch: &HybridBatch, device: &Device, is_training: bool) -> Rows {
        let mut users = gathered(&self.users, &batch.users);
        if let (Some(opinions), Some(own)) = (&self.opinions, &batch.own) {
            let width = opinions.n_cols;
            let pairs = batch.movies.iter().zip(own);
            for (row, (movie, own)) in users.chunks_exact_mut(width).zip(pairs) {
                for (value, opinion) in row.iter_mut().zip(opinions.row(*movie as usize)) {
                    *value -= opinion * own;
                }
            }
        }
        let movies = gathered(&self.movies, &batch.movies);
        let side = |rows: &[f32]| SideRows::new(rows, self.users.n_cols, device, is_training);
        Rows {
            users: side(&users),
            movies: side(&movies),
        }
    }
}

impl SideRows {
    /// From rows of `width` values, the last of which is the level.
    fn new(rows: &[f32], width: usize, device: &Device, is_training: bool) -> Self {
        let n = rows.len() / width;
        let vectors = rows.chunks_exact(width).flat_map(|row| &row[..width - 1]);
        let levels = rows.chunks_exact(width).map(|row| row[width - 1]);
        let leaf = |values, n_cols| {
            let leaf = tensor(values, [n, n_cols], device);
            if is_training {
                leaf.require_grad()
            } else {
                leaf
            }
        };
        Self {
            vectors: leaf(vectors.copied().collect(), width - 1),
            levels: leaf(levels.collect(), 1),
        }
    }
}

impl HybridNetwork {
    /// Computes both towers.
    #[must_use]
    pub fn towers(&self, neighbourhood: &Neighbourhood, features: &FeatureTensors) -> Towers {
        let opinions = self.opinions.as_ref().map(|table| Matrix {
            n_rows: table.dims()[0],
            n_cols: table.dims()[1],
            values: read(table),
        });
        let mut users = tower(
            [&self.users, &self.user_levels],
            (&features.users, &self.user_features),
            neighbourhood.rated.pool(&read(&self.rated)),
        );
        if let Some(opinions) = &opinions {
            add(
                &mut users.values,
                &neighbourhood.opinions.pool(&opinions.values),
            );
        }
        Towers {
            users,
            movies: tower(
                [&self.movies, &self.movie_levels],
                (&features.movies, &self.movie_features),
                neighbourhood.raters.pool(&read(&self.raters)),
            ),
            mean: neighbourhood.mean(),
            opinions,
            features: features.clone(),
        }
    }

    /// Runs the loss of a batch backwards, through the towers as well.
    #[must_use]
    pub fn gradients(
        &self,
        loss: &Tensor<1>,
        towers: &Towers,
        batch: &HybridBatch,
        rows: &Rows,
        neighbourhood: &Neighbourhood,
    ) -> GradientsParams {
        let width = towers.users.n_cols;
        let mut of_nodes = loss.backward();
        let mut of_rows = |side: &SideRows| {
            let mut of_leaf = |leaf: &Tensor<2>| leaf.grad_remove(&mut of_nodes).map(values);
            let vectors = of_leaf(&side.vectors).unwrap_or_default();
            let levels = of_leaf(&side.levels).unwrap_or_default();
            let rows = vectors.chunks_exact(width - 1).zip(levels);
            rows.flat_map(|(vector, level)| vector.iter().copied().chain([level]))
                .collect::<Vec<f32>>()
        };
        let [of_users, of_movies] = [of_rows(&rows.users), of_rows(&rows.movies)];
        let mut gradients = Gradients {
            all: GradientsParams::from_grads(of_nodes, self),
            device: towers.features.users.tensor.clone().inner().device(),
        };
        let users = scattered(&towers.users, &batch.users, &of_users);
        let movies = scattered(&towers.movies, &batch.movies, &of_movies);
        gradients.of_tower(
            &users,
            [&self.users, &self.user_levels],
            (&towers.features.users, &self.user_features),
            (&self.rated, &neighbourhood.rated),
        );
        gradients.of_tower(
            &movies,
            [&self.movies, &self.movie_levels],
            (&towers.features.movies, &self.movie_features),
            (&self.raters, &neighbourhood.raters),
        );
        if let Some(table) = &self.opinions {
            let mut total = neighbourhood.opinions.pool_back(&users.values);
            // They are in a pair's row too, where its own rating is left out.
            if let Some(own) = &batch.own {
                let mut left_out = of_users;
                for (row, own) in left_out.chunks_exact_mut(width).zip(own) {
                    row.iter_mut().for_each(|value| *value *= -own);
                }
                add(
                    &mut total,
                    &scattered(&towers.movies, &batch.movies, &left_out).values,
                );
            }
            gradients.register(table.id, total, table.dims());
        }
        gradients.all
    }
}

/// Gradients of parameters, as they are collected.
struct Gradients {
    all: GradientsParams,
    device: Device,
}

impl Gradients {
    /// Takes the gradient of a tower back to its tables.
    fn of_tower(
        &mut self,
        tower: &Matrix,
        [vectors, levels]: [&Param<Tensor<2>>; 2],
        (features, weights): (&SideFeatures, &Param<Tensor<2>>),
        (pooled, pooling): (&Param<Tensor<2>>, &Pooling),
    ) {
        let Matrix { n_rows, n_cols, .. } = *tower;
        let rows = || tower.values.chunks_exact(n_cols);
        let of_vectors = rows().flat_map(|row| &row[..n_cols - 1]).copied().collect();
        self.register(vectors.id, of_vectors, vectors.dims());
        let of_levels = rows().map(|row| row[n_cols - 1]).collect();
        self.register(levels.id, of_levels, levels.dims());
        let whole = tensor(tower.values.clone(), [n_rows, n_cols], &self.device);
        let of_weights = features.tensor.clone().inner().transpose().matmul(whole);
        self.all.register(weights.id, of_weights);
        self.register(pooled.id, pooling.pool_back(&tower.values), pooled.dims());
    }

    fn register(&mut self, parameter: ParamId, values: Vec<f32>, shape: [usize; 2]) {
        self.all
            .register(parameter, tensor(values, shape, &self.device));
    }
}

/// Adds up vectors beside levels, what features say, and what is pooled: [n, d + 1].
fn tower(
    [vectors, levels]: [&Param<Tensor<2>>; 2],
    (features, weights): (&SideFeatures, &Param<Tensor<2>>),
    pooled: Vec<f32>,
) -> Matrix {
    let [n_rows, d] = vectors.dims();
    let (own, levels) = (read(vectors), read(levels));
    let rows = own.chunks_exact(d).zip(levels);
    let mut tower: Vec<f32> = rows
        .flat_map(|(vector, level)| vector.iter().copied().chain([level]))
        .collect();
    let of_features = (features.tensor.clone().inner()).matmul(weights.val().inner());
    add(&mut tower, &values(of_features));
    add(&mut tower, &pooled);
    Matrix {
        n_rows,
        n_cols: d + 1,
        values: tower,
    }
}

/// A parameter's values, row by row. They are shared with the network, and what is shared
/// `burn-ndarray` reads value by value, many times as slowly as it makes a product.
fn read(parameter: &Param<Tensor<2>>) -> Vec<f32> {
    values(parameter.val().inner() * 1.0)
}

fn add(sums: &mut [f32], values: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

/// [indices, columns]
fn gathered(matrix: &Matrix, indices: &[u32]) -> Vec<f32> {
    let rows = indices.iter().map(|index| matrix.row(*index as usize));
    rows.flatten().copied().collect()
}

/// Sums of the rows [indices, columns] that have the same index, in a matrix of the shape of `like`.
fn scattered(like: &Matrix, indices: &[u32], rows: &[f32]) -> Matrix {
    let Matrix { n_rows, n_cols, .. } = *like;
    let mut values = vec![0.0; n_rows * n_cols];
    for (index, row) in indices.iter().zip(rows.chunks_exact(n_cols)) {
        add(&mut values[*index as usize * n_cols..][..n_cols], row);
    }
    Matrix {
        n_rows,
        n_cols,
        values,
    }
}

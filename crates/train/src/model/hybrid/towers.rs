//! Both towers of a hybrid network, computed once for all users and movies of a step.
//!
//! Pooling runs outside Burn's graph: what it gives enters as leaves, and the gradients of the
//! leaves are taken back through the transposed matrix by hand. That is what keeps a step sparse.

use burn::module::{Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::{Tensor, TensorData};

use crate::model::batch::values;
use crate::model::pooling::Pooling;

use super::{FeatureTensors, HybridNetwork, Neighbourhood};

/// What a pair is looked up in.
#[derive(Debug)]
pub struct Towers {
    /// [n_users, d + 1]: vector and level.
    pub users: Tensor<2>,
    /// [n_movies, d + 1]
    pub movies: Tensor<2>,
    /// Mean of the ratings, stars.
    pub mean: f32,
    pub(super) features: FeatureTensors,
    leaves: Vec<Leaf>,
}

/// A pooled table as the graph sees it.
#[derive(Debug)]
struct Leaf {
    parameter: ParamId,
    pooled: Tensor<2>,
}

impl HybridNetwork {
    /// Computes both towers. On an autodiff network the result is part of the graph; its gradients
    /// are collected by [`Self::gradients`].
    #[must_use]
    pub fn towers(&self, neighbourhood: &Neighbourhood, features: &FeatureTensors) -> Towers {
        let pooled = self.pooled(neighbourhood);
        let leaves: Vec<Leaf> = (pooled.iter())
            .map(|(table, pooling)| Leaf {
                parameter: table.id,
                pooled: pool(table, pooling),
            })
            .collect();
        let own = |vectors: &Param<Tensor<2>>, levels: &Param<Tensor<2>>| {
            Tensor::cat(vec![vectors.val(), levels.val()], 1) // [n, d + 1]
        };
        let mut users = own(&self.users, &self.user_levels)
            + features.users.clone().matmul(self.user_features.val())
            + leaves[0].pooled.clone();
        if let Some(opinions) = leaves.get(2) {
            users = users + opinions.pooled.clone();
        }
        let movies = own(&self.movies, &self.movie_levels)
            + features.movies.clone().matmul(self.movie_features.val())
            + leaves[1].pooled.clone();
        Towers {
            users,
            movies,
            mean: neighbourhood.mean(),
            features: features.clone(),
            leaves,
        }
    }

    /// Runs the loss backwards, through the pooling as well.
    #[must_use]
    pub fn gradients(
        &self,
        loss: &Tensor<1>,
        towers: &Towers,
        neighbourhood: &Neighbourhood,
    ) -> GradientsParams {
        let mut of_nodes = loss.backward();
        let of_leaves: Vec<Option<Tensor<2>>> = (towers.leaves.iter())
            .map(|leaf| leaf.pooled.grad_remove(&mut of_nodes))
            .collect();
        let mut gradients = GradientsParams::from_grads(of_nodes, self);
        let poolings = self.pooled(neighbourhood);
        for ((leaf, gradient), (table, pooling)) in
            towers.leaves.iter().zip(of_leaves).zip(poolings)
        {
            let Some(gradient) = gradient else { continue };
            let device = gradient.device();
            let back = pooling.pool_back(&values(gradient));
            let mut total = Tensor::<2>::from_data(TensorData::new(back, table.dims()), &device);
            // Opinions are also in the graph, where a pair's own rating is left out.
            if let Some(direct) = gradients.remove::<2>(leaf.parameter) {
                total = total + direct;
            }
            gradients.register(leaf.parameter, total);
        }
        gradients
    }

    /// The tables that are pooled, each with its matrix; the order is that of [`Towers::leaves`].
    fn pooled<'a>(
        &'a self,
        neighbourhood: &'a Neighbourhood,
    ) -> Vec<(&'a Param<Tensor<2>>, &'a Pooling)> {
        let mut pooled = vec![
            (&self.rated, &neighbourhood.rated),
            (&self.raters, &neighbourhood.raters),
        ];
        pooled.extend((self.opinions.iter()).map(|table| (table, &neighbourhood.opinions)));
        pooled
    }
}

fn pool(table: &Param<Tensor<2>>, pooling: &Pooling) -> Tensor<2> {
    let [_, width] = table.dims();
    let [n_rows, _] = pooling.shape();
    let table = table.val();
    let device = table.device();
    let is_training = table.is_require_grad();
    let pooled = TensorData::new(pooling.pool(&values(table)), [n_rows, width]);
    let pooled = Tensor::from_data(pooled, &device);
    if is_training {
        pooled.require_grad()
    } else {
        pooled
    }
}

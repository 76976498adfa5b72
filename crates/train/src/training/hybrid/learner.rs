//! A hybrid network in training.

use burn::module::Module;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};

use crate::model::{
    Backend, FeatureTables, FeatureTensors, HybridBatch, HybridNetwork, Masks, Neighbourhood,
    device, dropout_mask, values,
};
use crate::training::biases::Biases;
use crate::training::optimizer::{Group, Optimizer, Regularisation};
use crate::training::trainer::{DROPOUT, INIT, Learner};
use matinee_core::domain::{Rating, Score, UserIdx};
use matinee_core::random::{self, Rng};

use super::predict::HybridPredictor;
use super::tower::{Loss, TowerRecipe};

/// What the networks of one model have in common.
#[derive(Clone, Debug)]
pub(super) struct TrainContext<'a> {
    pub(super) tables: &'a FeatureTables,
    pub(super) training: &'a [Rating],
    pub(super) validation: &'a [Rating],
    pub(super) neighbourhood: Neighbourhood,
    pub(super) backend: Backend,
}

impl<'a> TrainContext<'a> {
    pub(super) fn new(
        tables: &'a FeatureTables,
        training: &'a [Rating],
        validation: &'a [Rating],
        backend: Backend,
    ) -> Self {
        let shape = [tables.users.matrix().n_rows, tables.movies.matrix().n_rows];
        let levels = Biases::fit(training, shape);
        Self {
            neighbourhood: Neighbourhood::new(shape, training, |row| {
                levels.stars(row.user, row.movie) as f32
            }),
            tables,
            training,
            validation,
            backend,
        }
    }

    /// [n_users, n_movies]
    pub(super) fn shape(&self) -> [usize; 2] {
        self.neighbourhood.shape()
    }
}

/// A [`HybridNetwork`], its optimiser and its rows.
#[derive(Debug)]
pub struct HybridLearner<'a> {
    recipe: &'a TowerRecipe,
    room: &'a TrainContext<'a>,
    /// What each training row weighs in its user's opinions; empty without opinions.
    own: Vec<f32>,
    features: FeatureTensors,
    network: HybridNetwork,
    optimizer: Optimizer,
    device: Device,
    dropout: Rng,
}

impl<'a> HybridLearner<'a> {
    /// Draws the initial network.
    pub(super) fn new(recipe: &'a TowerRecipe, room: &'a TrainContext<'a>, seed: u64) -> Self {
        let device = device(room.backend);
        let autodiff = device.clone().autodiff();
        let n_features = [
            room.tables.users.matrix().n_cols,
            room.tables.movies.matrix().n_cols,
        ];
        let mut rng = random::seeded(seed, INIT);
        let network = recipe
            .network()
            .init(room.shape(), n_features, &mut rng, &autodiff);
        let l2 = |parameters, lambda| Group {
            parameters,
            regularisation: Regularisation::L2(lambda),
        };
        let groups = [
            l2(network.embedding_ids(), recipe.embedding_l2),
            l2(network.pooled_ids(), recipe.pooled_l2),
            l2(network.opinion_ids(), recipe.opinion_l2),
            l2(network.feature_ids(), recipe.feature_l2),
            l2(network.level_ids(), recipe.level_l2),
            Group {
                parameters: network.fc_weight_ids(),
                regularisation: Regularisation::Decay(recipe.fc_weight_decay),
            },
        ];
        let own = if recipe.has_opinions {
            own_opinions(room)
        } else {
            Vec::new()
        };
        Self {
            features: FeatureTensors::new(room.tables, &autodiff),
            optimizer: Optimizer::new(groups, room.training.len().max(1)),
            recipe,
            room,
            own,
            network,
            device,
            dropout: random::seeded(seed, DROPOUT),
        }
    }

    fn masks(&mut self, n_rows: usize, device: &Device) -> Masks {
        let n_vectors = if self.recipe.has_product { 3 } else { 2 };
        let vectors = [n_rows, n_vectors * self.recipe.embedding_size];
        let hidden = [n_rows, self.recipe.hidden];
        let mut mask = |shape, share| dropout_mask(shape, share, &mut self.dropout, device);
        Masks {
            vectors: mask(vectors, self.recipe.vector_dropout),
            hidden: mask(hidden, self.recipe.dropout),
        }
    }
}

impl Learner for HybridLearner<'_> {
    type Network = HybridNetwork;

    fn n_rows(&self) -> usize {
        self.room.training.len()
    }

    fn step(&mut self, rows: &[u32], rate: f64) -> f64 {
        let device = self.device.clone().autodiff();
        let own = |row: &u32| self.own[*row as usize];
        let own = (!self.own.is_empty()).then(|| rows.iter().map(own).collect::<Vec<f32>>());
        let rows: Vec<Rating> = (rows.iter())
            .map(|&row| self.room.training[row as usize])
            .collect();
        let pairs = rows.iter().map(|row| (row.user, row.movie));
        let batch = HybridBatch::new(pairs, own.as_deref());
        let masks = self.masks(rows.len(), &device);

        let neighbourhood = &self.room.neighbourhood;
        let towers = self.network.towers(neighbourhood, &self.features);
        let looked_up = towers.rows(&batch, &device, true);
        let output = (self.network).forward(&towers, &batch, &looked_up, &masks);
        let targets: Vec<f32> = rows.iter().map(|row| row.stars.as_f32()).collect();
        let targets = Tensor::<1>::from_data(TensorData::from(targets.as_slice()), &device);
        let mse = (self.network.stars(output.clone()) - targets)
            .square()
            .mean();
        let measured = values(mse.clone().inner()).first().copied();
        let loss = match self.recipe.loss {
            Loss::SquaredError => mse,
            Loss::Ordinal {
                cross_entropy,
                squared_error,
            } => {
                let entropy = -(log_softmax(output, 1) * one_hot(&rows, &device)).sum();
                entropy * (cross_entropy / rows.len() as f32) + mse * squared_error
            }
        };
        let gradients = (self.network).gradients(&loss, &towers, &batch, &looked_up, neighbourhood);
        self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        f64::from(measured.unwrap_or(f32::NAN)) * rows.len() as f64
    }

    fn network(&self) -> HybridNetwork {
        self.network.valid()
    }

    fn validate(&self, network: &HybridNetwork) -> Option<f32> {
        let rows = self.room.validation;
        if rows.is_empty() {
            return None;
        }
        let predictor = HybridPredictor::new(network, self.room);
        let pairs: Vec<_> = rows.iter().map(|row| (row.user, row.movie)).collect();
        let squared_error = |(stars, row): (f32, &Rating)| {
            // Not-a-number must show.
            let stars = if stars.is_nan() {
                stars
            } else {
                Score::clip(stars).stars()
            };
            f64::from(stars - row.stars.as_f32()).powi(2)
        };
        let sum: f64 = (predictor.stars(&pairs, None).into_iter())
            .zip(rows)
            .map(squared_error)
            .sum();
        Some((sum / rows.len() as f64) as f32)
    }
}

/// What each training row weighs in its user's opinions.
fn own_opinions(room: &TrainContext<'_>) -> Vec<f32> {
    let [_, n_movies] = room.shape();
    let mut by_user: Vec<Vec<usize>> = vec![Vec::new(); room.shape()[0]];
    for (row, rating) in room.training.iter().enumerate() {
        by_user[rating.user.row()].push(row);
    }
    let mut own = vec![0.0; room.training.len()];
    let mut of_movie = vec![0.0; n_movies];
    for (user, rows) in (0..).map(UserIdx).zip(by_user) {
        for &(movie, weight) in room.neighbourhood.opinions_of(user) {
            of_movie[movie as usize] = weight;
        }
        for row in rows {
            own[row] = of_movie[room.training[row].movie.row()];
        }
    }
    own
}

/// [rows, 5]: 1 where the stars are.
fn one_hot(rows: &[Rating], device: &Device) -> Tensor<2> {
    let mut chosen = vec![0.0; rows.len() * 5];
    for (chosen, row) in chosen.chunks_exact_mut(5).zip(rows) {
        chosen[usize::from(row.stars.get()) - 1] = 1.0;
    }
    Tensor::from_data(TensorData::new(chosen, [rows.len(), 5]), device)
}

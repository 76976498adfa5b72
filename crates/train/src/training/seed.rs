//! The seed network in training.

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};

use crate::model::{
    FeatureTables, Init, PairBatch, SeedNetwork, SeedNetworkConfig, device, dropout_mask, values,
};
use matinee_core::domain::Rating;
use matinee_core::random::{self, Rng};

use super::optimizer::{Group, Optimizer, Regularisation};
use super::predict::Predictor;
use super::progress::TrainingError;
use super::recipe::Recipe;
use super::trainer::{DROPOUT, INIT, Learner, Trainer};

/// A [`SeedNetwork`], its optimiser and its rows.
#[derive(Debug)]
pub struct SeedLearner<'a> {
    recipe: &'a Recipe,
    tables: &'a FeatureTables,
    training: Vec<Rating>,
    validation: Vec<Rating>,
    network: SeedNetwork,
    optimizer: Optimizer,
    device: Device,
    dropout: Rng,
}

impl<'a> Trainer<SeedLearner<'a>> {
    /// Draws the initial network.
    ///
    /// # Errors
    /// A recipe out of range, fewer than two training rows.
    pub fn new(
        recipe: &'a Recipe,
        tables: &'a FeatureTables,
        training: Vec<Rating>,
        validation: Vec<Rating>,
    ) -> Result<Self, TrainingError> {
        recipe.check()?;
        let learner = SeedLearner::new(recipe, tables, training, validation);
        Self::start(recipe.fit_config(), learner)
    }
}

impl<'a> SeedLearner<'a> {
    fn new(
        recipe: &'a Recipe,
        tables: &'a FeatureTables,
        training: Vec<Rating>,
        validation: Vec<Rating>,
    ) -> Self {
        let n_rows = training.len().max(1);
        let targets = training
            .iter()
            .map(|row| f64::from(recipe.target.of_stars(row.stars)));
        let mean_target = (targets.sum::<f64>() / n_rows as f64) as f32;
        let device = device(recipe.backend);
        let network = SeedNetworkConfig {
            n_users: tables.users.matrix().n_rows,
            n_movies: tables.movies.matrix().n_rows,
            n_user_features: tables.users.matrix().n_cols,
            n_movie_features: tables.movies.matrix().n_cols,
            embedding_size: recipe.embedding_size,
            hidden: recipe.hidden,
            embedding_std: recipe.embedding_std,
            init: recipe.init,
            // The original draws fc2's bias like its weights.
            initial_output: (recipe.init == Init::He).then_some(mean_target),
        }
        .init(
            &mut random::seeded(recipe.seed, INIT),
            &device.clone().autodiff(),
        );
        let groups = [
            Group {
                parameters: network.embedding_ids(),
                regularisation: Regularisation::L2(recipe.embedding_l2),
            },
            Group {
                parameters: network.fc_weight_ids(),
                regularisation: Regularisation::Decay(recipe.fc_weight_decay),
            },
        ];
        Self {
            optimizer: Optimizer::new(groups, n_rows),
            recipe,
            tables,
            training,
            validation,
            network,
            device,
            dropout: random::seeded(recipe.seed, DROPOUT),
        }
    }
}

impl Learner for SeedLearner<'_> {
    type Network = SeedNetwork;

    fn n_rows(&self) -> usize {
        self.training.len()
    }

    fn step(&mut self, rows: &[u32], rate: f64) -> f64 {
        let rows: Vec<Rating> = rows
            .iter()
            .map(|&row| self.training[row as usize])
            .collect();
        let device = self.device.clone().autodiff();
        let pairs = rows.iter().map(|row| (row.user, row.movie));
        let batch = PairBatch::new(pairs, self.tables, &device);
        let unit = self.recipe.target;
        let targets: Vec<f32> = rows.iter().map(|row| unit.of_stars(row.stars)).collect();
        let targets = Tensor::<1>::from_data(TensorData::from(targets.as_slice()), &device);
        let shape = [rows.len(), self.network.hidden()];
        let mask = dropout_mask(shape, self.recipe.dropout, &mut self.dropout, &device);

        let loss = (self.network.forward(&batch, mask) - targets)
            .square()
            .mean();
        let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
        let mse = values(loss.inner()).first().copied().unwrap_or(f32::NAN);
        self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        let stars_per_unit = f64::from(unit.stars_per_unit());
        f64::from(mse) * stars_per_unit.powi(2) * rows.len() as f64
    }

    fn network(&self) -> SeedNetwork {
        self.network.valid()
    }

    fn validate(&self, network: &SeedNetwork) -> Option<f32> {
        let (target, device) = (self.recipe.target, self.device.clone());
        (!self.validation.is_empty()).then(|| {
            Predictor::new(network.clone(), self.tables, target, device)
                .mean_squared_error(&self.validation)
        })
    }
}

//! The seed network in training, applied to many pairs, and a whole run of it: hold rows out, choose the
//! number of epochs, train again on all rows.

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};

use crate::model::{
    FeatureTables, Init, SeedNetwork, SeedNetworkConfig, SeedRows, device, dropout_mask, values,
};
use matinee_core::domain::{MovieIdx, Rating, Score, UserIdx};
use matinee_core::random::{self, Rng};

use super::adam::{Adam, Group, Regularisation};
use super::error::TrainingError;
use super::recipe::{Recipe, TargetUnit};
use super::trainer::{DROPOUT, EpochReport, Flow, INIT, Learner, Progress, Trainer, hold_out};

/// A [`SeedNetwork`], its optimiser and its rows.
#[derive(Debug)]
pub struct SeedLearner<'a> {
    recipe: &'a Recipe,
    tables: &'a FeatureTables,
    training: Vec<Rating>,
    validation: Vec<Rating>,
    /// Its embeddings are those of the start: the present ones are in `rows`.
    network: SeedNetwork,
    rows: SeedRows<'a>,
    /// Of the embeddings: 0 between two steps.
    gradients: [Vec<f32>; 2],
    optimizer: Adam,
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
                parameters: network.embedding_ids().to_vec(),
                regularisation: Regularisation::L2(recipe.embedding_l2),
            },
            Group {
                parameters: network.fc_weight_ids(),
                regularisation: Regularisation::Decay(recipe.fc_weight_decay),
            },
        ];
        let rows = SeedRows::new(&network, tables);
        Self {
            optimizer: Adam::new(groups, n_rows),
            gradients: rows
                .embeddings
                .each_ref()
                .map(|it| vec![0.0; it.values.len()]),
            rows,
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
        let input = self.rows.input(pairs.clone(), &device).require_grad();
        let unit = self.recipe.target;
        let targets: Vec<f32> = rows.iter().map(|row| unit.of_stars(row.stars)).collect();
        let targets = Tensor::<1>::from_data(TensorData::from(targets.as_slice()), &device);
        let shape = [rows.len(), self.network.hidden()];
        let mask = dropout_mask(shape, self.recipe.dropout, &mut self.dropout, &device);

        let loss = (self.network.forward(input.clone(), mask) - targets)
            .square()
            .mean();
        let mut gradients = loss.backward();
        let of_input = input.grad_remove(&mut gradients).map(values);
        let mse = values(loss.inner()).first().copied().unwrap_or(f32::NAN);
        let gradients = GradientsParams::from_grads(gradients, &self.network);
        self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        let of_input = of_input.unwrap_or_default();
        self.rows
            .add_gradient(pairs, &of_input, &mut self.gradients);
        let tables = self.rows.embeddings.iter_mut().zip(&mut self.gradients);
        for (id, (table, gradient)) in self.network.embedding_ids().into_iter().zip(tables) {
            self.optimizer
                .step_values(rate, id, &mut table.values, gradient);
            gradient.fill(0.0);
        }
        let stars_per_unit = f64::from(unit.stars_per_unit());
        f64::from(mse) * stars_per_unit.powi(2) * rows.len() as f64
    }

    fn network(&self) -> SeedNetwork {
        let network = self.network.clone().with_embeddings(&self.rows.embeddings);
        network.valid()
    }

    fn validate(&self, network: &SeedNetwork) -> Option<f32> {
        let (target, device) = (self.recipe.target, self.device.clone());
        (!self.validation.is_empty()).then(|| {
            Predictor::new(network.clone(), self.tables, target, device)
                .mean_squared_error(&self.validation)
        })
    }
}

/// Pairs in one forward pass: bounds the memory, and is where bigger stops being faster.
const CHUNK: usize = 8192;

/// A network in inference mode with what it needs to predict stars.
#[derive(Debug)]
pub struct Predictor<'a> {
    rows: SeedRows<'a>,
    network: SeedNetwork,
    tables: &'a FeatureTables,
    target: TargetUnit,
    device: Device,
}

impl<'a> Predictor<'a> {
    /// `network` must be in inference mode (`net.valid()`), with its tensors on `device`.
    #[must_use]
    pub fn new(
        network: SeedNetwork,
        tables: &'a FeatureTables,
        target: TargetUnit,
        device: Device,
    ) -> Self {
        Self {
            rows: SeedRows::new(&network, tables),
            network,
            tables,
            target,
            device,
        }
    }

    /// The network's output for each pair, in stars, not clipped.
    #[must_use]
    pub fn raw_stars(&self, pairs: &[(UserIdx, MovieIdx)]) -> Vec<f32> {
        let per_unit = self.target.stars_per_unit();
        let mut stars = Vec::with_capacity(pairs.len());
        for chunk in pairs.chunks(CHUNK) {
            let input = self.rows.input(chunk.iter().copied(), &self.device);
            let output = values(self.network.forward(input, None));
            stars.extend(output.into_iter().map(|unit| unit * per_unit));
        }
        stars
    }

    /// Mean squared error in stars², predictions clipped to the scale. NaN if a prediction is, so that
    /// a run that has diverged shows. There is at least one row.
    #[must_use]
    pub fn mean_squared_error(&self, rows: &[Rating]) -> f32 {
        let pairs: Vec<_> = rows.iter().map(|row| (row.user, row.movie)).collect();
        let squared_error = |(raw, row): (f32, &Rating)| {
            let clipped = Score::clip(raw, self.tables.scale).stars();
            let stars = if raw.is_nan() { raw } else { clipped };
            f64::from(stars - row.stars.as_f32()).powi(2)
        };
        let predicted = self.raw_stars(&pairs).into_iter();
        let sum: f64 = predicted.zip(rows).map(squared_error).sum();
        (sum / rows.len() as f64) as f32
    }
}

/// What a whole run gives.
#[derive(Clone, Debug)]
pub struct Trained {
    /// In inference mode.
    pub network: SeedNetwork,
    /// Reports of the part that chose the number of epochs.
    pub reports: Vec<EpochReport>,
    /// The epoch that was best, from 1.
    pub best_epoch: u32,
    /// The rows that `network` was trained on.
    pub training: Vec<Rating>,
    /// The rows that were held out to choose by; part of `training` after a refit.
    pub validation: Vec<Rating>,
    /// Whether `network` was trained again on all rows.
    pub refitted: bool,
}

/// Holds rows out, trains, keeps the best epoch, and trains again on all rows if the recipe says
/// so. `None` when the observer stopped it before the first epoch's end.
///
/// # Errors
/// As [`Trainer::new`] and [`Trainer::step`].
pub fn train(
    recipe: &Recipe,
    tables: &FeatureTables,
    rows: &[Rating],
    observe: &mut dyn FnMut(&Progress) -> Flow,
) -> Result<Option<Trained>, TrainingError> {
    recipe.check()?;
    let (training, validation) = hold_out(rows, recipe.validation_share, recipe.seed)?;
    let mut trainer = Trainer::new(recipe, tables, training.clone(), validation.clone())?;
    let flow = trainer.run(observe)?;
    let (best, reports) = trainer.into_parts();
    let Some(best) = best else {
        return Ok(None);
    };
    let mut trained = Trained {
        network: best.network,
        reports,
        best_epoch: best.epoch,
        training,
        validation,
        refitted: false,
    };
    let refit = recipe.refit && !trained.validation.is_empty() && flow == Flow::Continue;
    if refit {
        let mut trainer =
            Trainer::new(recipe, tables, rows.to_vec(), Vec::new())?.refit(trained.best_epoch);
        let flow = trainer.run(observe)?;
        // Stopped half-way, the network that was chosen stands.
        if let (Some(refitted), _) = trainer.into_parts()
            && flow == Flow::Continue
        {
            trained.network = refitted.network;
            trained.training = rows.to_vec();
            trained.refitted = true;
        }
    }
    Ok(Some(trained))
}

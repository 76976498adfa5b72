//! The training loop.

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;

use crate::domain::Rating;
use crate::model::{
    FeatureTables, Init, PairBatch, SeedNetwork, SeedNetworkConfig, device, values,
};
use crate::random::{self, Rng};

use super::optimizer::{Optimizer, learning_rate};
use super::predict::Predictor;
use super::progress::{Checkpoint, EpochReport, Flow, Phase, Progress, TrainingError};
use super::recipe::Recipe;

/// Streams of the run's generator, so that one purpose's draws never shift another's.
const INIT: u64 = 0;
const SHUFFLE: u64 = 1;
const DROPOUT: u64 = 2;

/// One run, ready for its next step.
#[derive(Debug)]
pub struct Trainer<'a> {
    recipe: &'a Recipe,
    tables: &'a FeatureTables,
    training: Vec<Rating>,
    validation: Vec<Rating>,
    phase: Phase,
    /// Epochs after which this run ends; the schedule still spans the recipe's.
    n_epochs: u32,
    network: SeedNetwork,
    optimizer: Optimizer,
    device: Device,
    shuffle: Rng,
    dropout: Rng,
    /// Row numbers of this epoch, in random order.
    order: Vec<u32>,
    epoch: u32,
    step: u32,
    squared_error: f64,
    reports: Vec<EpochReport>,
    best: Option<Checkpoint>,
    best_loss: f32,
}

impl<'a> Trainer<'a> {
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
        let n_rows = training.len();
        if n_rows < 2 {
            return Err(TrainingError::TooFewRows { found: n_rows });
        }
        let device = device(recipe.backend);
        let targets = training
            .iter()
            .map(|row| f64::from(recipe.target.of_stars(row.stars)));
        let mean_target = (targets.sum::<f64>() / n_rows as f64) as f32;
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
        Ok(Self {
            optimizer: Optimizer::new(recipe, &network, n_rows),
            recipe,
            tables,
            training,
            validation,
            phase: Phase::Choose,
            n_epochs: recipe.epochs,
            network,
            device,
            shuffle: random::seeded(recipe.seed, SHUFFLE),
            dropout: random::seeded(recipe.seed, DROPOUT),
            order: Vec::new(),
            epoch: 0,
            step: 0,
            squared_error: 0.0,
            reports: Vec::new(),
            best: None,
            best_loss: f32::INFINITY,
        })
    }

    /// The same run as the second part of [`super::train`]: it ends after `n_epochs`, on the
    /// schedule of the first.
    pub(super) fn refit(mut self, n_epochs: u32) -> Self {
        self.phase = Phase::Refit;
        self.n_epochs = n_epochs;
        self
    }

    /// Steps of an epoch. A last batch of a single row, which BatchNorm cannot take, is left out;
    /// the shuffle makes it another row each time.
    #[must_use]
    pub fn n_steps(&self) -> u32 {
        let (n, size) = (self.training.len(), self.recipe.batch_size);
        let has_single_row = n % size == 1;
        (n.div_ceil(size) - usize::from(has_single_row)) as u32
    }

    /// Whether no step is left.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        let patience = self.recipe.early_stopping.unwrap_or(u32::MAX);
        let best_epoch = self.best.as_ref().map_or(0, |best| best.epoch);
        self.step == self.n_steps()
            && (self.epoch == self.n_epochs || self.epoch - best_epoch >= patience)
    }

    /// Reports of the epochs so far.
    #[must_use]
    pub fn reports(&self) -> &[EpochReport] {
        &self.reports
    }

    /// The best network so far; `None` before the first epoch's end.
    #[must_use]
    pub fn best(&self) -> Option<&Checkpoint> {
        self.best.as_ref()
    }

    /// Trains on one batch; at an epoch's end, evaluates and keeps the best checkpoint.
    ///
    /// # Errors
    /// [`TrainingError::Diverged`] when an epoch's loss is not a number.
    pub fn step(&mut self) -> Result<Progress, TrainingError> {
        if self.epoch == 0 || self.step == self.n_steps() {
            self.epoch += 1;
            self.step = 0;
            self.squared_error = 0.0;
            self.order = random::permutation(self.training.len() as u32, &mut self.shuffle);
        }
        self.train_batch();
        self.step += 1;
        let report = if self.step == self.n_steps() {
            Some(self.end_epoch()?)
        } else {
            None
        };
        Ok(Progress {
            phase: self.phase,
            epoch: self.epoch,
            n_epochs: self.n_epochs,
            step: self.step,
            n_steps: self.n_steps(),
            report,
        })
    }

    /// Steps until the end, or until the observer says stop.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn run(
        &mut self,
        observe: &mut dyn FnMut(&Progress) -> Flow,
    ) -> Result<Flow, TrainingError> {
        while !self.is_finished() {
            if observe(&self.step()?) == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }

    /// Row numbers of the coming batch.
    fn batch_rows(&self) -> std::ops::Range<usize> {
        let start = self.step as usize * self.recipe.batch_size;
        start..(start + self.recipe.batch_size).min(self.order.len())
    }

    fn train_batch(&mut self) {
        let rows: Vec<Rating> = self.order[self.batch_rows()]
            .iter()
            .map(|&row| self.training[row as usize])
            .collect();
        let device = self.device.clone().autodiff();
        let pairs = rows.iter().map(|row| (row.user, row.movie));
        let batch = PairBatch::new(pairs, self.tables, &device);
        let unit = self.recipe.target;
        let targets: Vec<f32> = rows.iter().map(|row| unit.of_stars(row.stars)).collect();
        let targets = Tensor::<1>::from_data(TensorData::from(targets.as_slice()), &device);
        let mask = self.dropout_mask(rows.len(), &device);

        let loss = (self.network.forward(&batch, mask) - targets)
            .square()
            .mean();
        let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
        let mse = values(loss.inner()).first().copied().unwrap_or(f32::NAN);
        let stars_per_unit = f64::from(unit.stars_per_unit());
        self.squared_error += f64::from(mse) * stars_per_unit.powi(2) * rows.len() as f64;

        let n_steps = f64::from(self.n_steps());
        let done = (f64::from(self.epoch - 1) * n_steps + f64::from(self.step))
            / (n_steps * f64::from(self.recipe.epochs));
        let rate = learning_rate(self.recipe, done);
        self.network = self.optimizer.step(rate, self.network.clone(), gradients);
    }

    /// [rows, hidden]: 0 for a dropped unit, 1 / (1 − dropout) for a kept one.
    fn dropout_mask(&mut self, n_rows: usize, device: &Device) -> Option<Tensor<2>> {
        let dropout = self.recipe.dropout;
        if dropout == 0.0 {
            return None;
        }
        let hidden = self.network.hidden();
        let kept = 1.0 / (1.0 - dropout);
        let mut unit = || {
            let dropped = self.dropout.random::<f32>() < dropout;
            if dropped { 0.0 } else { kept }
        };
        let mask: Vec<f32> = (0..n_rows * hidden).map(|_| unit()).collect();
        let mask = TensorData::new(mask, [n_rows, hidden]);
        Some(Tensor::from_data(mask, device))
    }

    fn end_epoch(&mut self) -> Result<EpochReport, TrainingError> {
        let n_trained = (self.n_steps() as usize * self.recipe.batch_size).min(self.order.len());
        let training = (self.squared_error / n_trained as f64) as f32;
        let network = self.network.valid();
        let validation = (!self.validation.is_empty()).then(|| self.validation_loss(&network));
        if !training.is_finite() || !validation.is_none_or(f32::is_finite) {
            return Err(TrainingError::Diverged {
                epoch: self.epoch,
                learning_rate: self.recipe.learning_rate,
            });
        }
        // Without held-out rows there is nothing to choose by, and the latest epoch is kept.
        let is_best = validation.is_none_or(|loss| loss < self.best_loss);
        if is_best {
            self.best_loss = validation.unwrap_or(self.best_loss);
            self.best = Some(Checkpoint {
                epoch: self.epoch,
                network,
            });
        }
        let report = EpochReport {
            epoch: self.epoch,
            training,
            validation,
            is_best,
        };
        self.reports.push(report);
        Ok(report)
    }

    fn validation_loss(&self, network: &SeedNetwork) -> f32 {
        let (target, device) = (self.recipe.target, self.device.clone());
        Predictor::new(network.clone(), self.tables, target, device)
            .mean_squared_error(&self.validation)
    }
}

impl From<Trainer<'_>> for (Option<Checkpoint>, Vec<EpochReport>) {
    fn from(trainer: Trainer<'_>) -> Self {
        (trainer.best, trainer.reports)
    }
}

//! The training loop, the same for every network: its steps, and what it tells whoever watches it.

use serde::{Deserialize, Serialize};

use matinee_core::domain::Rating;
use matinee_core::random::{self, Rng};
use matinee_data::dataset::split::{self, SplitError};

use super::error::TrainingError;
use super::recipe::FitConfig;

/// Streams of a run's generator, so that one purpose's draws never shift another's.
pub(super) const INIT: u64 = 0;
const SHUFFLE: u64 = 1;
pub(super) const DROPOUT: u64 = 2;

/// A network in training: what the loop has to know of it.
pub trait Learner {
    /// The network in inference mode.
    type Network: Clone;

    /// Number of training rows.
    fn n_rows(&self) -> usize;

    /// Trains on some of the training rows, by number, at a learning rate. Returns their squared
    /// errors, summed, in stars², as they were in training (dropout on, not clipped).
    fn step(&mut self, rows: &[u32], rate: f64) -> f64;

    /// The network as it is now.
    fn network(&self) -> Self::Network;

    /// Mean squared error on the held-out rows, stars², if there are any.
    fn validate(&self, network: &Self::Network) -> Option<f32>;
}

/// One run, ready for its next step.
#[derive(Debug)]
pub struct Trainer<L: Learner> {
    fit_config: FitConfig,
    learner: L,
    phase: Phase,
    /// Epochs after which this run ends; the schedule still spans the configuration's.
    n_epochs: u32,
    shuffle: Rng,
    /// Row numbers of this epoch, in random order.
    order: Vec<u32>,
    epoch: u32,
    step: u32,
    squared_error: f64,
    reports: Vec<EpochReport>,
    best: Option<Checkpoint<L::Network>>,
    best_loss: f32,
}

impl<L: Learner> Trainer<L> {
    /// Before the first step.
    ///
    /// # Errors
    /// Fewer than two training rows.
    pub fn start(fit_config: FitConfig, learner: L) -> Result<Self, TrainingError> {
        let found = learner.n_rows();
        if found < 2 {
            return Err(TrainingError::TooFewRows { found });
        }
        Ok(Self {
            fit_config,
            learner,
            phase: Phase::Choose,
            n_epochs: fit_config.epochs,
            shuffle: random::seeded(fit_config.seed, SHUFFLE),
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
        let (n, size) = (self.learner.n_rows(), self.fit_config.batch_size);
        let has_single_row = n % size == 1;
        (n.div_ceil(size) - usize::from(has_single_row)) as u32
    }

    /// Epochs of this run, at most.
    #[must_use]
    pub const fn n_epochs(&self) -> u32 {
        self.n_epochs
    }

    /// Whether no step is left.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        let patience = self.fit_config.early_stopping.unwrap_or(u32::MAX);
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
    pub fn best(&self) -> Option<&Checkpoint<L::Network>> {
        self.best.as_ref()
    }

    /// The network as it is now, best or not.
    pub fn network(&self) -> L::Network {
        self.learner.network()
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
            self.order = random::permutation(self.learner.n_rows() as u32, &mut self.shuffle);
        }
        let rate = self.fit_config.rate(self.done());
        let rows = &self.order[self.batch_rows()];
        self.squared_error += self.learner.step(rows, rate);
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

    /// The best checkpoint and the reports of the epochs.
    #[must_use]
    pub fn into_parts(self) -> (Option<Checkpoint<L::Network>>, Vec<EpochReport>) {
        (self.best, self.reports)
    }

    /// Which part of the steps is done, 0 to 1.
    fn done(&self) -> f64 {
        let n_steps = f64::from(self.n_steps());
        let steps = f64::from(self.epoch - 1) * n_steps + f64::from(self.step);
        steps / (n_steps * f64::from(self.fit_config.epochs))
    }

    /// Where the coming batch stands in `order`.
    fn batch_rows(&self) -> std::ops::Range<usize> {
        let start = self.step as usize * self.fit_config.batch_size;
        start..(start + self.fit_config.batch_size).min(self.order.len())
    }

    fn end_epoch(&mut self) -> Result<EpochReport, TrainingError> {
        let n_trained =
            (self.n_steps() as usize * self.fit_config.batch_size).min(self.order.len());
        let training = (self.squared_error / n_trained as f64) as f32;
        let network = self.learner.network();
        let validation = self.learner.validate(&network);
        if !training.is_finite() || !validation.is_none_or(f32::is_finite) {
            return Err(TrainingError::Diverged {
                epoch: self.epoch,
                learning_rate: self.fit_config.learning_rate,
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
}

/// A random share of the rows, held out, after the rest: (training, held out).
///
/// # Errors
/// [`TrainingError::NothingHeldOut`] for a share that is less than a row;
/// [`TrainingError::TooFewRows`] when nothing would be left.
pub fn hold_out(
    rows: &[Rating],
    share: f32,
    seed: u64,
) -> Result<(Vec<Rating>, Vec<Rating>), TrainingError> {
    if share == 0.0 {
        return Ok((rows.to_vec(), Vec::new()));
    }
    let split = split::random(rows, f64::from(share), seed).map_err(|error| match error {
        SplitError::NothingToTest { n_rows, .. } if n_rows > 1 => {
            TrainingError::NothingHeldOut { share, n_rows }
        }
        _ => TrainingError::TooFewRows { found: rows.len() },
    })?;
    Ok((split.train, split.test))
}

/// What the observer says after each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop here; the best checkpoint so far is kept.
    Stop,
}

/// Which part of a run a step belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Training beside held-out rows, to choose the number of epochs.
    Choose,
    /// Training again, on all rows.
    Refit,
}

/// Where a run stands after one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Which part of the run.
    pub phase: Phase,
    /// The epoch of this step, from 1.
    pub epoch: u32,
    /// Epochs of this part, at most.
    pub n_epochs: u32,
    /// Steps done in this epoch.
    pub step: u32,
    /// Steps of an epoch.
    pub n_steps: u32,
    /// Set after the last step of an epoch.
    pub report: Option<EpochReport>,
}

impl Progress {
    /// After sweep `sweep` (from 1) of a method that has no smaller steps.
    pub(super) fn of_sweep(sweep: u32, n_sweeps: u32) -> Self {
        Self {
            phase: Phase::Choose,
            epoch: sweep,
            n_epochs: n_sweeps,
            step: 1,
            n_steps: 1,
            report: None,
        }
    }
}

/// Mean squared errors after an epoch, in stars².
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochReport {
    /// From 1.
    pub epoch: u32,
    /// On the training rows, while training: dropout on, not clipped, without regularisation.
    pub training: f32,
    /// On the held-out rows, clipped to 1..5, if there are any.
    pub validation: Option<f32>,
    /// Whether this is the best epoch so far.
    pub is_best: bool,
}

/// The network after its best epoch so far, in inference mode.
#[derive(Clone, Debug)]
pub struct Checkpoint<N> {
    /// From 1.
    pub epoch: u32,
    /// Without autodiff.
    pub network: N,
}

//! The stages of a hybrid model, each a function of what the stages before it gave.
//!
//! Whoever runs them keeps the results in between: that is what lets a run go on where it was
//! interrupted, and lets the teachers, which know nothing of each other, be trained side by side.

use serde::{Deserialize, Serialize};

use crate::domain::{MovieIdx, Rating, Score, UserIdx};
use crate::features::Matrix;
use crate::model::{Backend, FeatureTables};
use crate::training::progress::{EpochReport, Flow, Progress, TrainingError};
use crate::training::recipe::{Cleaning, RecipeError, check};
use crate::training::trainer::Trainer;
use crate::training::{RatingHead, hybrid};

use super::learner::{Classroom, HybridLearner};
use super::neighbours::{self, NeighbourRecipe};
use super::predict::HybridPredictor;
use super::recipe::TowerRecipe;
use super::student::{StudentRecipe, Unrated, rating_head};

/// All hyper-parameters of a hybrid model. Same recipe, same rows: same numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HybridRecipe {
    /// `shipped`, or `custom`.
    pub name: String,
    /// Which rows are left out.
    pub cleaning: Cleaning,
    /// The ensemble.
    pub teachers: Vec<TowerRecipe>,
    /// What is added to its mean.
    pub neighbours: NeighbourRecipe,
    /// What learns from it.
    pub student: StudentRecipe,
    /// Share of the rows that is held out to measure every stage on; nothing is chosen by it.
    pub validation_share: f32,
    /// Of every random draw.
    pub seed: u64,
    /// What runs the tensor operations.
    pub backend: Backend,
}

impl HybridRecipe {
    /// The recipe of the model that the page carries.
    #[must_use]
    pub fn shipped() -> Self {
        Self {
            name: "shipped".into(),
            cleaning: Cleaning::None,
            teachers: vec![
                TowerRecipe::full(),
                TowerRecipe::full(),
                TowerRecipe::simple(),
                TowerRecipe::ordinal(1.0, 0.0),
                TowerRecipe::ordinal(0.5, 1.0),
            ],
            neighbours: NeighbourRecipe::default(),
            student: StudentRecipe::default(),
            validation_share: 0.0,
            seed: 1,
            backend: Backend::Ndarray,
        }
    }

    /// Checks every number's range.
    ///
    /// # Errors
    /// The first hyper-parameter that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check("teachers", self.teachers.len(), "1 to 64", |n| {
            (1..=64).contains(n)
        })?;
        for teacher in &self.teachers {
            teacher.check()?;
        }
        self.neighbours.check()?;
        self.student.check()?;
        check(
            "validation share",
            self.validation_share,
            "0 to 0.9",
            |share| (0.0..=0.9).contains(share),
        )
    }
}

/// What a stage says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StageReport {
    /// RMSE in stars on the held-out rows, predictions clipped, if there are any.
    pub validation_rmse: Option<f64>,
    /// Losses of the epochs, if it has any.
    #[serde(skip)]
    pub epochs: Vec<EpochReport>,
}

/// What the stages of one model have in common.
#[derive(Debug)]
pub struct Stages<'a> {
    recipe: &'a HybridRecipe,
    room: Classroom<'a>,
}

impl<'a> Stages<'a> {
    /// Looks at the rows: `training` to learn from, `validation` only to measure on.
    ///
    /// # Errors
    /// A recipe out of range, fewer than two training rows.
    pub fn new(
        recipe: &'a HybridRecipe,
        tables: &'a FeatureTables,
        training: &'a [Rating],
        validation: &'a [Rating],
    ) -> Result<Self, TrainingError> {
        recipe.check()?;
        let found = training.len();
        if found < 2 {
            return Err(TrainingError::TooFewRows { found });
        }
        Ok(Self {
            recipe,
            room: Classroom::new(tables, training, validation, recipe.backend),
        })
    }

    /// Trains teacher `index`: what it says of every user and movie, [n_users, n_movies], stars.
    /// `None` when the observer stopped it.
    ///
    /// # Errors
    /// As [`Trainer::step`].
    ///
    /// # Panics
    /// When there is no such teacher.
    pub fn teacher(
        &self,
        index: usize,
        observe: &mut dyn FnMut(&Progress) -> Flow,
    ) -> Result<Option<(Matrix, StageReport)>, TrainingError> {
        let recipe = &self.recipe.teachers[index];
        let targets = (self.room.training.iter()).map(|row| row.stars.as_f32());
        // Each teacher has draws of its own; the student those of the run's seed.
        let seed = self.seed(index as u64 + 1);
        let learner = HybridLearner::new(recipe, &self.room, targets.collect(), None, seed);
        let mut trainer = Trainer::start(recipe.course(seed), learner)?;
        if trainer.run(observe)? == Flow::Stop {
            return Ok(None);
        }
        let (last, epochs) = trainer.into_parts();
        Ok(last.map(|last| {
            let stars = HybridPredictor::new(&last.network, &self.room).all();
            let report = self.report(epochs, |user, movie| stars.row(user.row())[movie.row()]);
            (stars, report)
        }))
    }

    /// The mean of what the teachers say.
    ///
    /// # Panics
    /// When there is none, or their shapes differ.
    #[must_use]
    pub fn ensemble(&self, teachers: &[Matrix]) -> (Matrix, StageReport) {
        let mut mean = teachers[0].clone();
        for (index, value) in mean.values.iter_mut().enumerate() {
            let sum: f32 = teachers.iter().map(|teacher| teacher.values[index]).sum();
            *value = sum / teachers.len() as f32;
        }
        let report = self.report(Vec::new(), |user, movie| mean.row(user.row())[movie.row()]);
        (mean, report)
    }

    /// The ensemble with its residuals corrected by neighbours: what the student learns.
    #[must_use]
    pub fn correct(&self, ensemble: &Matrix) -> (Matrix, StageReport) {
        let corrected = neighbours::correct(ensemble, self.room.training, &self.recipe.neighbours);
        let report = self.report(Vec::new(), |user, movie| {
            corrected.row(user.row())[movie.row()]
        });
        (corrected, report)
    }

    /// Trains the student. `None` when the observer stopped it.
    ///
    /// # Errors
    /// As [`Trainer::step`].
    pub fn student(
        &self,
        taught: &Matrix,
        observe: &mut dyn FnMut(&Progress) -> Flow,
    ) -> Result<Option<(RatingHead, StageReport)>, TrainingError> {
        let recipe = &self.recipe.student;
        let seed = self.seed(0);
        let targets = recipe.targets(&self.room, taught);
        let unrated = Unrated::new(recipe, &self.room, taught, seed)
            .map(|unrated| Box::new(unrated) as Box<dyn hybrid::learner::Supplement + '_>);
        let learner = HybridLearner::new(&recipe.network, &self.room, targets, unrated, seed);
        let mut trainer = Trainer::start(recipe.network.course(seed), learner)?;
        if trainer.run(observe)? == Flow::Stop {
            return Ok(None);
        }
        let (last, epochs) = trainer.into_parts();
        Ok(last.map(|last| {
            let head = rating_head(&last.network, &self.room, recipe);
            let report = self.report(epochs, |user, movie| head.stars(user, movie));
            (head, report)
        }))
    }

    /// Seeds that differ between the networks of a run, and between runs.
    fn seed(&self, network: u64) -> u64 {
        self.recipe.seed.wrapping_mul(1_000).wrapping_add(network)
    }

    fn report(
        &self,
        epochs: Vec<EpochReport>,
        stars: impl Fn(UserIdx, MovieIdx) -> f32,
    ) -> StageReport {
        let rows = self.room.validation;
        let squared_error = |row: &Rating| {
            let predicted = Score::clip(stars(row.user, row.movie)).stars();
            f64::from(predicted - row.stars.as_f32()).powi(2)
        };
        let sum: f64 = rows.iter().map(squared_error).sum();
        StageReport {
            validation_rmse: (!rows.is_empty()).then(|| (sum / rows.len() as f64).sqrt()),
            epochs,
        }
    }
}

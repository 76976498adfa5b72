//! The stages of a hybrid model, each a function of what the stages before it gave.
//!
//! Whoever runs them keeps the results in between: that is what lets a run go on where it was
//! interrupted, and lets the teachers, which know nothing of each other, be trained side by side.

use serde::{Deserialize, Serialize};

use crate::model::{FeatureTables, HybridNetwork};
use crate::training::error::TrainingError;
use crate::training::trainer::{EpochReport, Flow, Progress, Trainer};
use crate::training::{Chain, LaeError, RankingHead, RatingHead, fit_ranking};
use matinee_core::crew::{Alone, Crew};
use matinee_core::domain::{MovieIdx, Rating, Score, StarScale, UserIdx};
use matinee_engine::features::Matrix;

use super::distil::Distillation;
use super::learner::{HybridLearner, HybridPredictor, TrainContext, rating_head};
use super::neighbours;
use super::recipe::{DirectRecipe, HybridRecipe, StudentRecipe, TeacherKind, TowerRecipe};
use super::solved::Solved;

/// What a stage says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StageReport {
    /// RMSE in stars on the held-out rows, predictions clipped, if there are any.
    pub validation_rmse: Option<f64>,
    /// Losses of the epochs, if it has any.
    pub epochs: Vec<EpochReport>,
}

/// What the stages of one model have in common.
#[derive(Debug)]
pub struct Stages<'a> {
    recipe: &'a HybridRecipe,
    room: TrainContext<'a>,
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
            room: TrainContext::new(tables, training, validation, recipe.backend, &Alone),
        })
    }

    /// The same, worked on by a crew where that helps: all but the networks and the factorisations, which can
    /// be trained side by side. No number depends on it.
    #[must_use]
    pub fn with_crew(mut self, crew: &'a dyn Crew) -> Self {
        self.room.crew = crew;
        self
    }

    fn trainer<'s>(
        &'s self,
        recipe: &'s TowerRecipe,
        seed: u64,
    ) -> Result<Trainer<HybridLearner<'s>>, TrainingError> {
        Trainer::start(
            recipe.fit_config(seed, self.room.training.len()),
            HybridLearner::new(recipe, &self.room, seed),
        )
    }

    /// The weighted mean of what the teachers say, each clipped to the scale.
    ///
    /// # Panics
    /// When there are not as many as in the recipe, or their shapes differ.
    #[must_use]
    pub fn ensemble(&self, teachers: &[Matrix]) -> (Matrix, StageReport) {
        assert_eq!(teachers.len(), self.recipe.teachers.len());
        let total: f32 = self
            .recipe
            .teachers
            .iter()
            .map(|teacher| teacher.weight)
            .sum();
        let [n_users, n_movies] = self.room.shape();
        let mut values = vec![0.0; n_users * n_movies];
        for (said, teacher) in teachers.iter().zip(&self.recipe.teachers) {
            assert_eq!(said.values.len(), values.len());
            for (sum, stars) in values.iter_mut().zip(&said.values) {
                *sum +=
                    teacher.weight / total * Score::clip(*stars, self.room.tables.scale).stars();
            }
        }
        let mean = Matrix {
            n_rows: n_users,
            n_cols: n_movies,
            values,
        };
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

    /// Makes the student: of what the ensemble says of all pairs, or of the ratings alone. `None`
    /// when the observer stopped it.
    ///
    /// # Errors
    /// As [`Trainer::step`]; a student that learns from an ensemble, without `taught`.
    pub fn student(
        &self,
        taught: Option<&Matrix>,
        observe: &mut dyn FnMut(&Progress) -> Flow,
    ) -> Result<Option<(RatingHead, StageReport)>, TrainingError> {
        let seed = self.seed(0);
        let (head, epochs) = match &self.recipe.student {
            StudentRecipe::Direct(_) if self.is_solved() => {
                let mut student = self.solved()?;
                while !student.is_finished() {
                    if observe(&student.sweep()) == Flow::Stop {
                        return Ok(None);
                    }
                }
                student.finish()
            }
            StudentRecipe::Direct(recipe) => {
                let trainer = self.trainer(&recipe.network, seed)?;
                let Some((network, epochs)) = finished(trainer, observe)? else {
                    return Ok(None);
                };
                (rating_head(&network, &self.room, recipe), epochs)
            }
            StudentRecipe::Distilled(_) => {
                let mut student = self.distilled(taught.ok_or(TrainingError::NoEnsemble)?)?;
                while !student.is_finished() {
                    if observe(&student.sweep()) == Flow::Stop {
                        return Ok(None);
                    }
                }
                (student.finish(), Vec::new())
            }
        };
        let report = self.report(epochs, |user, movie| head.stars(user, movie));
        Ok(Some((head, report)))
    }

    /// The network of a student that learns from the ratings alone, before its first step: for
    /// whoever has other things to do between the steps.
    ///
    /// # Errors
    /// As [`Trainer::start`]; a student that learns from an ensemble.
    pub fn direct(&self) -> Result<Trainer<HybridLearner<'_>>, TrainingError> {
        match &self.recipe.student {
            StudentRecipe::Direct(recipe) => self.trainer(&recipe.network, self.seed(0)),
            StudentRecipe::Distilled(_) => Err(TrainingError::NoEnsemble),
        }
    }

    /// Whether the student is solved and not trained by steps: see [`HybridRecipe::is_solved`].
    #[must_use]
    pub fn is_solved(&self) -> bool {
        self.recipe.is_solved(self.room.training.len())
    }

    /// A student that learns from the ratings alone before its first sweep, likewise, whatever their number.
    ///
    /// # Errors
    /// A student that learns from an ensemble.
    pub fn solved(&self) -> Result<Solved<'_>, TrainingError> {
        match &self.recipe.student {
            StudentRecipe::Direct(recipe) => Ok(Solved::new(recipe, &self.room, self.seed(0))),
            StudentRecipe::Distilled(_) => Err(TrainingError::NoEnsemble),
        }
    }

    /// The student of an ensemble before its first sweep, likewise; it learns `taught`.
    ///
    /// # Errors
    /// A student that learns from the ratings alone.
    pub fn distilled(&self, taught: &Matrix) -> Result<Distillation<'_>, TrainingError> {
        match &self.recipe.student {
            StudentRecipe::Direct(_) => Err(TrainingError::NoEnsemble),
            StudentRecipe::Distilled(recipe) => {
                Ok(Distillation::new(recipe, &self.room, taught, self.seed(0)))
            }
        }
    }

    /// A rating head from a network without a fully connected part, as it is after some epoch.
    #[must_use]
    pub fn direct_head(&self, network: &HybridNetwork) -> RatingHead {
        let recipe = match &self.recipe.student {
            StudentRecipe::Direct(recipe) => recipe,
            StudentRecipe::Distilled(_) => &DirectRecipe::default(),
        };
        rating_head(network, &self.room, recipe)
    }

    /// Mean squared error of a rating head on some rows, clipped, stars².
    #[must_use]
    pub fn squared_error(&self, head: &RatingHead, rows: &[Rating]) -> f64 {
        let scale = self.room.tables.scale;
        mean_squared_error(rows, scale, |user, movie| head.stars(user, movie))
    }

    /// Fits the ranking head.
    ///
    /// # Errors
    /// As [`fit_ranking`].
    pub fn ranking(&self) -> Result<RankingHead, LaeError> {
        let people = self.room.tables.users.matrix();
        let [_, n_movies] = self.room.shape();
        let recipe = &self.recipe.ranking;
        fit_ranking(self.room.training, people, n_movies, recipe, self.room.crew)
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
        StageReport {
            validation_rmse: (!rows.is_empty())
                .then(|| mean_squared_error(rows, self.room.tables.scale, stars).sqrt()),
            epochs,
        }
    }
}

/// Of predictions that are clipped to the scale; `rows` are not empty.
fn mean_squared_error(
    rows: &[Rating],
    scale: StarScale,
    stars: impl Fn(UserIdx, MovieIdx) -> f32,
) -> f64 {
    let squared_error = |row: &Rating| {
        let predicted = Score::clip(stars(row.user, row.movie), scale).stars();
        f64::from(predicted - row.stars.as_f32()).powi(2)
    };
    rows.iter().map(squared_error).sum::<f64>() / rows.len() as f64
}

/// A teacher that learns step by step.
#[derive(Debug)]
pub enum TeacherRun<'a> {
    /// A hybrid network.
    Network(Box<Trainer<HybridLearner<'a>>>),
    /// A Bayesian factorisation.
    Chain(Box<Chain<'a>>),
}

impl Stages<'_> {
    /// Teacher `index` before its first step: for whoever has other things to do between the steps.
    ///
    /// # Errors
    /// As [`Trainer::start`] and [`Chain::new`].
    ///
    /// # Panics
    /// When there is no such teacher.
    pub fn lesson(&self, index: usize) -> Result<TeacherRun<'_>, TrainingError> {
        // Each teacher has draws of its own; the student those of the run's seed.
        let seed = self.seed(index as u64 + 1);
        Ok(match &self.recipe.teachers[index].kind {
            TeacherKind::Network(recipe) => {
                TeacherRun::Network(Box::new(self.trainer(recipe, seed)?))
            }
            TeacherKind::Bayes(recipe) => {
                let rows = self.room.training;
                TeacherRun::Chain(Box::new(Chain::new(rows, self.room.tables, recipe, seed)?))
            }
        })
    }

    /// What a network says of every pair, [n_users, n_movies], stars.
    #[must_use]
    pub fn said(&self, network: &HybridNetwork) -> Matrix {
        HybridPredictor::new(network, &self.room).all()
    }

    /// Trains teacher `index`: what it says of every user and movie, [n_users, n_movies], stars.
    /// `None` when the observer stopped it.
    ///
    /// # Errors
    /// As [`Trainer::step`] and [`Chain::sweep`].
    ///
    /// # Panics
    /// When there is no such teacher.
    pub fn teacher(
        &self,
        index: usize,
        observe: &mut dyn FnMut(&Progress) -> Flow,
    ) -> Result<Option<(Matrix, StageReport)>, TrainingError> {
        let said = match self.lesson(index)? {
            TeacherRun::Network(trainer) => {
                let trained = finished(*trainer, observe)?;
                trained.map(|(network, epochs)| (self.said(&network), epochs))
            }
            TeacherRun::Chain(mut chain) => {
                while !chain.is_finished() {
                    if observe(&chain.sweep()?) == Flow::Stop {
                        return Ok(None);
                    }
                }
                Some((chain.finish(), Vec::new()))
            }
        };
        Ok(said.map(|(stars, epochs)| {
            let report = self.report(epochs, |user, movie| stars.row(user.row())[movie.row()]);
            (stars, report)
        }))
    }
}

/// A network after its last step; `None` when the observer stopped it.
fn finished(
    mut trainer: Trainer<HybridLearner<'_>>,
    observe: &mut dyn FnMut(&Progress) -> Flow,
) -> Result<Option<(HybridNetwork, Vec<EpochReport>)>, TrainingError> {
    if trainer.run(observe)? == Flow::Stop {
        return Ok(None);
    }
    let (last, epochs) = trainer.into_parts();
    Ok(last.map(|last| (last.network, epochs)))
}

//! The teachers of an ensemble, a step at a time or in one go.

use crate::model::HybridNetwork;
use crate::training::Chain;
use crate::training::progress::{EpochReport, Flow, Progress, TrainingError};
use crate::training::trainer::Trainer;
use matinee_engine::features::Matrix;

use super::learner::HybridLearner;
use super::predict::HybridPredictor;
use super::recipe::TeacherKind;
use super::stages::{StageReport, Stages};

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
pub(super) fn finished(
    mut trainer: Trainer<HybridLearner<'_>>,
    observe: &mut dyn FnMut(&Progress) -> Flow,
) -> Result<Option<(HybridNetwork, Vec<EpochReport>)>, TrainingError> {
    if trainer.run(observe)? == Flow::Stop {
        return Ok(None);
    }
    let (last, epochs) = trainer.into_parts();
    Ok(last.map(|last| (last.network, epochs)))
}

//! Both models on the same held-out rows.

use matinee_core::domain::{Rating, UserIdx};
use matinee_engine::artifact::{Artifact, People, Weights};
use matinee_engine::engine::Engine;
use matinee_lab::{K, Listed, Relevance, TrainingView, rating_accuracy, top_n};
use matinee_protocol::{Outcome, Quality, Report, Stage};
use matinee_train::packing::{TrainingAccount, build_over, histories};
use matinee_train::training::{TrainingError, hold_out};

use super::RunError;
use super::drive::Link;
use super::training_data::TrainingData;

/// The rows of a run, and how a model does on those that were held out.
pub(super) struct HoldOut<'a> {
    training_data: &'a TrainingData,
    training: Vec<Rating>,
    held_out: Vec<Rating>,
}

impl<'a> HoldOut<'a> {
    /// Holds a share of the rows out.
    pub(super) fn new(
        training_data: &'a TrainingData,
        share: f32,
        seed: u64,
    ) -> Result<Self, TrainingError> {
        let (training, held_out) = hold_out(&training_data.rows, share, seed)?;
        Ok(Self {
            training_data,
            training,
            held_out,
        })
    }

    pub(super) fn training(&self) -> &[Rating] {
        &self.training
    }

    pub(super) fn held_out(&self) -> &[Rating] {
        &self.held_out
    }

    /// What a model says of how it was trained on these rows.
    pub(super) fn account(
        &self,
        preset: &str,
        recipe: Vec<(String, String)>,
        seed: u64,
    ) -> TrainingAccount {
        TrainingAccount {
            preset: preset.to_owned(),
            recipe,
            seed,
            data_notice: self.training_data.data_notice.clone(),
            training: self.training.clone(),
            ..TrainingAccount::default()
        }
    }

    /// Measures what was trained, and the built-in model beside it.
    pub(super) async fn take(
        &self,
        epoch: u32,
        is_stopped: bool,
        weights: Weights,
        link: &impl Link,
    ) -> Result<Outcome, RunError> {
        link.tell(Report::Stage(Stage::Measuring));
        // Whoever stopped the run has heard it before; nothing more can be stopped.
        let _ = link.turn(false).await;
        let yours = self.quality(weights)?;
        let _ = link.turn(false).await;
        let built_in = self.training_data.weights.clone();
        Ok(Outcome {
            epoch,
            is_stopped,
            yours,
            built_in: built_in.map(|weights| self.quality(weights)).transpose()?,
        })
    }

    /// What a model is worth that knows of everybody only the training rows.
    fn quality(&self, weights: Weights) -> Result<Quality, RunError> {
        let engine = Engine::new(self.artifact(weights))?;
        let movies = &self.training_data.catalogue.movies;
        let n_users = self.training_data.people.users.len();
        let seen = TrainingView::new(&self.training, n_users, movies);
        let list = |user: UserIdx| {
            let list = engine.recommend(user, K);
            Some(list.into_iter().map(Listed::from).collect())
        };
        let lists = top_n(&seen, &self.held_out, Relevance::Liked, K, list);
        let accuracy = rating_accuracy(&self.held_out, &engine).ok_or(RunError::NothingHeldOut)?;
        Ok(Quality {
            rmse: accuracy.rmse as f32,
            // Where nobody likes anything, every order is as good as every other.
            ndcg: lists.map(|lists| lists.ndcg as f32),
        })
    }

    fn artifact(&self, weights: Weights) -> Artifact {
        let TrainingData {
            catalogue, people, ..
        } = self.training_data;
        let catalogue = catalogue.clone().counted(&self.training);
        let people = People {
            histories: histories(&self.training, people.users.len()),
            ..people.clone()
        };
        let account = TrainingAccount::default();
        // Nothing is written that somebody could want to join with.
        let hash = String::new();
        build_over(catalogue, people, hash, account, weights)
    }
}

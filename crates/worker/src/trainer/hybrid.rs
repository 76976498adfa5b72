//! A run of the hybrid: the ranking head first, which is fitted in one go, then the rating head, so
//! that every checkpoint is a whole model.

use matinee_engine::artifact::{Precisions, Weights};
use matinee_protocol::{Report, Settings, Stage};
use matinee_train::model::HybridNetwork;
use matinee_train::packing::round;
use matinee_train::training::hybrid::{HybridRecipe, Stages, StudentRecipe};
use matinee_train::training::{RankingHead, RatingHead};

use super::RunError;
use super::drive::{Flow, Link, Run};
use super::ensemble;
use super::measure::HoldOut;
use super::recipes;
use super::training_data::TrainingData;

/// A hybrid on its way.
pub(super) struct HybridRun<'a, K: Link> {
    pub(super) run: Run<'a, K>,
    pub(super) recipe: &'a HybridRecipe,
    pub(super) stages: &'a Stages<'a>,
    ranking: RankingHead,
}

/// As [`super::run`].
pub(super) async fn run(
    training_data: &TrainingData,
    settings: &Settings,
    link: &impl Link,
) -> Result<(), RunError> {
    let recipe = recipes::hybrid(settings)?;
    let hold_out = HoldOut::new(training_data, recipe.validation_share, recipe.seed)?;
    let stages = Stages::new(
        &recipe,
        &training_data.features,
        hold_out.training(),
        hold_out.held_out(),
    )?;
    link.tell(Report::Stage(Stage::Ranking));
    if link.turn(false).await == Flow::Stop {
        return Err(RunError::TooEarly);
    }
    let hybrid = HybridRun {
        ranking: stages.ranking()?,
        run: Run {
            training_data,
            hold_out: &hold_out,
            link,
            account: hold_out.account(&recipe.name, recipe.describe(), recipe.seed),
        },
        recipe: &recipe,
        stages: &stages,
    };
    match &recipe.student {
        StudentRecipe::Direct(_) => {
            let weigh = |network: &_| hybrid.weigh(network);
            hybrid.run.drive(stages.direct()?, weigh).await
        }
        StudentRecipe::Distilled(_) => ensemble::run(&hybrid).await,
    }
}

impl<K: Link> HybridRun<'_, K> {
    /// The model of a network without a fully connected part.
    pub(super) fn weigh(&self, network: &HybridNetwork) -> Weights {
        self.join(&self.stages.direct_head(network))
    }

    /// The model of a rating head.
    pub(super) fn join(&self, rating: &RatingHead) -> Weights {
        round(rating, &self.ranking, Precisions::COMPACT).into()
    }
}

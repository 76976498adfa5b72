//! A run of the seed network.

use matinee_engine::artifact::Precisions;
use matinee_protocol::Settings;
use matinee_train::packing::fold;
use matinee_train::training::Trainer;

use super::RunError;
use super::drive::{Link, Run};
use super::measure::HoldOut;
use super::recipes;
use super::training_data::TrainingData;

/// As [`super::run`].
pub(super) async fn run(
    training_data: &TrainingData,
    settings: &Settings,
    link: &impl Link,
) -> Result<(), RunError> {
    let recipe = recipes::seed(settings)?;
    let hold_out = HoldOut::new(training_data, recipe.validation_share, recipe.seed)?;
    let (training, held_out) = (hold_out.training().to_vec(), hold_out.held_out().to_vec());
    let trainer = Trainer::new(&recipe, &training_data.features, training, held_out)?;
    let run = Run {
        training_data,
        hold_out: &hold_out,
        link,
        account: hold_out.account(&recipe.name, recipe.describe(), recipe.seed),
    };
    let (unit, weight) = (recipe.target.stars_per_unit(), recipe.popularity_weight);
    let weigh = |network: &_| fold(network, unit, weight, Precisions::COMPACT).into();
    run.drive(trainer, weigh).await
}

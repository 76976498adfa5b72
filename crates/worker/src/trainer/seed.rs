//! A run of the seed network.

use matinee_engine::artifact::Precisions;
use matinee_protocol::Settings;
use matinee_train::packing::fold;
use matinee_train::training::Trainer;

use super::RunError;
use super::drive::{Link, Run};
use super::measure::Exam;
use super::recipes;
use super::room::Room;

/// As [`super::run`].
pub(super) async fn run(
    room: &Room,
    settings: &Settings,
    link: &impl Link,
) -> Result<(), RunError> {
    let recipe = recipes::seed(settings)?;
    let exam = Exam::new(room, recipe.validation_share, recipe.seed)?;
    let (training, held_out) = (exam.training().to_vec(), exam.held_out().to_vec());
    let trainer = Trainer::new(&recipe, &room.features, training, held_out)?;
    let run = Run {
        room,
        exam: &exam,
        link,
        account: exam.account(&recipe.name, recipe.describe(), recipe.seed),
    };
    let (unit, weight) = (recipe.target.stars_per_unit(), recipe.popularity_weight);
    let weigh = |network: &_| fold(network, unit, weight, Precisions::COMPACT).into();
    run.drive(trainer, weigh).await
}

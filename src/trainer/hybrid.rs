//! A run of the hybrid: the ranking head first, which is fitted in one go, then the rating head, so
//! that every checkpoint is a whole model.

use crate::artifact::{Precisions, TrainingAccount, round};
use crate::task::{Report, Settings, Stage};
use crate::training::hybrid::Stages;

use super::RunError;
use super::drive::{Flow, Link, Run};
use super::measure::Exam;
use super::recipes;
use super::room::Room;

/// As [`super::run`].
pub(super) async fn run(
    room: &Room,
    settings: &Settings,
    link: &impl Link,
) -> Result<(), RunError> {
    let recipe = recipes::hybrid(settings);
    let exam = Exam::new(room, recipe.validation_share, recipe.seed)?;
    let stages = Stages::new(&recipe, &room.features, exam.training(), exam.held_out())?;
    link.tell(Report::Stage(Stage::Ranking));
    if link.turn(false).await == Flow::Stop {
        return Err(RunError::TooEarly);
    }
    let ranking = stages.ranking()?;
    let run = Run {
        room,
        exam: &exam,
        link,
        account: TrainingAccount {
            preset: recipe.name.clone(),
            recipe: recipe.describe(),
            seed: recipe.seed,
            training: exam.training().to_vec(),
            ..TrainingAccount::default()
        },
    };
    let weigh = |network: &_| {
        let rating = stages.direct_head(network)?;
        let weights = round(&rating, &ranking, Precisions::COMPACT);
        Ok(weights.into())
    };
    run.drive(stages.direct()?, weigh).await
}

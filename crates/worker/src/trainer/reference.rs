//! What the recipe of the page's own model is worth on the rows that a run of the page holds out: the page
//! cannot train it, so it is measured before the page is published.

use std::sync::{Mutex, PoisonError};

use matinee_core::crew::{self, Crew, Job};
use matinee_engine::artifact::Precisions;
use matinee_engine::features::Matrix;
use matinee_protocol::{Field, Quality, Settings};
use matinee_train::packing::round;
use matinee_train::training::hybrid::{HybridRecipe, Stages};
use matinee_train::training::{Flow, TrainingError};

use super::error::RunError;
use super::run::HoldOut;
use super::training_data::TrainingData;

/// Trains the shipped recipe on the rows that a run with `settings` learns from, and measures it on those
/// that such a run holds out. It sees these only then: not even its epochs are chosen by them.
///
/// # Errors
/// As a run.
pub fn shipped_quality(
    training_data: &TrainingData,
    settings: &Settings,
    crew: &dyn Crew,
) -> Result<Quality, RunError> {
    let share = (settings.get(Field::HeldOut) / 100.0) as f32;
    let seed = settings.get(Field::Seed) as u64;
    let hold_out = HoldOut::new(training_data, share, seed)?;
    let recipe = HybridRecipe {
        seed,
        ..HybridRecipe::shipped()
    };
    let features = &training_data.features;
    let stages = Stages::new(&recipe, features, hold_out.training(), &[])?.with_crew(crew);

    let teach = |index| match stages.teacher(index, &mut |_| Flow::Continue)? {
        Some((said, _)) => Ok(said),
        None => Err(RunError::TooEarly),
    };
    let said = side_by_side(crew, recipe.teachers.len(), &teach)?;
    let (ensemble, _) = stages.ensemble(&said);
    drop(said);
    let (taught, _) = stages.correct(&ensemble);
    drop(ensemble);
    let student = stages.student(Some(&taught), &mut |_| Flow::Continue)?;
    let (rating, _) = student.ok_or(RunError::TooEarly)?;
    let weights = round(&rating, &stages.ranking()?, Precisions::COMPACT);
    hold_out.quality(weights.into())
}

/// What each of `n` teachers says.
fn side_by_side(
    crew: &dyn Crew,
    n: usize,
    teach: &(dyn Fn(usize) -> Result<Matrix, RunError> + Sync),
) -> Result<Vec<Matrix>, RunError> {
    let said: Vec<Mutex<Option<Result<Matrix, RunError>>>> =
        (0..n).map(|_| Mutex::default()).collect();
    let jobs = said.iter().enumerate().map(|(index, said)| -> Job<'_> {
        Box::new(move || {
            let result = teach(index);
            *said.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        })
    });
    crew::run(crew, jobs.collect());
    let said = said.into_iter().map(|said| {
        let said = said.into_inner().unwrap_or_else(PoisonError::into_inner);
        said.ok_or(RunError::Training(TrainingError::NoEnsemble))?
    });
    said.collect()
}

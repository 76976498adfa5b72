//! A whole run: hold rows out, choose the number of epochs, train again on all rows.

use crate::model::{FeatureTables, SeedNetwork};
use matinee_core::domain::Rating;
use matinee_data::dataset::split::{self, SplitError};

use super::progress::{EpochReport, Flow, Progress, TrainingError};
use super::recipe::Recipe;
use super::trainer::Trainer;

/// What a whole run gives.
#[derive(Clone, Debug)]
pub struct Trained {
    /// In inference mode.
    pub network: SeedNetwork,
    /// Reports of the part that chose the number of epochs.
    pub reports: Vec<EpochReport>,
    /// The epoch that was best, from 1.
    pub best_epoch: u32,
    /// The rows that `network` was trained on.
    pub training: Vec<Rating>,
    /// The rows that were held out to choose by; part of `training` after a refit.
    pub validation: Vec<Rating>,
    /// Whether `network` was trained again on all rows.
    pub refitted: bool,
}

/// Holds rows out, trains, keeps the best epoch, and trains again on all rows if the recipe says
/// so. `None` when the observer stopped it before the first epoch's end.
///
/// # Errors
/// As [`Trainer::new`] and [`Trainer::step`].
pub fn train(
    recipe: &Recipe,
    tables: &FeatureTables,
    rows: &[Rating],
    observe: &mut dyn FnMut(&Progress) -> Flow,
) -> Result<Option<Trained>, TrainingError> {
    recipe.check()?;
    let (training, validation) = hold_out(rows, recipe.validation_share, recipe.seed)?;
    let mut trainer = Trainer::new(recipe, tables, training.clone(), validation.clone())?;
    let flow = trainer.run(observe)?;
    let (best, reports) = trainer.into_parts();
    let Some(best) = best else {
        return Ok(None);
    };
    let mut trained = Trained {
        network: best.network,
        reports,
        best_epoch: best.epoch,
        training,
        validation,
        refitted: false,
    };
    let refit = recipe.refit && !trained.validation.is_empty() && flow == Flow::Continue;
    if refit {
        let mut trainer =
            Trainer::new(recipe, tables, rows.to_vec(), Vec::new())?.refit(trained.best_epoch);
        let flow = trainer.run(observe)?;
        // Stopped half-way, the network that was chosen stands.
        if let (Some(refitted), _) = trainer.into_parts()
            && flow == Flow::Continue
        {
            trained.network = refitted.network;
            trained.training = rows.to_vec();
            trained.refitted = true;
        }
    }
    Ok(Some(trained))
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

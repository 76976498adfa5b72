//! Networks, as they are served: rounded, and opened by the engine.

use std::collections::HashMap;
use std::sync::Mutex;

use anyhow::Context;

use crate::hybrid::{self, Observer, Task};
use matinee_engine::artifact::Precisions;
use matinee_engine::engine::Engine;
use matinee_lab::{Protocol, Relevance};
use matinee_train::model::FeatureTables;
use matinee_train::packing::{self, TrainingAccount};
use matinee_train::training::hybrid::HybridRecipe;
use matinee_train::training::{self, Cleaning, Flow, Phase, Progress, Recipe};

use super::{Fitting, Parts};

pub(super) fn seed() -> Parts {
    let recipe = Recipe {
        cleaning: Cleaning::None,
        ..Recipe::plain()
    };
    Parts {
        title: "seed network",
        recipe: format!(
            "{:?}",
            Recipe {
                seed: 0,
                ..recipe.clone()
            }
        ),
        is_seeded: true,
        fit: Box::new(move |fitting| {
            let recipe = Recipe {
                seed: fitting.seed,
                ..recipe.clone()
            };
            Ok(Box::new(train_seed_network(fitting, &recipe)?))
        }),
    }
}

fn train_seed_network(fitting: Fitting<'_>, recipe: &Recipe) -> anyhow::Result<Engine> {
    let Fitting {
        tables, progress, ..
    } = fitting;
    let features = FeatureTables::new(tables);
    let trained = training::train(recipe, &features, &tables.ratings, &mut |step| {
        progress(share_done(recipe, step));
        Flow::Continue
    })?
    .context("the seed network was not trained for a single epoch")?;
    let compact = Precisions::COMPACT;
    let artifact = packing::build_seed(tables, recipe, &trained, Vec::new(), compact)?;
    Ok(Engine::new(artifact)?)
}

/// Where every rating is a hit, however bad, the order is by who rated what alone: dislikes and
/// predicted stars would only move such hits down.
pub(super) fn hybrid(protocol: Protocol) -> Parts {
    let shipped = HybridRecipe::shipped();
    let (title, recipe) = match protocol.relevance() {
        Relevance::Liked => ("hybrid (shipped)", shipped),
        Relevance::Rated => {
            let ranking = shipped.ranking.clone().for_any_rating();
            let recipe = HybridRecipe { ranking, ..shipped };
            ("hybrid (for any rating)", recipe)
        }
    };
    Parts {
        title,
        recipe: format!(
            "{:?}",
            HybridRecipe {
                seed: 0,
                ..recipe.clone()
            }
        ),
        is_seeded: true,
        fit: Box::new(move |fitting| {
            let recipe = HybridRecipe {
                seed: fitting.seed,
                ..recipe.clone()
            };
            Ok(Box::new(train_hybrid(fitting, &recipe)?))
        }),
    }
}

fn train_hybrid(fitting: Fitting<'_>, recipe: &HybridRecipe) -> anyhow::Result<Engine> {
    let Fitting {
        tables,
        stages,
        progress,
        ..
    } = fitting;
    let shares = StageShares {
        n_stages: recipe.teachers.len() + 1,
        state: Mutex::new((HashMap::new(), progress)),
    };
    let task = Task {
        recipe,
        tables: &FeatureTables::new(tables),
        training: &tables.ratings,
        validation: &[],
    };
    let heads = hybrid::fit(task, stages, &shares)?.context("the hybrid was not trained")?;
    let account = TrainingAccount {
        preset: recipe.name.clone(),
        seed: recipe.seed,
        training: tables.ratings.clone(),
        ..TrainingAccount::default()
    };
    let weights = packing::round(&heads.rating, &heads.ranking, Precisions::COMPACT);
    Ok(Engine::new(packing::build(
        tables,
        account,
        weights.into(),
    )?)?)
}

/// Stages that run side by side → one share.
struct StageShares<'a> {
    n_stages: usize,
    state: Mutex<(HashMap<String, f64>, super::Progress<'a>)>,
}

impl Observer for StageShares<'_> {
    fn progress(&self, stage: &str, done: f64) -> Flow {
        if let Ok(mut state) = self.state.lock() {
            let (stages, progress) = &mut *state;
            stages.insert(stage.to_owned(), done);
            progress((stages.values().sum::<f64>() / self.n_stages as f64) as f32);
        }
        Flow::Continue
    }
}

/// How much of a run is behind a step, 0 to 1. The second half is the refit, if there is one.
fn share_done(recipe: &Recipe, progress: &Progress) -> f32 {
    let epochs = (progress.epoch - 1) as f32 + progress.step as f32 / progress.n_steps as f32;
    let share = epochs / progress.n_epochs as f32;
    let refits = recipe.refit && recipe.validation_share > 0.0;
    match progress.phase {
        Phase::Choose if refits => share / 2.0,
        Phase::Choose => share,
        Phase::Refit => 0.5 + share / 2.0,
    }
}

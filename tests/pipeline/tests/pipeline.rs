//! From rows to a network: what a run must give, stop and repeat.

use std::collections::HashSet;

use matinee_core::domain::{MovieIdx, Rating, UserIdx};
use matinee_train::model::{Backend, device};
use matinee_train::training::{
    EpochReport, Flow, Phase, Predictor, Recipe, Schedule, Trained, Trainer, TrainingError, train,
};

fn losses(reports: &[EpochReport]) -> Vec<(f32, Option<f32>)> {
    reports
        .iter()
        .map(|report| (report.training, report.validation))
        .collect()
}

fn rmse(data: &matinee_testing::Data, recipe: &Recipe, trained: &Trained, rows: &[Rating]) -> f32 {
    let predictor = Predictor::new(
        trained.network.clone(),
        &data.features,
        recipe.target,
        device(recipe.backend),
    );
    predictor.mean_squared_error(rows).sqrt()
}

fn pairs(rows: &[Rating]) -> HashSet<(UserIdx, MovieIdx)> {
    rows.iter().map(|row| (row.user, row.movie)).collect()
}

#[test]
fn the_same_seed_gives_the_same_losses_and_another_seed_does_not() {
    let data = matinee_testing::data();
    let recipe = matinee_testing::recipe();
    let once = losses(&matinee_testing::trained(&data, &recipe).reports);
    assert_eq!(
        once,
        losses(&matinee_testing::trained(&data, &recipe).reports)
    );
    let other = Recipe { seed: 2, ..recipe };
    assert_ne!(
        once,
        losses(&matinee_testing::trained(&data, &other).reports)
    );
}

#[test]
fn both_backends_learn_the_same() {
    let data = matinee_testing::data();
    let ndarray = matinee_testing::recipe();
    let flex = Recipe {
        backend: Backend::Flex,
        ..matinee_testing::recipe()
    };
    let ndarray = losses(&matinee_testing::trained(&data, &ndarray).reports);
    let flex = losses(&matinee_testing::trained(&data, &flex).reports);
    for ((a, b), (c, d)) in ndarray.into_iter().zip(flex) {
        assert!((a - c).abs() < 1e-3, "training loss {a} against {c}");
        assert!((b.unwrap() - d.unwrap()).abs() < 1e-3);
    }
}

#[test]
fn held_out_rows_are_never_trained_on() {
    let data = matinee_testing::data();
    let recipe = Recipe {
        refit: false,
        ..matinee_testing::recipe()
    };
    let trained = matinee_testing::trained(&data, &recipe);
    assert!(!trained.validation.is_empty());
    assert!(pairs(&trained.training).is_disjoint(&pairs(&trained.validation)));
    assert_eq!(
        trained.training.len() + trained.validation.len(),
        data.tables.ratings.len()
    );
}

#[test]
fn a_refit_trains_on_every_row_for_the_best_number_of_epochs() {
    let data = matinee_testing::data();
    let recipe = matinee_testing::recipe();
    let mut refit_epochs = 0;
    let trained = train(&recipe, &data.features, &data.tables.ratings, &mut |at| {
        if at.phase == Phase::Refit {
            refit_epochs = at.epoch;
        }
        Flow::Continue
    })
    .unwrap()
    .unwrap();
    assert!(trained.refitted);
    assert_eq!(refit_epochs, trained.best_epoch);
    assert_eq!(pairs(&trained.training), pairs(&data.tables.ratings));
}

#[test]
fn the_checkpoint_is_the_epoch_with_the_lowest_validation_loss() {
    let data = matinee_testing::data();
    // Overfits soon: the best epoch is not the last.
    let recipe = Recipe {
        epochs: 20,
        schedule: Schedule::Constant,
        embedding_size: 16,
        embedding_l2: 0.0,
        fc_weight_decay: 0.0,
        dropout: 0.0,
        learning_rate: 0.02,
        refit: false,
        ..matinee_testing::recipe()
    };
    let trained = matinee_testing::trained(&data, &recipe);
    let best = trained
        .reports
        .iter()
        .min_by(|a, b| a.validation.unwrap().total_cmp(&b.validation.unwrap()))
        .unwrap();
    assert_eq!(trained.best_epoch, best.epoch);
    assert!(
        trained.best_epoch < recipe.epochs,
        "the test has to see overfitting"
    );
    let kept = rmse(&data, &recipe, &trained, &trained.validation).powi(2);
    assert!((kept - best.validation.unwrap()).abs() < 1e-4);

    let early = Recipe {
        early_stopping: Some(2),
        ..recipe
    };
    let stopped = matinee_testing::trained(&data, &early);
    let last = stopped.reports.last().unwrap().epoch;
    assert_eq!(last, stopped.best_epoch + 2);
}

#[test]
fn a_run_can_be_stopped_and_keeps_its_best_checkpoint() {
    let data = matinee_testing::data();
    let recipe = matinee_testing::recipe();
    let rows = &data.tables.ratings;
    let stop_in = |epoch, step| {
        train(&recipe, &data.features, rows, &mut |at| {
            if at.epoch == epoch && at.step == step {
                Flow::Stop
            } else {
                Flow::Continue
            }
        })
        .unwrap()
    };
    assert!(stop_in(1, 3).is_none(), "no epoch was finished");
    let stopped = stop_in(3, 1).unwrap();
    assert_eq!(stopped.reports.len(), 2);
    assert!(!stopped.refitted);
    assert!(rmse(&data, &recipe, &stopped, &stopped.validation).is_finite());
}

#[test]
fn single_steps_give_what_a_whole_run_gives() {
    let data = matinee_testing::data();
    let recipe = matinee_testing::recipe();
    let rows = data.tables.ratings.clone();
    let mut trainer = Trainer::new(&recipe, &data.features, rows, Vec::new()).unwrap();
    let mut n_steps = 0;
    while !trainer.is_finished() {
        trainer.step().unwrap();
        n_steps += 1;
    }
    assert_eq!(n_steps, recipe.epochs * trainer.n_steps());
    let whole = Recipe {
        validation_share: 0.0,
        ..recipe.clone()
    };
    assert_eq!(
        losses(trainer.reports()),
        losses(&matinee_testing::trained(&data, &whole).reports)
    );
}

#[test]
fn a_planted_structure_is_recovered() {
    let data = matinee_testing::data();
    let recipe = Recipe {
        epochs: 15,
        ..matinee_testing::recipe()
    };
    let trained = matinee_testing::trained(&data, &recipe);
    let held_out = &trained.validation;
    let recipe = Recipe {
        refit: false,
        ..recipe
    };
    let chosen = matinee_testing::trained(&data, &recipe);
    let model = rmse(&data, &recipe, &chosen, held_out);

    let n = chosen.training.len() as f32;
    let mean = chosen
        .training
        .iter()
        .map(|row| row.stars.as_f32())
        .sum::<f32>()
        / n;
    let spread = held_out
        .iter()
        .map(|row| (row.stars.as_f32() - mean).powi(2))
        .sum::<f32>()
        / held_out.len() as f32;
    let global_mean = spread.sqrt();
    assert!(
        model < 0.9 * global_mean,
        "RMSE {model} against {global_mean} of the global mean"
    );
}

#[test]
fn a_learning_rate_that_is_far_too_high_is_reported_as_divergence() {
    let data = matinee_testing::data();
    let recipe = Recipe {
        learning_rate: 10.0,
        fc_weight_decay: 1e6,
        ..matinee_testing::recipe()
    };
    let result = train(&recipe, &data.features, &data.tables.ratings, &mut |_| {
        Flow::Continue
    });
    assert!(
        matches!(result, Err(TrainingError::Diverged { .. })),
        "{result:?}"
    );
}

#[test]
fn recipes_out_of_range_are_refused_by_name() {
    let data = matinee_testing::data();
    let check = |expected: &str, recipe: Recipe| {
        let error = train(&recipe, &data.features, &data.tables.ratings, &mut |_| {
            Flow::Continue
        })
        .unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    };
    check(
        "epochs must be 1",
        Recipe {
            epochs: 0,
            ..matinee_testing::recipe()
        },
    );
    check(
        "dropout must be",
        Recipe {
            dropout: 1.0,
            ..matinee_testing::recipe()
        },
    );
    check(
        "learning rate must",
        Recipe {
            learning_rate: f64::NAN,
            ..matinee_testing::recipe()
        },
    );
    check(
        "batch size must",
        Recipe {
            batch_size: 1,
            ..matinee_testing::recipe()
        },
    );
    check(
        "embedding L2 must",
        Recipe {
            embedding_l2: -1.0,
            ..matinee_testing::recipe()
        },
    );
    check(
        "early stopping must",
        Recipe {
            early_stopping: Some(0),
            ..matinee_testing::recipe()
        },
    );
}

#[test]
fn a_last_batch_of_one_row_is_left_to_the_next_epoch() {
    let data = matinee_testing::data();
    let recipe = Recipe {
        batch_size: 4,
        ..matinee_testing::recipe()
    };
    let rows = data.tables.ratings[..9].to_vec();
    let trainer = Trainer::new(&recipe, &data.features, rows, Vec::new()).unwrap();
    assert_eq!(trainer.n_steps(), 2);
}

//! Runs as a page has them, without a page.

use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
use matinee_engine::artifact::{self, Precisions};
use matinee_engine::engine::{Engine, Profile};
use matinee_lab::rating_accuracy;
use matinee_protocol::{
    Checkpoint, Epoch, EpochList, Field, ListFor, Outcome, Plan, Preset, Report, Settings, Start,
};
use matinee_worker::trainer::{RunError, TrainingData, run_in_one_go};

/// The bytes of a model over made-up data.
fn model() -> Vec<u8> {
    let data = matinee_testing::data();
    let heads = matinee_testing::heads::heads(&data.tables, 3);
    let artifact = matinee_testing::hybrid_artifact(&data.tables, &heads, Precisions::FULL);
    artifact::write(&artifact).expect("small")
}

fn settings(preset: Preset) -> Settings {
    let fields = [
        (Field::Embedding, 4.0),
        (Field::Batch, 128.0),
        (Field::Epochs, 4.0),
    ];
    fields
        .into_iter()
        .fold(Settings::of(preset), |settings, (field, number)| {
            settings.with(field, number).expect("in range")
        })
}

/// Runs until the end, or until so many turns were taken.
fn run(settings: &Settings, turns: u32) -> (Result<(), RunError>, Vec<Report>) {
    run_in_one_go(
        &TrainingData::open(&model()).expect("sound"),
        settings,
        turns,
    )
}

fn whole(settings: &Settings) -> Vec<Report> {
    let (result, heard) = run(settings, u32::MAX);
    result.expect("a whole run");
    heard
}

fn lists(heard: &[Report]) -> Vec<EpochList> {
    let list = |report: &Report| match report {
        Report::List(list) => Some(list.clone()),
        _ => None,
    };
    heard.iter().filter_map(list).collect()
}

/// A whole run in which somebody's list is watched.
fn watched(preset: Preset, list_for: ListFor) -> Vec<Report> {
    let start = Start {
        settings: settings(preset),
        list_for: Some(list_for),
    };
    let data = TrainingData::open(&model()).expect("sound");
    let (result, heard) = run_in_one_go(&data, start, u32::MAX);
    result.expect("a whole run");
    heard
}

fn epochs(heard: &[Report]) -> Vec<Epoch> {
    let epoch = |report: &Report| match report {
        Report::Epoch(epoch) => Some(*epoch),
        _ => None,
    };
    heard.iter().filter_map(epoch).collect()
}

fn checkpoints(heard: &[Report]) -> Vec<&Checkpoint> {
    let mut checkpoints = Vec::new();
    for report in heard {
        if let Report::Checkpoint(checkpoint) = report {
            checkpoints.push(checkpoint);
        }
    }
    checkpoints
}

fn outcome(heard: &[Report]) -> Outcome {
    match heard.last() {
        Some(Report::Finished(outcome)) => *outcome,
        other => panic!("the last is {other:?}"),
    }
}

/// RMSE in stars of the page's own model on all of its ratings.
fn error_of_pages_model() -> f64 {
    let engine = Engine::open(&model()).expect("sound");
    let users = (0..engine.n_users() as u32).map(UserIdx);
    let rows = users.flat_map(|user| {
        let history = engine.history(user).unwrap_or_default().iter();
        history.map(move |&(movie, stars)| Rating { user, movie, stars })
    });
    let rows: Vec<Rating> = rows.collect();
    let accuracy = rating_accuracy(&rows, &engine, engine.scale());
    accuracy.expect("there are rows").rmse
}

/// Expects that a whole run learns something, and that its model joins the page's.
fn check_learns(preset: Preset) {
    let heard = whole(&settings(preset));
    let epochs = epochs(&heard);
    assert_eq!(epochs.len(), 4);
    assert!(epochs[3].training < epochs[0].training, "{epochs:?}");

    let outcome = outcome(&heard);
    let best = epochs.iter().rfind(|epoch| epoch.is_best).expect("one is");
    assert_eq!(outcome.epoch, best.epoch);
    // Rounding for the page costs less than this.
    let rmse = best.held_out.sqrt();
    assert!(
        (outcome.yours.rmse - rmse).abs() < 0.01,
        "{outcome:?} {rmse}"
    );
    // The page's model of this test says numbers at random.
    let random = error_of_pages_model();
    assert!(
        f64::from(outcome.yours.rmse) < random,
        "{outcome:?} {random}"
    );
    assert!(outcome.yours.ndcg > Some(0.0), "{outcome:?}");

    let checkpoints = checkpoints(&heard);
    let last = checkpoints.last().expect("a checkpoint for the best epoch");
    assert_eq!(last.epoch, best.epoch);
    let host = Engine::open(&model()).expect("sound");
    let yours = host.with_companion(&last.weights).expect("it joins");
    assert_eq!(yours.recommend(UserIdx(0), 10).len(), 10);
    assert_eq!(yours.manifest().losses.len(), best.epoch as usize);
}

#[test]
fn a_seed_network_learns_and_joins_the_page() {
    check_learns(Preset::Plain);
}

#[test]
fn the_originals_recipe_learns_and_joins_the_page() {
    check_learns(Preset::Original);
}

#[test]
fn a_hybrid_learns_and_joins_the_page() {
    check_learns(Preset::Hybrid);
}

#[test]
fn a_hybrid_of_the_page_takes_newcomers() {
    let heard = whole(&settings(Preset::Hybrid));
    let host = Engine::open(&model()).expect("sound");
    let last = checkpoints(&heard).pop().expect("a checkpoint");
    let yours = host.with_companion(&last.weights).expect("it joins");
    let stars = matinee_core::domain::Stars::try_from(5).expect("on the scale");
    let profile = Profile {
        ratings: vec![(MovieIdx(3), stars)],
        ..Profile::default()
    };
    assert!(yours.fold_in(&profile).is_ok());
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for preset in Preset::ALL {
        assert_eq!(
            whole(&settings(preset)),
            whole(&settings(preset)),
            "{preset:?}"
        );
    }
}

#[test]
fn another_seed_gives_another_run() {
    let other = settings(Preset::Plain).with(Field::Seed, 2.0);
    let other = whole(&other.expect("in range"));
    assert_ne!(epochs(&whole(&settings(Preset::Plain))), epochs(&other));
}

#[test]
fn a_run_is_told_from_plan_to_outcome() {
    let heard = whole(&settings(Preset::Plain));
    let Some(Report::Started(plan)) = heard.first() else {
        panic!("{:?}", heard.first());
    };
    let n_rows = TrainingData::open(&model()).expect("sound").opened().n_rows;
    let Plan {
        n_training,
        n_held_out,
        n_epochs,
        n_steps,
        has_student,
        baselines,
    } = *plan;
    assert!(!has_student);
    assert!(baselines.levels < baselines.mean, "{baselines:?}");
    assert_eq!(n_training + n_held_out, n_rows);
    assert_eq!(n_held_out, n_rows / 5);
    assert_eq!((n_epochs, n_steps), (4, n_training.div_ceil(128)));
    let steps = heard
        .iter()
        .filter(|report| matches!(report, Report::Step { .. }));
    assert_eq!(steps.count() as u32, n_epochs * n_steps);
}

#[test]
fn the_list_of_somebody_is_told_after_every_epoch_as_the_page_would_make_it() {
    let user = UserIdx(2);
    for (preset, n) in [
        (Preset::Plain, 4),
        (Preset::Hybrid, 4),
        (Preset::Ensemble, 5),
    ] {
        let heard = watched(preset, ListFor::User(user));
        let lists = lists(&heard);
        let numbers: Vec<u32> = lists.iter().map(|list| list.epoch).collect();
        assert_eq!(numbers, (1..=n).collect::<Vec<_>>(), "{preset:?}");
        let last = checkpoints(&heard).pop().expect("a checkpoint");
        let host = Engine::open(&model()).expect("sound");
        let yours = host.with_companion(&last.weights).expect("it joins");
        let list = yours.recommend(user, 5);
        let of_best = lists.iter().find(|list| list.epoch == last.epoch);
        let expected: Vec<MovieIdx> = list.into_iter().map(|entry| entry.movie).collect();
        assert_eq!(of_best.map(|it| &it.movies), Some(&expected), "{preset:?}");
    }
}

#[test]
fn the_visitors_list_is_told_where_the_network_takes_newcomers() {
    let visitor = ListFor::Visitor(vec![(MovieIdx(3), Stars::WHOLE[4])]);
    let lists_of = |preset| lists(&watched(preset, visitor.clone()));
    assert_eq!(lists_of(Preset::Plain), []);
    let hybrid = lists_of(Preset::Hybrid);
    assert_eq!(hybrid.len(), 4);
    assert!(
        hybrid
            .iter()
            .all(|list| !list.movies.contains(&MovieIdx(3)))
    );
}

#[test]
fn whoever_is_not_in_the_tables_has_no_list_and_watching_changes_no_number() {
    let heard = watched(Preset::Plain, ListFor::User(UserIdx(1_000_000)));
    assert_eq!(lists(&heard), []);
    let movie = ListFor::Visitor(vec![(MovieIdx(1_000_000), Stars::WHOLE[0])]);
    assert_eq!(lists(&watched(Preset::Hybrid, movie)).len(), 4);
    let unwatched = whole(&settings(Preset::Plain));
    assert_eq!(epochs(&heard), epochs(&unwatched));
    assert_eq!(outcome(&heard), outcome(&unwatched));
}

#[test]
fn a_run_that_is_stopped_keeps_its_best_checkpoint() {
    // In the middle of the second epoch.
    let (result, heard) = run(&settings(Preset::Plain), 50);
    result.expect("there is a checkpoint");
    assert_eq!(epochs(&heard).len(), 1);
    let outcome = outcome(&heard);
    assert!(outcome.is_stopped);
    assert_eq!(outcome.epoch, 1);
}

/// Turns until the network of an ensemble has done its epochs; the first is before them.
fn turns_of_network(heard: &[Report]) -> u32 {
    let is_step = |report: &&Report| matches!(report, Report::Step { .. });
    1 + heard.iter().filter(is_step).count() as u32
}

#[test]
fn the_student_of_an_ensemble_is_told_as_one_epoch_more_and_joins_the_page() {
    let heard = whole(&settings(Preset::Ensemble));
    let epochs = epochs(&heard);
    let numbers: Vec<u32> = epochs.iter().map(|it| it.epoch).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    let before = epochs[..4]
        .iter()
        .map(|it| it.held_out)
        .fold(f32::INFINITY, f32::min);
    assert_eq!(epochs[4].is_best, epochs[4].held_out < before);
    assert!(epochs[4].is_best, "an ensemble errs less: {epochs:?}");
    let outcome = outcome(&heard);
    assert_eq!(outcome.epoch, 5);
    assert!(
        (outcome.yours.rmse - epochs[4].held_out.sqrt()).abs() < 0.01,
        "{outcome:?}"
    );

    let last = checkpoints(&heard).pop().expect("the student's");
    let host = Engine::open(&model()).expect("sound");
    let yours = host.with_companion(&last.weights).expect("it joins");
    assert!(yours.takes_newcomers());
    assert_eq!(yours.manifest().losses.len(), 5);
}

#[test]
fn every_sweep_of_an_ensemble_is_told() {
    let heard = whole(&settings(Preset::Ensemble));
    let mut parts: Vec<Vec<(u32, u32)>> = Vec::new();
    for report in &heard {
        match report {
            Report::Stage(_) => parts.push(Vec::new()),
            Report::Part { done, of } => {
                let stage = parts.last_mut().expect("parts are of a stage");
                stage.push((*done, *of));
            }
            _ => {}
        }
    }
    parts.retain(|parts| !parts.is_empty());
    let [samples, student] = &parts[..] else {
        panic!("the samples' and the student's: {parts:?}");
    };
    // The samples' begin with those that were done before the stage.
    for (first, parts) in [(0, samples), (1, student)] {
        let of = parts.last().map_or(0, |(_, of)| *of);
        let all = (first..=of).map(|done| (done, of));
        assert!(parts.iter().copied().eq(all), "{parts:?}");
    }
}

#[test]
fn an_ensemble_that_is_stopped_among_its_samples_keeps_the_networks_best_model() {
    let turns = turns_of_network(&whole(&settings(Preset::Ensemble)));
    let (result, heard) = run(&settings(Preset::Ensemble), turns + 5);
    result.expect("there is a checkpoint");
    let outcome = outcome(&heard);
    assert!(outcome.is_stopped && outcome.epoch <= 4, "{outcome:?}");
}

#[test]
fn a_run_that_is_stopped_before_its_first_checkpoint_says_so() {
    for preset in Preset::ALL {
        let (result, _) = run(&settings(preset), 1);
        assert_eq!(result, Err(RunError::TooEarly), "{preset:?}");
    }
}

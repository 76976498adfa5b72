//! The engine against its oracle, Burn's network; and what must hold for every list.

use std::collections::HashSet;

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_data::dataset::{Demographics, Gender};
use matinee_engine::artifact::{self, Artifact, Precisions, SeedWeights, Weights};
use matinee_engine::engine::{Cause, Engine, Kind};
use matinee_engine::features::Matrix;
use matinee_train::model::{Backend, SeedNetwork, device};
use matinee_train::packing::{self, TrainingAccount, unfold};
use matinee_train::training::{Predictor, Recipe, TargetUnit};

/// In stars.
const TOLERANCE: f32 = 1e-4;

/// Compares all users × all movies.
fn check_equal(
    data: &matinee_testing::Data,
    engine: &Engine,
    network: &SeedNetwork,
    unit: TargetUnit,
) {
    let predictor = Predictor::new(
        network.clone(),
        &data.features,
        unit,
        device(Backend::Ndarray),
    );
    for user in (0..data.tables.users.len() as u32).map(UserIdx) {
        let pairs: Vec<_> = (0..data.tables.movies.len() as u32)
            .map(|movie| (user, MovieIdx(movie)))
            .collect();
        for (&(_, movie), expected) in pairs.iter().zip(predictor.raw_stars(&pairs)) {
            let found = engine.raw_stars(user, movie);
            assert!(
                (found - expected).abs() < TOLERANCE,
                "{user:?}, {movie:?}: Burn {expected}, engine {found}"
            );
        }
    }
}

fn engine(
    data: &matinee_testing::Data,
    recipe: &Recipe,
    precisions: Precisions,
) -> (Engine, Artifact) {
    let trained = matinee_testing::trained(data, recipe);
    let artifact = matinee_testing::artifact(data, recipe, &trained, precisions);
    let engine = Engine::new(artifact.clone()).expect("it passes its own test");
    (engine, artifact)
}

fn seed(artifact: &Artifact) -> &SeedWeights {
    match &artifact.weights {
        Weights::Seed(weights) => weights,
        _ => panic!("another network"),
    }
}

#[test]
fn it_equals_the_trained_network_with_its_batch_norm_for_every_pair() {
    let data = matinee_testing::data();
    for recipe in [
        matinee_testing::recipe(),
        // Another output unit, and BatchNorm statistics far from 0 and 1.
        Recipe {
            epochs: 2,
            embedding_size: 4,
            hidden: 16,
            ..Recipe::original()
        },
    ] {
        let trained = matinee_testing::trained(&data, &recipe);
        let artifact = matinee_testing::artifact(&data, &recipe, &trained, Precisions::FULL);
        let engine = Engine::new(artifact).unwrap();
        check_equal(&data, &engine, &trained.network, recipe.target);
    }
}

#[test]
fn it_equals_the_rounded_network_for_every_pair() {
    let data = matinee_testing::data();
    let (engine, artifact) = engine(&data, &matinee_testing::recipe(), Precisions::COMPACT);
    let network = unfold(seed(&artifact), &device(Backend::Ndarray));
    check_equal(&data, &engine, &network, TargetUnit::Stars);
}

#[test]
fn a_list_never_has_a_movie_that_the_user_has_rated_and_is_filled_up_to_k() {
    let data = matinee_testing::data();
    let (engine, _) = engine(&data, &matinee_testing::recipe(), Precisions::COMPACT);
    let n_movies = data.tables.movies.len();
    for user in (0..data.tables.users.len() as u32).map(UserIdx) {
        let rated: HashSet<_> = data
            .tables
            .ratings
            .iter()
            .filter(|rating| rating.user == user)
            .map(|rating| rating.movie)
            .collect();
        for k in [1, 10, n_movies] {
            let list = engine.recommend(user, k);
            assert_eq!(list.len(), k.min(n_movies - rated.len()));
            assert!(list.iter().all(|entry| !rated.contains(&entry.movie)));
            let distinct: HashSet<_> = list.iter().map(|entry| entry.movie).collect();
            assert_eq!(distinct.len(), list.len());
        }
    }
}

#[test]
fn a_shorter_list_is_the_head_of_a_longer_one_best_first() {
    let data = matinee_testing::data();
    let (engine, _) = engine(&data, &matinee_testing::recipe(), Precisions::COMPACT);
    let user = UserIdx(5);
    let long = engine.recommend(user, 50);
    assert!(
        long.windows(2)
            .all(|pair| pair[0].ranking_score >= pair[1].ranking_score)
    );
    for k in 0..50 {
        assert_eq!(engine.recommend(user, k), long[..k]);
    }
}

#[test]
fn every_prediction_is_between_one_and_five_stars() {
    let data = matinee_testing::data();
    // Overfitted on purpose: raw outputs leave the scale.
    let recipe = Recipe {
        learning_rate: 0.1,
        embedding_std: 3.0,
        embedding_l2: 0.0,
        ..matinee_testing::recipe()
    };
    let (engine, _) = engine(&data, &recipe, Precisions::FULL);
    let mut outside = 0;
    for user in (0..data.tables.users.len() as u32).map(UserIdx) {
        for movie in (0..data.tables.movies.len() as u32).map(MovieIdx) {
            outside += u32::from(!(1.0..=5.0).contains(&engine.raw_stars(user, movie)));
            let stars = engine.predict(user, movie).stars.stars();
            assert!((1.0..=5.0).contains(&stars));
        }
    }
    assert!(outside > 0, "the test has to see raw outputs off the scale");
}

/// What the data says of a user.
fn said(artifact: &mut Artifact, user: usize) -> &mut Demographics {
    let known = artifact.people.users[user].demographics.as_mut();
    known.expect("made-up people are described")
}

#[test]
fn a_prediction_uses_the_features_of_the_person_and_of_the_movie() {
    let data = matinee_testing::data();
    let (engine, artifact) = engine(&data, &matinee_testing::recipe(), Precisions::FULL);
    let mut changed = artifact;
    changed.manifest.golden.clear();
    said(&mut changed, 3).age += 30;
    changed.catalogue.movies[8].genres ^= 0b11;
    let other = Engine::new(changed).unwrap();
    let differs = |user, movie| {
        engine.raw_stars(UserIdx(user), MovieIdx(movie))
            != other.raw_stars(UserIdx(user), MovieIdx(movie))
    };
    assert!(differs(3, 0), "age");
    assert!(differs(0, 8), "genre");
    assert!(!differs(0, 0), "nobody else is touched");
}

#[test]
fn raw_ids_and_dense_indices_name_the_same_user_and_movie() {
    let data = matinee_testing::data();
    let (engine, _) = engine(&data, &matinee_testing::recipe(), Precisions::COMPACT);
    for (row, user) in (0..).zip(&data.tables.users) {
        assert_eq!(engine.user_idx(user.id), Some(UserIdx(row)));
    }
    for (row, movie) in (0..).zip(&data.tables.movies) {
        assert_eq!(engine.movie_idx(movie.id), Some(MovieIdx(row)));
        assert_eq!(engine.catalogue().movies[row as usize].title, movie.title);
    }
    assert_eq!(engine.user_idx(matinee_core::domain::UserId(0)), None);
}

#[test]
fn a_model_that_predicts_something_else_than_where_it_was_made_is_refused() {
    let data = matinee_testing::data();
    let (_, artifact) = engine(&data, &matinee_testing::recipe(), Precisions::FULL);
    let mut changed = artifact.clone();
    let Weights::Seed(weights) = &mut changed.weights else {
        panic!("another network");
    };
    weights.fc2_bias += 0.01;
    let error = Engine::new(changed).unwrap_err();
    assert!(error.to_string().contains("fails its own test"), "{error}");
    let mut changed = artifact;
    changed.manifest.golden[0].user = 9_999;
    assert!(Engine::new(changed).is_err(), "a user who is not there");
}

/// A trained network, and two more hidden units of which one takes away what the other adds: in
/// exact numbers nothing has changed, in 32 bits the more, the more they add.
fn with_units_that_cancel_out(data: &matinee_testing::Data, weight: f32) -> Artifact {
    let (_, mut artifact) = engine(data, &matinee_testing::recipe(), Precisions::FULL);
    let Weights::Seed(weights) = &mut artifact.weights else {
        panic!("another network");
    };
    let fc1 = weights.fc1.to_matrix();
    let wider = (0..fc1.n_rows).map(|row| {
        let mut units = fc1.row(row).to_vec();
        units.extend([fc1.row(row)[0]; 2]);
        units
    });
    let wider = Matrix::from_rows(fc1.n_cols + 2, wider);
    weights.fc1 = artifact::Stored::new(&wider, artifact::Precision::F32);
    weights.scale.extend([1.0; 2]);
    weights.shift.extend([5.0; 2]);
    weights.fc2.extend([weight, -weight]);
    let account = TrainingAccount {
        training: data.tables.ratings.clone(),
        ..TrainingAccount::default()
    };
    packing::build(&data.tables, account, artifact.weights).unwrap()
}

#[test]
fn a_model_whose_terms_all_but_cancel_out_passes_its_own_test() {
    let data = matinee_testing::data();
    for weight in [1.0, 1e3, 1e4, 1e5, 1e6] {
        let artifact = with_units_that_cancel_out(&data, weight);
        let opened = artifact::write(&artifact).and_then(|bytes| Engine::open(&bytes));
        assert_eq!(opened.err(), None, "{weight}");
    }
}

#[test]
fn the_tolerance_of_a_usual_model_is_what_it_was() {
    let data = matinee_testing::data();
    let (_, artifact) = engine(&data, &matinee_testing::recipe(), Precisions::FULL);
    // A share of the number, above ±1.
    for off in [1.2e-4, -1.2e-4] {
        let mut changed = artifact.clone();
        let golden = &mut changed.manifest.golden[7];
        assert!(golden.raw_stars > 1.0);
        golden.raw_stars *= 1.0 + off;
        let error = Engine::new(changed).err().map(|error| error.to_string());
        let error = error.unwrap_or_default();
        assert!(error.contains("raw stars"), "{error:?}");
    }
}

#[test]
fn a_reason_is_what_changes_when_one_input_is_that_of_the_average() {
    let data = matinee_testing::data();
    let (_, mut artifact) = engine(&data, &matinee_testing::recipe(), Precisions::FULL);
    artifact.manifest.golden.clear();
    for user in 0..artifact.people.users.len() {
        said(&mut artifact, user).age = 30;
        said(&mut artifact, user).gender = Gender::Male;
    }
    said(&mut artifact, 3).age = 40;
    said(&mut artifact, 4).age = 20;
    let as_they_are = Engine::new(artifact.clone()).unwrap();
    said(&mut artifact, 3).age = 30;
    let average = Engine::new(artifact).unwrap();

    let (user, movie) = (UserIdx(3), MovieIdx(8));
    let why = as_they_are.explain(&as_they_are.person(user), movie);
    let of = |cause| {
        let term = why.stars.terms.iter().find(|term| term.cause == cause);
        term.expect("every input has a term").amount
    };
    assert_eq!(why.stars.kind, Kind::LeaveOneOut);
    let difference = why.stars.score - average.raw_stars(user, movie);
    assert!(difference.abs() > 1e-3, "the age must matter");
    assert!((of(Cause::Age) - difference).abs() < 1e-5);
    assert!(of(Cause::Gender).abs() < 1e-5, "everybody has the same");
    for cause in [Cause::PersonEmbedding, Cause::MovieEmbedding, Cause::Genres] {
        assert!(of(cause).abs() > 1e-5, "{cause:?}");
    }
}

#[test]
fn the_place_in_a_list_comes_from_stars_and_popularity() {
    let data = matinee_testing::data();
    let (engine, _) = engine(&data, &matinee_testing::recipe(), Precisions::COMPACT);
    for movie in (0..data.tables.movies.len() as u32).map(MovieIdx) {
        let person = engine.person(UserIdx(0));
        let why = engine.explain(&person, movie).ranking;
        assert_eq!(why.kind, Kind::Sum);
        let predicted = engine.predict_for(&person, movie).ranking_score;
        assert_eq!(why.score, predicted);
        assert!((why.sum() - predicted).abs() < 1e-5);
    }
}

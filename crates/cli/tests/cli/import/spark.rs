//! What Spark predicts and recommends is what the imported model does.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use matinee_engine::{Cause, Engine, MovieId, Profile, Request, UserId, UserIdx};
use predicates::prelude::*;
use tempfile::TempDir;

use super::{Import, copy, spark_folder, told};
use crate::fixture::matinee;

/// By user and item: stars and order.
type Predictions = HashMap<(u32, u32), [f32; 2]>;

/// What Spark predicts for every user and item.
fn predictions() -> &'static Predictions {
    static PREDICTIONS: OnceLock<Predictions> = OnceLock::new();
    PREDICTIONS.get_or_init(read_predictions)
}

fn read_predictions() -> Predictions {
    let text = fs::read_to_string(spark_folder().join("predictions.csv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |cell: usize| cells[cell].parse::<f32>().unwrap();
        let id = |cell: usize| cells[cell].parse().unwrap();
        ((id(0), id(1)), [number(2), number(3)])
    };
    text.lines().map(row).collect()
}

fn both(options: &[&str]) -> Import {
    let folder = spark_folder();
    Import::of("--spark", &folder.join("stars"), options).ordered_by(&folder.join("order"))
}

/// Both models, in full.
fn engine() -> Engine {
    let (engine, _) = both(&["--precision=full", "--stars-weight=0"])
        .rated()
        .imported();
    engine
}

/// Numbers of a person, beside those of Spark.
fn check(engine: &Engine, user: UserId, person: &matinee_engine::Person, tolerance: f32) {
    let expected = predictions();
    let mut n = 0;
    for (idx, movie) in engine.catalogue().movies.iter().enumerate() {
        let idx = matinee_engine::MovieIdx(idx as u32);
        let [stars, order] = expected[&(user.0, movie.id.0)];
        let found = engine.predict_for(person, idx).ranking_score;
        let raw = engine.raw_stars_for(person, idx);
        assert!(
            (raw - stars).abs() < tolerance,
            "{user} {}: {raw} {stars}",
            movie.id
        );
        assert!(
            (found - order).abs() < tolerance,
            "{user} {}: {found} {order}",
            movie.id
        );
        n += 1;
    }
    assert!(n >= 40, "{n} movies");
}

#[test]
fn every_prediction_is_that_of_spark() {
    let engine = engine();
    assert_eq!(
        predictions().len(),
        engine.users().len() * engine.catalogue().movies.len()
    );
    for (idx, user) in (0..).map(UserIdx).zip(engine.users()) {
        check(&engine, user.id, &engine.person(idx), 1e-4);
    }
}

#[test]
fn stars_are_clipped_to_the_scale_where_sparks_are_not() {
    let engine = engine();
    let (least, most) = (
        engine.scale().least().as_f32(),
        engine.scale().most().as_f32(),
    );
    let outside = predictions()
        .iter()
        .map(|(pair, numbers)| (*pair, *numbers))
        .filter(|(_, [stars, _])| *stars < least || *stars > most);
    let mut n = 0;
    for ((user, movie), [stars, _]) in outside {
        let user = engine.user_idx(UserId(user)).unwrap();
        let movie = engine.movie_idx(MovieId(movie)).unwrap();
        let found = engine.predict(user, movie).stars.stars();
        assert_eq!(found, stars.clamp(least, most));
        n += 1;
    }
    assert!(n > 0, "Spark leaves the scale");
}

#[test]
fn somebody_new_with_somebodys_ratings_is_that_person() {
    let engine = engine();
    for idx in [0, 3, 17].map(UserIdx) {
        let profile = Profile {
            ratings: engine.person(idx).ratings().to_vec(),
            ..Profile::default()
        };
        let person = engine.fold_in(&profile).unwrap();
        check(&engine, engine.users()[idx.row()].id, &person, 1e-3);
    }
}

#[test]
fn lists_are_those_of_spark_without_what_somebody_has_rated() {
    for (name, with_order) in [("stars", false), ("order", true)] {
        let folder = spark_folder();
        let import = match with_order {
            true => both(&["--precision=full", "--stars-weight=0"]),
            false => Import::of("--spark", &folder.join("stars"), &["--precision=full"]),
        };
        let (engine, _) = import.rated().imported();
        let text = fs::read_to_string(folder.join(format!("lists-{name}.csv"))).unwrap();
        let expected = predictions();
        for line in text.lines() {
            let ids: Vec<u32> = line.split(',').map(|id| id.parse().unwrap()).collect();
            let user = engine.user_idx(UserId(ids[0])).unwrap();
            let person = engine.person(user);
            let is_new = |id: &&u32| {
                let movie = engine.movie_idx(MovieId(**id)).unwrap();
                !person.seen().contains(&movie)
            };
            let theirs: Vec<u32> = ids[1..].iter().filter(is_new).copied().collect();
            let n = engine.catalogue().movies.len();
            let ours = engine.recommend_for(&person, &Request::plain(n));
            assert_eq!(ours.len(), theirs.len());
            for (ours, theirs) in ours.iter().zip(&theirs) {
                let ours = engine.catalogue().movies[ours.movie.row()].id.0;
                // Two whose scores are one number may stand in either order.
                let score = |id: u32| expected[&(ids[0], id)][usize::from(with_order)];
                let gap = (score(ours) - score(*theirs)).abs();
                assert!(
                    ours == *theirs || gap < 1e-5,
                    "{name} {}: {ours} {theirs}",
                    ids[0]
                );
            }
        }
    }
}

#[test]
fn reasons_sum_to_both_numbers_and_name_the_ratings() {
    let engine = engine();
    let known = engine.person(UserIdx(2));
    let profile = Profile {
        ratings: known.ratings()[..5].to_vec(),
        ..Profile::default()
    };
    let new = engine.fold_in(&profile).unwrap();
    let nobody = engine.fold_in(&Profile::default()).unwrap();
    for (person, n_rated) in [(&known, known.ratings().len()), (&new, 5), (&nobody, 0)] {
        for movie in [0, 7, 30].map(matinee_engine::MovieIdx) {
            let why = engine.explain(person, movie);
            for account in [&why.stars, &why.ranking] {
                assert!((account.sum() - account.score).abs() < 1e-4, "{account:?}");
                let is_rated = |term: &&matinee_engine::Term| matches!(term.cause, Cause::Rated(_));
                assert_eq!(account.terms.iter().filter(is_rated).count(), n_rated);
            }
        }
    }
}

#[test]
fn somebody_who_says_nothing_is_the_mean_of_everybody() {
    let engine = engine();
    let nobody = engine.fold_in(&Profile::default()).unwrap();
    for movie in [1, 20].map(matinee_engine::MovieIdx) {
        let users = (0..engine.users().len() as u32).map(UserIdx);
        let sum: f32 = users.map(|user| engine.raw_stars(user, movie)).sum();
        let mean = sum / engine.users().len() as f32;
        assert!((engine.raw_stars_for(&nobody, movie) - mean).abs() < 1e-4);
    }
}

#[test]
fn rounding_costs_little() {
    let (compact, _) = both(&["--stars-weight=0"]).rated().imported();
    let full = engine();
    let mut sum = 0.0;
    let mut n = 0.0;
    for user in (0..full.users().len() as u32).map(UserIdx) {
        for movie in (0..full.catalogue().movies.len() as u32).map(matinee_engine::MovieIdx) {
            sum += (compact.raw_stars(user, movie) - full.raw_stars(user, movie)).powi(2);
            n += 1.0_f32;
        }
    }
    assert!((sum / n).sqrt() < 0.02, "{}", (sum / n).sqrt());
}

/// A copy of the folder without what is told beside the models.
fn without_settings() -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&spark_folder(), folder.path(), &|name| {
        name != "matinee.json"
    });
    folder
}

#[test]
fn what_sparks_files_do_not_say_is_found_out_by_the_ratings() {
    let folder = without_settings();
    let (stars, order) = (folder.path().join("stars"), folder.path().join("order"));
    let counted = "--counted-as=stars>=4";
    let import = Import::of("--spark", &stars, &[counted]).ordered_by(&order);
    let (engine, said) = import.rated().imported();
    let found = [
        "feedback",
        "reg",
        "order.feedback",
        "order.reg",
        "order.alpha",
    ];
    let found = found.map(|name| told(&engine, name));
    assert_eq!(
        found,
        ["explicit", "0.1", "implicit", "0.05", "2"],
        "{said}"
    );
    assert!(said.contains("follow from their ratings"), "{said}");

    Import::of("--spark", &stars, &["--feedback=explicit"]).check_refused(&["--reg"]);
    let (engine, _) = Import::of("--spark", &stars, &["--reg=0.1"]).imported();
    assert_eq!(told(&engine, "feedback"), "explicit");
}

#[test]
fn what_is_told_beside_the_models_is_used_without_ratings() {
    let (engine, _) = both(&[]).imported();
    let found = ["reg", "order.reg", "order.alpha"].map(|name| told(&engine, name));
    assert_eq!(found, ["0.1", "0.05", "2"]);
    assert!(engine.users().is_empty() && engine.n_users() >= 40);
    // How often movies were rated is told there, too.
    assert!(engine.catalogue().n_ratings.iter().sum::<u32>() >= 1_000);
    both(&["--people=3"]).check_refused(&["--people takes the --ratings"]);
}

#[test]
fn implicit_feedback_that_is_called_ratings_is_noticed_with_ratings_and_without() {
    let folder = without_settings();
    let order = folder.path().join("order");
    let options = ["--feedback=explicit", "--reg=0.1", "--counted-as=stars>=4"];
    let words = [
        "fitted to what was watched (implicit), not to ratings",
        "--feedback implicit",
    ];
    Import::of("--spark", &order, &options)
        .rated()
        .check_refused(&words);
    Import::of("--spark", &order, &options).check_refused(&words);
    // And the other way round.
    let stars = folder.path().join("stars");
    let options = ["--feedback=implicit", "--reg=0.1", "--alpha=1"];
    Import::of("--spark", &stars, &options).check_refused(&["fitted to ratings (explicit), not"]);
}

#[test]
fn other_ratings_than_those_of_the_training_are_noticed() {
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string(spark_folder().join("ratings.csv")).unwrap();
    let half: String = text
        .lines()
        .step_by(2)
        .map(|line| format!("{line}\n"))
        .collect();
    let path = folder.path().join("half.csv");
    fs::write(&path, half).unwrap();
    let mut import = Import::of("--spark", &spark_folder().join("stars"), &[]);
    import.command.arg("--ratings").arg(&path);
    let (_, said) = import.imported();
    assert!(said.contains("do not follow from these ratings"), "{said}");
}

#[test]
fn a_model_of_order_alone_lists_in_its_order() {
    let order = spark_folder().join("order");
    let (engine, _) = Import::of("--spark", &order, &["--precision=full", "--stars-weight=0"])
        .rated()
        .imported();
    let expected = predictions();
    let user = engine.users()[1].id;
    for (idx, movie) in engine.catalogue().movies.iter().enumerate() {
        let entry = engine.predict(UserIdx(1), matinee_engine::MovieIdx(idx as u32));
        let [_, order] = expected[&(user.0, movie.id.0)];
        assert!((entry.ranking_score - order).abs() < 1e-4);
        assert!((2.0..=4.5).contains(&entry.stars.stars()));
    }
    // A model of order gives no stars.
    Import::of("--spark", &order, &[])
        .ordered_by(&order)
        .check_refused(&["predicts no stars"]);
}

#[test]
fn it_is_measured_beside_the_others() {
    let mut import = both(&[]).rated();
    import.command.assert().success();
    let folder = TempDir::new().unwrap();
    matinee()
        .args(["evaluate", "--data"])
        .arg(data_set(folder.path()))
        .arg("--model")
        .arg(import.path())
        .assert()
        .success()
        .stdout(predicate::str::contains("factors (imported)"));
}

/// The ratings and movies that Spark had, as a data set.
fn data_set(folder: &Path) -> std::path::PathBuf {
    let data = folder.join("data");
    let is_data = |name: &str| name == "ratings.csv" || name == "movies.csv";
    copy(&spark_folder(), &data, &is_data);
    data
}

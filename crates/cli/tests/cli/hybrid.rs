//! `matinee train --network hybrid`.

use std::fs;

use predicates::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixture::{fixture, matinee, output, quick_ensemble};

fn train(folder: &TempDir, options: &[&str]) -> assert_cmd::Command {
    let mut command = matinee();
    command
        .args(["train", "--network=hybrid", "--clean=none"])
        .args(options)
        .arg("--data")
        .arg(fixture().data())
        .arg("--out")
        .arg(folder.path().join("hybrid.matinee"));
    command
}

fn answer(command: &mut assert_cmd::Command) -> Value {
    serde_json::from_str(&output(command)).unwrap()
}

/// The recipe `simple`, with teachers that are trained in a blink.
fn taught(folder: &TempDir) -> std::path::PathBuf {
    let simple = answer(&mut train(folder, &["--preset=simple", "--json"]));
    let recipe = quick_ensemble(&simple, 12);
    let path = folder.path().join("recipe.json");
    fs::write(&path, recipe.to_string()).unwrap();
    path
}

#[test]
fn a_hybrid_without_teachers_is_trained_and_recommends() {
    let folder = TempDir::new().unwrap();
    train(&folder, &["--preset=simple"])
        .assert()
        .success()
        .stdout(predicate::str::contains("student").and(predicate::str::contains("ranking head")));
    let model = folder.path().join("hybrid.matinee");
    let list = output(
        matinee()
            .args(["recommend", "--user=7", "-k=5", "--model"])
            .arg(model),
    );
    assert_eq!(list.lines().count(), 6, "{list}");
}

#[test]
fn a_recipe_from_a_file_reports_each_of_its_stages() {
    let folder = TempDir::new().unwrap();
    let recipe = taught(&folder);
    let recipe = format!("--recipe={}", recipe.display());
    let answer = answer(&mut train(
        &folder,
        &[&recipe, "--validation=0.2", "--json"],
    ));
    let stages = answer["stages"].as_array().unwrap();
    let names: Vec<&str> = stages
        .iter()
        .map(|stage| stage["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "teacher 1",
            "teacher 2",
            "ensemble",
            "neighbours",
            "student",
            "ranking head"
        ]
    );
    for stage in &stages[..5] {
        let rmse = stage["report"]["validation_rmse"].as_f64().unwrap();
        assert!((0.5..1.5).contains(&rmse), "{stage}");
    }
    // What was kept between the stages goes when the model is there.
    assert!(!folder.path().join("hybrid.matinee.stages").exists());
}

#[test]
fn the_same_command_gives_the_same_bytes() {
    let bytes = || {
        let folder = TempDir::new().unwrap();
        train(&folder, &["--preset=simple", "--seed=4"])
            .assert()
            .success();
        fs::read(folder.path().join("hybrid.matinee")).unwrap()
    };
    assert!(bytes() == bytes());
}

#[test]
fn options_of_the_other_network_are_refused_with_a_remedy() {
    let folder = TempDir::new().unwrap();
    for (options, remedy) in [
        (&["--epochs=3"][..], "--recipe"),
        (&["--preset=plain"], "leave --network hybrid out"),
        (&["--recipe=Cargo.toml"], "is not the recipe of a hybrid"),
    ] {
        train(&folder, options)
            .assert()
            .code(1)
            .stderr(predicate::str::contains(remedy));
    }
    matinee()
        .args(["train", "--preset=shipped", "--out=x.matinee"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("add --network hybrid"));
}

#[test]
fn a_student_that_has_no_teachers_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = taught(&folder);
    let mut recipe: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    recipe["teachers"] = json!([]);
    fs::write(&path, recipe.to_string()).unwrap();
    train(&folder, &[&format!("--recipe={}", path.display())])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("teachers must be 1 to 64"));
}

#[test]
fn popularity_is_counted_recommended_and_takes_no_number_of_a_training() {
    let folder = TempDir::new().unwrap();
    let model = folder.path().join("popularity.matinee");
    let train = |options: &[&str]| {
        let mut command = matinee();
        command
            .args(["train", "--network=popularity", "--clean=none"])
            .args(options)
            .arg("--data")
            .arg(fixture().data())
            .arg("--out")
            .arg(&model);
        command
    };
    let summary = answer(&mut train(&["--json"]));
    assert_eq!(summary["network"], "popularity");
    let list = output(
        matinee()
            .args(["recommend", "--user=7", "-k=5", "--model"])
            .arg(&model),
    );
    assert_eq!(list.lines().count(), 6, "{list}");
    for option in [
        "--epochs=3",
        "--preset=plain",
        "--recipe=x",
        "--validation=0.1",
    ] {
        train(&[option])
            .assert()
            .code(1)
            .stderr(predicate::str::contains("leave it out"));
    }
}

//! `matinee tune`: a log of trials, and the recipe that came out best.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use matinee_train::training::hybrid::HybridRecipe;
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{fixture, matinee, output};

/// A search whose log and teachers are in `folder`.
fn tune(folder: &Path, options: &[&str]) -> Command {
    let mut command = matinee();
    command.arg("tune").args(options);
    command.arg("--data").arg(fixture().data());
    command.arg("--log").arg(folder.join("log.tsv"));
    command.arg("--keep").arg(folder.join("teachers"));
    command
}

fn log(folder: &Path) -> String {
    fs::read_to_string(folder.join("log.tsv")).unwrap()
}

/// The log without the time that a trial took.
fn measured(folder: &Path) -> Vec<String> {
    let cut = |line: &str| line.rsplit_once('\t').unwrap().0.to_owned();
    log(folder).lines().map(cut).collect()
}

#[test]
fn every_trial_is_a_line_of_the_log() {
    let folder = TempDir::new().unwrap();
    let table = output(&mut tune(
        folder.path(),
        &["--search=ranking", "--fold=2,1", "--trials=5"],
    ));
    let lines = measured(folder.path());
    assert_eq!(lines.len(), 1 + 5);
    for (number, line) in lines[1..].iter().enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells[..2], ["ranking", "u1+u2 random 0.125"]);
        assert_eq!(cells[4], number.to_string());
        assert_eq!(cells[7].split(' ').count(), 2);
    }
    assert!(lines[1].contains("\tshipped\tNDCG@10\t"), "{}", lines[1]);
    assert!(
        table.contains("shipped") && table.contains("5 trials"),
        "{table}"
    );
}

#[test]
fn a_seed_gives_the_same_table_again_and_another_seed_another() {
    let logs = ["--seed=1", "--seed=1", "--seed=2"].map(|seed| {
        let folder = TempDir::new().unwrap();
        let options = ["--search=ranking", "--part=block", "--trials=4", seed];
        output(&mut tune(folder.path(), &options));
        measured(folder.path())
    });
    assert_eq!(logs[0], logs[1]);
    assert_ne!(logs[0], logs[2]);
}

#[test]
fn a_search_that_goes_on_adds_what_is_missing_and_ends_where_an_uninterrupted_one_does() {
    let [whole, parted] = [(); 2].map(|()| TempDir::new().unwrap());
    let search =
        |folder: &TempDir, trials| output(&mut tune(folder.path(), &["--search=ranking", trials]));
    search(&whole, "--trials=7");
    search(&parted, "--trials=3");
    let before = log(parted.path());
    search(&parted, "--trials=7");
    // With the seconds: the first lines were not made again.
    assert!(log(parted.path()).starts_with(&before));
    assert_eq!(measured(parted.path()), measured(whole.path()));
    let after = log(parted.path());
    search(&parted, "--trials=7");
    assert_eq!(log(parted.path()), after);
}

#[test]
fn a_line_that_was_cut_off_is_said_and_its_trial_run_again() {
    let folder = TempDir::new().unwrap();
    let options = ["--search=ranking", "--trials=3"];
    output(&mut tune(folder.path(), &options));
    let before = measured(folder.path());
    let text = log(folder.path());
    fs::write(folder.path().join("log.tsv"), &text[..text.len() - 9]).unwrap();
    tune(folder.path(), &options)
        .assert()
        .success()
        .stderr(predicate::str::contains("the last line is damaged"));
    assert_eq!(measured(folder.path()), before);
}

#[test]
fn an_order_is_searched_for_with_the_predicted_stars_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let search = ["--search=order", "--trials=3", "--json"];
    let answer: Value = serde_json::from_str(&output(&mut tune(folder.path(), &search))).unwrap();
    assert_eq!(answer["trials"].as_array().unwrap().len(), 3, "{answer}");
}

#[test]
fn searches_share_a_log() {
    let folder = TempDir::new().unwrap();
    output(&mut tune(
        folder.path(),
        &["--search=ranking", "--trials=2"],
    ));
    let before = log(folder.path());
    output(&mut tune(
        folder.path(),
        &["--search=networks", "--trials=1"],
    ));
    let after = log(folder.path());
    assert!(after.starts_with(&before));
    assert!(
        after.lines().last().unwrap().contains("\tRMSE\t"),
        "{after}"
    );
}

#[test]
fn the_best_recipe_is_one_that_train_takes() {
    let folder = TempDir::new().unwrap();
    let best = folder.path().join("best.json");
    let answer: Value = serde_json::from_str(&output(
        tune(folder.path(), &["--search=student", "--trials=3", "--json"])
            .arg("--out")
            .arg(&best),
    ))
    .unwrap();
    let means: Vec<f64> = (answer["trials"].as_array().unwrap().iter())
        .map(|trial| trial["mean"].as_f64().unwrap())
        .collect();
    let least = means.iter().copied().reduce(f64::min).unwrap();
    let chosen = means[answer["best"].as_u64().unwrap() as usize];
    assert!((chosen - least).abs() < 1e-12, "{answer}");

    let written: Value = serde_json::from_slice(&fs::read(&best).unwrap()).unwrap();
    assert_eq!(written, answer["recipe"]);
    let trained: Value = serde_json::from_str(&output(
        matinee()
            .args(["train", "--network=hybrid", "--json", "--recipe"])
            .arg(&best)
            .arg("--data")
            .arg(fixture().data())
            .arg("--out")
            .arg(folder.path().join("model")),
    ))
    .unwrap();
    let [trained, written] = [&trained["recipe"], &written]
        .map(|recipe| serde_json::from_value::<HybridRecipe>(recipe.clone()).unwrap());
    assert_eq!(trained, written);
}

#[test]
fn what_cannot_be_searched_is_wrong_usage() {
    for options in [
        &["--search=everything"][..],
        &[],
        &["--search=ranking", "--fold=6"],
        &["--search=ranking", "--part=half"],
        &["--search=ranking", "--trials=0"],
    ] {
        matinee()
            .arg("tune")
            .args(options)
            .assert()
            .code(2)
            .stdout("");
    }
}

#[test]
fn a_share_that_is_none_is_refused_before_a_log_is_begun() {
    let folder = TempDir::new().unwrap();
    tune(folder.path(), &["--search=ranking", "--share=1.5"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("share"));
    assert!(!folder.path().join("log.tsv").exists());
}

#[test]
fn a_log_that_cannot_be_written_is_said_before_any_work() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("log.tsv")).unwrap();
    tune(folder.path(), &["--search=ranking"])
        .assert()
        .code(1)
        .stdout("")
        .stderr(predicate::str::contains("cannot write").and(predicate::str::contains("log.tsv")));
}

#[test]
fn a_log_that_is_another_file_is_left_alone() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("log.tsv"), "title\tyear\n").unwrap();
    tune(folder.path(), &["--search=ranking"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("no log of `matinee tune`"));
    assert_eq!(log(folder.path()), "title\tyear\n");
}

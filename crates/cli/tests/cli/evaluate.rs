//! `matinee evaluate --protocol`: tables of systems, and results that are kept.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{fixture, matinee, output};

fn evaluate(results: &Path, options: &[&str]) -> Command {
    let mut command = matinee();
    command.arg("evaluate").args(options);
    command.arg("--data").arg(fixture().data());
    command.arg("--results").arg(results);
    command
}

fn json(results: &Path, options: &[&str]) -> Value {
    serde_json::from_str(&output(evaluate(results, options).arg("--json"))).unwrap()
}

/// The row of a system, on the first set of rows whose name begins so.
fn row<'a>(report: &'a Value, system: &str, rows: &str) -> &'a Value {
    (report.as_array().unwrap().iter())
        .find(|row| row["system"] == system && row["rows"].as_str().unwrap().starts_with(rows))
        .unwrap_or_else(|| panic!("no {system} on {rows} in {report}"))
}

fn kept(results: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(results)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort_unstable();
    files
}

#[test]
fn every_protocol_compares_every_system() {
    let folder = TempDir::new().unwrap();
    let table = output(&mut evaluate(
        folder.path(),
        &["--protocol=all", "--draws=1"],
    ));
    for heading in [
        "## folds",
        "## stratified",
        "## cold-start",
        "## time",
        "20 given",
        "u1",
    ] {
        assert!(table.contains(heading), "no {heading} in\n{table}");
    }
    for system in [
        "global mean",
        "user + movie bias",
        "popularity",
        "item-kNN",
        "biased MF (ALS)",
        "EASE",
        "seed network",
        "hybrid (",
    ] {
        let n_lines = table.lines().filter(|line| line.contains(system)).count();
        assert_eq!(n_lines, 2 + 1 + 6 + 3, "{system} in\n{table}");
    }
}

#[test]
fn the_first_fold_is_measured_as_evaluate_measures_a_model_of_it() {
    let folder = TempDir::new().unwrap();
    let ours = json(
        folder.path(),
        &["--protocol=folds", "--models=bias,popularity"],
    );
    let theirs: Value = serde_json::from_str(&output(
        matinee()
            .args(["evaluate", "--json", "--fold=1", "--model"])
            .arg(fixture().fold_model())
            .arg("--data")
            .arg(fixture().data()),
    ))
    .unwrap();
    for (system, metric) in [("user + movie bias", "rmse_stars"), ("popularity", "ndcg")] {
        let [ours, theirs] = [&ours["folds"], &theirs["results"]]
            .map(|report| row(report, system, "u1")[metric].as_f64().unwrap());
        assert!((ours - theirs).abs() < 1e-9, "{system}: {ours} {theirs}");
    }
}

#[test]
fn a_finished_run_is_read_again_and_not_measured_again() {
    let folder = TempDir::new().unwrap();
    let options = ["--protocol=stratified", "--models=bias,ease", "--draws=2"];
    let first = json(folder.path(), &options);
    // The time that fitting took would not be the same again.
    assert!(row(&first["stratified"], "EASE", "2 draws")["fit_seconds"].is_f64());
    assert_eq!(json(folder.path(), &options), first);
    let fresh = json(folder.path(), &[&options[..], &["--fresh"]].concat());
    assert_ne!(fresh, first);
}

#[test]
fn an_interrupted_run_goes_on_with_what_is_missing() {
    let folder = TempDir::new().unwrap();
    let options = ["--protocol=folds", "--models=mean,bias"];
    let first = json(folder.path(), &options);
    let files = kept(folder.path());
    assert_eq!(files.len(), 2 * 5);
    let before: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    fs::remove_file(&files[3]).unwrap();
    let again = json(folder.path(), &options);
    assert_eq!(kept(folder.path()), files);
    let n_changed = (files.iter().zip(before))
        .filter(|(file, before)| fs::read(file).unwrap() != *before)
        .count();
    assert!(n_changed <= 1, "{n_changed} were measured again");
    let rmse = |report: &Value| row(&report["folds"], "global mean", "mean")["rmse_stars"].clone();
    assert_eq!(rmse(&again), rmse(&first));
}

#[test]
fn a_damaged_result_is_said_and_measured_again() {
    let folder = TempDir::new().unwrap();
    let options = ["--protocol=folds", "--models=mean"];
    output(&mut evaluate(folder.path(), &options));
    let file = &kept(folder.path())[0];
    let bytes = fs::read(file).unwrap();
    fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
    evaluate(folder.path(), &options)
        .assert()
        .success()
        .stderr(predicate::str::contains("damaged"));
    evaluate(folder.path(), &options)
        .assert()
        .success()
        .stderr(predicate::str::contains("damaged").not());
}

#[test]
fn several_seeds_have_a_spread_where_chance_plays_a_part() {
    let folder = TempDir::new().unwrap();
    let report = json(
        folder.path(),
        &["--protocol=folds", "--models=bias,factors", "--seeds=2"],
    );
    let spread = |system| &row(&report["folds"], system, "u1")["rmse_stars_spread"];
    assert!(spread("biased MF (ALS)").as_f64().unwrap() > 0.0);
    assert!(spread("user + movie bias").is_null());
}

#[test]
fn two_jobs_give_what_one_gives() {
    let options = ["--protocol=folds", "--models=popularity,factors"];
    let [one, two] = ["--jobs=1", "--jobs=2"].map(|jobs| {
        let folder = TempDir::new().unwrap();
        let report = json(folder.path(), &[&options[..], &[jobs]].concat());
        let row = row(&report["folds"], "biased MF (ALS)", "mean");
        (row["rmse_stars"].clone(), row["ndcg"].clone())
    });
    assert_eq!(one, two);
}

#[test]
fn what_does_not_go_together_is_wrong_usage() {
    for options in [
        &["--protocol=folds", "--model=x"][..],
        &["--protocol=folds", "-k=5"],
        &["--protocol=folds", "--fold=1"],
        &["--protocol=folds", "--models=oracle"],
        &["--protocol=folds", "--seeds=0"],
        &["--protocol=everything"],
        &["--model=x", "--models=ease"],
        &["--model=x", "--seeds=2"],
        &["--fresh"],
    ] {
        matinee()
            .arg("evaluate")
            .args(options)
            .assert()
            .code(2)
            .stdout("");
    }
}

#[test]
fn a_folder_for_results_that_cannot_be_is_said_before_any_work() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    evaluate(&file, &["--protocol=folds"])
        .assert()
        .code(1)
        .stdout("")
        .stderr(predicate::str::contains("cannot write"));
}

#[test]
fn curves_of_a_model_have_its_plain_lists() {
    let result: Value = serde_json::from_str(&output(
        matinee()
            .args(["evaluate", "--json", "--curves", "--fold=1", "--model"])
            .arg(fixture().fold_model())
            .arg("--data")
            .arg(fixture().data()),
    ))
    .unwrap();
    let plain = &row(&result["results"], "seed (custom)", "u1")["ndcg"];
    let curves = result["curves"].as_array().unwrap();
    assert_eq!(curves.len(), 4);
    for curve in curves {
        let points = curve["points"].as_array().unwrap();
        let at_rest = points
            .iter()
            .find(|point| point["strength"] == 0.0)
            .unwrap();
        let difference = at_rest["ndcg"].as_f64().unwrap() - plain.as_f64().unwrap();
        assert!(difference.abs() < 1e-6, "{curve}");
    }
}

#[test]
fn each_lever_moves_its_own_metric() {
    let result: Value = serde_json::from_str(&output(
        matinee()
            .args(["evaluate", "--json", "--curves", "--fold=1", "--model"])
            .arg(fixture().fold_model())
            .arg("--data")
            .arg(fixture().data()),
    ))
    .unwrap();
    let ends = |lever: &str, metric: &str| {
        let curve = (result["curves"].as_array().unwrap().iter())
            .find(|curve| curve["lever"] == lever)
            .unwrap();
        let points = curve["points"].as_array().unwrap();
        [&points[0], points.last().unwrap()].map(|point| point[metric].as_f64().unwrap())
    };
    let [plain, discounted] = ends("discount", "novelty");
    assert!(discounted > plain, "novelty {plain} → {discounted}");
    let [plain, varied] = ends("variety", "distance");
    assert!(varied > plain, "distance {plain} → {varied}");
    let [plain, calibrated] = ends("calibration", "calibration");
    assert!(calibrated < plain, "divergence {plain} → {calibrated}");
}

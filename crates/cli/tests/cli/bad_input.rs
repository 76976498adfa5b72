//! A wrong input gives an error that names place and remedy, exit code 1 (2 for wrong usage), and
//! leaves nothing half-written.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use tempfile::TempDir;

use crate::fixture::{TINY, file, fixture, matinee};

/// `command` fails with code 1, prints nothing to standard output, and says all of `words`.
fn check_failure(command: &mut Command, words: &[&str]) {
    let mut assert = command.assert().code(1).stdout("");
    for word in words {
        assert = assert.stderr(predicate::str::contains(*word));
    }
}

fn train(data: &Path, out: &Path) -> Command {
    let mut command = matinee();
    command.arg("train").args(TINY).arg("--data").arg(data);
    command.arg("--out").arg(out);
    command
}

/// Training on a data set in which `name` has other contents fails, and writes nothing.
fn check_broken_data(name: &str, contents: &[u8], words: &[&str]) {
    let data = fixture().broken_data(name, contents);
    let folder = TempDir::new().unwrap();
    check_failure(&mut train(data.path(), &folder.path().join("model")), words);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

fn predict(pairs: &[u8]) -> (TempDir, Command) {
    let (folder, path) = file(pairs);
    let mut command = matinee();
    command.args(["predict", "--model"]).arg(fixture().model());
    command.arg("--pairs").arg(path);
    (folder, command)
}

fn recommend(options: &[&str]) -> Command {
    let mut command = matinee();
    command.arg("recommend").args(options);
    command.arg("--model").arg(fixture().model());
    command
}

#[test]
fn wrong_usage_has_exit_code_2() {
    for arguments in [
        &["recommend", "--model=x", "--user=1", "-k=0"][..],
        &["recommend", "--model=x", "--user=someone"],
        &["recommend", "--model=x"],
        &["recommend", "--model=x", "--user=1", "--profile=y"],
        &["recommend", "--model=x", "--user=1", "--age=30"],
        &["recommend", "--model=x", "--user=1", "--variety=2"],
        &["recommend", "--model=x", "--user=1", "--years=1999-1980"],
        &["recommend", "--model=x", "--user=1", "--years=then"],
        &["similar", "--model=x"],
        &["similar", "--model=x", "--movie=1", "-k=0"],
        &["predict", "--model=x"],
        &["predict", "--model=x", "--profile=y", "--age=0"],
        &["predict", "--model=x", "--profile=y", "--scale=7"],
        &["predict", "--model=x", "--scale=10"],
        &["train", "--out=x", "--preset=best"],
        &["evaluate", "--model=x", "--fold=6"],
        &["evaluate", "--model=x", "--fold=1", "--test=y"],
        &["figures", "--model=x", "--out=y", "--list=500"],
        &["export", "--model=x"],
        &["rewind"],
        &[],
    ] {
        matinee().args(arguments).assert().code(2).stdout("");
    }
}

#[test]
fn missing_data_is_said_with_the_way_to_get_it() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("nothing");
    check_failure(
        &mut train(&data, &folder.path().join("model")),
        &["nothing", "matinee fetch"],
    );
}

#[test]
fn an_empty_file_is_named() {
    check_broken_data("u.item", b"", &["u.item", "empty"]);
}

#[test]
fn a_web_page_instead_of_data_is_called_so() {
    check_broken_data("u.data", b"<!DOCTYPE html>\n<html>", &["u.data:1", "HTML"]);
}

#[test]
fn ratings_of_0_and_6_are_refused_with_line_and_column() {
    for stars in [0, 6] {
        let rows = format!("1\t1\t5\t1\n2\t1\t{stars}\t1\n");
        check_broken_data("u.data", rows.as_bytes(), &["u.data:2:3"]);
    }
}

#[test]
fn missing_and_extra_columns_are_refused_with_the_line() {
    check_broken_data("u.data", b"1\t1\t5\t1\n2\t1\t5\n", &["u.data:2"]);
    check_broken_data("u.data", b"1\t1\t5\t1\n2\t1\t5\t1\t9\n", &["u.data:2"]);
}

#[test]
fn a_pair_that_occurs_twice_is_refused() {
    check_broken_data(
        "u.data",
        b"1\t1\t5\t1\n1\t1\t4\t2\n",
        &["u.data:2", "line 1"],
    );
}

#[test]
fn ids_of_no_user_and_no_movie_are_refused() {
    check_broken_data("u.data", b"61\t1\t5\t1\n", &["u.data:1:1", "user 61"]);
    check_broken_data("u.data", b"1\t81\t5\t1\n", &["u.data:1:2", "movie 81"]);
    check_broken_data("u.data", b"99999999999\t1\t5\t1\n", &["u.data:1:1"]);
}

#[test]
fn train_refuses_a_recipe_out_of_range() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("model");
    check_failure(
        train(&fixture().data(), &out).arg("--learning-rate=0"),
        &["learning rate", "above 0"],
    );
    check_failure(
        train(&fixture().data(), &out).arg("--validation=1"),
        &["validation share"],
    );
    assert!(!out.exists());
}

#[test]
fn train_refuses_a_target_that_cannot_be_written_before_it_trains() {
    let (_folder, not_a_folder) = file(b"");
    check_failure(
        &mut train(&fixture().data(), &not_a_folder.join("model")),
        &["cannot write", "check that the folder can be written"],
    );
    let folder = TempDir::new().unwrap();
    check_failure(
        &mut train(&fixture().data(), folder.path()),
        &["it is a folder"],
    );
}

#[test]
fn train_refuses_rows_of_another_data_set() {
    let (_folder, rows) = file(b"1\t1\t5\t1\n1\t4000\t5\t1\n");
    let folder = TempDir::new().unwrap();
    check_failure(
        train(&fixture().data(), &folder.path().join("model"))
            .arg("--train")
            .arg(rows),
        &["file:2", "movie 4000"],
    );
}

#[test]
fn predict_prints_nothing_when_one_pair_is_unknown() {
    let (_folder, mut command) = predict(b"1\t1\n61\t1\n");
    check_failure(&mut command, &["file:2:1", "user 61", "take the line out"]);
    let (_folder, mut command) = predict(b"1\t1\n1\t1\n1\t81\n");
    check_failure(&mut command, &["file:3:2", "movie 81"]);
}

#[test]
fn predict_refuses_lines_that_are_no_pairs() {
    let (_folder, mut command) = predict(b"1,1\n");
    check_failure(&mut command, &["file:1"]);
    let (_folder, mut command) = predict(b"");
    check_failure(&mut command, &["empty"]);
}

/// Predicting for a profile fails, with `words`.
fn check_bad_profile(profile: &[u8], options: &[&str], words: &[&str]) {
    let (_folder, path) = file(profile);
    let mut command = matinee();
    command.args(["predict", "--model"]).arg(fixture().hybrid());
    command.args(options).arg("--profile").arg(path);
    check_failure(&mut command, words);
}

#[test]
fn a_profile_of_no_use_is_refused_with_line_and_reason() {
    check_bad_profile(
        b"81\t5\n82\t1\n",
        &[],
        &["file:1: movie 81 is not in this model", "no rating of"],
    );
    check_bad_profile(
        b"3\t6\n",
        &[],
        &["file:1: the rating \"6\"", "no rating of"],
    );
    check_bad_profile(b"3,5\n", &[], &["line 1 names no columns"]);
    check_bad_profile(
        b"1\t3\t5\t1\n2\t4\t5\t1\n",
        &[],
        &["line 2 is of user \"2\""],
    );
    check_bad_profile(
        b"3\t5\n4\t5\n2571\t5\n",
        &[],
        &["line 3 has 2571", "another data set"],
    );
    check_bad_profile(b"", &["--occupation=wizard"], &["wizard", "it knows"]);
}

#[test]
fn a_model_that_knows_only_its_own_people_says_so() {
    let (_folder, path) = file(b"3\t5\n");
    let mut command = matinee();
    command
        .args(["recommend", "--model"])
        .arg(fixture().model());
    check_failure(command.arg("--profile").arg(path), &["profile", "hybrid"]);
}

#[test]
fn recommend_names_the_users_there_are() {
    check_failure(
        &mut recommend(&["--user=944"]),
        &["user 944", "60 users", "from 1 to 60"],
    );
}

#[test]
fn recommend_names_the_largest_k() {
    check_failure(
        &mut recommend(&["--user=1", "-k=10000"]),
        &["10000", "1 to 80"],
    );
}

#[test]
fn recommend_names_the_genres_there_are_and_calls_another_wrong_usage() {
    for genre in ["--genre=Opera", "--genre=-Opera"] {
        recommend(&["--user=1", genre])
            .assert()
            .code(2)
            .stdout("")
            .stderr(predicate::str::contains("\"Opera\""))
            .stderr(predicate::str::contains("Comedy, Crime"));
    }
}

#[test]
fn similar_names_the_movies_there_are() {
    let mut command = matinee();
    command.args(["similar", "--movie=81", "--model"]);
    command.arg(fixture().model());
    check_failure(&mut command, &["movie 81", "80 movies", "from 1 to 80"]);
}

#[test]
fn evaluate_refuses_test_rows_that_were_trained_on() {
    check_failure(
        matinee()
            .args(["evaluate", "--fold=1", "--model"])
            .arg(fixture().model())
            .arg("--data")
            .arg(fixture().data()),
        &["u.data:", "training row", "--fold"],
    );
}

#[test]
fn evaluate_refuses_test_rows_of_unknown_users() {
    let (_folder, test) = file(b"500\t1\t5\t1\n");
    check_failure(
        matinee()
            .args(["evaluate", "--model"])
            .arg(fixture().model())
            .arg("--data")
            .arg(fixture().data())
            .arg("--test")
            .arg(test),
        &["file:1:1", "user 500"],
    );
}

#[test]
fn evaluate_refuses_a_model_of_another_data_set() {
    let folder = TempDir::new().unwrap();
    let other = folder.path().join("other");
    matinee()
        .args([
            "generate",
            "--users=60",
            "--movies=80",
            "--ratings=2400",
            "--seed=9",
        ])
        .arg("--out")
        .arg(&other)
        .assert()
        .success();
    check_failure(
        matinee()
            .args(["evaluate", "--model"])
            .arg(fixture().model())
            .arg("--data")
            .arg(other),
        &["not trained on this data set", "--data"],
    );
}

#[test]
fn a_damaged_model_is_refused() {
    let good = fs::read(fixture().model()).unwrap();
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for bytes in [
        &flipped[..],
        &good[..good.len() - 1],
        b"",
        b"<!DOCTYPE html>",
    ] {
        let (_folder, path) = file(bytes);
        check_failure(
            matinee()
                .args(["recommend", "--user=1", "--model"])
                .arg(path),
            &["cannot use the model", "matinee train", "because:"],
        );
    }
}

#[test]
fn a_missing_model_is_named() {
    check_failure(
        matinee().args(["recommend", "--user=1", "--model=no-such-model"]),
        &["no-such-model", "there is no such file"],
    );
}

#[test]
fn figures_of_an_unknown_user_are_refused_before_the_first_file_is_written() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("figures");
    check_failure(
        matinee()
            .args(["figures", "--list=61:4", "--model"])
            .arg(fixture().model())
            .arg("--data")
            .arg(fixture().data())
            .arg("--out")
            .arg(&out),
        &["user 61"],
    );
    assert!(!out.exists());
}

#[test]
fn generate_does_not_replace_data() {
    let before = fs::read(fixture().data().join("u.data")).unwrap();
    check_failure(
        matinee()
            .args(["generate", "--seed=2", "--out"])
            .arg(fixture().data()),
        &["holds data already", "--force"],
    );
    assert!(fs::read(fixture().data().join("u.data")).unwrap() == before);
}

#[test]
fn generate_refuses_more_ratings_than_pairs() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("data");
    check_failure(
        matinee()
            .args([
                "generate",
                "--users=3",
                "--movies=3",
                "--ratings=10",
                "--out",
            ])
            .arg(&out),
        &["1 to 9"],
    );
    assert!(!out.exists());
}

#[test]
fn generate_refuses_what_no_memory_can_hold() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("data");
    for sizes in [
        ["--users=4294967295", "--movies=80", "--ratings=2400"],
        ["--users=60", "--movies=4294967295", "--ratings=2400"],
        ["--users=65535", "--movies=65535", "--ratings=4294800000"],
    ] {
        check_failure(
            matinee().arg("generate").args(sizes).arg("--out").arg(&out),
            &["of memory", "give fewer --users"],
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_share_that_holds_nothing_out_is_to_be_larger() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("model");
    train(&fixture().data(), &out)
        .arg("--validation=1e-6")
        .assert()
        .code(1)
        .stderr(predicate::str::contains("give a larger share"));
    let mut tune = matinee();
    tune.args(["tune", "--search=ranking", "--share=1e-6", "--data"]);
    tune.arg(fixture().data()).arg("--log");
    check_failure(tune.arg(folder.path().join("log")), &["larger share"]);
    assert!(!out.exists());
}

#[test]
fn a_single_rating_is_too_few_and_is_not_called_rows() {
    let data = fixture().broken_data("u.data", b"1\t1\t5\t1\n");
    let folder = TempDir::new().unwrap();
    for share in ["--validation=0", "--validation=0.2"] {
        let assert = train(data.path(), &folder.path().join("model"))
            .arg(share)
            .assert()
            .code(1)
            .stderr(predicate::str::contains("use more data"));
        let words = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(!words.contains("1 rows"), "{words}");
    }
}

#[cfg(unix)]
#[test]
fn a_data_folder_that_cannot_be_looked_into_is_not_called_missing() {
    let folder = TempDir::new().unwrap();
    let circle = folder.path().join("circle");
    std::os::unix::fs::symlink(&circle, &circle).unwrap();
    let (_file, no_folder) = file(b"");
    for (data, words) in [
        (circle.clone(), "check the link"),
        (no_folder, "is not a folder"),
    ] {
        train(&data, &folder.path().join("model"))
            .assert()
            .code(1)
            .stderr(predicate::str::contains(words))
            .stderr(predicate::str::contains("there is no").not());
    }
    check_failure(
        matinee()
            .args(["recommend", "--user=1", "--model"])
            .arg(&circle),
        &["check the link"],
    );
}

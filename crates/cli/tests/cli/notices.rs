//! What a model says of the data that it is made of comes from the data.

use std::fs;
use std::path::Path;

use matinee_data::formats::movielens_100k::{MOVIELENS_100K, UNKNOWN};
use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{TINY, fixture, matinee, output};

/// What a model says that is trained on this data.
fn said(data: &Path) -> String {
    let folder = TempDir::new().unwrap();
    let model = folder.path().join("model");
    matinee()
        .arg("train")
        .args(TINY)
        .arg("--data")
        .arg(data)
        .arg("--out")
        .arg(&model)
        .assert()
        .success();
    of(&model)
}

fn of(model: &Path) -> String {
    let manifest = output(matinee().args(["export", "--json", "--model"]).arg(model));
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    manifest["data_notice"].as_str().unwrap().to_owned()
}

#[test]
fn made_up_data_says_that_it_is_made_up_and_not_that_it_is_movielens() {
    let said = of(&fixture().model());
    assert!(said.contains("made-up"), "{said}");
    assert!(!said.contains("MovieLens"), "{said}");
}

#[test]
fn other_data_says_what_its_notice_says_or_that_it_says_nothing() {
    let own = fixture().broken_data(
        "u.notice",
        "Ratings of our club,\nfree to use.\n".as_bytes(),
    );
    assert_eq!(said(own.path()), "Ratings of our club, free to use.");
    fs::remove_file(own.path().join("u.notice")).unwrap();
    let said = said(own.path());
    assert_eq!(said, UNKNOWN);
    assert_ne!(said, MOVIELENS_100K);
}

#[test]
fn a_notice_that_is_no_text_is_refused_with_its_line() {
    let own = fixture().broken_data("u.notice", b"fine\n\x1b[2J");
    let folder = TempDir::new().unwrap();
    matinee()
        .arg("train")
        .args(TINY)
        .arg("--data")
        .arg(own.path())
        .arg("--out")
        .arg(folder.path().join("model"))
        .assert()
        .code(1)
        .stderr(predicates::str::contains("u.notice:2:1"));
}

#[test]
fn a_notice_comes_with_the_data_and_goes_with_it() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("data");
    let fetch = |from: &Path| {
        matinee()
            .args(["fetch", "--any-data", "--force", "--from"])
            .arg(from)
            .arg("--out")
            .arg(&out)
            .assert()
            .success();
    };
    fetch(&fixture().data());
    assert!(out.join("u.notice").exists());
    let other = fixture().broken_data("u.notice", b"mine\n");
    fetch(other.path());
    assert_eq!(fs::read(out.join("u.notice")).unwrap(), b"mine\n");
    fs::remove_file(other.path().join("u.notice")).unwrap();
    fetch(other.path());
    assert!(!out.join("u.notice").exists());
}

//! A data set in which all stars are the same: it trains, and what has no meaning is said to have
//! none.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{TINY, fixture, matinee, output, quick_ensemble};

/// The fixture's data set with the same stars everywhere.
fn everybody_gives(stars: &str) -> TempDir {
    let line = |line: &String| {
        let mut fields: Vec<&str> = line.split('\t').collect();
        fields[2] = stars;
        fields.join("\t") + "\n"
    };
    let ratings: String = fixture().ratings().iter().map(line).collect();
    fixture().broken_data("u.data", ratings.as_bytes())
}

fn train(data: &Path, model: &Path, options: &[&str]) {
    matinee()
        .arg("train")
        .args(options)
        .arg("--data")
        .arg(data)
        .arg("--out")
        .arg(model)
        .assert()
        .success();
}

/// What `evaluate` says of a model on fold 1, as JSON and as text.
fn evaluate(data: &Path, model: &Path) -> (Value, String) {
    let command = || {
        let mut command = matinee();
        command.args(["evaluate", "--fold=1", "--model"]);
        command.arg(model).arg("--data").arg(data);
        command
    };
    let answer = serde_json::from_str(&output(command().arg("--json"))).unwrap();
    (answer, output(&mut command()))
}

/// Expects every number of these results to be one, and lists to be measured where `has_order`.
fn check(answer: &Value, said: &str, has_order: bool) {
    assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
    for row in answer["results"].as_array().unwrap() {
        for (key, value) in row.as_object().unwrap() {
            let is_name = matches!(&**key, "system" | "rows");
            assert!(
                is_name || value.as_f64().is_some_and(f64::is_finite),
                "{key}: {row}"
            );
        }
        let is_popularity = row["system"] == "popularity";
        // Popularity predicts no stars; all others do.
        assert_eq!(row.get("rmse_stars").is_none(), is_popularity, "{row}");
        let has_lists = row.get("ndcg").is_some();
        assert!(has_order || !has_lists, "{row}");
        assert!(has_lists || !has_order || !is_popularity, "{row}");
    }
    let is_said = said.contains("have no meaning on u1");
    assert_eq!(is_said, !has_order, "{said}");
}

#[test]
fn a_network_trains_where_everybody_gives_three() {
    let (data, folder) = (everybody_gives("3"), TempDir::new().unwrap());
    let model = folder.path().join("model.matinee");
    let options = [&["--preset=plain", "--fold=1"][..], &TINY].concat();
    train(data.path(), &model, &options);
    let (answer, said) = evaluate(data.path(), &model);
    check(&answer, &said, false);
}

#[test]
fn a_hybrid_trains_where_all_stars_are_the_same() {
    for (stars, has_order) in [("1", false), ("3", false), ("5", true)] {
        let (data, folder) = (everybody_gives(stars), TempDir::new().unwrap());
        let model = folder.path().join("model.matinee");
        let network = ["--network=hybrid", "--clean=none", "--fold=1"];
        train(
            data.path(),
            &model,
            &[&network[..], &["--preset=simple"]].concat(),
        );
        let (answer, said) = evaluate(data.path(), &model);
        check(&answer, &said, has_order);

        // The same as the student of an ensemble.
        let recipe = folder.path().join("recipe.json");
        fs::write(&recipe, taught(data.path(), &folder).to_string()).unwrap();
        let recipe = format!("--recipe={}", recipe.display());
        train(data.path(), &model, &[&network[..], &[&recipe]].concat());
        let (answer, said) = evaluate(data.path(), &model);
        check(&answer, &said, has_order);
    }
}

/// The recipe `simple` with teachers that are trained in a blink.
fn taught(data: &Path, folder: &TempDir) -> Value {
    let mut command = matinee();
    command.args([
        "train",
        "--network=hybrid",
        "--clean=none",
        "--preset=simple",
        "--json",
    ]);
    command.arg("--data").arg(data);
    command
        .arg("--out")
        .arg(folder.path().join("simple.matinee"));
    let answer: Value = serde_json::from_str(&output(&mut command)).unwrap();
    quick_ensemble(&answer, 12)
}

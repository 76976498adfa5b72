//! `matinee evidence`: every file of the Evidence view, the same bytes however often it was interrupted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use matinee_app::evidence::results::{
    self, ColdStartPeople, ColdStartResults, ModelKey, PlayResults, ResultsFile, SparsityResults,
    SystemsResults,
};
use matinee_engine::engine::Engine;
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{fixture, matinee, output};

/// A model of the fixture's data whose recipe takes a moment.
fn model(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("model.matinee");
    matinee()
        .args(["train", "--network=hybrid", "--preset=simple", "--data"])
        .arg(fixture().data())
        .arg("--out")
        .arg(&path)
        .assert()
        .success();
    path
}

fn evidence(model: &Path, out: &Path, keep: &Path) -> Command {
    let mut command = matinee();
    command.args(["evidence", "--draws=1", "--commit=abc", "--data"]);
    command.arg(fixture().data()).arg("--model").arg(model);
    command.arg("--out").arg(out).arg("--keep").arg(keep);
    command
}

/// What lies in a folder, by name.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.path().is_file());
    files
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// The same without what a clock has measured.
fn without_times(mut contents: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.remove("seconds");
                if fields.get("metric").is_some_and(|it| it == "fit_seconds") {
                    fields.clear();
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            _ => {}
        }
    }
    contents.retain(|name, _| name.ends_with(".json"));
    let stripped = contents.into_iter().map(|(name, bytes)| {
        let mut value: Value = serde_json::from_slice(&bytes).unwrap();
        strip(&mut value);
        (name, value)
    });
    stripped.collect()
}

fn read<T: results::Results>(folder: &Path, engine: &Engine) -> T {
    let file = folder.join(T::FILE.name()).with_extension("json");
    let key = ModelKey::of(engine.manifest());
    results::read(&fs::read(file).unwrap(), &key, &results::histories(engine)).unwrap()
}

/// Nobody's rating stands in a file: it is told by its row in the model.
fn check_concealed(folder: &Path) {
    for file in ResultsFile::ALL.into_iter().filter(|it| it.has_ratings()) {
        let text = fs::read_to_string(folder.join(file.name()).with_extension("json")).unwrap();
        assert!(!text.contains("\"stars\":"), "{}", file.name());
        assert!(text.contains("\"row\":"), "{}", file.name());
    }
}

#[test]
fn every_file_is_written_and_a_second_run_writes_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    let (out, keep) = (folder.path().join("out"), folder.path().join("keep"));
    let model = model(folder.path());
    let card = folder.path().join("card.md");
    let printed = output(evidence(&model, &out, &keep).arg("--card").arg(&card));
    assert_eq!(printed.lines().count(), ResultsFile::ALL.len() + 1);
    let first = contents(&out);
    let names: Vec<String> = ResultsFile::ALL
        .iter()
        .map(|it| format!("{}.json", it.name()))
        .collect();
    assert!(
        names.iter().all(|name| first.contains_key(name)),
        "{names:?}"
    );
    assert!(fs::read_to_string(card).unwrap().contains("preset: simple"));

    // What is missing is measured again, and nothing else: its seconds alone are others.
    let kept = contents(&keep);
    let gone = kept
        .keys()
        .find(|name| name.starts_with("folds-1-hybrid") || name.starts_with("folds-1-simple"));
    fs::remove_file(keep.join(gone.unwrap())).unwrap();
    output(&mut evidence(&model, &out, &keep));
    assert_eq!(without_times(contents(&out)), without_times(first));
    assert_eq!(contents(&keep).len(), kept.len());

    let again = contents(&out);
    output(&mut evidence(&model, &out, &keep));
    assert!(
        contents(&out) == again,
        "a run of what is kept wrote other bytes"
    );
    check_what_is_in(&out, &model);
}

fn check_what_is_in(out: &Path, model: &Path) {
    check_concealed(out);
    let engine = Engine::open(&fs::read(model).unwrap()).unwrap();
    let systems: SystemsResults = read(out, &engine);
    assert_eq!(systems.systems.len(), 8);
    let folds = &systems.protocols[0];
    assert_eq!((folds.key.as_str(), folds.parts.len()), ("folds", 5));
    assert!(folds.sets[0].systems.iter().any(|it| it.system == "hybrid"));

    let play: PlayResults = read(out, &engine);
    for person in &play.people {
        assert_eq!(person.lists.len(), play.systems.len());
        assert!(person.lists.iter().all(|list| list.len() == 10));
        let is_hidden = |guess: &results::Guess| {
            (person.hidden.iter()).any(|it| it.movie == guess.movie && it.stars == guess.stars)
        };
        assert!(person.guesses.iter().all(is_hidden));
        assert!(
            person
                .guesses
                .iter()
                .all(|guess| guess.predicted.len() == play.rivals.len())
        );
    }

    let cold: ColdStartResults = read(out, &engine);
    assert_eq!(cold.given, [0, 3, 5, 10, 20]);
    assert_eq!(cold.orders.len(), 3);
    assert!(
        cold.orders
            .iter()
            .all(|order| order.curve.rmse.len() == 5 && order.n_asked[0] == 0.0)
    );
    // Nobody has answered yet: whatever will be asked first is the same.
    let first: Vec<f32> = cold
        .orders
        .iter()
        .map(|order| order.curve.rmse[0].mean)
        .collect();
    assert!(first.windows(2).all(|pair| pair[0] == pair[1]), "{first:?}");
    // Random questions need more than popular ones.
    assert!(cold.orders[1].n_asked[4] > cold.orders[0].n_asked[4]);

    let people: ColdStartPeople = read(out, &engine);
    for record in people.people.iter().flat_map(|person| &person.records) {
        assert_eq!(record.steps.len(), 21);
        assert!(record.steps[0].revealed.is_none());
        // All but those of movies that the model does not have.
        let revealed = record.steps[1..].iter();
        assert!(revealed.filter(|step| step.revealed.is_some()).count() > 10);
        assert!(record.steps.iter().all(|step| step.list.len() == 5));
    }

    let sparsity: SparsityResults = read(out, &engine);
    assert_eq!(
        sparsity.cells.len(),
        sparsity.movie_bins.len() * sparsity.person_bins.len()
    );
    let n_cells: u32 = sparsity.cells.iter().map(|cell| cell.n).sum();
    assert_eq!(n_cells, 2400 / 5);
    assert!(sparsity.n_kept.windows(2).all(|pair| pair[0] > pair[1]));
}

#[test]
fn a_model_of_other_data_or_without_a_named_recipe_is_refused() {
    let folder = TempDir::new().unwrap();
    let (out, keep) = (folder.path().join("out"), folder.path().join("keep"));
    evidence(&fixture().hybrid(), &out, &keep)
        .assert()
        .failure()
        .stderr(predicate::str::contains("preset test"));
    evidence(&fixture().model(), &out, &keep)
        .assert()
        .failure()
        .stderr(predicate::str::contains("network seed"));
    let other = fixture().broken_data("u.data", b"1\t1\t5\t1\n2\t2\t3\t1\n");
    matinee()
        .args(["evidence", "--model"])
        .arg(model(folder.path()))
        .arg("--data")
        .arg(other.path())
        .arg("--out")
        .arg(&out)
        .assert()
        .failure()
        .stderr(predicate::str::contains(
            "was not trained on all of this data",
        ));
    assert!(!out.exists(), "something was written");
}

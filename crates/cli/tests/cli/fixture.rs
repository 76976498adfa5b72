//! A small made-up data set and three models, made once for all tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use matinee_data::dataset::{CleaningRules, clean};
use matinee_data::formats::movielens_100k::FILE_NAMES;
use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::raw::Source;
use matinee_engine::artifact::{self, Precisions};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Users 1 to 60, movies 1 to 80.
pub(crate) struct Fixture {
    folder: TempDir,
}

/// Hyper-parameters with which a model is trained in a blink.
pub(crate) const TINY: [&str; 8] = [
    "--embedding=4",
    "--hidden=8",
    "--epochs=3",
    "--batch-size=256",
    "--dropout=0",
    "--clean=none",
    "--backend=flex",
    "--seed=3",
];

pub(crate) fn fixture() -> &'static Fixture {
    static FIXTURE: OnceLock<Fixture> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        let fixture = Fixture {
            folder: TempDir::new().unwrap(),
        };
        matinee()
            .args(["generate", "--users=60", "--movies=80", "--ratings=2400"])
            .arg("--out")
            .arg(fixture.data())
            .assert()
            .success();
        train(&fixture, &["--preset=plain"], &fixture.model());
        train(
            &fixture,
            &["--preset=plain", "--fold=1"],
            &fixture.fold_model(),
        );
        made_up_hybrid(&fixture);
        fixture
    })
}

/// A hybrid that nobody has trained.
fn made_up_hybrid(fixture: &Fixture) {
    let [ratings, movies, users, genres, occupations] =
        FILE_NAMES.map(|name| fs::read(fixture.data().join(name)).unwrap());
    let files = RawFiles {
        ratings,
        movies,
        users,
        genres,
        occupations,
        notice: None,
    };
    let (tables, _) = clean(files.read().unwrap(), &CleaningRules::none());
    let heads = matinee_testing::heads::heads(&tables, 1);
    let artifact = matinee_testing::hybrid_artifact(&tables, &heads, Precisions::COMPACT);
    fs::write(fixture.hybrid(), artifact::write(&artifact).unwrap()).unwrap();
}

fn train(fixture: &Fixture, options: &[&str], out: &Path) {
    matinee()
        .arg("train")
        .args(options)
        .args(TINY)
        .arg("--data")
        .arg(fixture.data())
        .arg("--out")
        .arg(out)
        .assert()
        .success();
}

impl Fixture {
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Trained on all ratings.
    pub(crate) fn model(&self) -> PathBuf {
        self.folder.path().join("model.matinee")
    }

    /// Trained on the base rows of fold 1.
    pub(crate) fn fold_model(&self) -> PathBuf {
        self.folder.path().join("u1.matinee")
    }

    /// Of network `hybrid`, with numbers at random.
    pub(crate) fn hybrid(&self) -> PathBuf {
        self.folder.path().join("hybrid.matinee")
    }

    /// A copy of the data set in which `file` has other contents.
    pub(crate) fn broken_data(&self, file: &str, contents: &[u8]) -> TempDir {
        let copy = TempDir::new().unwrap();
        for entry in fs::read_dir(self.data()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        fs::write(copy.path().join(file), contents).unwrap();
        copy
    }

    /// The lines of `u.data`.
    pub(crate) fn ratings(&self) -> Vec<String> {
        let text = fs::read_to_string(self.data().join("u.data")).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

pub(crate) fn matinee() -> Command {
    Command::cargo_bin("matinee").unwrap()
}

/// A file with these contents, and the folder that keeps it.
pub(crate) fn file(contents: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, contents).unwrap();
    (folder, path)
}

/// Standard output of a command that succeeds.
pub(crate) fn output(command: &mut Command) -> String {
    let assert = command.assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// The recipe that `train --preset simple --json` answers with, with teachers that are trained in a
/// blink, but for as many `sweeps` of the sampled one as are asked for.
pub(crate) fn quick_ensemble(simple: &Value, sweeps: u32) -> Value {
    let mut recipe = simple["recipe"].clone();
    let mut network = recipe["student"]["direct"]["network"].clone();
    network["embedding_size"] = json!(4);
    network["epochs"] = json!(2);
    let chain = json!({"factors": 3, "sweeps": sweeps, "burn_in": 4, "every": 2, "kernel_rank": 8});
    recipe["teachers"] = json!([
        {"weight": 1.0, "kind": {"network": network}},
        {"weight": 1.0, "kind": {"bayes": chain}},
    ]);
    recipe["student"] = json!({"distilled": {
        "embedding_size": 6, "sweeps": 4, "rated_weight": 0.05, "sampling_bias": 0.75,
        "ridge": 0.02,
        "newcomers": {"lengths": [5, 20], "rated_l2": 10.0, "feature_l2": 30.0, "noise": 0.85,
            "vector_spread": 2.0, "level_spread": 3.0},
    }});
    recipe
}

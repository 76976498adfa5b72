//! `matinee import`: models that Spark wrote, what is wrong with folders, and every other format.

mod files;
mod folders;
mod spark;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use matinee_engine::Engine;
use predicates::prelude::*;
use tempfile::TempDir;

use crate::fixture::matinee;

/// A folder that `tests/spark/make.py` filled: what Spark wrote once, or, where `cargo xtask test-spark` names
/// it, what it has just written.
fn spark_folder() -> PathBuf {
    let once = || Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/spark");
    std::env::var_os("MATINEE_SPARK").map_or_else(once, PathBuf::from)
}

/// An import, and the folder for what it writes.
struct Import {
    folder: TempDir,
    command: Command,
}

impl Import {
    /// Of a model, with these options.
    fn of(kind: &str, model: &Path, options: &[&str]) -> Self {
        Self::described(kind, model, &spark_folder().join("movies.csv"), options)
    }

    /// The same, of the items that are described there.
    fn described(kind: &str, model: &Path, items: &Path, options: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let mut command = matinee();
        command.args(["import", kind]).arg(model).args(options);
        command.arg("--out").arg(folder.path().join("m.matinee"));
        command.arg("--items").arg(items);
        Self { folder, command }
    }

    /// The same with the ratings that Spark had.
    fn rated(mut self) -> Self {
        self.command
            .arg("--ratings")
            .arg(spark_folder().join("ratings.csv"));
        self
    }

    /// The same with a model of order.
    fn ordered_by(mut self, order: &Path) -> Self {
        self.command.arg("--order").arg(order);
        self
    }

    /// What it writes.
    fn path(&self) -> PathBuf {
        self.folder.path().join("m.matinee")
    }

    /// What it writes, and what it says of it.
    fn imported(mut self) -> (Engine, String) {
        let assert = self.command.assert().success();
        let said = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        (Engine::open(&fs::read(self.path()).unwrap()).unwrap(), said)
    }

    /// Expects it to be refused with these words, and nothing to be written.
    fn check_refused(mut self, words: &[&str]) {
        let mut assert = self.command.assert().code(1).stdout("");
        for word in words {
            assert = assert.stderr(predicate::str::contains(*word));
        }
        assert!(!self.path().exists());
    }
}

/// A number of the recipe in the manifest.
fn told<'a>(engine: &'a Engine, name: &str) -> &'a str {
    let recipe = &engine.manifest().recipe;
    let line = recipe.iter().find(|(it, _)| it == name);
    line.map_or("", |(_, value)| value)
}

/// A copy of a folder, of which nothing is there but what `keeps` says.
fn copy(from: &Path, to: &Path, keeps: &dyn Fn(&str) -> bool) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(&name), keeps);
        } else if keeps(&name) {
            fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}

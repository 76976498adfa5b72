//! `matinee carry`: what a site carries of the results.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use matinee_app::evidence::address::Choices;
use matinee_app::evidence::carried::{self, Made, SYSTEMS};
use matinee_app::evidence::results::{self, Results, ResultsFile, SystemsResults};
use matinee_app::evidence::systems;
use predicates::prelude::*;
use tempfile::TempDir;

use crate::fixture::matinee;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn carry(results: &Path, out: &Path) -> assert_cmd::assert::Assert {
    let mut command = matinee();
    command.arg("carry").arg("--results").arg(results);
    command.arg("--out").arg(out).assert()
}

/// The results that Git keeps, carried.
fn all() -> TempDir {
    let folder = TempDir::new().unwrap();
    carry(&root().join("results"), folder.path()).success();
    folder
}

fn path(folder: &TempDir, file: ResultsFile) -> PathBuf {
    folder.path().join(file.name()).with_extension("results")
}

#[test]
fn all_files_together_are_small() {
    let folder = all();
    let size = |file| fs::metadata(path(&folder, file)).unwrap().len();
    assert!(
        size(ResultsFile::Map) <= 12_000,
        "{}",
        size(ResultsFile::Map)
    );
    let sum: u64 = ResultsFile::ALL.into_iter().map(size).sum();
    assert!(sum <= 60_000, "{sum} bytes");
}

#[test]
fn the_page_reads_the_figures_that_the_results_make() {
    let folder = all();
    let json = fs::read(root().join("results/systems.json")).unwrap();
    let results: SystemsResults = results::parse(&json).unwrap();
    let packed = fs::read(path(&folder, ResultsFile::Systems)).unwrap();
    let mut file = Vec::new();
    GzDecoder::new(packed.as_slice())
        .read_to_end(&mut file)
        .unwrap();
    let made: Made = carried::read(&file, &results.head().model, &|_| Vec::new()).unwrap();
    let choices = Choices::default();
    let figure = made.figure(SYSTEMS, &choices).unwrap();
    assert_eq!(
        Some(&figure.figure),
        systems::figure(&results, &choices).as_ref()
    );
}

#[test]
fn a_file_that_is_no_result_is_named() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    fs::write(folder.path().join("map.json"), "{}").unwrap();
    carry(folder.path(), &out)
        .failure()
        .stderr(predicate::str::contains("map.json"));
    assert!(!out.exists(), "something was written");
    // Whatever is not there is not carried.
    fs::remove_file(folder.path().join("map.json")).unwrap();
    carry(folder.path(), &out).success();
    assert!(!out.exists());
}

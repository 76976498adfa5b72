//! The model that the page embeds.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::fingerprint::{self, Fingerprint};
use crate::steps::Steps;
use crate::{data, place, process};

/// The recipe of the page's model; part of its fingerprint.
const RECIPE: [&str; 2] = ["--preset", "page"];

/// The sources that decide what a trained model contains, and the versions of what they use.
const SOURCES: [&str; 9] = [
    "Cargo.lock",
    "src/domain.rs",
    "src/random.rs",
    "src/dataset",
    "src/features",
    "src/model",
    "src/training",
    "src/artifact",
    "src/engine",
];

/// Gets the data and trains, where there is no model or something that decides it has changed.
pub(crate) fn ensure(steps: &mut Steps) -> Result<()> {
    if data::is_there() && is_current()? {
        return Ok(());
    }
    data::build_matinee(steps)?;
    data::ensure(steps)?;
    steps.take("train the page's model", train)
}

fn train() -> Result<()> {
    let model = place::model();
    fs::create_dir_all(place::made()).context("cannot make the folder data/site")?;
    // Taken first: a source edited while the training runs makes the model stale, not current.
    let fingerprint = fingerprint()?;
    let mut train = Command::new(place::matinee()?);
    train
        .arg("train")
        .arg("--data")
        .arg(place::data())
        .args(RECIPE)
        .arg("--out")
        .arg(&model);
    process::run(
        &mut train,
        "read the message above; `cargo run --release -- train --help` has the options",
    )?;
    fingerprint::write(&stamp(), &fingerprint)
}

fn is_current() -> Result<bool> {
    Ok(place::model().is_file() && fingerprint::is_current(&stamp(), &fingerprint()?))
}

fn fingerprint() -> Result<String> {
    let fingerprint = RECIPE
        .iter()
        .fold(Fingerprint::default(), |f, word| f.text(word));
    Ok(fingerprint
        .paths(&place::data(), &data::FILES)?
        .paths(place::root(), &SOURCES)?
        .finish())
}

fn stamp() -> std::path::PathBuf {
    place::made().join("model.sha256")
}

//! The networks of the page, trained.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::fingerprint::{self, Fingerprint};
use crate::steps::Steps;
use crate::{data, place, process};

/// A model to train.
pub(crate) struct Model {
    /// Of its file, without the extension, and of its stamp.
    pub(crate) name: &'static str,
    /// Options of `matinee train`; part of its fingerprint.
    recipe: &'static [&'static str],
}

/// What was measured of the hybrid's recipe on held-out rows, for the page to show.
const EVIDENCE: &str = "results/evidence.json";

/// The embedded one. Its recipe cleans as the seed network's preset does, so that both have the same
/// tables; `matinee bundle` would refuse them otherwise.
pub(crate) const HYBRID: Model = Model {
    name: "hybrid",
    recipe: &["--network", "hybrid", "--evidence", EVIDENCE],
};

/// The other.
pub(crate) const SEED: Model = Model {
    name: "seed",
    recipe: &["--preset", "page"],
};

/// The sources that decide what a trained model contains, and the versions of what they use.
const SOURCES: [&str; 12] = [
    "Cargo.lock",
    EVIDENCE,
    "src/domain.rs",
    "src/random.rs",
    "src/linear",
    "src/dataset",
    "src/features",
    "src/model",
    "src/training",
    "src/artifact",
    "src/engine",
    "src/cli/hybrid",
];

/// Gets the data and trains; each where nothing is there or what decides it has changed.
pub(crate) fn ensure(steps: &mut Steps) -> Result<()> {
    data::build_matinee(steps)?;
    data::ensure(steps)?;
    for model in [SEED, HYBRID] {
        if !model.is_current()? {
            let name = format!("train the {} network", model.name);
            steps.take(&name, || model.train())?;
        }
    }
    Ok(())
}

/// Whether there is nothing to get and to train.
pub(crate) fn are_current() -> Result<bool> {
    Ok(data::is_there() && HYBRID.is_current()? && SEED.is_current()?)
}

impl Model {
    fn train(&self) -> Result<()> {
        fs::create_dir_all(place::made()).context("cannot make the folder data/site")?;
        // Taken first: a source edited while the training runs makes the model stale, not current.
        let fingerprint = self.fingerprint()?;
        let mut train = Command::new(place::matinee()?);
        train
            .arg("train")
            .arg("--data")
            .arg(place::data())
            .args(self.recipe)
            .arg("--out")
            .arg(self.file());
        process::run(
            &mut train,
            "read the message above; `cargo run --release -- train --help` has the options",
        )?;
        fingerprint::write(&self.stamp(), &fingerprint)
    }

    fn is_current(&self) -> Result<bool> {
        Ok(self.file().is_file() && fingerprint::is_current(&self.stamp(), &self.fingerprint()?))
    }

    fn fingerprint(&self) -> Result<String> {
        let fingerprint = self.recipe.iter();
        let fingerprint = fingerprint.fold(Fingerprint::default(), |f, word| f.text(word));
        Ok(fingerprint
            .paths(&place::data(), &data::FILES)?
            .paths(place::root(), &SOURCES)?
            .finish())
    }

    /// Where it lies.
    pub(crate) fn file(&self) -> PathBuf {
        place::trained(self.name)
    }

    fn stamp(&self) -> PathBuf {
        place::made().join(format!("{}.sha256", self.name))
    }
}

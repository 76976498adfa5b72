//! The models of the page: one that it embeds, and one that it loads when it is chosen.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::fingerprint::{self, Fingerprint};
use crate::steps::Steps;
use crate::{data, place, process};

/// A model to train.
struct Model {
    /// Of its file, without the extension, and of its stamp.
    name: &'static str,
    /// Options of `matinee train`; part of its fingerprint.
    recipe: &'static [&'static str],
}

/// What was measured of the hybrid's recipe on held-out rows, for the page to show.
const EVIDENCE: &str = "results/evidence.json";

/// The embedded one. Its recipe cleans as the seed network's preset does, so that both have the same
/// tables; `matinee bundle` would refuse them otherwise.
const HYBRID: Model = Model {
    name: "hybrid",
    recipe: &["--network", "hybrid", "--evidence", EVIDENCE],
};

/// The other.
const SEED: Model = Model {
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

/// What else decides what the page carries of them.
const BUNDLER: &str = "src/cli/bundle.rs";

/// Gets the data, trains and bundles; each where nothing is there or what decides it has changed.
/// Models that are ready are bundled as they are.
pub(crate) fn ensure(steps: &mut Steps) -> Result<()> {
    if let Some(folder) = place::ready_models() {
        data::build_matinee(steps)?;
        let files = [HYBRID, SEED].map(|model| folder.join(model.name).with_extension("matinee"));
        // Without a stamp, the next run without these models bundles the page's own again.
        return steps.take("bundle the models of MATINEE_MODELS", || bundle(&files, ""));
    }
    if data::is_there() && is_bundled()? {
        return Ok(());
    }
    data::build_matinee(steps)?;
    data::ensure(steps)?;
    for model in [SEED, HYBRID] {
        if !model.is_current()? {
            let name = format!("train the {} network", model.name);
            steps.take(&name, || model.train())?;
        }
    }
    let files = [HYBRID, SEED].map(|model| model.file());
    let fingerprint = bundle_fingerprint()?;
    steps.take("bundle the page's models", || bundle(&files, &fingerprint))
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

    fn file(&self) -> PathBuf {
        place::trained(self.name)
    }

    fn stamp(&self) -> PathBuf {
        place::made().join(format!("{}.sha256", self.name))
    }
}

/// Writes what the page carries of these files: [`place::model`] and [`place::assets`].
fn bundle([hybrid, seed]: &[PathBuf; 2], fingerprint: &str) -> Result<()> {
    let mut bundle = Command::new(place::matinee()?);
    bundle
        .arg("bundle")
        .arg("--model")
        .arg(hybrid)
        .arg("--companion")
        .arg(seed)
        .arg("--out")
        .arg(place::made());
    process::run(&mut bundle, "read the message above")?;
    fingerprint::write(&bundle_stamp(), fingerprint)
}

fn is_bundled() -> Result<bool> {
    Ok(place::model().is_file()
        && place::assets().is_dir()
        && HYBRID.is_current()?
        && SEED.is_current()?
        && fingerprint::is_current(&bundle_stamp(), &bundle_fingerprint()?))
}

fn bundle_fingerprint() -> Result<String> {
    let stamps = [HYBRID, SEED].map(|model| format!("{}.sha256", model.name));
    Ok(Fingerprint::default()
        .paths(&place::made(), &stamps.each_ref().map(String::as_str))?
        .path(place::root(), BUNDLER)?
        .finish())
}

fn bundle_stamp() -> PathBuf {
    place::made().join("model.sha256")
}

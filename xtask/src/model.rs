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

/// What decides what a trained model contains besides its data and its recipe: the versions of what is
/// used, and all sources but [`APART`], so that a new file counts until somebody says that it does not.
const SOURCES: [&str; 5] = [
    "Cargo.lock",
    "Cargo.toml",
    EVIDENCE,
    "rust-toolchain.toml",
    "src",
];

/// Sources of which `matinee train` uses nothing.
const APART: [&str; 20] = [
    "src/bin/app.rs",
    "src/bin/trainer.rs",
    "src/cli/bundle.rs",
    "src/cli/columns.rs",
    "src/cli/evaluate",
    "src/cli/export.rs",
    "src/cli/fetch",
    "src/cli/figures",
    "src/cli/generate.rs",
    "src/cli/newcomer.rs",
    "src/cli/predict.rs",
    "src/cli/recommend.rs",
    "src/cli/similar.rs",
    "src/cli/tune",
    "src/cli/why.rs",
    "src/page",
    "src/task",
    "src/trainer",
    "src/web",
    "src/worker",
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
            .paths_without(place::root(), &SOURCES, &APART)?
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_apart_is_there() {
        for name in APART {
            assert!(place::root().join(name).exists(), "{name} is gone");
        }
    }

    #[test]
    fn nothing_that_training_uses_stands_apart() {
        let names_of_apart: Vec<String> = APART
            .iter()
            .filter_map(|path| path.strip_prefix("src/"))
            .map(|path| path.trim_end_matches(".rs").replace('/', "::"))
            .map(|path| format!("crate::{path}"))
            .collect();
        let mut folders = vec![
            place::root().join("src/cli/train"),
            place::root().join("src/cli/hybrid"),
        ];
        folders.extend(
            ["training", "artifact", "engine"].map(|it| place::root().join("src").join(it)),
        );
        for folder in folders {
            for (name, bytes) in crate::site::files(&folder).expect("readable") {
                let text = String::from_utf8_lossy(&bytes);
                for apart in &names_of_apart {
                    assert!(!text.contains(apart), "{name} names {apart}");
                }
            }
        }
    }
}

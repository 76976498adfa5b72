//! The networks of the page, trained, and what the page carries of them: one that it embeds, and one that
//! it loads when it is chosen.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::fingerprint::{self, Fingerprint};
use crate::steps::Steps;
use crate::{data, paths, process};

/// A model to train.
pub(crate) struct Model {
    /// Name of the model's file and of its stamp, without the extension.
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
    "crates",
    EVIDENCE,
    "rust-toolchain.toml",
];

/// Sources of which `matinee train` uses nothing.
const APART: [&str; 20] = [
    "crates/app",
    "crates/cli/src/bundle.rs",
    "crates/cli/src/evaluate",
    "crates/cli/src/export.rs",
    "crates/cli/src/fetch.rs",
    "crates/cli/src/figures.rs",
    "crates/cli/src/generate.rs",
    "crates/cli/src/newcomer.rs",
    "crates/cli/src/predict.rs",
    "crates/cli/src/recommend.rs",
    "crates/cli/src/similar.rs",
    "crates/cli/src/tune",
    "crates/cli/tests",
    "crates/data/tests",
    "crates/engine/examples",
    "crates/lab/src/figures.rs",
    "crates/lab/src/tune.rs",
    "crates/lab/tests",
    "crates/protocol",
    "crates/worker",
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
        fs::create_dir_all(paths::made()).context("cannot make the folder data/site")?;
        // Taken first: a source edited while the training runs makes the model stale, not current.
        let fingerprint = self.fingerprint()?;
        let mut train = Command::new(paths::matinee()?);
        train
            .arg("train")
            .arg("--data")
            .arg(paths::data())
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
            .paths(&paths::data(), &data::FILES)?
            .paths_without(paths::root(), &SOURCES, &APART)?
            .finish())
    }

    /// Where it lies.
    pub(crate) fn file(&self) -> PathBuf {
        paths::trained(self.name)
    }

    fn stamp(&self) -> PathBuf {
        paths::made().join(format!("{}.sha256", self.name))
    }
}

/// What else than the trained models decides what is in a bundle.
const BUNDLER: &str = "crates/cli/src/bundle.rs";

/// Written by `matinee bundle`.
#[derive(Clone, Debug)]
pub(crate) struct Bundle {
    folder: PathBuf,
    ratings: Ratings,
}

/// Whether a site carries what people rated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Ratings {
    #[default]
    Carried,
    /// The movies that they have seen, without their stars: for an owner who may not publish them.
    LeftOut,
}

impl Bundle {
    pub(crate) fn of(ratings: Ratings) -> Self {
        let folder = match ratings {
            Ratings::Carried => paths::made(),
            Ratings::LeftOut => paths::made().join("no-ratings"),
        };
        Self { folder, ratings }
    }

    /// The model that the page embeds.
    pub(crate) fn model(&self) -> PathBuf {
        self.folder.join("model.matinee")
    }

    /// The folder of what the page loads later.
    pub(crate) fn assets(&self) -> PathBuf {
        self.folder.join("assets")
    }

    /// What a site of it depends on.
    pub(crate) fn add_to(&self, fingerprint: Fingerprint) -> Result<Fingerprint> {
        fingerprint.paths(&self.folder, &["model.matinee", "assets"])
    }

    /// Gets the data, trains and bundles; each where nothing is there or what decides it has
    /// changed. Models that are ready are bundled as they are.
    pub(crate) fn ensure(&self, steps: &mut Steps) -> Result<()> {
        let name = match self.ratings {
            Ratings::Carried => "bundle the models",
            Ratings::LeftOut => "bundle, no ratings",
        };
        if let Some(folder) = paths::ready_models() {
            data::build_matinee(steps)?;
            let files =
                [HYBRID, SEED].map(|model| folder.join(model.name).with_extension("matinee"));
            // Without a stamp, the next run without these models bundles the page's own again.
            return steps.take(name, || self.make(&files, ""));
        }
        if are_current()? && self.is_current()? {
            return Ok(());
        }
        ensure(steps)?;
        let files = [HYBRID, SEED].map(|model| model.file());
        let fingerprint = fingerprint()?;
        steps.take(name, || self.make(&files, &fingerprint))
    }

    fn make(&self, [hybrid, seed]: &[PathBuf; 2], fingerprint: &str) -> Result<()> {
        let mut bundle = Command::new(paths::matinee()?);
        bundle
            .arg("bundle")
            .arg("--model")
            .arg(hybrid)
            .arg("--companion")
            .arg(seed)
            .arg("--out")
            .arg(&self.folder);
        if self.ratings == Ratings::LeftOut {
            bundle.arg("--no-ratings");
        }
        process::run(&mut bundle, "read the message above")?;
        fingerprint::write(&self.stamp(), fingerprint)
    }

    fn is_current(&self) -> Result<bool> {
        Ok(self.model().is_file()
            && self.assets().is_dir()
            && fingerprint::is_current(&self.stamp(), &fingerprint()?))
    }

    fn stamp(&self) -> PathBuf {
        self.folder.join("model.sha256")
    }
}

fn fingerprint() -> Result<String> {
    let stamps = [HYBRID, SEED].map(|model| format!("{}.sha256", model.name));
    Ok(Fingerprint::default()
        .paths(&paths::made(), &stamps.each_ref().map(String::as_str))?
        .path(paths::root(), BUNDLER)?
        .finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_apart_is_there() {
        for name in APART {
            assert!(paths::root().join(name).exists(), "{name} is gone");
        }
    }

    #[test]
    fn nothing_that_training_uses_stands_apart() {
        let check_text = |place: &str, bytes: &[u8], names: &[String]| {
            let text = String::from_utf8_lossy(bytes);
            for apart in names {
                assert!(!text.contains(apart), "{place} names {apart}");
            }
        };
        let check = |folder: &str, names: &[String]| {
            for (name, bytes) in crate::site::files(&paths::root().join(folder)).expect("readable")
            {
                check_text(&format!("{folder}/{name}"), &bytes, names);
            }
        };
        let of_cli = APART
            .iter()
            .filter_map(|path| path.strip_prefix("crates/cli/src/"));
        let of_cli = of_cli.map(|path| path.trim_end_matches(".rs").replace('/', "::"));
        let of_cli: Vec<String> = of_cli.map(|path| format!("crate::{path}")).collect();
        let crates = ["app", "protocol", "worker"].map(|name| format!("matinee_{name}"));
        check("crates/cli/src/train", &of_cli);
        let hybrid = "crates/cli/src/hybrid.rs";
        let bytes = fs::read(paths::root().join(hybrid)).expect("readable");
        check_text(hybrid, &bytes, &of_cli);
        for folder in ["cli", "core", "data", "engine", "lab", "train"] {
            check(&format!("crates/{folder}/src"), &crates);
        }
    }
}

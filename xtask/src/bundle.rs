//! What the page carries of the models: one that it embeds, and one that it loads when it is chosen.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::fingerprint::{self, Fingerprint};
use crate::model::{self, HYBRID, SEED};
use crate::steps::Steps;
use crate::{data, paths, process};

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
        if model::are_current()? && self.is_current()? {
            return Ok(());
        }
        model::ensure(steps)?;
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

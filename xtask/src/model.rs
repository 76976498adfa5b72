//! The networks of the page, trained, and what the page carries of them: one that it starts with, and one that
//! it loads when it is chosen.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::data::{self, Dataset};
use crate::fingerprint::{self, Fingerprint};
use crate::steps::Steps;
use crate::{paths, process};

/// What a site carries.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Content {
    /// What its models are trained on.
    pub(crate) dataset: Dataset,
    /// How many of the data's people it carries; `None`: as `matinee train` thinks best.
    pub(crate) people: Option<u32>,
    /// Whether it carries what people rated.
    pub(crate) ratings: Ratings,
    /// How many movies its first list is made of; `None`: as `matinee bundle` thinks best.
    pub(crate) first_movies: Option<u32>,
}

impl Content {
    /// The model that it starts with first, then those that the page loads when they are chosen.
    fn models(self) -> Vec<Model> {
        let hybrid = self.hybrid();
        let seed = Model {
            name: "seed",
            content: self,
        };
        // A seed network lists only for people whom it knows.
        match self.dataset.is_small && self.people != Some(0) {
            true => vec![hybrid, seed],
            false => vec![hybrid],
        }
    }

    /// The model of the page, before it is bundled.
    pub(crate) fn hybrid(self) -> Model {
        Model {
            name: "hybrid",
            content: self,
        }
    }

    /// Where its models lie.
    fn folder(self) -> PathBuf {
        match (self.dataset == Dataset::default(), self.people) {
            (true, None) => paths::made(),
            (_, None) => paths::made().join(self.dataset.name),
            (_, Some(n)) => paths::made().join(format!("{}-{n}", self.dataset.name)),
        }
    }
}

/// A model to train.
#[derive(Clone, Copy)]
pub(crate) struct Model {
    /// Name of the model's file and of its stamp, without the extension.
    name: &'static str,
    content: Content,
}

/// What decides what a trained model contains besides its data and its recipe: the versions of what is
/// used, and all sources but [`APART`], so that a new file counts until somebody says that it does not.
const SOURCES: [&str; 4] = ["Cargo.lock", "Cargo.toml", "crates", "rust-toolchain.toml"];

/// Sources of which `matinee train` uses nothing.
const APART: [&str; 24] = [
    "crates/app",
    "crates/cli/src/bundle.rs",
    "crates/cli/src/carry.rs",
    "crates/cli/src/evaluate",
    "crates/cli/src/evidence",
    "crates/cli/src/export.rs",
    "crates/cli/src/fetch",
    "crates/cli/src/figures",
    "crates/cli/src/generate.rs",
    "crates/cli/src/newcomer.rs",
    "crates/cli/src/predict.rs",
    "crates/cli/src/recommend.rs",
    "crates/cli/src/similar.rs",
    "crates/cli/src/tune",
    "crates/cli/tests",
    "crates/data/tests",
    "crates/engine/examples",
    "crates/lab/examples",
    "crates/lab/src/map.rs",
    "crates/lab/src/resampling.rs",
    "crates/lab/src/tune.rs",
    "crates/lab/tests",
    "crates/protocol",
    "crates/worker",
];

/// Gets the data and trains; each where nothing is there or what decides it has changed.
fn ensure(content: Content, steps: &mut Steps) -> Result<()> {
    data::build_matinee(steps)?;
    content.dataset.ensure(steps)?;
    for model in content.models().into_iter().rev() {
        if !model.is_current()? {
            let name = format!("train the {} network", model.name);
            steps.take(&name, || model.train())?;
        }
    }
    Ok(())
}

/// Whether there is nothing to get and to train.
fn are_current(content: Content) -> Result<bool> {
    for model in content.models() {
        if !content.dataset.is_there() || !model.is_current()? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Model {
    /// The seed network of the usual site.
    pub(crate) fn usual_seed() -> Self {
        Self {
            name: "seed",
            content: Content::default(),
        }
    }

    /// Options of `matinee train`. The recipe of the hybrid cleans as the seed network's preset does, so
    /// that both have the same tables; `matinee bundle` would refuse them otherwise.
    fn recipe(self) -> Vec<String> {
        let Dataset { name, is_small, .. } = self.content.dataset;
        let is_usual = self.content.dataset == Dataset::default();
        let mut recipe = match (self.name, is_small) {
            ("seed", _) => vec!["--preset", "page"],
            (_, true) if is_usual => vec!["--network", "hybrid"],
            (_, true) => vec!["--network", "hybrid", "--preset", "modern"],
            (_, false) => vec!["--network", "hybrid", "--preset", "simple"],
        };
        if let Some(clean) = self.content.dataset.clean {
            recipe.extend(["--clean", clean]);
        }
        let people = self.content.people.map(|n| n.to_string());
        if let Some(people) = &people {
            recipe.extend(["--people", people]);
        }
        let evidence = evidence(name);
        if self.name == "hybrid" && paths::root().join(&evidence).is_file() {
            recipe.extend(["--evidence", &evidence]);
        }
        recipe.into_iter().map(str::to_owned).collect()
    }

    fn train(self) -> Result<()> {
        fs::create_dir_all(self.content.folder())
            .context("cannot make the folder of the models")?;
        // Taken first: a source edited while the training runs makes the model stale, not current.
        let fingerprint = self.fingerprint()?;
        let mut train = Command::new(paths::matinee()?);
        train.current_dir(paths::root());
        match self.content.dataset.learned() {
            None => train
                .args(["train", "--data"])
                .arg(self.content.dataset.folder())
                .args(self.recipe()),
            Some(learned) => train
                .args(["import", "--spark"])
                .arg(learned.join("stars"))
                .arg("--order")
                .arg(learned.join("order"))
                .arg("--items")
                .arg(learned.join("movies.csv"))
                .arg("--ratings")
                .arg(learned.join("ratings.csv")),
        };
        process::run(
            train.arg("--out").arg(self.file()),
            "read the message above; `cargo run --release -- train --help` has the options",
        )?;
        fingerprint::write(&self.stamp(), &fingerprint)
    }

    fn is_current(self) -> Result<bool> {
        Ok(self.file().is_file() && fingerprint::is_current(&self.stamp(), &self.fingerprint()?))
    }

    fn fingerprint(self) -> Result<String> {
        let recipe = self.recipe();
        let fingerprint = Fingerprint::default();
        let fingerprint = recipe.iter().fold(fingerprint, |f, word| f.text(word));
        let dataset = self.content.dataset;
        let evidence = evidence(dataset.name);
        let fingerprint = match recipe.contains(&evidence) {
            true => fingerprint.path(paths::root(), &evidence)?,
            false => fingerprint,
        };
        Ok(fingerprint
            .paths(&dataset.folder(), &dataset.files())?
            .paths_without(paths::root(), &SOURCES, &APART)?
            .finish())
    }

    /// Where it lies.
    pub(crate) fn file(self) -> PathBuf {
        self.content
            .folder()
            .join(self.name)
            .with_extension("matinee")
    }

    fn stamp(self) -> PathBuf {
        self.content.folder().join(format!("{}.sha256", self.name))
    }
}

/// What was measured of the hybrid's recipe on held-out rows of a data set, for the page to show.
fn evidence(dataset: &str) -> String {
    match dataset == Dataset::default().name {
        true => "results/evidence.json".to_owned(),
        false => format!("results/evidence-{dataset}.json"),
    }
}

/// What else than the trained models decides what is in a bundle.
const BUNDLER: &str = "crates/cli/src/bundle.rs";

/// Written by `matinee bundle`.
#[derive(Clone, Debug)]
pub(crate) struct Bundle {
    folder: PathBuf,
    content: Content,
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
    pub(crate) fn of(content: Content) -> Self {
        let folder = match content.ratings {
            Ratings::Carried => content.folder(),
            Ratings::LeftOut => content.folder().join("no-ratings"),
        };
        Self { folder, content }
    }

    /// What the page starts with: the model's first part.
    pub(crate) fn first(&self) -> PathBuf {
        self.folder.join("first.matinee")
    }

    /// The whole model.
    pub(crate) fn model(&self) -> PathBuf {
        self.folder.join("model.matinee")
    }

    /// The folder of what the page loads later.
    pub(crate) fn assets(&self) -> PathBuf {
        self.folder.join("assets")
    }

    /// What the data's owner asks to pass on with the site.
    pub(crate) fn readme(&self) -> Option<PathBuf> {
        let dataset = self.content.dataset;
        dataset.readme.map(|name| dataset.folder().join(name))
    }

    /// What it is of.
    pub(crate) const fn content(&self) -> Content {
        self.content
    }

    /// What a site of it depends on.
    pub(crate) fn add_to(&self, fingerprint: Fingerprint) -> Result<Fingerprint> {
        fingerprint.paths(&self.folder, &["first.matinee", "model.matinee", "assets"])
    }

    /// Gets the data, trains and bundles; each where nothing is there or what decides it has
    /// changed. Models that are ready are bundled as they are.
    pub(crate) fn ensure(&self, steps: &mut Steps) -> Result<()> {
        let name = match self.content.ratings {
            Ratings::Carried => "bundle the models",
            Ratings::LeftOut => "bundle, no ratings",
        };
        let models = self.content.models();
        if let Some(folder) = paths::ready_models() {
            data::build_matinee(steps)?;
            let file = |model: &Model| folder.join(model.name).with_extension("matinee");
            // The first is the page's; what goes with it may be left out.
            let is_there = |(place, file): &(usize, PathBuf)| *place == 0 || file.is_file();
            let files = models.iter().map(file).enumerate().filter(is_there);
            let files: Vec<PathBuf> = files.map(|(_, file)| file).collect();
            // Without a stamp, the next run without these models bundles the page's own again.
            return steps.take(name, || self.make(&files, ""));
        }
        if self.is_current()? {
            return Ok(());
        }
        ensure(self.content, steps)?;
        let files: Vec<PathBuf> = models.iter().map(|model| model.file()).collect();
        let fingerprint = self.fingerprint()?;
        steps.take(name, || self.make(&files, &fingerprint))
    }

    fn make(&self, models: &[PathBuf], fingerprint: &str) -> Result<()> {
        let mut bundle = Command::new(paths::matinee()?);
        bundle.arg("bundle");
        for (place, model) in models.iter().enumerate() {
            bundle
                .arg(if place == 0 { "--model" } else { "--companion" })
                .arg(model);
        }
        bundle.arg("--out").arg(&self.folder);
        if self.content.ratings == Ratings::LeftOut {
            bundle.arg("--no-ratings");
        }
        if let Some(n) = self.content.first_movies {
            bundle.arg(format!("--first-movies={n}"));
        }
        process::run(&mut bundle, "read the message above")?;
        fingerprint::write(&self.stamp(), fingerprint)
    }

    /// Whether there is nothing to get, to train and to bundle.
    pub(crate) fn is_current(&self) -> Result<bool> {
        Ok(paths::ready_models().is_none()
            && are_current(self.content)?
            && self.model().is_file()
            && self.first().is_file()
            && self.assets().is_dir()
            && fingerprint::is_current(&self.stamp(), &self.fingerprint()?))
    }

    fn stamp(&self) -> PathBuf {
        self.folder.join("model.sha256")
    }

    fn fingerprint(&self) -> Result<String> {
        let stamps = self.content.models();
        let stamps = stamps.iter().map(|model| format!("{}.sha256", model.name));
        let stamps: Vec<String> = stamps.collect();
        let stamps: Vec<&str> = stamps.iter().map(String::as_str).collect();
        Ok(Fingerprint::default()
            .paths(&self.content.folder(), &stamps)?
            .path(paths::root(), BUNDLER)?
            .finish())
    }
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
                let place = format!("{folder}/{name}");
                if !APART.iter().any(|apart| place.starts_with(apart)) {
                    check_text(&place, &bytes, names);
                }
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

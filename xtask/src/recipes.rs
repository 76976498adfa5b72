//! What the page says of the recipes of its *Train* view: measured once, natively, on the split that the form
//! begins with (`crates/worker/examples/page_figures.rs`), and told by a `meta` element.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::data::{self, Dataset};
use crate::fingerprint::{self, Fingerprint};
use crate::model::Content;
use crate::steps::Steps;
use crate::{html, paths, process};

/// What decides what is measured, besides the model with its ratings.
const SOURCES: [&str; 5] = [
    "crates/app/src/train/figures.rs",
    "crates/protocol/src",
    "crates/worker/examples/page_figures.rs",
    "crates/worker/src/trainer",
    TIMES,
];

/// Seconds in a browser, as `cargo xtask measure-training --json` prints them.
const TIMES: &str = "results/training.json";

/// The figures of a site, or nothing where it is not of the usual data: there the page says none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures(Content);

impl Figures {
    pub(crate) fn of(content: Content) -> Option<Self> {
        let is_usual = content.dataset == Dataset::default() && content.people.is_none();
        (is_usual && paths::ready_models().is_none()).then_some(Self(content))
    }

    /// Measures where nothing is there or what decides it has changed; the model is there.
    pub(crate) fn ensure(self, steps: &mut Steps) -> Result<()> {
        if self.is_current()? {
            return Ok(());
        }
        let fingerprint = self.fingerprint()?;
        data::build_example("page_figures", steps)?;
        steps.take("measure the page's recipes", || {
            let mut measure = Command::new(paths::example("page_figures")?);
            measure
                .arg(self.0.hybrid().file())
                .arg(paths::root().join(TIMES))
                .arg(Self::file());
            process::run(&mut measure, "read the message above")?;
            fingerprint::write(&Self::stamp(), &fingerprint)
        })
    }

    /// Whether there is nothing to measure.
    pub(crate) fn is_current(self) -> Result<bool> {
        Ok(Self::file().is_file() && fingerprint::is_current(&Self::stamp(), &self.fingerprint()?))
    }

    fn stamp() -> PathBuf {
        paths::made().join("recipes.sha256")
    }

    fn file() -> PathBuf {
        paths::made().join("recipes.txt")
    }

    fn fingerprint(self) -> Result<String> {
        let fingerprint = self.0.hybrid().add_to(Fingerprint::default())?;
        Ok(fingerprint.paths(paths::root(), &SOURCES)?.finish())
    }

    /// What a site of them depends on.
    pub(crate) fn add_to(self, fingerprint: Fingerprint) -> Result<Fingerprint> {
        fingerprint.path(&paths::made(), "recipes.txt")
    }

    /// Tells them at the end of the head of `html`.
    pub(crate) fn name(self, html: &str) -> Result<String> {
        let file = Self::file();
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        named(html, &text)
    }
}

fn named(html: &str, text: &str) -> Result<String> {
    html::add_meta(html, "matinee-recipes", text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::attribute;

    #[test]
    fn whatever_decides_the_figures_is_there() {
        for name in SOURCES {
            assert!(paths::root().join(name).exists(), "{name} is gone");
        }
    }

    #[test]
    fn the_page_says_what_was_measured() {
        let text = "20 1 | plain 4.0 0.8914 0.1890 | matinee - 0.8610 0.4300";
        let html = named("<head>\n</head><body>", text).expect("a head");
        let (_, meta) = html
            .split_once("<meta name=\"matinee-recipes\"")
            .expect("an element");
        assert_eq!(attribute(meta, "content"), Some(text));
    }

    #[test]
    fn only_the_usual_data_has_figures() {
        let other = Content {
            dataset: Dataset::ALL[1],
            ..Content::default()
        };
        assert!(Figures::of(other).is_none());
        let few = Content {
            people: Some(50),
            ..Content::default()
        };
        assert!(Figures::of(few).is_none());
    }
}

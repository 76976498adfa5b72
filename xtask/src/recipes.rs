//! What the page says of the recipes of its *Train* view: measured once, natively, on the split that the form
//! begins with (`crates/worker/examples/page_figures.rs`), kept in `results/`, and told by a `meta` element.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::data::{self, Dataset};
use crate::fingerprint::Fingerprint;
use crate::model::{Bundle, Content};
use crate::steps::Steps;
use crate::{html, paths, process};

/// What was measured, and under it of which sources.
const FILE: &str = "results/recipes.txt";

/// What decides what is measured, besides the data and how models are trained.
const SOURCES: [&str; 5] = [
    "crates/app/src/train/figures.rs",
    "crates/protocol/src",
    "crates/worker/examples/page_figures.rs",
    "crates/worker/src/trainer",
    TIMES,
];

/// Seconds in a browser, as `cargo xtask measure-training --json` prints them.
const TIMES: &str = "results/training.json";

/// Measures, and writes the file.
pub(crate) fn measure(steps: &mut Steps) -> Result<()> {
    let content = Content::default();
    Bundle::of(content).ensure(steps)?;
    data::build_example("page_figures", steps)?;
    steps.take("measure the page's recipes", || {
        let measured = paths::made().join("recipes.txt");
        let mut measure = Command::new(paths::example("page_figures")?);
        measure
            .arg(content.hybrid().file())
            .arg(paths::root().join(TIMES))
            .arg(&measured);
        process::run(&mut measure, "read the message above")?;
        let text = read(&measured)?;
        let file = paths::root().join(FILE);
        fs::write(&file, format!("{}\n{}\n", text.trim_end(), sources()?))
            .with_context(|| format!("cannot write {}", file.display()))
    })
}

fn sources() -> Result<String> {
    Ok(Fingerprint::default()
        .paths(paths::root(), &SOURCES)?
        .finish())
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// The figures of a site, or nothing where it is not of the usual data: there the page says none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures;

impl Figures {
    pub(crate) fn of(content: Content) -> Option<Self> {
        let is_usual = content.dataset == Dataset::default() && content.people.is_none();
        (is_usual && paths::ready_models().is_none()).then_some(Self)
    }

    /// What a site of them depends on.
    pub(crate) fn add_to(self, fingerprint: Fingerprint) -> Result<Fingerprint> {
        fingerprint.path(paths::root(), FILE)
    }

    /// Tells them at the end of the head of `html`.
    pub(crate) fn name(self, html: &str) -> Result<String> {
        let text = read(&paths::root().join(FILE))?;
        named(html, text.lines().next().unwrap_or_default())
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
    fn what_is_kept_was_measured_of_the_sources_as_they_are() {
        let kept = read(&paths::root().join(FILE)).expect("it is kept");
        let of = kept.lines().nth(1);
        let sources = sources().expect("they are there");
        assert_eq!(of, Some(&*sources), "`cargo xtask recipes` measures again");
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

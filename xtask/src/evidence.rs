//! The numbers of the page's Evidence view: measured by `matinee evidence`, kept in `results/`, and carried by a site
//! as files that the page fetches when they are wanted, which `matinee carry` makes of them; a `meta` element names them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::data::Dataset;
use crate::fingerprint::{self, Fingerprint};
use crate::hashed::Hashed;
use crate::model::{Bundle, Content, Ratings};
use crate::steps::Steps;
use crate::{html, paths, process};

/// Where the files lie.
const FOLDER: &str = "results";
/// The model card as a document.
const CARD: &str = "docs/model-card.md";

/// The files, without `.json`, and whether single people's ratings are in them.
const FILES: [(&str, bool); 11] = [
    ("cleaning", false),
    ("systems", false),
    ("play", true),
    ("cold-start", false),
    ("cold-start-people", true),
    ("sparsity", false),
    ("exposure", false),
    ("map", false),
    ("groups", false),
    ("stories", true),
    ("model-card", false),
];

/// Measures what is not kept yet, and writes the files.
pub(crate) fn measure(steps: &mut Steps) -> Result<()> {
    let content = Content::default();
    Bundle::of(content).ensure(steps)?;
    crate::data::build_matinee(steps)?;
    steps.take("measure what the Evidence view shows", || {
        let mut git = Command::new("git");
        git.args(["rev-parse", "HEAD"]).current_dir(paths::root());
        // Without Git, a file does not say which code measured.
        let commit = process::output(&mut git).unwrap_or_default();
        let mut measure = Command::new(paths::matinee()?);
        measure
            .current_dir(paths::root())
            .args(["evidence", "--out", FOLDER, "--card", CARD])
            .args(["--commit", commit.trim()])
            .arg("--data")
            .arg(content.dataset.folder())
            .arg("--keep")
            .arg(paths::data().join("evidence"))
            .arg("--model")
            .arg(content.hybrid().file());
        process::run(
            &mut measure,
            "what is finished is kept: the same command goes on; `cargo run --release -- evidence --help` has the \
             options",
        )
    })
}

/// What decides what is carried of the results, besides them.
const SOURCES: [&str; 3] = [
    "crates/app/src/charts",
    "crates/app/src/evidence",
    "crates/cli/src/carry.rs",
];

/// The files of a site, or none where it is not of the data that they were measured on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence(Content);

impl Evidence {
    pub(crate) fn of(content: Content) -> Option<Self> {
        let is_usual = content.dataset == Dataset::default();
        (is_usual && paths::ready_models().is_none()).then_some(Self(content))
    }

    /// Those that are there and that the site may carry.
    fn names(self) -> impl Iterator<Item = &'static str> {
        let may_have = self.0.ratings == Ratings::Carried;
        let carried = FILES
            .into_iter()
            .filter(move |(_, has_ratings)| may_have || !has_ratings);
        let names = carried.map(|(name, _)| name);
        names.filter(|name| paths::root().join(path(name)).is_file())
    }

    /// What a site of them depends on.
    pub(crate) fn add_to(self, fingerprint: Fingerprint) -> Result<Fingerprint> {
        self.names().try_fold(fingerprint, |fingerprint, name| {
            fingerprint.path(paths::root(), &path(name))
        })
    }

    /// Where `matinee carry` writes.
    fn made() -> PathBuf {
        paths::made().join("results")
    }

    /// Makes what sites carry of the results, where something changed.
    pub(crate) fn ensure(self, steps: &mut Steps) -> Result<()> {
        if self.is_current()? {
            return Ok(());
        }
        let made_of = self.made_of()?;
        crate::data::build_matinee(steps)?;
        steps.take("make what the page carries of the results", || {
            let mut carry = Command::new(paths::matinee()?);
            carry.current_dir(paths::root());
            carry.args(["carry", "--results", FOLDER, "--out"]);
            carry.arg(Self::made());
            process::run(&mut carry, "`cargo xtask evidence` makes the results again")?;
            fingerprint::write(&Self::stamp(), &made_of)
        })
    }

    /// Whether there is nothing to make.
    pub(crate) fn is_current(self) -> Result<bool> {
        let are_there = self
            .names()
            .all(|name| Self::made().join(carried(name)).is_file());
        Ok(are_there && fingerprint::is_current(&Self::stamp(), &self.made_of()?))
    }

    fn made_of(self) -> Result<String> {
        let made_of = self.add_to(Fingerprint::default())?;
        Ok(made_of.paths(paths::root(), &SOURCES)?.finish())
    }

    fn stamp() -> PathBuf {
        paths::made().join("results.sha256")
    }

    /// Writes the files into the folder of a site under `base`, and tells their addresses at the end of the head of
    /// `html`.
    pub(crate) fn write(self, html: &str, folder: &Path, base: &str) -> Result<String> {
        self.write_from(&Self::made(), html, folder, base)
    }

    fn write_from(self, made: &Path, html: &str, folder: &Path, base: &str) -> Result<String> {
        let addresses = self.names().map(|name| {
            let file = made.join(carried(name));
            let bytes = paths::read(&file)?;
            let Hashed { name, .. } = Hashed::write(folder, name, "results", &bytes)?;
            Ok(format!("{base}{name}"))
        });
        let addresses: Vec<String> = addresses.collect::<Result<_>>()?;
        html::add_meta(html, "matinee-results", &addresses.join(" "))
    }
}

/// What a file is called once it is made for sites.
fn carried(name: &str) -> String {
    format!("{name}.results")
}

/// Where a file lies.
fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.json")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::html::attribute;

    /// The addresses that a site names, and its folder.
    fn written(content: Content) -> (Vec<String>, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let made = tempfile::tempdir().expect("a folder");
        for (name, _) in FILES {
            fs::write(made.path().join(carried(name)), name).expect("a file");
        }
        let evidence = Evidence::of(content).expect("the usual data");
        let html = "<head>\n</head><body>";
        let html = evidence.write_from(made.path(), html, folder.path(), "/matinee/");
        let html = html.expect("written");
        let (_, meta) = html
            .split_once("<meta name=\"matinee-results\"")
            .expect("an element");
        let addresses = attribute(meta, "content").expect("addresses");
        (
            addresses.split_whitespace().map(str::to_owned).collect(),
            folder,
        )
    }

    /// The name of the file that an address is of.
    fn name(address: &str) -> &str {
        let file = address.strip_prefix("/matinee/").expect("under the path");
        file.rsplit_once('-').expect("a hash").0
    }

    #[test]
    fn whatever_a_site_carries_has_been_measured() {
        for (file, _) in FILES {
            assert!(
                paths::root().join(path(file)).is_file(),
                "{file} is not there: cargo xtask evidence"
            );
        }
    }

    #[test]
    fn a_site_names_every_file_by_its_hash() {
        let (addresses, folder) = written(Content::default());
        let names: Vec<&str> = addresses.iter().map(|address| name(address)).collect();
        assert_eq!(names, FILES.map(|(name, _)| name));
        for address in &addresses {
            let file = address.strip_prefix("/matinee/").expect("under the path");
            assert!(folder.path().join(file).is_file(), "{file}");
        }
    }

    #[test]
    fn a_site_without_ratings_has_no_file_with_somebodys() {
        let content = Content {
            ratings: Ratings::LeftOut,
            ..Content::default()
        };
        let (addresses, _folder) = written(content);
        let of_people = FILES.iter().filter(|(_, has_ratings)| *has_ratings);
        for (file, _) in of_people {
            assert!(
                addresses.iter().all(|address| name(address) != *file),
                "{file}"
            );
        }
        assert!(!addresses.is_empty());
    }

    #[test]
    fn only_the_usual_data_has_results() {
        let other = Content {
            dataset: Dataset::ALL[1],
            ..Content::default()
        };
        assert!(Evidence::of(other).is_none());
    }
}

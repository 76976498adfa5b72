//! The data sets and the program that reads them.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;

use crate::paths;
use crate::process::{cargo, run, run_cargo};
use crate::steps::Steps;

/// A data set that a site can be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dataset {
    /// As `matinee fetch --dataset` has it, and its folder in `data/`.
    pub(crate) name: &'static str,
    /// The file of it that its owner asks to pass on with whatever is made of it.
    pub(crate) readme: Option<&'static str>,
    /// Whether it is small enough for the whole recipe, and for a seed network beside it.
    pub(crate) is_small: bool,
    /// How it is cleaned for its models; the usual one as the original project cleans it.
    pub(crate) clean: Option<&'static str>,
    /// How many users, movies and ratings are made up, where it is.
    made_up: Option<[&'static str; 3]>,
    /// The folder of what another program has learned of it, where a model is imported and not trained.
    learned: Option<&'static str>,
}

impl Dataset {
    /// All of them, the usual one first.
    pub(crate) const ALL: [Self; 8] = [
        Self {
            clean: None,
            ..Self::of("ml-100k", None, true)
        },
        Self::of("ml-latest-small", Some("README.txt"), true),
        Self::of("ml-1m", None, false),
        Self::of("ml-10m", None, false),
        Self::of("ml-20m", Some("README.txt"), false),
        Self::of("ml-25m", Some("README.txt"), false),
        Self::of("ml-32m", Some("README.txt"), false),
        Self::of("ml-latest", Some("README.txt"), false),
    ];

    /// Made up, with half stars and nobody's age or job: for tests of the page with other data.
    pub(crate) const MADE_UP: Self = Self {
        made_up: Some(["300", "200", "12000"]),
        ..Self::of("made-up", None, false)
    };

    /// A hundred thousand movies, made up: for measuring.
    pub(crate) const LARGE: Self = Self {
        made_up: Some(["2000", "100000", "400000"]),
        // Most of its movies are rated by few, or by nobody.
        clean: Some("none"),
        ..Self::of("made-up-large", None, false)
    };

    /// Made up, and learned by Spark: for tests of the page with an imported model.
    pub(crate) const IMPORTED: Self = Self {
        learned: Some("crates/cli/fixtures/spark"),
        ..Self::of("imported", None, false)
    };

    const fn of(name: &'static str, readme: Option<&'static str>, is_small: bool) -> Self {
        Self {
            name,
            readme,
            is_small,
            clean: Some("rated"),
            made_up: None,
            learned: None,
        }
    }

    /// Its folder.
    pub(crate) fn folder(self) -> PathBuf {
        self.learned()
            .unwrap_or_else(|| paths::data().join(self.name))
    }

    /// The folder of what another program has learned of it.
    pub(crate) fn learned(self) -> Option<PathBuf> {
        self.learned.map(|folder| paths::root().join(folder))
    }

    /// What is in its folder that decides what a model of it contains.
    pub(crate) fn files(self) -> Vec<&'static str> {
        let files = &FILES[..];
        let files = files.iter().copied();
        files
            .filter(|name| self.folder().join(name).is_file())
            .collect()
    }

    /// Whether it is there.
    pub(crate) fn is_there(self) -> bool {
        let found = self.files();
        RATINGS.iter().any(|name| found.contains(name))
    }

    /// Fetches it where it is missing; needs the command line.
    pub(crate) fn ensure(self, steps: &mut Steps) -> Result<()> {
        if self.is_there() {
            return Ok(());
        }
        if let Some([users, movies, ratings]) = self.made_up {
            return steps.take("make data up", || {
                let mut generate = Command::new(paths::matinee()?);
                generate.args(["generate", "--format", "csv", "--out"]);
                generate.arg(self.folder());
                generate.args(["--users", users, "--movies", movies, "--ratings", ratings]);
                run(&mut generate, "read the message above")
            });
        }
        steps.take(&format!("fetch {}", self.name), || {
            let mut fetch = Command::new(paths::matinee()?);
            fetch.args(["fetch", "--dataset", self.name, "--out"]);
            fetch.arg(self.folder());
            run(
                &mut fetch,
                &format!(
                    "with a copy of your own (a zip or a folder) run `cargo run --release -- fetch \
                     --dataset {0} --from PATH --out data/{0}`, then this again",
                    self.name
                ),
            )
        })
    }
}

impl Default for Dataset {
    fn default() -> Self {
        Self::ALL[0]
    }
}

/// Files with the ratings, one of which every data set has.
const RATINGS: [&str; 3] = ["u.data", "ratings.csv", "ratings.dat"];

/// All files that are read, whatever the format.
const FILES: [&str; 11] = [
    "u.data",
    "u.item",
    "u.user",
    "u.genre",
    "u.occupation",
    "ratings.csv",
    "movies.csv",
    "links.csv",
    "ratings.dat",
    "movies.dat",
    "users.dat",
];

/// Builds the native command line, with the backend that models of sites are trained with alone: to compile the other
/// one takes three minutes of a processor. Once is enough: asked again, cargo would wait for whatever else it compiles
/// meanwhile.
pub(crate) fn build_matinee(steps: &mut Steps) -> Result<()> {
    static IS_BUILT: AtomicBool = AtomicBool::new(false);
    if IS_BUILT.load(Ordering::Relaxed) {
        return Ok(());
    }
    steps.take("build the command line", || {
        let mut build = cargo();
        build.args(["build", "--release", "--package", "matinee-cli"]);
        build.args([
            "--bin",
            "matinee",
            "--no-default-features",
            "--features",
            "ndarray",
        ]);
        run_cargo(&mut build, "read the compiler's message above")
    })?;
    IS_BUILT.store(true, Ordering::Relaxed);
    Ok(())
}

/// Builds an example of the worker's crate: what trains as the page does, without a page.
pub(crate) fn build_example(name: &str, steps: &mut Steps) -> Result<()> {
    steps.take(&format!("build the page's trainer, native: {name}"), || {
        let mut build = cargo();
        // With the command line, so that both are made of the same Burn.
        build.args(["build", "--release", "--package", "matinee-cli"]);
        build.args(["--package", "matinee-worker", "--example", name]);
        run_cargo(&mut build, "read the compiler's message above")
    })
}

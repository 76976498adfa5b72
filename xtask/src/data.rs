//! The data and the program that reads it.

use anyhow::Result;

use crate::paths;
use crate::process::{cargo, run, run_cargo};
use crate::steps::Steps;

/// What `matinee fetch` leaves in the data folder.
pub(crate) const FILES: [&str; 5] = ["u.data", "u.item", "u.user", "u.genre", "u.occupation"];

/// Builds the native command line.
pub(crate) fn build_matinee(steps: &mut Steps) -> Result<()> {
    steps.take("build the command line", || {
        let mut build = cargo();
        build.args(["build", "--release", "--package", "matinee-cli"]);
        build.args(["--bin", "matinee"]);
        run_cargo(&mut build, "read the compiler's message above")
    })
}

/// Builds what trains as the page does, without a page.
pub(crate) fn build_page_run(steps: &mut Steps) -> Result<()> {
    steps.take("build the page's trainer, native", || {
        let mut build = cargo();
        // With the command line, so that both are made of the same Burn.
        build.args(["build", "--release", "--package", "matinee-cli"]);
        build.args(["--package", "matinee-worker", "--example", "page_run"]);
        run_cargo(&mut build, "read the compiler's message above")
    })
}

/// Whether MovieLens 100K is there.
pub(crate) fn is_there() -> bool {
    FILES.iter().all(|name| paths::data().join(name).is_file())
}

/// Fetches MovieLens 100K where it is missing; needs the command line.
pub(crate) fn ensure(steps: &mut Steps) -> Result<()> {
    if is_there() {
        return Ok(());
    }
    steps.take("fetch MovieLens 100K", || {
        let mut fetch = std::process::Command::new(paths::matinee()?);
        fetch.arg("fetch").arg("--out").arg(paths::data());
        run(
            &mut fetch,
            "with a copy of your own (a zip or a folder) run \
             `cargo run --release -- fetch --from PATH --out data/ml-100k`, then this again",
        )
    })
}

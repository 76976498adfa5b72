//! `test-spark`: models that a real Spark trains now, imported. What is compared is the same as in the tests of the
//! command line on models that it once wrote (`crates/cli/tests/cli/import.rs`).

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::fingerprint::{self, Fingerprint};
use crate::process::{PYPI, cargo, on_path, run, run_cargo, run_downloading};
use crate::steps::Steps;
use crate::{paths, tools};

/// What is installed, pinned.
const REQUIREMENTS: &str = "requirements.txt";

/// Trains, imports, compares.
pub(crate) fn test(steps: &mut Steps) -> Result<()> {
    if on_path("java").is_none() {
        bail!(
            "Spark needs Java 17 or newer, and there is none\n  what to do: install it (`apt-get install openjdk-17-jre-headless`)"
        );
    }
    let packages = ensure_spark(steps)?;
    steps.take("build the command line", || {
        let mut build = cargo();
        build.args(["build", "--release", "--package", "matinee-cli"]);
        run_cargo(&mut build, "read the compiler's message above")
    })?;
    let folder = paths::target()?.join("spark");
    let (data, models) = (folder.join("data"), folder.join("models"));
    steps.take("make data up", || {
        let mut generate = Command::new(paths::matinee()?);
        generate.args(["generate", "--format", "csv", "--force", "--out"]);
        generate.arg(&data);
        generate.args(["--users", "300", "--movies", "400", "--ratings", "20000"]);
        run(&mut generate, "read the message above")
    })?;
    steps.take("train with Spark", || {
        let mut make = Command::new(PYTHON);
        make.arg(paths::root().join("tests").join("spark").join("make.py"));
        make.args([&data, &models]).env("PYTHONPATH", packages);
        // Not that of another Spark on this machine.
        make.env_remove("SPARK_HOME");
        run(&mut make, "read the message above")
    })?;
    steps.take("import and compare", || {
        let mut test = cargo();
        test.args([
            "test",
            "--release",
            "--package",
            "matinee-cli",
            "--test",
            "cli",
        ]);
        test.args(["--", "import::spark"])
            .env("MATINEE_SPARK", &models);
        run_cargo(&mut test, "read what the failing tests say above")
    })?;
    eprintln!("{}", steps.table());
    Ok(())
}

const PYTHON: &str = "python3";

/// Installs Spark and what its Python side needs where it is missing; gives the folder of the packages.
fn ensure_spark(steps: &mut Steps) -> Result<PathBuf> {
    let source = paths::root().join("tests").join("spark");
    let fingerprint = Fingerprint::default()
        .paths(&source, &[REQUIREMENTS])?
        .finish();
    let home = tools::cache()?.join(format!("pyspark-{}", &fingerprint[..16]));
    let stamp = home.join("installed.sha256");
    if fingerprint::is_current(&stamp, &fingerprint) {
        return Ok(home);
    }
    steps.take("install Spark", || {
        fs::create_dir_all(&home)
            .with_context(|| format!("cannot make {}; set MATINEE_TOOLS", home.display()))?;
        let mut pip = Command::new(PYTHON);
        pip.args([
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-input",
            "--quiet",
        ]);
        pip.args(["--upgrade", "--target"]).arg(&home);
        pip.arg("--requirement").arg(source.join(REQUIREMENTS));
        run_downloading(&mut pip, &PYPI, "install Python 3 with pip")
    })?;
    fingerprint::write(&stamp, &fingerprint)?;
    Ok(home)
}

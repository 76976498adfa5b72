//! `test-spark`: models that a real Spark trains now, imported. What is compared is the same as in the tests of the
//! command line on models that it once wrote (`crates/cli/tests/cli/import.rs`).

use std::process::Command;

use anyhow::{Result, bail};

use crate::paths;
use crate::process::{cargo, on_path, run, run_cargo};
use crate::python::{FromPypi, PYTHON};
use crate::steps::Steps;

const SPARK: FromPypi = FromPypi {
    name: "pyspark",
    source: "tests/spark",
    purpose: "Spark, to train models that are imported",
};

/// Trains, imports, compares.
pub(crate) fn test(steps: &mut Steps) -> Result<()> {
    ensure_java()?;
    let packages = SPARK.ensure(steps)?;
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

/// What Spark runs on.
pub(crate) fn ensure_java() -> Result<()> {
    if on_path("java").is_none() {
        bail!(
            "Spark needs Java 17 or newer, and there is none\n  what to do: install it (`apt-get install openjdk-17-jre-headless`)"
        );
    }
    Ok(())
}

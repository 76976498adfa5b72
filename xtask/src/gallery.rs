//! `measure` and `screenshots`: programs of the end-to-end package, run against the served site.

use std::process::Command;

use anyhow::{Context, Result};

use crate::browser::{self, Driver};
use crate::process::{cargo, run};
use crate::server::Pages;
use crate::site::Site;
use crate::steps::Steps;
use crate::{data, place, speed};

/// Prints timings in Chromium and the size of the first view.
pub(crate) fn measure(steps: &mut Steps, json: bool) -> Result<()> {
    let mut arguments = vec![
        "run",
        "--release",
        "--package",
        "matinee-e2e",
        "--bin",
        "measure",
    ];
    if json {
        arguments.extend(["--", "--json"]);
    }
    let stage = Stage::ensure(steps)?;
    let speed = speed::measure(steps)?;
    steps.take("measure", || {
        let mut program = cargo();
        program.args(arguments).env("MATINEE_SPEED", speed);
        run(stage.on(&mut program)?, "read the message above")
    })?;
    eprintln!("{}", steps.table());
    Ok(())
}

/// Writes pictures of every view, and the one of the README.
pub(crate) fn screenshots(steps: &mut Steps) -> Result<()> {
    let folder = place::target()?.join("screenshots");
    std::fs::create_dir_all(place::root().join("docs")).context("cannot make the folder docs")?;
    let stage = Stage::ensure(steps)?;
    steps.take("take the pictures", || {
        let mut program = cargo();
        program.args([
            "run",
            "--release",
            "--package",
            "matinee-e2e",
            "--bin",
            "screenshots",
            "--",
        ]);
        program
            .arg(&folder)
            .arg(place::root().join("docs").join("matinee.png"));
        run(stage.on(&mut program)?, "read the message above")
    })?;
    println!(
        "The pictures are in {} and docs/matinee.png",
        folder.display()
    );
    eprintln!("{}", steps.table());
    Ok(())
}

/// A served site and a driven browser.
pub(crate) struct Stage {
    site: Site,
    address: String,
    driver: Driver,
}

impl Stage {
    /// Builds the tested site, serves it and starts ChromeDriver.
    pub(crate) fn ensure(steps: &mut Steps) -> Result<Self> {
        let program = browser::ensure_driver(steps)?;
        let site = Site::tested()?;
        site.ensure(steps)?;
        // The pages are compared with what the native command line says.
        data::build_matinee(steps)?;
        steps.take("start the server and ChromeDriver", || {
            let address = Pages::read(&site.folder, site.public_url.clone())?.serve(0)?;
            Ok(Self {
                site,
                address,
                driver: Driver::start(&program)?,
            })
        })
    }

    /// Tells a program of the end-to-end package where everything is.
    pub(crate) fn on<'a>(&self, program: &'a mut Command) -> Result<&'a mut Command> {
        Ok(program
            .env("MATINEE_SITE", &self.address)
            .env("MATINEE_CHROMEDRIVER", self.driver.url())
            .env("MATINEE_DIST", &self.site.folder)
            .env("MATINEE_PROGRAM", place::matinee()?)
            .env("MATINEE_MODEL", place::model())
            .env("MATINEE_SEED", place::trained("seed"))
            .env("MATINEE_DATA", place::data()))
    }
}

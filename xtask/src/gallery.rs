//! `measure`, `lighthouse` and `screenshots`: programs of the end-to-end package, run against the
//! served site; and the engine's speed in Chromium, as `tests/browser/speed.rs` prints it.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::arguments::{Soak, SoakOptions};
use crate::browser::{self, Driver};
use crate::data::Dataset;
use crate::engines::Installed;
use crate::model::Model;
use crate::process::{cargo, run_cargo};
use crate::server::{PAGES_MAX_AGE, Pages};
use crate::site::Site;
use crate::steps::Steps;
use crate::{data, paths, tools};

/// Prints timings in Chromium and the size of the first view.
pub(crate) fn measure(steps: &mut Steps, dataset: Dataset, json: bool) -> Result<()> {
    let bed = TestBed::of(Site::tested_of(dataset)?, steps)?;
    let speed = time_engine(&bed.site.bundle.model(), steps)?;
    let mut program = program("measure", json.then_some("--json"));
    program.env("MATINEE_SPEED", speed);
    bed.run(steps, "measure", program)
}

/// Prints how the page of another data set opens, beside the usual one; and what its engine takes.
pub(crate) fn measure_opening(steps: &mut Steps, dataset: Dataset, json: bool) -> Result<()> {
    let bed = TestBed::ensure(steps)?;
    let beside = Site::tested_of(dataset)?;
    let address = serve(steps, &beside)?;
    if !json {
        println!("{}", time_engine(&beside.bundle.model(), steps)?);
    }
    let mut program = program("measure-opening", json.then_some("--json"));
    program
        .env("MATINEE_NAME", Dataset::default().name)
        .env("MATINEE_NAME_BESIDE", dataset.name)
        .env("MATINEE_SITE_BESIDE", address)
        .env("MATINEE_DIST_BESIDE", &beside.folder);
    bed.run(steps, "measure opening", program)
}

/// Prints how the Evidence view opens and answers.
pub(crate) fn measure_evidence(steps: &mut Steps, json: bool) -> Result<()> {
    let program = program("measure-evidence", json.then_some("--json"));
    TestBed::ensure(steps)?.run(steps, "measure the Evidence view", program)
}

/// Prints what training in Chromium takes.
pub(crate) fn measure_training(steps: &mut Steps, json: bool) -> Result<()> {
    let bed = TestBed::ensure(steps)?;
    let address = serve(steps, &Site::without_simd()?)?;
    let mut program = program("measure-training", json.then_some("--json"));
    program.env("MATINEE_SITE_WITHOUT_SIMD", address);
    bed.run(steps, "measure training", program)
}

/// Has a visitor do thousands of things; fails where anything goes wrong.
pub(crate) fn soak(steps: &mut Steps, options: &SoakOptions) -> Result<()> {
    let kinds = Soak::ALL.into_iter();
    let kinds = kinds.filter(|kind| options.kind.is_none_or(|wanted| wanted == *kind));
    let mut arguments = vec![options.acts.to_string(), options.seed.to_string()];
    arguments.extend(kinds.map(|kind| kind.word().to_owned()));
    TestBed::ensure(steps)?.run(steps, "soak", program("soak", arguments))
}

/// Prints the scores of Lighthouse; fails where one is too low.
pub(crate) fn lighthouse(steps: &mut Steps) -> Result<()> {
    let modules = tools::LIGHTHOUSE.ensure(steps)?;
    let bed = TestBed::ensure(steps)?;
    let mut program = program("lighthouse", None::<&str>);
    program
        .env("MATINEE_LIGHTHOUSE", modules.join("lighthouse"))
        .env("CHROME_PATH", browser::browser()?);
    bed.run(steps, "run Lighthouse", program)
}

/// Writes pictures of every state, and those of the README.
pub(crate) fn screenshots(steps: &mut Steps) -> Result<()> {
    let folder = paths::target()?.join("screenshots");
    let docs = paths::root().join("docs");
    std::fs::create_dir_all(&docs).context("cannot make the folder docs")?;
    let bed = TestBed::ensure(steps)?;
    let program = program("screenshots", [folder.clone(), docs]);
    bed.run(steps, "take the pictures", program)?;
    println!(
        "The pictures are in {}, those of the README in docs",
        folder.display()
    );
    Ok(())
}

/// A program of the end-to-end package.
pub(crate) fn program(name: &str, arguments: impl IntoIterator<Item: AsRef<OsStr>>) -> Command {
    let mut program = cargo();
    program
        .args(["run", "--release", "--package", "matinee-e2e", "--bin"])
        .args([name, "--"])
        .args(arguments);
    program
}

/// Builds a site beside the tested one and serves it, as long as this program runs.
pub(crate) fn serve(steps: &mut Steps, site: &Site) -> Result<String> {
    site.ensure(steps)?;
    Pages::read(&site.folder, site.public_url.clone())?
        .cached_for(PAGES_MAX_AGE)
        .serve(0)
}

/// A served site and a browser to be driven.
pub(crate) struct TestBed {
    site: Site,
    address: String,
    browser: Browser,
}

/// What drives the browser.
enum Browser {
    /// Chromium, by a ChromeDriver for all.
    Chromium(Driver),
    /// Another one, which the tests start themselves: its driver knows one browser at a time.
    Other(Installed),
}

impl TestBed {
    /// Builds the tested site, serves it and starts ChromeDriver.
    pub(crate) fn ensure(steps: &mut Steps) -> Result<Self> {
        Self::of(Site::tested()?, steps)
    }

    /// The same for another site.
    fn of(site: Site, steps: &mut Steps) -> Result<Self> {
        let program = browser::ensure_driver(steps)?;
        Self::with(site, steps, |steps| {
            steps.take("start ChromeDriver", || {
                Driver::start(&program).map(Browser::Chromium)
            })
        })
    }

    /// Builds the tested site and serves it for another browser.
    pub(crate) fn for_other(steps: &mut Steps, browser: Installed) -> Result<Self> {
        Self::with(Site::tested()?, steps, |_| Ok(Browser::Other(browser)))
    }

    fn with(
        site: Site,
        steps: &mut Steps,
        browser: impl FnOnce(&mut Steps) -> Result<Browser>,
    ) -> Result<Self> {
        let address = serve(steps, &site)?;
        // The pages are compared with what the native command line says.
        data::build_matinee(steps)?;
        data::build_example("page_run", steps)?;
        let browser = browser(steps)?;
        Ok(Self {
            site,
            address,
            browser,
        })
    }

    fn run(&self, steps: &mut Steps, step: &str, mut program: Command) -> Result<()> {
        steps.take(step, || {
            run_cargo(self.on(&mut program)?, "read the message above")
        })?;
        eprintln!("{}", steps.table());
        Ok(())
    }

    /// Tells a program of the end-to-end package where everything is.
    pub(crate) fn on<'a>(&self, program: &'a mut Command) -> Result<&'a mut Command> {
        match &self.browser {
            Browser::Chromium(driver) => {
                program.env("MATINEE_CHROMEDRIVER", driver.url());
            }
            Browser::Other(installed) => installed.tell(program),
        }
        Ok(program
            .env("MATINEE_SITE", &self.address)
            .env("MATINEE_DIST", &self.site.folder)
            .env("MATINEE_PROGRAM", paths::matinee()?)
            .env("MATINEE_PAGE_RUN", paths::example("page_run")?)
            .env("MATINEE_MODEL", self.site.bundle.model())
            .env("MATINEE_SEED", Model::usual_seed().file())
            .env("MATINEE_DATA", Dataset::default().folder()))
    }

    /// Takes pictures of every state into a folder of this name in target/.
    pub(crate) fn pictures(&self, steps: &mut Steps, name: &str) -> Result<()> {
        let folder = paths::target()?.join(name);
        let mut program = program("screenshots", [&folder, &folder]);
        steps.take("take the pictures", || {
            run_cargo(self.on(&mut program)?, "read the message above")
        })?;
        println!("The pictures are in {}", folder.display());
        Ok(())
    }
}

/// What the lines begin with.
const MARK: &str = "measured ";

/// The measured lines of a model, without their mark: `name: 0.0123 ms`.
fn time_engine(model: &Path, steps: &mut Steps) -> Result<String> {
    let runner = tools::wasm_test_runner(steps)?;
    let driver = browser::ensure_driver(steps)?;
    let mut command = browser::in_browser("speed", &runner, &driver);
    command.args(["--", "--nocapture"]);
    command.env("MATINEE_EMBEDDED", model);
    steps.take("time the engine in Chromium", || {
        let output = command.stderr(Stdio::inherit()).output();
        let output = output.context("cannot start cargo")?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(
            output.status.success(),
            "{said}\nwhat tests/browser/speed.rs promises does not hold\n  \
             what to do: see above; what else the machine does makes it slower"
        );
        let lines = lines(&said);
        ensure!(!lines.is_empty(), "tests/browser/speed.rs printed no time");
        Ok(lines.join("\n"))
    })
}

/// The lines that have the mark, wherever the test runner puts it.
fn lines(output: &str) -> Vec<&str> {
    let lines = output.lines().filter_map(|line| line.split_once(MARK));
    lines.map(|(_, measured)| measured.trim()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_with_the_mark_are_read() {
        let output =
            "running 2 tests\n    measured a list: 0.1 ms\ntest speed ... ok\nmeasured b: 2 ms";
        assert_eq!(lines(output), ["a list: 0.1 ms", "b: 2 ms"]);
    }
}

//! `test`: everything that keeps the project true, from format to browser.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::Result;

use crate::arguments::{BrowserTests, Tests};
use crate::data::Dataset;
use crate::engines::{self, Engine};
use crate::gallery::TestBed;
use crate::model::{Bundle, Content};
use crate::process::{cargo, run_cargo, run_tests};
use crate::site::Site;
use crate::steps::{Steps, Summary, explain};
use crate::{browser, gallery, paths, tools};

/// Runs every check and every test, or those of the site alone, as far as one failure lets the others run,
/// and adds them up.
///
/// The last line is `N passed, N failed`: tests, and each check (format, lint, …) as one.
pub(crate) fn test(steps: &mut Steps, tests: &Tests) -> ExitCode {
    let mut summary = Summary::default();
    let outcome = match tests {
        Tests::All => all(steps, &mut summary),
        Tests::EndToEnd { name } => end_to_end_tests(steps, &mut summary, name),
    };
    if let Err(error) = outcome {
        eprintln!("{}", explain(&error));
        summary += Summary::one(false);
    }
    println!("\n{}\n{summary}", steps.table());
    exit_code(summary)
}

/// Runs the tests of the site in other browsers than Chromium, as far as one failure lets the others run, and takes
/// pictures there when all are run.
///
/// The last lines are what was left out and why, and for each engine `N passed, N failed, N left out`.
pub(crate) fn in_browsers(steps: &mut Steps, tests: &BrowserTests) -> ExitCode {
    let mut all = Summary::default();
    let mut lines = Vec::new();
    for &engine in &tests.engines {
        let mut summary = Summary::default();
        if let Err(error) = in_browser(steps, &mut summary, engine, &tests.name) {
            eprintln!("{}", explain(&error));
            summary += Summary::one(false);
        }
        lines.push(format!("{}: {summary}", engine.name()));
        all += summary;
    }
    let left_out = engines::table_of_left_out(&tests.engines);
    println!("\n{}\n{left_out}\n{}", steps.table(), lines.join("\n"));
    exit_code(all)
}

fn in_browser(steps: &mut Steps, summary: &mut Summary, engine: Engine, name: &str) -> Result<()> {
    let installed = engine.ensure(steps)?;
    let bed = TestBed::for_other(steps, installed)?;
    let left_out = engine.left_out();
    let skip: Vec<&str> = left_out.iter().map(|it| it.test).collect();
    test_site(steps, summary, &bed, name, &skip)?;
    if name.is_empty() {
        bed.pictures(steps, &format!("screenshots-{}", engine.word()))?;
    }
    Ok(())
}

fn exit_code(summary: Summary) -> ExitCode {
    if summary.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// # Errors
/// Where something is missing without which the rest cannot run.
fn all(steps: &mut Steps, summary: &mut Summary) -> Result<()> {
    tools::ensure_wasm_target(steps)?;
    for check in [FORMAT, LINT, LINT_WASM_TOOLS, CORE, CORE_IN_WASM] {
        check.make(steps, summary);
    }
    Bundle::of(Content::default()).ensure(steps)?;
    LINT_PAGE.make(steps, summary);
    LINT_TRAINER.make(steps, summary);
    native_tests(steps, summary);

    let runner = tools::wasm_test_runner(steps)?;
    let driver = browser::ensure_driver(steps)?;
    browser_tests(steps, summary, &runner, &driver);
    end_to_end_tests(steps, summary, "")
}

/// A cargo command that must succeed.
struct Check {
    name: &'static str,
    command: &'static str,
    remedy: &'static str,
}

// What is compiled for a check is shared with what is compiled later: hence `release` for the
// native ones and `site` for those in wasm.
const FORMAT: Check = Check {
    name: "check the format",
    command: "fmt --all --check",
    remedy: "run `cargo fmt --all`",
};
const LINT: Check = Check {
    name: "lint, native",
    command: "clippy --workspace --exclude matinee --exclude wasm-tools --all-targets --release -- -D warnings",
    remedy: "fix what clippy says above; clippy.toml has the calls that are banned, and why",
};
// Apart, here and in the tests: with what its libraries ask of shared crates, all of Burn would be
// compiled once more.
const LINT_WASM_TOOLS: Check = Check {
    name: "lint, wasm-tools",
    command: "clippy --package wasm-tools --all-targets --release -- -D warnings",
    remedy: LINT.remedy,
};
const CORE: Check = Check {
    name: "check what the page is made of, native",
    command: "check --package matinee-core --package matinee-data --package matinee-engine \
              --package matinee-protocol --package matinee-app --release",
    remedy: "something that the page is made of needs a crate that only others have: see ARCHITECTURE.md",
};
const CORE_IN_WASM: Check = Check {
    name: "check what the page is made of, wasm",
    command: "check --package matinee-core --package matinee-data --package matinee-engine \
              --package matinee-protocol --package matinee-app --profile site \
              --target wasm32-unknown-unknown",
    remedy: "something that the page is made of does not build for the browser",
};
const LINT_PAGE: Check = Check {
    name: "lint, wasm",
    command: "clippy --package matinee-core --package matinee-data --package matinee-engine \
              --package matinee-protocol --package matinee-app --package matinee --lib --bin app --profile site \
              --target wasm32-unknown-unknown -- -D warnings",
    remedy: "fix what clippy says above; xtask/clippy-wasm/clippy.toml has the calls that are \
             banned in the browser, and why",
};

const LINT_TRAINER: Check = Check {
    name: "lint, trainer",
    command: "clippy --package matinee-train --package matinee-lab --package matinee-worker \
              --features matinee-worker/browser --lib --bin trainer --profile trainer \
              --target wasm32-unknown-unknown -- -D warnings",
    remedy: LINT_PAGE.remedy,
};

impl Check {
    fn make(&self, steps: &mut Steps, summary: &mut Summary) {
        let mut command = cargo();
        command.args(self.command.split_whitespace());
        if self.command.starts_with("clippy") && self.command.contains("wasm32") {
            command.env(
                "CLIPPY_CONF_DIR",
                paths::root().join("xtask").join("clippy-wasm"),
            );
        }
        let outcome = steps.take(self.name, || run_cargo(&mut command, self.remedy));
        if let Err(error) = &outcome {
            eprintln!("{}", explain(error));
        }
        *summary += Summary::one(outcome.is_ok());
    }
}

/// Unit, integration, property and documentation tests.
fn native_tests(steps: &mut Steps, summary: &mut Summary) {
    let mut command = cargo();
    command.args([
        "test",
        "--release",
        "--workspace",
        "--exclude",
        "matinee",
        "--exclude",
        "matinee-e2e",
        "--exclude",
        "wasm-tools",
        "--no-fail-fast",
    ]);
    add_tests(steps, summary, "test, native", &mut command);
}

/// Tests of the engine inside a browser (`tests/browser/`).
fn browser_tests(steps: &mut Steps, summary: &mut Summary, runner: &Path, driver: &Path) {
    let mut command = browser::in_browser("browser", runner, driver);
    add_tests(steps, summary, "test in the browser", &mut command);
}

/// Tests of the built site, as a visitor (`tests/e2e/`): those with `name` in their names.
fn end_to_end_tests(steps: &mut Steps, summary: &mut Summary, name: &str) -> Result<()> {
    let bed = TestBed::ensure(steps)?;
    test_site(steps, summary, &bed, name, &[])
}

/// The same on a test bed, without the tests with one of `skip` in their names.
fn test_site(
    steps: &mut Steps,
    summary: &mut Summary,
    bed: &TestBed,
    name: &str,
    skip: &[&str],
) -> Result<()> {
    let other_build = Site::without_ratings()?;
    let without_ratings = gallery::serve(steps, &other_build)?;
    let half_stars = gallery::serve(steps, &Site::half_stars()?)?;
    let imported = gallery::serve(steps, &Site::imported()?)?;
    let mut command = cargo();
    command.args([
        "test",
        "--release",
        "--package",
        "matinee-e2e",
        "--no-fail-fast",
        "--",
        name,
    ]);
    command.args(skip.iter().flat_map(|test| ["--skip", test]));
    bed.on(&mut command)?;
    command.env("MATINEE_SITE_WITHOUT_RATINGS", without_ratings);
    command.env("MATINEE_DIST_WITHOUT_RATINGS", &other_build.folder);
    command.env("MATINEE_SITE_HALF_STARS", half_stars);
    command.env("MATINEE_SITE_IMPORTED", imported);
    command.env("MATINEE_LEARNED", Dataset::IMPORTED.folder());
    match tools::AXE.ensure(steps) {
        Ok(modules) => {
            command.env("MATINEE_AXE", modules.join("axe-core").join("axe.min.js"));
        }
        // The tests that need it fail; the others are still worth running.
        Err(error) => eprintln!("{}", explain(&error)),
    }
    add_tests(steps, summary, "test the site", &mut command);
    Ok(())
}

fn add_tests(steps: &mut Steps, summary: &mut Summary, name: &str, command: &mut Command) {
    command.stdin(Stdio::null());
    let outcome = steps.take(name, || {
        let counted = run_tests(command, "read what the failing tests say above")?;
        println!("    {name}: {counted}");
        Ok(counted)
    });
    match outcome {
        Ok(counted) => *summary += counted,
        Err(error) => {
            eprintln!("{}", explain(&error));
            *summary += Summary::one(false);
        }
    }
}

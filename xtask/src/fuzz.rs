//! `fuzz`: the targets of `tests/fuzz/` under libFuzzer, each for a while.
//!
//! What is found, and the inputs that reach new code, are below the target folder; a run goes on from
//! the inputs of the one before.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail};

use crate::arguments::FuzzOptions;
use crate::process::{output, run_cargo};
use crate::steps::Steps;
use crate::{paths, tools};

/// More would take each other's time, which is measured.
const MOST_AT_ONCE: usize = 2;
/// Of one input: more memory, in MB, or more seconds are a fault.
const LIMITS: [&str; 2] = ["-rss_limit_mb=512", "-timeout=1"];
/// The sanitizer keeps what was freed, 256 MB of it unless told otherwise: half of the limit.
const SANITIZER: &str = "quarantine_size_mb=32:detect_odr_violation=0";
const TOOLCHAIN: &str = "nightly";

/// Fuzzes one target or all.
pub(crate) fn fuzz(steps: &mut Steps, options: &FuzzOptions) -> Result<()> {
    let targets = chosen(options.target.as_deref())?;
    ensure_nightly()?;
    let fuzzer = Fuzzer {
        program: tools::cargo_fuzz(steps)?,
        folder: paths::target()?.join("fuzz"),
        seconds: options.seconds,
    };
    steps.take("build the targets", || {
        let mut build = fuzzer.command("build");
        run_cargo(&mut build, "read the compiler's message above")
    })?;
    let name = format!("fuzz {} for {} s each", targets.join(", "), options.seconds);
    let outcomes = steps.take(&name, || Ok(fuzzer.all(&targets)))?;
    eprintln!("{}", steps.table());
    let mut n_bad = 0;
    for (target, outcome) in outcomes {
        match outcome {
            Ok(outcome) => {
                println!("{target}: {}", outcome.said());
                n_bad += usize::from(!outcome.found.is_empty());
            }
            Err(error) => {
                println!("{target}: {error:#}");
                n_bad += 1;
            }
        }
    }
    match n_bad {
        0 => Ok(()),
        n => bail!(
            "{n} of {} targets found something\n  what to do: mend it, and put the input into tests/fuzz/corpus/",
            targets.len()
        ),
    }
}

/// The folder of the targets' programs.
fn programs() -> PathBuf {
    let fuzz = paths::root().join("tests").join("fuzz").join("fuzz");
    fuzz.join("fuzz_targets")
}

/// The target of this name, or all.
fn chosen(name: Option<&str>) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(programs()).context("cannot read tests/fuzz/fuzz")? {
        let path = entry?.path();
        all.extend(path.file_stem().map(|it| it.to_string_lossy().into_owned()));
    }
    all.sort_unstable();
    match name {
        None => Ok(all),
        Some(name) if all.iter().any(|it| it == name) => Ok(vec![name.to_owned()]),
        Some(name) => bail!("fuzz takes one of {}, not `{name}`", all.join(", ")),
    }
}

/// What libFuzzer looks at is built in by a nightly compiler alone.
fn ensure_nightly() -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.arg("--version").env("RUSTUP_TOOLCHAIN", TOOLCHAIN);
    match output(&mut rustc).is_some_and(|version| version.contains(TOOLCHAIN)) {
        true => Ok(()),
        false => bail!(
            "fuzzing needs a nightly compiler, and there is none\n  what to do: `rustup toolchain install {TOOLCHAIN}`"
        ),
    }
}

/// How targets are run.
struct Fuzzer {
    /// cargo-fuzz.
    program: PathBuf,
    /// Where everything goes.
    folder: PathBuf,
    /// Of each target.
    seconds: u32,
}

/// What came of a target.
#[derive(Debug, PartialEq)]
struct Outcome {
    n_runs: u64,
    /// Inputs that were not there before.
    found: Vec<PathBuf>,
}

impl Outcome {
    fn said(&self) -> String {
        let Self { n_runs, found } = self;
        let files: String = found
            .iter()
            .map(|file| format!("\n  {}", file.display()))
            .collect();
        format!("{n_runs} runs, {} new faults{files}", found.len())
    }
}

impl Fuzzer {
    /// A call of cargo-fuzz.
    fn command(&self, task: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args([task, "--fuzz-dir"])
            .arg(programs().with_file_name(""))
            .arg("--target-dir")
            .arg(self.folder.join("build"))
            .current_dir(paths::root())
            .env("RUSTUP_TOOLCHAIN", TOOLCHAIN)
            .env("ASAN_OPTIONS", SANITIZER)
            // The cargo that runs this program is another one.
            .env_remove("CARGO");
        command
    }

    /// Runs all targets, some side by side, and returns what came of each.
    fn all(&self, targets: &[String]) -> Vec<(String, Result<Outcome>)> {
        let waiting = Mutex::new(targets.iter());
        let done = Mutex::new(Vec::new());
        let next = || waiting.lock().ok()?.next();
        thread::scope(|scope| {
            for _ in 0..MOST_AT_ONCE.min(targets.len()) {
                scope.spawn(|| {
                    while let Some(target) = next() {
                        let outcome = self.one(target);
                        if let Ok(mut done) = done.lock() {
                            done.push((target.clone(), outcome));
                        }
                    }
                });
            }
        });
        done.into_inner().unwrap_or_default()
    }

    fn one(&self, target: &str) -> Result<Outcome> {
        let of = |what: &str| self.folder.join(what).join(target);
        let (corpus, faults) = (of("corpus"), of("faults"));
        let seeds = paths::root()
            .join("tests")
            .join("fuzz")
            .join("corpus")
            .join(target);
        for folder in [&corpus, &faults] {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let before = files(&faults)?;
        let log = self.folder.join(format!("{target}.log"));
        let said = fs::File::create(&log).context("cannot write what the fuzzer says")?;
        let mut run = self.command("run");
        run.arg(target)
            .args([&corpus, &seeds])
            .arg("--")
            .args(LIMITS);
        run.args(["-print_final_stats=1"])
            .arg(format!("-max_total_time={}", self.seconds))
            .arg(format!("-artifact_prefix={}/", faults.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said);
        let status = run.status().context("cannot run cargo-fuzz")?;
        let mut found = files(&faults)?;
        found.retain(|file| !before.contains(file));
        if !status.success() && found.is_empty() {
            bail!("it ended with {status}: see {}", log.display());
        }
        let said = fs::read(&log).context("cannot read what the fuzzer said")?;
        let n_runs = n_runs(&String::from_utf8_lossy(&said));
        Ok(Outcome { n_runs, found })
    }
}

/// How many inputs libFuzzer says that it ran.
fn n_runs(said: &str) -> u64 {
    let numbers = said.lines().filter_map(|line| {
        let number = line.strip_prefix("stat::number_of_executed_units:")?;
        number.trim().parse().ok()
    });
    numbers.fold(0, |_, last| last)
}

/// What is in a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| Ok(entry?.path()));
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_chosen_by_its_name() {
        assert_eq!(chosen(Some("runs")).expect("there is one"), ["runs"]);
        assert!(chosen(None).expect("there are some").len() > 5);
        let refused = chosen(Some("walks"))
            .expect_err("there is none")
            .to_string();
        assert!(refused.contains("rating_files, runs"), "{refused}");
    }

    #[test]
    fn what_came_of_a_target_is_said_with_its_files() {
        let said = "#1\tINITED\nstat::number_of_executed_units: 12345\nstat::peak_rss_mb: 70\n";
        let outcome = Outcome {
            n_runs: n_runs(said),
            found: vec![PathBuf::from("crash-1")],
        };
        assert_eq!(outcome.said(), "12345 runs, 1 new faults\n  crash-1");
        assert_eq!(n_runs("error: it does not build"), 0);
    }
}

//! What is said of a run: what is done and how long it took, and the tests, added up.

use std::fmt::{self, Write as _};
use std::ops::AddAssign;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps taken so far.
#[derive(Debug)]
pub(crate) struct Steps {
    start: Instant,
    taken: Vec<Taken>,
}

impl Default for Steps {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            taken: Vec::new(),
        }
    }
}

#[derive(Debug)]
struct Taken {
    name: String,
    time: Duration,
    failed: bool,
}

impl Steps {
    /// Announces a step, does its `work` and notes its time.
    ///
    /// # Errors
    /// Those of `work`, with the step's name.
    pub(crate) fn take<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("==> {name}");
        let start = Instant::now();
        let outcome = work();
        let (time, failed) = (start.elapsed(), outcome.is_err());
        self.taken.push(Taken {
            name: name.to_owned(),
            time,
            failed,
        });
        // With its name: another one may have been announced since.
        let end = if failed { "failed after" } else { "done in" };
        eprintln!("    {name}: {end} {:.1} s", time.as_secs_f64());
        outcome.with_context(|| format!("the step `{name}` failed"))
    }

    /// Adds what a thread has done beside these.
    pub(crate) fn add(&mut self, beside: Self) {
        self.taken.extend(beside.taken);
    }

    /// `step: seconds`, one line each, and the time since the first: steps may be taken side by side.
    pub(crate) fn table(&self) -> String {
        let width = self
            .taken
            .iter()
            .map(|step| step.name.chars().count())
            .max()
            .unwrap_or(0);
        let mut table = String::new();
        for Taken { name, time, failed } in &self.taken {
            let mark = if *failed { "  failed" } else { "" };
            // Writing to a string cannot fail.
            let _ = writeln!(table, "{name:width$}: {:7.1} s{mark}", time.as_secs_f64());
        }
        let total = self.start.elapsed();
        let _ = writeln!(table, "{:width$}: {:7.1} s", "in all", total.as_secs_f64());
        table
    }
}

/// An error and its causes, a line each. (`{:?}` would add a backtrace of this program's own.)
pub(crate) fn explain(error: &anyhow::Error) -> String {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    format!("error: {}", causes.join("\n  because "))
}

/// How many checks and tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Summary {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Summary {
    /// One check.
    pub(crate) fn one(passed: bool) -> Self {
        Self {
            passed: passed.into(),
            failed: (!passed).into(),
        }
    }

    /// Adds a runner's closing line: `test result: ok. 3 passed; 0 failed; …`. Others count nothing.
    pub(crate) fn read(&mut self, line: &str) {
        let Some(counts) = line.trim_start().strip_prefix("test result:") else {
            return;
        };
        let words: Vec<&str> = counts
            .split([' ', ';', '.'])
            .filter(|w| !w.is_empty())
            .collect();
        for pair in words.windows(2) {
            match (pair[0].parse::<usize>(), pair[1]) {
                (Ok(count), "passed") => self.passed += count,
                (Ok(count), "failed") => self.failed += count,
                _ => {}
            }
        }
    }
}

impl AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_step_is_named_in_error_and_table() {
        let mut steps = Steps::default();
        let error = steps.take("fetch the data", || -> Result<()> {
            anyhow::bail!("no network")
        });
        let error = format!("{:#}", error.expect_err("the step fails"));
        assert_eq!(error, "the step `fetch the data` failed: no network");
        assert!(
            steps
                .table()
                .lines()
                .any(|l| l.starts_with("fetch the data:") && l.ends_with("failed"))
        );
    }

    #[test]
    fn the_table_has_a_line_for_each_step_whoever_took_it_and_one_for_all() {
        let mut steps = Steps::default();
        for name in ["a", "bb"] {
            steps.take(name, || Ok(())).expect("the step does nothing");
        }
        let mut beside = Steps::default();
        beside.take("c", || Ok(())).expect("the step does nothing");
        steps.add(beside);
        assert_eq!(steps.table().lines().count(), 4);
    }

    fn check(lines: &[&str], passed: usize, failed: usize) {
        let mut summary = Summary::default();
        lines.iter().for_each(|line| summary.read(line));
        assert_eq!(summary, Summary { passed, failed });
    }

    #[test]
    fn closing_lines_of_several_runners_add_up() {
        check(
            &[
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; finished in 0.10s",
                "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out",
            ],
            15,
            2,
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        check(&["test a::b ... ok", "7 passed; 7 failed", ""], 0, 0);
    }
}

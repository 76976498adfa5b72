//! Runs Lighthouse three times, as on a phone, and prints medians: scores, what a visitor waits for,
//! and every audit that falls short. Ends with 1 when a score is too low.

use std::collections::BTreeSet;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use matinee_e2e::{Stage, browser_flags, median};
use serde_json::Value;

const RUNS: usize = 3;

/// No score may be lower.
const LEAST: f64 = 95.0;

const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

/// Audits whose number is worth a line whatever their score.
const WAITS: [(&str, &str); 6] = [
    ("first-contentful-paint", "ms"),
    ("largest-contentful-paint", "ms"),
    ("speed-index", "ms"),
    ("interactive", "ms"),
    ("total-blocking-time", "ms"),
    ("cumulative-layout-shift", ""),
];

fn main() -> Result<ExitCode> {
    let stage = Stage::from_environment()?;
    let reports: Vec<Value> = (0..RUNS).map(|_| run(&stage)).collect::<Result<_>>()?;
    let mut is_good = true;
    for category in CATEGORIES {
        let score = median_of(&reports, |report| &report["categories"][category]["score"])? * 100.0;
        is_good &= score >= LEAST;
        println!("{score:>10.0}      {category}");
    }
    for (audit, unit) in WAITS {
        let value = median_of(&reports, |report| &report["audits"][audit]["numericValue"])?;
        let digits = if unit.is_empty() { 3 } else { 0 };
        println!("{value:>10.digits$} {unit:<4} {audit}");
    }
    let short: BTreeSet<String> = reports.iter().flat_map(short_of).collect();
    for audit in &short {
        println!("falls short: {audit}");
    }
    Ok(if is_good {
        ExitCode::SUCCESS
    } else {
        eprintln!("a score is below {LEAST}");
        ExitCode::FAILURE
    })
}

/// The report of one run: mobile is what Lighthouse does unless told otherwise.
fn run(stage: &Stage) -> Result<Value> {
    let program = std::env::var("MATINEE_LIGHTHOUSE")
        .context("MATINEE_LIGHTHOUSE is not set; run `cargo xtask lighthouse`")?;
    let mut lighthouse = Command::new("node");
    lighthouse
        .arg(format!("{program}/cli/index.js"))
        .arg(&stage.site)
        .args(["--output=json", "--output-path=stdout", "--quiet"])
        .arg("--no-enable-error-reporting")
        .arg(format!("--chrome-flags={}", browser_flags()?.join(" ")));
    let output = lighthouse.output().context("cannot start Node.js")?;
    ensure!(
        output.status.success(),
        "Lighthouse failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: Value =
        serde_json::from_slice(&output.stdout).context("its report is not as expected")?;
    let error = &report["runtimeError"];
    ensure!(
        error.is_null(),
        "Lighthouse could not load the page: {error}"
    );
    Ok(report)
}

/// What a run objects to: every audit with a score that is not full, and what it found.
fn short_of(report: &Value) -> Vec<String> {
    let Some(audits) = report["audits"].as_object() else {
        return Vec::new();
    };
    let short = audits.values().filter(|audit| {
        let is_judged = !matches!(
            audit["scoreDisplayMode"].as_str(),
            Some("notApplicable" | "manual" | "informative")
        );
        is_judged && audit["score"].as_f64().is_some_and(|score| score < 0.9)
    });
    short
        .map(|audit| {
            let text = |name: &str| audit[name].as_str().unwrap_or_default().to_owned();
            format!("{}: {} {}", text("id"), text("title"), text("displayValue"))
        })
        .collect()
}

fn median_of(reports: &[Value], pick: impl Fn(&Value) -> &Value) -> Result<f64> {
    let values = reports.iter().map(|report| pick(report).as_f64());
    let values: Option<Vec<f64>> = values.collect();
    median(values.context("a report lacks a number")?)
}

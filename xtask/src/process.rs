//! Running other programs.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::place;
use crate::tally::Tally;

/// The cargo that runs this program, in the project's folder.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(place::root());
    // What `cargo run` says of xtask itself: the build scripts of some dependencies look at it, and
    // would run again whenever cargo is called by hand and by xtask in turns.
    let of_xtask = std::env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
    });
    for name in of_xtask {
        command.env_remove(name);
    }
    command
}

/// Runs `command` to its end with its output on the terminal.
///
/// # Errors
/// Names the command and says what to do (`remedy`) when it cannot start or fails.
pub(crate) fn run(command: &mut Command, remedy: &str) -> Result<()> {
    let status = command
        .status()
        .with_context(|| failure(command, "", remedy))?;
    if !status.success() {
        bail!("{}", failure(command, &format!(" ({status})"), remedy));
    }
    Ok(())
}

/// Runs a test runner, passes its output through and adds up its result lines.
///
/// The tally counts one failure at least when the command fails: a test program
/// that does not compile or dies prints no result line.
pub(crate) fn run_tests(command: &mut Command, remedy: &str) -> Result<Tally> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| failure(command, "", remedy))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.context("reading what a test runner prints")?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            tally.read(&line);
        }
    }
    let status = child.wait().with_context(|| failure(command, "", remedy))?;
    if !status.success() {
        eprintln!("{}", failure(command, &format!(" ({status})"), remedy));
        tally.failed = tally.failed.max(1);
    }
    Ok(tally)
}

/// What a command prints on standard output; `None` when it cannot start or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The program `name` in the folders of `PATH`.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|program| program.is_file())
}

fn failure(command: &Command, ending: &str, remedy: &str) -> String {
    let program = Path::new(command.get_program())
        .file_stem()
        .unwrap_or_default();
    let words = command
        .get_args()
        .map(|argument| argument.to_string_lossy());
    let words: Vec<_> = std::iter::once(program.to_string_lossy())
        .chain(words)
        .collect();
    format!(
        "`{}` failed{ending}\n  what to do: {remedy}",
        words.join(" ")
    )
}

//! Running other programs, and what to do when one cannot reach the place that packages come from.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::steps::Summary;

/// The cargo that runs this program, in the project's folder.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::root());
    if std::io::stderr().is_terminal() {
        // What it says passes through this program, and it would not know that somebody reads it.
        command.env("CARGO_TERM_COLOR", "always");
    }
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

/// Runs a command that downloads what it needs, as [`run`].
///
/// # Errors
/// Names the command and says what to do: `registry`'s remedy when it is the registry that could not
/// be reached, else `remedy`.
pub(crate) fn run_downloading(
    command: &mut Command,
    registry: &Registry,
    remedy: &str,
) -> Result<()> {
    command.stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| failure(command, "", remedy))?;
    let said = pass_on(&mut child);
    let status = child.wait().with_context(|| failure(command, "", remedy))?;
    if !status.success() {
        let remedy = registry.remedy_for(&said.end(), remedy);
        bail!("{}", failure(command, &format!(" ({status})"), &remedy));
    }
    Ok(())
}

/// Runs cargo, as [`run`].
///
/// # Errors
/// Those of [`run_downloading`].
pub(crate) fn run_cargo(command: &mut Command, remedy: &str) -> Result<()> {
    run_downloading(command, &CRATES, remedy)
}

/// What a child says on standard error while it is passed on.
struct Said(Option<thread::JoinHandle<Vec<u8>>>);

impl Said {
    /// The last of it, once the child has ended.
    fn end(self) -> String {
        let bytes = self.0.and_then(|reader| reader.join().ok());
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }
}

/// Passes on what `child` says on a piped standard error.
fn pass_on(child: &mut Child) -> Said {
    /// An error and its causes are shorter, bytes.
    const KEPT: usize = 1 << 14;
    Said(child.stderr.take().map(|mut errors| {
        thread::spawn(move || {
            let (mut kept, mut buffer) = (Vec::new(), [0; 1 << 12]);
            while let Ok(n @ 1..) = errors.read(&mut buffer) {
                let bytes = &buffer[..n];
                // Where nobody can be told any more, the command still runs to its end.
                let _ = std::io::stderr().write_all(bytes);
                kept.extend_from_slice(bytes);
                kept.drain(..kept.len().saturating_sub(KEPT));
            }
            kept
        })
    }))
}

/// Runs a test runner, passes its output through and adds up its result lines.
///
/// The summary counts one failure at least when the command fails: a test program
/// that does not compile or dies prints no result line.
pub(crate) fn run_tests(command: &mut Command, remedy: &str) -> Result<Summary> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| failure(command, "", remedy))?;
    let said = pass_on(&mut child);
    let mut summary = Summary::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.context("reading what a test runner prints")?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            summary.read(&line);
        }
    }
    let status = child.wait().with_context(|| failure(command, "", remedy))?;
    if !status.success() {
        let remedy = CRATES.remedy_for(&said.end(), remedy);
        eprintln!("{}", failure(command, &format!(" ({status})"), &remedy));
        summary.failed = summary.failed.max(1);
    }
    Ok(summary)
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

/// A place that packages are downloaded from.
#[derive(Debug)]
pub(crate) struct Registry {
    /// Name for people.
    name: &'static str,
    /// What its program says when it cannot be reached; in lower case.
    signs: &'static [&'static str],
    /// What helps besides a connection.
    hint: &'static str,
}

/// Rust's crates, through cargo.
pub(crate) const CRATES: Registry = Registry {
    name: "Rust's crate registry",
    signs: &[
        "failed to download",
        "failed to query replaced source",
        "failed to update registry",
        "unable to update registry",
        "spurious network error",
        "could not resolve host",
        "could not connect to server",
    ],
    hint: "what is downloaded and compiled is kept. Behind a proxy set HTTPS_PROXY; with a mirror name \
           it in cargo's own configuration",
};

/// JavaScript packages, through npm.
pub(crate) const NPM: Registry = Registry {
    name: "npm's registry",
    signs: &[
        "enotfound",
        "econnrefused",
        "econnreset",
        "etimedout",
        "eai_again",
        "network request",
    ],
    hint: "behind a proxy set HTTPS_PROXY; with a mirror run `npm config set registry URL`",
};

/// Python's packages, through pip.
pub(crate) const PYPI: Registry = Registry {
    name: "Python's package index",
    signs: &[
        "could not find a version",
        "connection broken",
        "connectionerror",
        "max retries exceeded",
        "temporary failure in name resolution",
        "read timed out",
    ],
    hint: "behind a proxy set HTTPS_PROXY; with a mirror set PIP_INDEX_URL",
};

/// Packages of a Debian-like system, through apt.
pub(crate) const APT: Registry = Registry {
    name: "the system's package archive",
    signs: &[
        "failed to fetch",
        "unable to fetch",
        "could not resolve",
        "could not connect",
        "temporary failure resolving",
        "unable to locate package",
        "has no installation candidate",
    ],
    hint: "the addresses are in /etc/apt",
};

impl Registry {
    /// What to do after a command that ended with `said` on standard error: about this registry where
    /// it says that it could not be reached, else `otherwise`.
    pub(crate) fn remedy_for(&self, said: &str, otherwise: &str) -> String {
        let said = said.to_lowercase();
        if self.signs.iter().any(|sign| said.contains(sign)) {
            format!(
                "{} could not be reached: see that this machine has a connection to it and run this \
                 again; {}",
                self.name, self.hint
            )
        } else {
            otherwise.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A command that says `words` on standard error and fails.
    fn failing(words: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", "printf '%s' \"$1\" >&2; exit 3", "sh", words]);
        command
    }

    #[test]
    fn a_registry_that_cannot_be_reached_is_named_with_what_to_do() {
        let words =
            "error: failed to download `half v2.7.1`\n\nCaused by:\n  Could not resolve host";
        let error = run_cargo(&mut failing(words), "read the compiler's message above")
            .expect_err("it fails")
            .to_string();
        assert!(error.contains("crate registry"), "{error}");
        assert!(!error.contains("compiler"), "{error}");
    }

    #[test]
    fn another_failure_keeps_its_own_remedy() {
        let error = run_cargo(
            &mut failing("error[E0308]: mismatched types"),
            "read the compiler's message above",
        )
        .expect_err("it fails")
        .to_string();
        assert!(error.contains("compiler"), "{error}");
        assert!(!error.contains("registry"), "{error}");
    }

    fn check(registry: &Registry, said: &str, is_out_of_reach: bool) {
        let remedy = registry.remedy_for(said, "read the message above");
        assert_eq!(remedy.contains(registry.name), is_out_of_reach, "{said}");
    }

    #[test]
    fn what_programs_say_without_a_connection_is_understood() {
        check(
            &CRATES,
            "error: failed to download from `URL`\n\nCaused by:\n  [7] Could not connect to server",
            true,
        );
        check(
            &NPM,
            "npm error code ENOTFOUND\nnpm error errno ENOTFOUND",
            true,
        );
        check(&APT, "E: Unable to locate package chromium", true);
        check(
            &APT,
            "E: Failed to fetch URL  Temporary failure resolving 'HOST'",
            true,
        );
    }

    #[test]
    fn other_failures_are_not_taken_for_it() {
        check(
            &CRATES,
            "error: could not compile `matinee` (lib) due to 1 previous error",
            false,
        );
        check(&NPM, "npm error code EINTEGRITY", false);
        check(
            &APT,
            "E: Could not get lock /var/lib/dpkg/lock-frontend",
            false,
        );
    }
}

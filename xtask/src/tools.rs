//! The tools of the browser edge, of the audits and of what is measured, pinned and kept apart from anybody's own.
//!
//! Each version of each tool has a folder of its own in a per-user cache, so
//! clones share it and nobody's own tools are overwritten. A tool of the right
//! version on `PATH` is used as it is.
//!
//! The audits' programs, and those that are measured beside Matinee, come from npm: a folder in tests/ has what is
//! wanted, and the lock file with the hash of every package. Their installation scripts are not run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::fingerprint::{self, Fingerprint};
use crate::process::{APT, NPM};
use crate::shipped::{self, Package};
use crate::steps::Steps;
use crate::{paths, process};

const CARGO_DENY: &str = "0.20.2";
const CARGO_FUZZ: &str = "0.13.2";
const GECKODRIVER: &str = "0.37.1";

/// The program that takes modules apart and binds them to JavaScript, built.
pub(crate) struct WasmTools(PathBuf);

/// What code of the page is compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Libraries of it that write scripts of their own into what they make.
const WRITERS: [&str; 2] = ["wasm-bindgen-cli-support", "wasm_split_cli_support"];

impl WasmTools {
    /// Makes sure of the wasm target, and builds the program (`xtask/wasm-tools`).
    pub(crate) fn ensure(steps: &mut Steps) -> Result<Self> {
        ensure_wasm_target(steps)?;
        steps.take("build what takes modules apart and binds them", || {
            process::run_cargo(&mut Self::cargo(), "read the compiler's message above")
        })?;
        let name = format!("wasm-tools{}", std::env::consts::EXE_SUFFIX);
        Ok(Self(paths::target()?.join("release").join(name)))
    }

    fn cargo() -> Command {
        let mut build = process::cargo();
        build.args(["build", "--release", "--package", "wasm-tools"]);
        build
    }

    /// What of it gets into the site.
    pub(crate) fn packages() -> Result<BTreeSet<Package>> {
        shipped::named(Self::cargo().arg("--message-format=json"), &WRITERS)
    }

    /// Where it lies.
    pub(crate) fn program(&self) -> &Path {
        &self.0
    }

    /// A call of it.
    pub(crate) fn command(&self) -> Command {
        Command::new(&self.0)
    }
}

/// Finds or installs the program that runs wasm tests in a browser.
pub(crate) fn wasm_test_runner(steps: &mut Steps) -> Result<PathBuf> {
    // Library and tool must be equal to the last digit.
    let version = locked_version("wasm-bindgen")?;
    Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen-test-runner",
        version: &version,
    }
    .ensure(steps)
}

/// Finds or installs cargo-deny.
pub(crate) fn cargo_deny(steps: &mut Steps) -> Result<PathBuf> {
    Tool::named("cargo-deny", CARGO_DENY).ensure(steps)
}

/// Finds or installs cargo-fuzz, which builds targets with what libFuzzer looks at, and runs them.
pub(crate) fn cargo_fuzz(steps: &mut Steps) -> Result<PathBuf> {
    Tool::named("cargo-fuzz", CARGO_FUZZ).ensure(steps)
}

/// Finds or installs geckodriver, which drives Firefox.
pub(crate) fn geckodriver(steps: &mut Steps) -> Result<PathBuf> {
    Tool::named("geckodriver", GECKODRIVER).ensure(steps)
}

/// Adds the wasm target where the compiler has none.
pub(crate) fn ensure_wasm_target(steps: &mut Steps) -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(paths::root());
    if process::output(&mut rustc).is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    steps.take("add the wasm target", || {
        let mut rustup = Command::new("rustup");
        rustup
            .args(["target", "add", TARGET])
            .current_dir(paths::root());
        process::run(
            &mut rustup,
            "install Rust by rustup, or the package of your system that holds the standard library \
             for wasm32-unknown-unknown",
        )
    })
}

/// A program from a crate, of one version.
struct Tool<'a> {
    package: &'static str,
    program: &'static str,
    version: &'a str,
}

impl<'a> Tool<'a> {
    /// A package of one program, which has its name.
    fn named(name: &'static str, version: &'a str) -> Self {
        Self {
            package: name,
            program: name,
            version,
        }
    }

    /// Where the program is.
    fn ensure(&self, steps: &mut Steps) -> Result<PathBuf> {
        let home = cache()?.join(format!("{}-{}", self.package, self.version));
        let installed = home.join("bin");
        // The folder's name says the version; not every program does.
        if self.is_there(&installed) {
            return Ok(installed.join(self.program));
        }
        let on_path = process::on_path(self.program);
        if let Some(folder) = on_path.as_deref().and_then(Path::parent)
            && self.is_in(folder)
        {
            return Ok(folder.join(self.program));
        }
        let name = format!("install {} {}", self.package, self.version);
        steps.take(&name, || self.install(&home))?;
        Ok(installed.join(self.program))
    }

    fn is_there(&self, folder: &Path) -> bool {
        let name = format!("{}{}", self.program, std::env::consts::EXE_SUFFIX);
        folder.join(name).is_file()
    }

    /// Whether somebody's own program in `folder` is of the right version.
    fn is_in(&self, folder: &Path) -> bool {
        let asked = || process::output(Command::new(folder.join(self.program)).arg("--version"));
        self.is_there(folder)
            && asked().is_some_and(|line| line.split_whitespace().any(|w| w == self.version))
    }

    fn install(&self, home: &Path) -> Result<()> {
        fs::create_dir_all(home)
            .with_context(|| format!("cannot make {}; set MATINEE_TOOLS", home.display()))?;
        let mut install = process::cargo();
        install
            .args([
                "install",
                self.package,
                "--version",
                self.version,
                "--locked",
                "--root",
            ])
            .arg(home)
            // Away from the project, whose settings and target folder are not the tool's.
            .current_dir(home)
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTFLAGS")
            // The tools run for seconds: compiling them fast matters more than their speed.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        process::run_cargo(
            &mut install,
            "read the message above and run this again; what is compiled is kept",
        )
    }
}

/// `MATINEE_TOOLS`, or the user's cache folder.
pub(crate) fn cache() -> Result<PathBuf> {
    let variable = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(folder) = variable("MATINEE_TOOLS") {
        return Ok(std::path::absolute(folder)?);
    }
    let caches = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library").join("Caches"))
    } else {
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    let caches = caches.context("no home folder: set MATINEE_TOOLS to a folder for the tools")?;
    Ok(caches.join("matinee").join("tools"))
}

/// The version of a package in Cargo.lock.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string(paths::root().join("Cargo.lock"))
        .context("cannot read Cargo.lock; `cargo generate-lockfile` makes one")?;
    version_in(&lock, package).with_context(|| format!("Cargo.lock does not name {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    Some(
        lines
            .next()?
            .strip_prefix("version = \"")?
            .strip_suffix('"')?
            .to_owned(),
    )
}

const NODE_BY_HAND: &str = "install Node.js (20 or newer) with npm";

/// What decides what is installed.
const NPM_FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Packages from npm.
pub(crate) struct FromNpm {
    name: &'static str,
    /// The folder that says which.
    source: &'static str,
    /// What it brings, and what for.
    purpose: &'static str,
}

/// Looks for what keeps people out.
pub(crate) const AXE: FromNpm = FromNpm {
    name: "axe",
    source: "tests/audits/axe",
    purpose: "axe-core, to look for barriers on the page",
};

/// Measures and judges a site as a search engine's phone sees it.
pub(crate) const LIGHTHOUSE: FromNpm = FromNpm {
    name: "lighthouse",
    source: "tests/audits/lighthouse",
    purpose: "Lighthouse, to measure and judge the page as on a phone",
};

/// Run the seed network, and train it, beside the engine and the trainer.
pub(crate) const RUNTIMES: FromNpm = FromNpm {
    name: "peers",
    source: "tests/peers",
    purpose: "ONNX Runtime Web and TensorFlow.js, to measure the engine and the trainer beside them",
};

impl FromNpm {
    /// Installs it where it is missing, and returns the folder `node_modules`.
    pub(crate) fn ensure(&self, steps: &mut Steps) -> Result<PathBuf> {
        let source = paths::root().join(self.source);
        let fingerprint = Fingerprint::default().paths(&source, &NPM_FILES)?.finish();
        let home = cache()?.join(format!("npm-{}-{}", self.name, &fingerprint[..16]));
        let (stamp, modules) = (home.join("installed.sha256"), home.join("node_modules"));
        if fingerprint::is_current(&stamp, &fingerprint) {
            return Ok(modules);
        }
        if process::on_path("npm").is_none() {
            steps.take("install npm", || {
                apt_install(&["nodejs", "npm"], NODE_BY_HAND)
            })?;
        }
        steps.take(&format!("install {}", self.purpose), || {
            fs::create_dir_all(&home)
                .with_context(|| format!("cannot make {}; set MATINEE_TOOLS", home.display()))?;
            for file in NPM_FILES {
                fs::copy(source.join(file), home.join(file))
                    .with_context(|| format!("cannot copy {file} to {}", home.display()))?;
            }
            let mut npm = Command::new("npm");
            npm.args(["ci", "--ignore-scripts"]).current_dir(&home);
            process::run_downloading(
                &mut npm,
                &NPM,
                "read npm's message above, and run this again",
            )?;
            // Without its stamp, what was interrupted half-way is installed again.
            fingerprint::write(&stamp, &fingerprint)
        })?;
        Ok(modules)
    }
}

/// Installs `packages`; `by_hand` says what to do where there is no apt.
pub(crate) fn apt_install(packages: &[&str], by_hand: &str) -> Result<()> {
    if process::on_path("apt-get").is_none() {
        bail!("there is no apt here to install it with\n  what to do: {by_hand}");
    }
    apt(&["update"], by_hand)?;
    let install = ["install", "--yes", "--no-install-recommends"];
    apt(&[&install, packages].concat(), by_hand)
}

fn apt(arguments: &[&str], by_hand: &str) -> Result<()> {
    let is_root = process::output(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let mut command = Command::new(if is_root { "env" } else { "sudo" });
    // Nobody is there to answer a question of apt's.
    command
        .arg("DEBIAN_FRONTEND=noninteractive")
        .arg("apt-get")
        .args(arguments);
    command.stdin(Stdio::null());
    process::run_downloading(&mut command, &APT, by_hand)
}

#[cfg(test)]
mod tests {
    use super::*;

    mod tools {
        use super::*;

        #[test]
        fn the_lock_file_is_read_by_whole_package_names() {
            let lock = "[[package]]\nname = \"wasm-bindgen-cli\"\nversion = \"9.9.9\"\n\n\
                [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\n";
            assert_eq!(version_in(lock, "wasm-bindgen"), Some("0.2.1".to_owned()));
            assert_eq!(version_in(lock, "bindgen"), None);
        }
    }

    mod npm {
        use super::*;

        #[test]
        fn lock_files_have_a_hash_for_every_package_and_name_no_host_to_get_it_from() {
            for packages in [AXE, LIGHTHOUSE, RUNTIMES] {
                let folder = paths::root().join(packages.source);
                let lock =
                    fs::read_to_string(folder.join("package-lock.json")).expect("a lock file");
                let n_packages = lock.matches("\"node_modules/").count();
                assert!(n_packages > 0, "{}", packages.name);
                assert_eq!(lock.matches("\"integrity\": \"sha512-").count(), n_packages);
                assert!(!lock.contains("\"resolved\""), "{}", packages.name);
            }
        }
    }
}

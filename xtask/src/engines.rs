//! The browsers with other engines than Chromium's, and what the tests of the site leave out there.
//!
//! Debian's archive has one version of a package for each of its releases, the newest with all security updates, so no
//! version is asked for by its number: the one that is there is named before the tests.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::steps::Steps;
use crate::{process, tools};

/// What is left out, and why: engine, test, reason.
const LEFT_OUT: &str = include_str!("../../tests/e2e/left_out.tsv");

/// An engine other than Chromium's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Engine {
    Firefox,
    WebKit,
}

/// A test that is not run in an engine.
#[derive(Debug, PartialEq)]
pub(crate) struct LeftOut {
    pub(crate) test: &'static str,
    pub(crate) reason: &'static str,
}

/// An engine that is there.
pub(crate) struct Installed {
    pub(crate) engine: Engine,
    driver: PathBuf,
    browser: PathBuf,
}

impl Engine {
    pub(crate) const ALL: [Self; 2] = [Self::Firefox, Self::WebKit];

    /// Its word on the command line, and in the environment of the tests.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// What is tested of it, for people.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKitGTK",
        }
    }

    /// Debian's packages, and what each is for.
    const fn packages(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Firefox => &[("firefox-esr", "Firefox, as long as Mozilla supports it")],
            Self::WebKit => &[
                (
                    "webkit2gtk-driver",
                    "WebKitWebDriver, and the MiniBrowser of Safari's engine that it drives",
                ),
                ("xvfb", "a display, for a browser that is never without one"),
                (
                    "xsettingsd",
                    "the settings of a desktop: light or dark, motion",
                ),
            ],
        }
    }

    const fn by_hand(self) -> &'static str {
        match self {
            Self::Firefox => "install Firefox and have `firefox-esr` or `firefox` on PATH",
            Self::WebKit => {
                "install WebKitGTK's WebKitWebDriver and MiniBrowser, Xvfb and xsettingsd; there is no WebKitGTK for \
                 macOS or Windows"
            }
        }
    }

    fn find_browser(self) -> Option<PathBuf> {
        match self {
            Self::Firefox => ["firefox-esr", "firefox"]
                .iter()
                .find_map(|name| process::on_path(name)),
            Self::WebKit => mini_browser(),
        }
    }

    fn is_there(self) -> bool {
        let programs: &[&str] = match self {
            Self::Firefox => &[],
            Self::WebKit => &["WebKitWebDriver", "Xvfb", "xsettingsd"],
        };
        let is_on_path = |name: &&str| process::on_path(name).is_some();
        self.find_browser().is_some() && programs.iter().all(is_on_path)
    }

    /// Finds browser and driver, or installs them, and says what is used.
    ///
    /// # Errors
    /// When one cannot be installed.
    pub(crate) fn ensure(self, steps: &mut Steps) -> Result<Installed> {
        if !self.is_there() {
            let step = format!("install {}", self.name());
            steps.take(&step, || {
                for (package, purpose) in self.packages() {
                    eprintln!("    {package}: {purpose}");
                }
                let names: Vec<&str> = self.packages().iter().map(|(name, _)| *name).collect();
                tools::apt_install(&names, self.by_hand())
            })?;
        }
        let missing = || {
            format!(
                "{} is missing\n  what to do: {}",
                self.name(),
                self.by_hand()
            )
        };
        let browser = self.find_browser().with_context(missing)?;
        let driver = match self {
            Self::Firefox => tools::geckodriver(steps)?,
            Self::WebKit => process::on_path("WebKitWebDriver").with_context(missing)?,
        };
        for program in [&browser, &driver] {
            eprintln!("    {}", version(program));
        }
        Ok(Installed {
            engine: self,
            driver,
            browser,
        })
    }

    /// What is not run in it, and why.
    pub(crate) fn left_out(self) -> Vec<LeftOut> {
        let lines = LEFT_OUT.lines().skip(1);
        lines.filter_map(|line| self.left_out_by(line)).collect()
    }

    fn left_out_by(self, line: &'static str) -> Option<LeftOut> {
        let mut cells = line.split('\t');
        if cells.next() != Some(self.word()) {
            return None;
        }
        let (test, reason) = (cells.next()?, cells.next()?);
        Some(LeftOut { test, reason })
    }
}

impl Installed {
    /// Tells a program of the end-to-end package which browser to use.
    pub(crate) fn tell(&self, program: &mut Command) {
        program
            .env("MATINEE_ENGINE", self.engine.word())
            .env("MATINEE_DRIVER", &self.driver)
            .env("MATINEE_BROWSER", &self.browser);
    }
}

/// Names of engines that were tested, with what was left out there and why.
pub(crate) fn table_of_left_out(engines: &[Engine]) -> String {
    let mut table = String::new();
    for engine in engines {
        let left_out = engine.left_out();
        // Writing to a string cannot fail.
        let _ = writeln!(table, "left out in {}: {}", engine.name(), left_out.len());
        for LeftOut { test, reason } in left_out {
            let _ = writeln!(table, "  {test}: {reason}");
        }
    }
    table
}

/// Where Debian, Fedora and their likes keep the browser that the driver starts.
fn mini_browser() -> Option<PathBuf> {
    let multiarch = std::fs::read_dir("/usr/lib").ok()?.flatten();
    let mut folders: Vec<PathBuf> = multiarch.map(|entry| entry.path()).collect();
    folders.extend(["/usr/lib64", "/usr/libexec"].map(PathBuf::from));
    let at = |folder: &PathBuf| {
        ["webkitgtk-6.0", "webkit2gtk-4.1"]
            .map(|api| folder.join(api).join("MiniBrowser"))
            .into_iter()
            .find(|program| program.is_file())
    };
    folders.iter().find_map(at)
}

/// The line in which a program says its version.
fn version(program: &Path) -> String {
    let line = process::output(Command::new(program).arg("--version"));
    let line = line.as_deref().and_then(|it| it.lines().next());
    line.map_or_else(|| program.display().to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_what_is_left_out_has_an_engine_a_test_and_a_reason() {
        let n_lines = LEFT_OUT.lines().skip(1).count();
        let n_read: usize = Engine::ALL.iter().map(|it| it.left_out().len()).sum();
        assert_eq!(n_lines, n_read);
    }

    #[test]
    fn what_is_left_out_is_a_test_and_is_told() {
        let folder = crate::paths::root().join("tests/e2e/tests/site");
        let told = include_str!("../../docs/trust.md");
        for LeftOut { test, .. } in Engine::ALL.into_iter().flat_map(Engine::left_out) {
            let (module, name) = test.rsplit_once("::").expect("a module and a name");
            let file = folder.join(format!("{}.rs", module.replace("::", "/")));
            let text = std::fs::read_to_string(file).expect(test);
            assert!(text.contains(&format!("fn {name}()")), "{test}");
            assert!(
                told.contains(&format!("`{name}`")),
                "docs/trust.md and {test}"
            );
        }
    }
}

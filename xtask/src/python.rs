//! Packages of Python, pinned by a requirements.txt, in a folder of their own among the tools.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::fingerprint::{self, Fingerprint};
use crate::process::{PYPI, run_downloading};
use crate::steps::Steps;
use crate::{paths, tools};

/// The interpreter.
pub(crate) const PYTHON: &str = "python3";

/// What is installed, pinned.
const REQUIREMENTS: &str = "requirements.txt";

/// Packages from Python's package index.
pub(crate) struct FromPypi {
    /// What their folder is called.
    pub(crate) name: &'static str,
    /// The folder with the requirements.txt.
    pub(crate) source: &'static str,
    /// What they bring, and what for.
    pub(crate) purpose: &'static str,
}

impl FromPypi {
    /// Installs them where they are missing; gives their folder, for `PYTHONPATH`.
    pub(crate) fn ensure(&self, steps: &mut Steps) -> Result<PathBuf> {
        let source = paths::root().join(self.source);
        let fingerprint = Fingerprint::default()
            .paths(&source, &[REQUIREMENTS])?
            .finish();
        let home = tools::cache()?.join(format!("{}-{}", self.name, &fingerprint[..16]));
        let stamp = home.join("installed.sha256");
        if fingerprint::is_current(&stamp, &fingerprint) {
            return Ok(home);
        }
        steps.take(&format!("install {}", self.purpose), || {
            fs::create_dir_all(&home)
                .with_context(|| format!("cannot make {}; set MATINEE_TOOLS", home.display()))?;
            let mut pip = Command::new(PYTHON);
            pip.args([
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--no-input",
                "--quiet",
            ]);
            pip.args(["--upgrade", "--target"]).arg(&home);
            pip.arg("--requirement").arg(source.join(REQUIREMENTS));
            run_downloading(&mut pip, &PYPI, "install Python 3 with pip")
        })?;
        // Without its stamp, what was interrupted half-way is installed again.
        fingerprint::write(&stamp, &fingerprint)?;
        Ok(home)
    }
}

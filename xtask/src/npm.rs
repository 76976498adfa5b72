//! The audits' programs from npm: pinned to the last dependency, and kept with the other tools.
//!
//! tests/audits/NAME has what is wanted, and the lock file with the hash of every package. Their
//! installation scripts are not run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::fingerprint::{self, Fingerprint};
use crate::registry::NPM;
use crate::steps::Steps;
use crate::{apt, paths, process, tools};

const BY_HAND: &str = "install Node.js (20 or newer) with npm";

/// What decides what is installed.
const FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// A folder in tests/audits.
pub(crate) struct Audit {
    name: &'static str,
    /// What it brings, and what for.
    purpose: &'static str,
}

/// Looks for what keeps people out.
pub(crate) const AXE: Audit = Audit {
    name: "axe",
    purpose: "axe-core, to look for barriers on the page",
};

/// Measures and judges a site as a search engine's phone sees it.
pub(crate) const LIGHTHOUSE: Audit = Audit {
    name: "lighthouse",
    purpose: "Lighthouse, to measure and judge the page as on a phone",
};

impl Audit {
    /// Installs it where it is missing, and returns the folder `node_modules`.
    pub(crate) fn ensure(&self, steps: &mut Steps) -> Result<PathBuf> {
        let source = paths::root().join("tests").join("audits").join(self.name);
        let fingerprint = Fingerprint::default().paths(&source, &FILES)?.finish();
        let home = tools::cache()?.join(format!("npm-{}-{}", self.name, &fingerprint[..16]));
        let (stamp, modules) = (home.join("installed.sha256"), home.join("node_modules"));
        if fingerprint::is_current(&stamp, &fingerprint) {
            return Ok(modules);
        }
        if process::on_path("npm").is_none() {
            steps.take("install npm", || apt::install(&["nodejs", "npm"], BY_HAND))?;
        }
        steps.take(&format!("install {}", self.purpose), || {
            fs::create_dir_all(&home)
                .with_context(|| format!("cannot make {}; set MATINEE_TOOLS", home.display()))?;
            for file in FILES {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_files_have_a_hash_for_every_package_and_name_no_host_to_get_it_from() {
        for audit in [AXE, LIGHTHOUSE] {
            let folder = paths::root().join("tests").join("audits").join(audit.name);
            let lock = fs::read_to_string(folder.join("package-lock.json")).expect("a lock file");
            let n_packages = lock.matches("\"node_modules/").count();
            assert!(n_packages > 0, "{}", audit.name);
            assert_eq!(lock.matches("\"integrity\": \"sha512-").count(), n_packages);
            assert!(!lock.contains("\"resolved\""), "{}", audit.name);
        }
    }
}

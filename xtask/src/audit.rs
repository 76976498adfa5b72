//! `audit`: what the dependencies bring along.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::process::run;
use crate::steps::Steps;
use crate::{paths, tools};

const REMEDY: &str = "deny.toml has the rules and the reasoned exceptions";

/// Checks licences, sources and banned crates, then the advisories, whose database is on the network.
pub(crate) fn audit(steps: &mut Steps) -> Result<()> {
    let deny = tools::cargo_deny(steps)?;
    steps.take("check licences, sources and banned crates", || {
        check(&deny, &[], &["bans", "licenses", "sources"])
    })?;

    let fetched = steps.take("fetch the advisory database", || {
        run(
            Command::new(&deny)
                .current_dir(paths::root())
                .args(["fetch", "db"]),
            "see that github.com can be reached",
        )
    });
    match fetched {
        Ok(()) => {
            steps.take("check the advisories", || {
                check(&deny, &["--disable-fetch"], &["advisories"])
            })?;
            println!("licences, sources, banned crates and advisories: nothing to object to");
        }
        Err(error) => {
            // Without the network the rest is still worth knowing; on CI the gap must not pass.
            ensure!(std::env::var_os("CI").is_none(), error);
            eprintln!("warning: {error:#}");
            println!(
                "licences, sources and banned crates: nothing to object to; advisories: NOT CHECKED"
            );
        }
    }
    eprintln!("{}", steps.table());
    Ok(())
}

/// Each has a Cargo.lock of its own: what fuzzes is built with another profile and standard library.
const WORKSPACES: [&str; 2] = ["Cargo.toml", "tests/fuzz/fuzz/Cargo.toml"];

fn check(deny: &Path, options: &[&str], what: &[&str]) -> Result<()> {
    for workspace in WORKSPACES {
        let mut check = Command::new(deny);
        check
            .current_dir(paths::root())
            .args(["--workspace", "--manifest-path", workspace])
            .args(["--config", "deny.toml", "check"])
            .args(options)
            .args(what);
        run(&mut check, REMEDY)?;
    }
    Ok(())
}

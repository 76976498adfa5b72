//! `audit`: what the dependencies bring along.

use anyhow::{Result, ensure};

use crate::process::run;
use crate::steps::Steps;
use crate::tools;

const REMEDY: &str = "deny.toml has the rules and the reasoned exceptions";

/// Checks licences, sources and banned crates, then the advisories, whose database is on the network.
pub(crate) fn audit(steps: &mut Steps) -> Result<()> {
    let mut rules = tools::cargo_deny(steps)?;
    steps.take("check licences, sources and banned crates", || {
        run(
            rules.args(["--workspace", "check", "bans", "licenses", "sources"]),
            REMEDY,
        )
    })?;

    let mut fetch = tools::cargo_deny(steps)?;
    let fetched = steps.take("fetch the advisory database", || {
        run(
            fetch.args(["fetch", "db"]),
            "see that github.com can be reached",
        )
    });
    match fetched {
        Ok(()) => {
            let mut advisories = tools::cargo_deny(steps)?;
            steps.take("check the advisories", || {
                run(
                    advisories.args(["--workspace", "check", "--disable-fetch", "advisories"]),
                    REMEDY,
                )
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

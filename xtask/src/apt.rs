//! Packages of a Debian-like system.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process;
use crate::registry::APT;

/// Installs `packages`; `by_hand` says what to do where there is no apt.
pub(crate) fn install(packages: &[&str], by_hand: &str) -> Result<()> {
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

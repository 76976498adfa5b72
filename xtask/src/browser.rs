//! Chromium and ChromeDriver for the browser tests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail, ensure};

use crate::process::cargo;
use crate::steps::Steps;
use crate::{process, tools};

const BY_HAND: &str = "install Chromium (or Chrome) and the ChromeDriver of the same version, and \
                       have `chromedriver` on PATH or its path in CHROMEDRIVER";

/// Finds ChromeDriver, or installs it with Chromium where apt is available.
pub(crate) fn ensure_driver(steps: &mut Steps) -> Result<PathBuf> {
    if find_driver().is_none() || find_browser().is_none() {
        steps.take("install Chromium and ChromeDriver", install)?;
    }
    let driver =
        find_driver().with_context(|| format!("no ChromeDriver found\n  what to do: {BY_HAND}"))?;
    let browser = browser()?;
    let (driver_version, browser_version) = (major_version(&driver), major_version(&browser));
    ensure!(
        driver_version.is_none() || browser_version.is_none() || driver_version == browser_version,
        "{} is of version {}, but {} of version {}\n  what to do: {BY_HAND}",
        driver.display(),
        driver_version.unwrap_or_default(),
        browser.display(),
        browser_version.unwrap_or_default(),
    );
    Ok(driver)
}

/// Chromium, or Chrome.
pub(crate) fn browser() -> Result<PathBuf> {
    find_browser().with_context(|| format!("no Chromium found\n  what to do: {BY_HAND}"))
}

/// A running ChromeDriver; ends, with its browsers, when dropped.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts ChromeDriver on a free port.
    pub(crate) fn start(program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let output = child.stdout.take().context("ChromeDriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(Ok(line)) = lines.next() {
            if let Some(port) = port_in(&line) {
                // It goes on talking, and would stop at a full pipe.
                thread::spawn(move || lines.for_each(drop));
                return Ok(Self { child, port });
            }
        }
        let status = child.wait().context("waiting for ChromeDriver")?;
        bail!("ChromeDriver ended before it listened ({status})\n  what to do: {BY_HAND}")
    }

    /// Address at which ChromeDriver listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks ChromeDriver to end its browsers and itself.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        write!(
            stream,
            "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        )?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Only a driver that cannot be asked is killed: its browsers would outlive it.
        if self.shut_down().is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}

fn find_driver() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMEDRIVER").map(PathBuf::from);
    // Where GitHub's machines keep it.
    let hosted = std::env::var_os("CHROMEWEBDRIVER").map(|f| PathBuf::from(f).join("chromedriver"));
    let known = [named, hosted]
        .into_iter()
        .flatten()
        .find(|program| program.is_file());
    known.or_else(|| process::on_path("chromedriver"))
}

fn find_browser() -> Option<PathBuf> {
    const NAMES: [&str; 5] = [
        "google-chrome",
        "google-chrome-stable",
        "chromium",
        "chromium-browser",
        "chrome",
    ];
    const ELSEWHERE: [&str; 2] = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    let elsewhere = ELSEWHERE.iter().map(PathBuf::from);
    NAMES
        .iter()
        .find_map(|name| process::on_path(name))
        .or_else(|| elsewhere.into_iter().find(|p| p.is_file()))
}

fn major_version(program: &Path) -> Option<String> {
    let line = process::output(Command::new(program).arg("--version"))?;
    let version = line
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    version.split('.').next().map(str::to_owned)
}

fn install() -> Result<()> {
    tools::apt_install(&["chromium", "chromium-driver"], BY_HAND)
}

/// The command that runs a program of `tests/browser/`; it embeds the model.
pub(crate) fn in_browser(program: &str, runner: &Path, driver: &Path) -> Command {
    let mut command = cargo();
    command
        .args([
            "test",
            // The page itself is taken apart when it is built, and tested as it is built.
            "--package",
            "matinee-browser",
            "--test",
            program,
        ])
        .args(["--profile", "site", "--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_what_chromedriver_prints() {
        assert_eq!(
            port_in("ChromeDriver was started successfully on port 41231."),
            Some(41231)
        );
        assert_eq!(port_in("Starting ChromeDriver 156.0 on port 0"), None);
    }
}

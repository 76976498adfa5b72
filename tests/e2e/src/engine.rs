//! The browser engines that the tests run in.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::stage::variable;

/// An engine, and how a browser of it is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, by a ChromeDriver that is there already.
    Chromium {
        /// Address of ChromeDriver.
        driver: String,
    },
    /// Firefox: each browser with a driver of its own, which knows one browser at a time.
    Firefox(Programs),
    /// WebKitGTK, as Firefox.
    WebKit(Programs),
}

/// What a browser needs to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    /// The WebDriver server.
    pub driver: PathBuf,
    /// The browser.
    pub browser: PathBuf,
}

impl Engine {
    /// Reads the environment; where it names no engine, it is Chromium.
    ///
    /// # Errors
    /// When this was not started by `cargo xtask`.
    pub fn from_environment() -> Result<Self> {
        let programs = || {
            Ok::<_, anyhow::Error>(Programs {
                driver: variable("MATINEE_DRIVER")?.into(),
                browser: variable("MATINEE_BROWSER")?.into(),
            })
        };
        match std::env::var("MATINEE_ENGINE").as_deref() {
            Err(_) => Ok(Self::Chromium {
                driver: variable("MATINEE_CHROMEDRIVER")?,
            }),
            Ok("firefox") => Ok(Self::Firefox(programs()?)),
            Ok("webkit") => Ok(Self::WebKit(programs()?)),
            Ok(other) => bail!("MATINEE_ENGINE is firefox or webkit, not {other}"),
        }
    }
}

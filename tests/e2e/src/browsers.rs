//! Browsers that many visits share, one after the other: to start one takes longer than most visits.
//!
//! A visit gets a tab that nothing has been opened in, of a browser that has stored nothing of the
//! site. Visits side by side have different browsers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};
use tokio::runtime::{Builder, Runtime};

use crate::requests::LOG;
use crate::stage::Stage;
use crate::wait::PATIENCE;

/// Chromium's flags: the same for every test in a browser.
const WEBDRIVER: &str = include_str!("../../../webdriver.json");
/// How often an element is looked for that is not there yet.
const BEAT: Duration = Duration::from_millis(20);

/// Those that no visit has at the moment. ChromeDriver ends them when it ends.
static IDLE: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

/// A browser, with the runtime that its connection lives on. It ends when it is dropped.
pub(crate) struct Browser {
    driver: WebDriver,
    runtime: Runtime,
}

impl Browser {
    /// One that is idle, or else a new one.
    ///
    /// # Errors
    /// When ChromeDriver starts none.
    pub(crate) fn take(stage: &Stage) -> Result<Self> {
        let idle = idle().pop();
        idle.map_or_else(|| Self::start(stage), Ok)
    }

    fn start(stage: &Stage) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let poller = Arc::new(ElementPollerWithTimeout::new(PATIENCE, BEAT));
        let driver = runtime.block_on(async {
            let driver = WebDriver::builder(&stage.driver, capabilities()?).poller(poller);
            anyhow::Ok(driver.await?)
        })?;
        Ok(Self { driver, runtime })
    }

    /// Runs `visit` in the tab that is there.
    pub(crate) fn run<T>(&self, visit: impl AsyncFnOnce(WebDriver) -> T) -> T {
        self.runtime.block_on(visit(self.driver.clone()))
    }

    /// Forgets all of the visit and keeps the browser for the next one; a browser that cannot forget
    /// is ended.
    pub(crate) fn give_back(self, stage: &Stage) {
        if self.runtime.block_on(forget(&self.driver, stage)).is_ok() {
            idle().push(self);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // One that is gone already is as good.
        let _ = self.runtime.block_on(self.driver.clone().quit());
    }
}

fn idle() -> MutexGuard<'static, Vec<Browser>> {
    // A test that failed leaves the list as it was.
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Closes every tab, with what still runs in it, opens another one, and clears what was stored.
///
/// A tab has its own history, session storage, scripts that run before a page's, size and looks.
async fn forget(driver: &WebDriver, stage: &Stage) -> Result<()> {
    let used = driver.windows().await?;
    let fresh = driver.new_tab().await?;
    for tab in used {
        driver.switch_to_window(tab).await?;
        driver.close_window().await?;
    }
    driver.switch_to_window(fresh).await?;
    let cdp = driver.cdp();
    for origin in stage.origins() {
        let what = json!({ "origin": origin, "storageTypes": "all" });
        cdp.send_raw("Storage.clearDataForOrigin", what).await?;
    }
    for command in ["Network.clearBrowserCookies", "Network.clearBrowserCache"] {
        cdp.send_raw(command, json!({})).await?;
    }
    // What was asked for so far is nothing to the next visit.
    driver.get_log(LOG).await?;
    Ok(())
}

/// What Chromium is started with for a test in a browser.
///
/// # Errors
/// When webdriver.json is not as WebDriver wants it.
pub fn browser_flags() -> Result<Vec<String>> {
    let settings: Value = serde_json::from_str(WEBDRIVER)?;
    let flags = settings["goog:chromeOptions"]["args"].as_array();
    let flags = flags.context("webdriver.json has no arguments for Chromium")?;
    let text = |flag: &Value| flag.as_str().map(str::to_owned);
    let flags: Option<Vec<String>> = flags.iter().map(text).collect();
    flags.context("an argument in webdriver.json is no text")
}

fn capabilities() -> Result<ChromeCapabilities> {
    /// Saves nothing, and says nothing of it to the page.
    const NO_DOWNLOADS: u32 = 3;
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in browser_flags()? {
        capabilities.add_arg(&flag)?;
    }
    // What only `cargo xtask peers` needs, and no visitor has.
    let more = std::env::var("MATINEE_BROWSER_FLAGS").unwrap_or_default();
    for flag in more.split_whitespace() {
        capabilities.add_arg(flag)?;
    }
    // Nothing that a test saves goes into somebody's folder.
    let preferences = json!({ "download_restrictions": NO_DOWNLOADS });
    capabilities.add_experimental_option("prefs", preferences)?;
    capabilities.set_logging_prefs(LOG, LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}

//! A browser of its own for each visit.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::error::WebDriverError;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};

use crate::page::RecommendPage;
use crate::requests::LOG;
use crate::stage::Stage;

/// Chromium's flags: the same for every test in a browser.
const WEBDRIVER: &str = include_str!("../../../webdriver.json");

/// Opens the site with `query` (such as `?user=500&k=10`) in a browser of its own and hands it to
/// `test`; the browser ends with it, whatever happens.
///
/// # Panics
/// With what went wrong: this is called by tests.
#[allow(clippy::panic, reason = "a test fails by a panic")]
pub fn visit(query: &str, test: impl AsyncFnOnce(RecommendPage) -> Result<()>) {
    let outcome = (|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let stage = Stage::from_environment()?;
        runtime.block_on(async {
            // Whatever a test saves goes with it, and not into somebody's folder.
            let saved = tempfile::tempdir()?;
            let driver = WebDriver::new(&stage.driver, capabilities(saved.path())?).await?;
            // The driver would keep the first line only of an error that is not its own.
            let body = async |driver| {
                let page = RecommendPage::open(driver, stage, query);
                Ok::<_, WebDriverError>(async { test(page.await?).await }.await)
            };
            driver.run_and_quit(body).await?
        })
    })();
    if let Err(error) = outcome {
        panic!("{error:#}");
    }
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

fn capabilities(downloads: &Path) -> Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in browser_flags()? {
        capabilities.add_arg(&flag)?;
    }
    let preferences = json!({ "download.default_directory": downloads });
    capabilities.add_experimental_option("prefs", preferences)?;
    capabilities.set_logging_prefs(LOG, LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}

//! Firefox: what its driver may do beyond WebDriver is to run scripts where the browser's own windows are made of.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::Capabilities;
use thirtyfour::prelude::*;

use crate::engine::Programs;
use crate::look::Look;
use crate::process::Running;
use crate::raw;
use crate::relay::Relay;
use crate::requests::Request;
use crate::wait::{BEAT, patience};

/// A browser is not narrower, but what it shows can be.
const NARROWEST: u32 = 450;
/// More than the browser's own bars have of a window's height, CSS pixels.
const BARS: u32 = 120;

/// Ends of the addresses that the browser asks by itself.
const MAKERS: [&str; 4] = [
    ".mozilla.com:443",
    ".mozilla.net:443",
    ".mozilla.org:443",
    ".firefox.com:443",
];

/// Runs a script in every page before its own. A frame script follows the tab through all of the browser's processes.
const BEFORE: &str = "const [script] = arguments;
    const source = `addEventListener('DOMWindowCreated', ({ target }) => {
      const page = target.defaultView;
      if (page === page.top && page.location.protocol.startsWith('http')) {
        page.wrappedJSObject.eval(${JSON.stringify(script)});
      }
    }, true);`;
    const address = `data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`;
    window.messageManager.loadFrameScript(address, true);";

const RESIZE: &str = "const [width, height] = arguments;
    const { style } = gBrowser.selectedBrowser;
    style.flex = 'none';
    style.width = `${width}px`;
    style.height = `${height}px`;";

/// The scheme is not the tab's: a tab that goes from nothing to a page forgets it.
const LOOK: &str = "const [scheme, medium, forced] = arguments;
    Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', scheme);
    const tab = gBrowser.selectedBrowser.browsingContext;
    tab.mediumOverride = medium;
    tab.forcedColorsOverride = forced;
    Services.prefs.setIntPref('ui.prefersReducedMotion', 1);";

const FORGET: &str = "const [origin, done] = arguments;
    const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
    Services.clearData.deleteDataFromPrincipal(
      principal, false, Ci.nsIClearDataService.CLEAR_DOM_QUOTA, { onDataDeleted: () => done() });";

/// A Firefox. It ends when this is dropped, if it was asked to before.
#[derive(Debug)]
pub(crate) struct Firefox {
    pub(super) relay: Arc<Relay>,
    _driver: Running,
    /// Nothing that a test saves goes into somebody's folder.
    _downloads: TempDir,
}

impl Firefox {
    pub(super) async fn start(programs: &Programs) -> Result<(Self, String, Capabilities)> {
        let relay = Relay::start(true)?;
        let downloads = tempfile::tempdir()?;
        let command = || {
            let mut command = Command::new(&programs.driver);
            command.arg("--allow-system-access");
            command
        };
        let (driver, address) = Running::driver(command).await?;
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "firefox")?;
        let proxy = json!({
            "proxyType": "manual",
            "httpProxy": relay.address,
            "sslProxy": relay.address,
        });
        capabilities.set("proxy", proxy)?;
        let options = json!({
            "binary": programs.browser,
            "args": ["-headless"],
            "prefs": {
                "network.proxy.allow_hijacking_localhost": true,
                "browser.download.folderList": 2,
                "browser.download.dir": downloads.path(),
            },
        });
        capabilities.set("moz:firefoxOptions", options)?;
        let firefox = Self {
            relay,
            _driver: driver,
            _downloads: downloads,
        };
        Ok((firefox, address, capabilities))
    }

    /// Those since this was last called, without those of the browser itself to its makers: settings, certificates.
    pub(super) fn requests(&self) -> BTreeSet<Request> {
        let mut requests = self.relay.requests();
        requests.retain(|it| {
            !(it.method == "CONNECT" && MAKERS.iter().any(|host| it.url.ends_with(host)))
        });
        requests
    }
}

/// Runs a script where the browser's windows are made of.
async fn inside<T>(driver: &WebDriver, run: impl Future<Output = T>) -> Result<T> {
    raw::post(driver, "moz/context", json!({ "context": "chrome" })).await?;
    let outcome = run.await;
    raw::post(driver, "moz/context", json!({ "context": "content" })).await?;
    Ok(outcome)
}

async fn execute(driver: &WebDriver, script: &str, arguments: Vec<Value>) -> Result<()> {
    let outcome = inside(driver, driver.execute(script, arguments)).await?;
    Ok(outcome.map(drop)?)
}

pub(super) async fn before_every_page(driver: &WebDriver, script: &str) -> Result<()> {
    execute(driver, BEFORE, vec![script.into()]).await
}

/// The driver's own reload goes past the service worker, which the button does not.
pub(super) async fn reload(driver: &WebDriver) -> Result<()> {
    const IS_NEW: &str = "return !window.isOld && document.readyState === 'complete';";
    driver.execute("window.isOld = true;", Vec::new()).await?;
    execute(driver, "gBrowser.reload();", Vec::new()).await?;
    let start = Instant::now();
    loop {
        // A page that goes answers nothing.
        let answer = driver.execute(IS_NEW, Vec::new()).await;
        if answer.and_then(|it| it.convert()).unwrap_or(false) {
            return Ok(());
        }
        ensure!(start.elapsed() < patience(), "the page is not loaded again");
        tokio::time::sleep(BEAT).await;
    }
}

pub(super) async fn resize(driver: &WebDriver, width: u32, height: u32) -> Result<()> {
    // What is shown of the page, by a screenshot too, is what is inside the window.
    driver
        .set_window_rect(0, 0, width.max(NARROWEST), height + BARS)
        .await?;
    execute(driver, RESIZE, vec![width.into(), height.into()]).await
}

pub(super) async fn look(driver: &WebDriver, look: Look) -> Result<()> {
    /// As the preference has them.
    const DARK: u8 = 0;
    const LIGHT: u8 = 1;
    let scheme = if look == Look::Dark { DARK } else { LIGHT };
    let medium = if look == Look::Print { "print" } else { "" };
    let forced = if look == Look::ForcedColors {
        "active"
    } else {
        "none"
    };
    let arguments = vec![scheme.into(), medium.into(), forced.into()];
    execute(driver, LOOK, arguments).await
}

pub(super) async fn forget(driver: &WebDriver, origin: &str) -> Result<()> {
    let cleared = driver.execute_async(FORGET, vec![origin.into()]);
    Ok(inside(driver, cleared).await?.map(drop)?)
}

pub(super) async fn forget_answers(driver: &WebDriver) -> Result<()> {
    execute(driver, "Services.cache2.clear();", Vec::new()).await
}

pub(super) async fn be_touched(driver: &WebDriver) -> Result<()> {
    const TOUCHED: &str = "Services.prefs.setIntPref('dom.w3c_touch_events.enabled', 1);";
    execute(driver, TOUCHED, Vec::new()).await
}

pub(super) async fn limit_storage(driver: &WebDriver, bytes: u32) -> Result<()> {
    // The limit is read when storage is begun with, which a browser does at some time by itself.
    const LIMIT: &str = "const [bytes, done] = arguments;
        Services.prefs.setIntPref('dom.quotaManager.temporaryStorage.fixedLimit', bytes / 1024);
        Services.prefs.setBoolPref('dom.quotaManager.testing', true);
        Services.qms.reset().callback = () => done();";
    let limited = driver.execute_async(LIMIT, vec![bytes.into()]);
    Ok(inside(driver, limited).await?.map(drop)?)
}

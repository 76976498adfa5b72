//! Chromium, by the Chrome DevTools protocol.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};

use crate::look::Look;
use crate::requests::Request;
use crate::stage::Stage;

/// Chromium's flags: the same for every test in a browser.
const WEBDRIVER: &str = include_str!("../../../../webdriver.json");

/// ChromeDriver's log of the DevTools events of network and page.
const LOG: &str = "performance";

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

pub(super) fn capabilities() -> Result<ChromeCapabilities> {
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

/// A command of which only the effect matters.
pub(super) async fn send(driver: &WebDriver, command: &str, parameters: Value) -> Result<()> {
    let answer = driver.cdp().send_raw(command, parameters).await;
    answer.map(drop).with_context(|| command.to_owned())
}

/// What the promise comes to that this expression makes.
///
/// ChromeDriver asks for what a script returns as an object that it never lets go of: it would stay in the page
/// until that is left (`findings/chromedriver-a-page-keeps-what-scripts-return.sh`).
///
/// # Errors
/// When there is none, or it is rejected.
pub(super) async fn evaluate_by_value(driver: &WebDriver, promise: &str) -> Result<Value> {
    let what = json!({ "expression": promise, "awaitPromise": true, "returnByValue": true });
    let answer = driver.cdp().send_raw("Runtime.evaluate", what).await?;
    let fault = &answer["exceptionDetails"];
    ensure!(fault.is_null(), "the page's script fails: {fault}");
    Ok(answer["result"]["value"].clone())
}

pub(super) async fn n_workers(driver: &WebDriver) -> Result<usize> {
    let targets = driver
        .cdp()
        .send_raw("Target.getTargets", json!({}))
        .await?;
    let targets = targets["targetInfos"]
        .as_array()
        .context("no targets are told")?;
    Ok(targets.iter().filter(|it| it["type"] == "worker").count())
}

/// Closes every tab, with what still runs in it, opens another one, and clears what was stored.
///
/// A tab has its own history, session storage, scripts that run before a page's, size and looks.
pub(super) async fn forget_visit(driver: &WebDriver, stage: &Stage) -> Result<()> {
    let used = driver.windows().await?;
    let fresh = driver.new_tab().await?;
    for tab in used {
        driver.switch_to_window(tab).await?;
        driver.close_window().await?;
    }
    driver.switch_to_window(fresh).await?;
    for origin in stage.origins() {
        let what = json!({ "origin": origin, "storageTypes": "all" });
        send(driver, "Storage.clearDataForOrigin", what).await?;
    }
    for command in ["Network.clearBrowserCookies", "Network.clearBrowserCache"] {
        send(driver, command, json!({})).await?;
    }
    // What was asked for so far is nothing to the next visit.
    driver.get_log(LOG).await?;
    Ok(())
}

pub(super) async fn forget(driver: &WebDriver, origin: &str) -> Result<()> {
    let stores = "cache_storage,indexeddb,local_storage,service_workers";
    let what = json!({ "origin": origin, "storageTypes": stores });
    send(driver, "Storage.clearDataForOrigin", what).await
}

pub(super) async fn before_every_page(driver: &WebDriver, script: &str) -> Result<()> {
    let source = json!({ "source": script });
    send(driver, "Page.addScriptToEvaluateOnNewDocument", source).await
}

pub(super) async fn requests(driver: &WebDriver) -> Result<BTreeSet<Request>> {
    let entries = driver.get_log(LOG).await?;
    let mut requests = BTreeSet::new();
    for entry in entries {
        let event: Value = serde_json::from_str(&entry.message)?;
        requests.extend(request_of(&event["message"]));
    }
    Ok(requests)
}

fn request_of(event: &Value) -> Option<Request> {
    let parameters = &event["params"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match event["method"].as_str()? {
        "Network.requestWillBeSent" => Some(Request {
            method: text(&parameters["request"]["method"]),
            url: text(&parameters["request"]["url"]),
            is_document: parameters["type"] == "Document",
            has_body: parameters["request"]["hasPostData"] == true,
        }),
        other @ ("Network.webSocketCreated" | "Network.webTransportCreated") => Some(Request {
            method: other.to_owned(),
            url: text(&parameters["url"]),
            is_document: false,
            has_body: true,
        }),
        _ => None,
    }
}

pub(super) async fn block(driver: &WebDriver, endings: &[&str]) -> Result<()> {
    let urls: Vec<String> = endings.iter().map(|it| format!("*{it}")).collect();
    send(driver, "Network.enable", json!({})).await?;
    send(driver, "Network.setBlockedURLs", json!({ "urls": urls })).await
}

pub(super) async fn resize(driver: &WebDriver, width: u32, height: u32) -> Result<()> {
    let size =
        json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
    send(driver, "Emulation.setDeviceMetricsOverride", size).await
}

pub(super) async fn look(driver: &WebDriver, look: Look) -> Result<()> {
    let scheme = if look == Look::Dark { "dark" } else { "light" };
    let forced = if look == Look::ForcedColors {
        "active"
    } else {
        "none"
    };
    let media = json!({
        "media": if look == Look::Print { "print" } else { "screen" },
        "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
            { "name": "forced-colors", "value": forced },
        ],
    });
    send(driver, "Emulation.setEmulatedMedia", media).await
}

pub(super) async fn spoken(driver: &WebDriver) -> Result<(String, String)> {
    let cdp = driver.cdp();
    let active = json!({ "expression": "document.activeElement" });
    let active = cdp.send_raw("Runtime.evaluate", active).await?;
    let node = json!({
        "objectId": active["result"]["objectId"],
        "fetchRelatives": false,
    });
    let tree = cdp.send_raw("Accessibility.getPartialAXTree", node).await?;
    let of = |what: &str| -> Result<String> {
        let value = &tree["nodes"][0][what]["value"];
        let text = value.as_str().with_context(|| format!("no {what}: {tree}"));
        text.map(str::to_owned)
    };
    Ok((of("role")?, of("name").unwrap_or_default()))
}

pub(super) async fn be_touched(driver: &WebDriver) -> Result<()> {
    let enabled = json!({ "enabled": true });
    send(driver, "Emulation.setTouchEmulationEnabled", enabled).await
}

pub(super) async fn touch(driver: &WebDriver, places: &[[f64; 2]]) -> Result<()> {
    let event = |kind: &str, points: Value| json!({ "type": kind, "touchPoints": points });
    let dispatch = "Input.dispatchTouchEvent";
    for (i, [x, y]) in places.iter().enumerate() {
        let kind = if i == 0 { "touchStart" } else { "touchMove" };
        let points = json!([{ "x": x, "y": y }]);
        send(driver, dispatch, event(kind, points)).await?;
    }
    send(driver, dispatch, event("touchEnd", json!([]))).await
}

pub(super) async fn let_go(driver: &WebDriver, file: &Path, [x, y]: [f64; 2]) -> Result<()> {
    for kind in ["dragEnter", "dragOver", "drop"] {
        let event = json!({
            "type": kind, "x": x, "y": y,
            "data": { "items": [], "files": [file], "dragOperationsMask": 1 },
        });
        send(driver, "Input.dispatchDragEvent", event).await?;
    }
    Ok(())
}

pub(super) async fn limit_storage(driver: &WebDriver, origin: &str, bytes: u32) -> Result<()> {
    let quota = json!({ "origin": origin, "quotaSize": bytes });
    send(driver, "Storage.overrideQuotaForOrigin", quota).await
}

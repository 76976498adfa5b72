//! WebKitGTK in its MiniBrowser, whose driver has the words of WebDriver and no others: the rest is done from outside.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, bail};
use serde_json::json;
use thirtyfour::Capabilities;
use thirtyfour::prelude::*;

use crate::display::Display;
use crate::engine::Programs;
use crate::process::Running;
use crate::relay::Relay;
use crate::requests::Request;
use crate::wait::{BEAT, patience};

/// What the tool bar needs at least, CSS pixels.
pub(super) const NARROWEST: u32 = 290;

/// A file of every site that is no page and runs nothing.
const QUIET: &str = "LICENSE.txt";

/// What begins the address of a site of the tests, before its port.
const HERE: &str = "http://127.0.0.1:";

/// Forgets what is stored of the page's origin.
const FORGET: &str = "const [done] = arguments;
    const remove = (name) => new Promise((over) => {
      const removing = indexedDB.deleteDatabase(name);
      removing.onsuccess = removing.onerror = removing.onblocked = over;
    });
    const all = (found, forget) => found.then((them) => Promise.all(them.map(forget)));
    localStorage.clear();
    Promise.all([
      all(navigator.serviceWorker.getRegistrations(), (it) => it.unregister()),
      all(caches.keys(), (name) => caches.delete(name)),
      all(indexedDB.databases(), ({ name }) => remove(name)),
    ]).then(() => done());";

/// Inner size of the window, and what the browser has of its height for itself.
const SIZE: &str = "return [innerWidth, innerHeight, outerHeight - innerHeight];";

/// A MiniBrowser. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct WebKit {
    pub(super) relay: Arc<Relay>,
    _driver: Running,
    pub(super) display: Display,
}

impl WebKit {
    pub(super) async fn start(programs: &Programs) -> Result<(Self, String, Capabilities)> {
        // Nothing has it forget answers, so it is given none to keep.
        let relay = Relay::start(false)?;
        let display = Display::start()?;
        let command = || {
            let mut command = Command::new(&programs.driver);
            display.on(&mut command);
            command
        };
        let (driver, address) = Running::driver(command).await?;
        let mut capabilities = Capabilities::new();
        let proxy = json!({ "proxyType": "manual", "httpProxy": relay.address });
        capabilities.set("proxy", proxy)?;
        let options = json!({ "binary": programs.browser, "args": ["--automation"] });
        capabilities.set("webkitgtk:browserOptions", options)?;
        let webkit = Self {
            relay,
            _driver: driver,
            display,
        };
        Ok((webkit, address, capabilities))
    }

    /// Those since this was last called, without that for the icon of a whole host, which the browser asks for by itself
    /// where a file, here [`QUIET`], names none. Sites of the tests lie in folders.
    pub(super) fn requests(&self) -> BTreeSet<Request> {
        let is_icon = |url: &str| {
            let rest = url.strip_prefix(HERE);
            rest.and_then(|it| it.split_once('/'))
                .is_some_and(|(_, path)| path == "favicon.ico")
        };
        let mut requests = self.relay.requests();
        requests.retain(|it| !is_icon(&it.url));
        requests
    }
}

pub(super) async fn forget(driver: &WebDriver, site: &str) -> Result<()> {
    driver.goto(format!("{site}{QUIET}")).await?;
    Ok(driver.execute_async(FORGET, Vec::new()).await.map(drop)?)
}

pub(super) async fn resize(driver: &WebDriver, width: u32, height: u32) -> Result<()> {
    let start = Instant::now();
    loop {
        let size = driver.execute(SIZE, Vec::new()).await?;
        let [now_width, now_height, bars]: [u32; 3] = size.convert()?;
        if (now_width, now_height) == (width, height) {
            return Ok(());
        }
        if start.elapsed() > patience() {
            bail!("the window is {now_width} × {now_height} and not {width} × {height}");
        }
        // The window follows a moment later, and its bar comes and goes with other tabs.
        driver.set_window_rect(0, 0, width, height + bars).await?;
        tokio::time::sleep(BEAT).await;
    }
}

//! What a test does to a browser for which WebDriver has no word, with an answer for each engine: the DevTools protocol
//! in Chromium, Firefox's own commands, and around WebKitGTK the [`Relay`](crate::relay::Relay) and the
//! [`Display`](crate::display::Display).

mod chromium;
mod firefox;
mod webkit;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::Capabilities;
use thirtyfour::prelude::*;

pub use self::chromium::browser_flags;
use self::firefox::Firefox;
use self::webkit::WebKit;
use crate::engine::Engine;
use crate::look::Look;
use crate::raw;
use crate::requests::Request;
use crate::stage::Stage;
use crate::wait::{BEAT, patience};

/// A browser, by its engine, with what runs beside it.
#[derive(Debug)]
pub(crate) enum Control {
    Chromium,
    Firefox(Firefox),
    WebKit(WebKit),
}

impl Control {
    /// Starts what a browser needs; returns the address of its driver as well, and what that is asked for.
    ///
    /// # Errors
    /// When a program does not start.
    pub(crate) async fn start(engine: &Engine) -> Result<(Self, String, Capabilities)> {
        match engine {
            Engine::Chromium { driver } => {
                let capabilities = chromium::capabilities()?;
                Ok((Self::Chromium, driver.clone(), capabilities.into()))
            }
            Engine::Firefox(programs) => {
                let (firefox, driver, capabilities) = Firefox::start(programs).await?;
                Ok((Self::Firefox(firefox), driver, capabilities))
            }
            Engine::WebKit(programs) => {
                let (webkit, driver, capabilities) = WebKit::start(programs).await?;
                Ok((Self::WebKit(webkit), driver, capabilities))
            }
        }
    }

    /// What the promise comes to that this expression makes.
    ///
    /// # Errors
    /// When there is none, or it is rejected.
    pub(crate) async fn evaluate_by_value(
        &self,
        driver: &WebDriver,
        promise: &str,
    ) -> Result<Value> {
        match self {
            Self::Chromium => chromium::evaluate_by_value(driver, promise).await,
            Self::Firefox(_) | Self::WebKit(_) => {
                let script = format!("const [done] = arguments; ({promise}).then(done);");
                let answer = driver.execute_async(script, Vec::new()).await?;
                Ok(answer.json().clone())
            }
        }
    }

    /// Workers that run, also those of workers; `None` where an engine does not tell.
    pub(crate) async fn n_workers(&self, driver: &WebDriver) -> Result<Option<usize>> {
        match self {
            Self::Chromium => chromium::n_workers(driver).await.map(Some),
            Self::Firefox(_) | Self::WebKit(_) => Ok(None),
        }
    }

    /// Forgets all of a visit.
    ///
    /// # Errors
    /// Where a browser cannot: then it must end.
    pub(crate) async fn forget_visit(&self, driver: &WebDriver, stage: &Stage) -> Result<()> {
        match self {
            Self::Chromium => chromium::forget_visit(driver, stage).await,
            // Nothing of theirs is as quick and as thorough as another browser.
            Self::Firefox(_) | Self::WebKit(_) => bail!("another visit gets another browser"),
        }
    }

    /// Forgets what an address's origin has stored.
    pub(crate) async fn forget(&self, driver: &WebDriver, stage: &Stage) -> Result<()> {
        match self {
            Self::Chromium => chromium::forget(driver, &stage.origin()).await,
            Self::Firefox(_) => firefox::forget(driver, &stage.origin()).await,
            Self::WebKit(_) => webkit::forget(driver, &stage.site).await,
        }
    }

    /// Forgets what the browser keeps of answers by itself.
    pub(crate) async fn forget_answers(&self, driver: &WebDriver) -> Result<()> {
        match self {
            Self::Chromium => chromium::send(driver, "Network.clearBrowserCache", json!({})).await,
            Self::Firefox(_) => firefox::forget_answers(driver).await,
            // It was told to keep none.
            Self::WebKit(_) => Ok(()),
        }
    }

    /// Runs a script before those of every page that is opened from now on.
    pub(crate) async fn before_every_page(&self, driver: &WebDriver, script: &str) -> Result<()> {
        match self {
            Self::Chromium => chromium::before_every_page(driver, script).await,
            Self::Firefox(_) => firefox::before_every_page(driver, script).await,
            Self::WebKit(webkit) => {
                webkit.relay.add_script(script);
                Ok(())
            }
        }
    }

    /// Brings the tab that the driver is in to the front. Other engines do so when the driver goes there.
    pub(crate) async fn bring_to_front(&self, driver: &WebDriver) -> Result<()> {
        match self {
            Self::Chromium => chromium::send(driver, "Page.bringToFront", json!({})).await,
            Self::Firefox(_) | Self::WebKit(_) => Ok(()),
        }
    }

    /// Presses the browser's reload button.
    pub(crate) async fn reload(&self, driver: &WebDriver) -> Result<()> {
        match self {
            Self::Chromium | Self::WebKit(_) => Ok(driver.refresh().await?),
            Self::Firefox(_) => firefox::reload(driver).await,
        }
    }

    /// The requests since this was last called.
    pub(crate) async fn requests(&self, driver: &WebDriver) -> Result<BTreeSet<Request>> {
        match self {
            Self::Chromium => chromium::requests(driver).await,
            Self::Firefox(firefox) => Ok(firefox.requests()),
            Self::WebKit(webkit) => Ok(webkit.requests()),
        }
    }

    /// Whether [`Self::requests`] has what a service worker answers by itself; what passes a proxy has not.
    pub(crate) const fn sees_kept_answers(&self) -> bool {
        matches!(self, Self::Chromium)
    }

    /// From now on refuses requests for addresses that end so, and no others.
    pub(crate) async fn block(&self, driver: &WebDriver, endings: &[&str]) -> Result<()> {
        match self {
            Self::Chromium => chromium::block(driver, endings).await,
            Self::Firefox(Firefox { relay, .. }) | Self::WebKit(WebKit { relay, .. }) => {
                relay.block(endings);
                Ok(())
            }
        }
    }

    /// Makes the window's inside of this size, CSS pixels, at once or a moment later.
    pub(crate) async fn resize(&self, driver: &WebDriver, width: u32, height: u32) -> Result<()> {
        match self {
            Self::Chromium => chromium::resize(driver, width, height).await,
            Self::Firefox(_) => firefox::resize(driver, width, height).await,
            Self::WebKit(_) => webkit::resize(driver, width, height).await,
        }
    }

    /// The least width that a window can have, CSS pixels.
    pub(crate) const fn narrowest(&self) -> u32 {
        match self {
            Self::Chromium | Self::Firefox(_) => 0,
            Self::WebKit(_) => webkit::NARROWEST,
        }
    }

    /// Whether it can show pages so.
    pub(crate) fn can_look(&self, look: Look) -> bool {
        !matches!(self, Self::WebKit(_)) || Look::THEMES.contains(&look)
    }

    /// Shows pages as `look` has it, without motion.
    pub(crate) async fn look(&self, driver: &WebDriver, look: Look) -> Result<()> {
        match self {
            Self::Chromium => return chromium::look(driver, look).await,
            Self::Firefox(_) => firefox::look(driver, look).await?,
            Self::WebKit(webkit) => webkit.display.show(look)?,
        }
        // They tell the page when they come to it.
        let start = Instant::now();
        while !driver
            .execute(look.is_shown(), Vec::new())
            .await?
            .convert::<bool>()?
        {
            if start.elapsed() > patience() {
                bail!("the page is not shown {}", look.name());
            }
            tokio::time::sleep(BEAT).await;
        }
        Ok(())
    }

    /// Role and name of the focused element, as the browser tells assistive technology.
    pub(crate) async fn spoken(&self, driver: &WebDriver) -> Result<(String, String)> {
        if matches!(self, Self::Chromium) {
            return chromium::spoken(driver).await;
        }
        let focused = driver.active_element().await?;
        let element = focused.element_id();
        let of = async |what: &str| -> Result<String> {
            let value = raw::get(driver, format!("element/{element}/computed{what}")).await?;
            let text = value
                .as_str()
                .with_context(|| format!("no {what}: {value}"));
            text.map(str::to_owned)
        };
        // ARIA has no role for it, and each engine a word of its own, or none.
        let role = match &*focused.tag_name().await? {
            "summary" => "DisclosureTriangle".to_owned(),
            _ => of("role").await?,
        };
        Ok((role, of("label").await?))
    }

    /// Has the screen be one that is touched.
    pub(crate) async fn be_touched(&self, driver: &WebDriver) -> Result<()> {
        match self {
            Self::Chromium => chromium::be_touched(driver).await,
            Self::Firefox(_) => firefox::be_touched(driver).await,
            Self::WebKit(_) => Ok(()),
        }
    }

    /// Puts a finger on the first of these places of the window, moves it over the others, and lifts it.
    pub(crate) async fn touch(&self, driver: &WebDriver, places: &[[f64; 2]]) -> Result<()> {
        if matches!(self, Self::Chromium) {
            return chromium::touch(driver, places).await;
        }
        let to = |&[x, y]: &[f64; 2]| json!({ "type": "pointerMove", "x": x.round(), "y": y.round(), "duration": 16 });
        let mut actions: Vec<_> = places.iter().map(to).collect();
        actions.insert(1, json!({ "type": "pointerDown", "button": 0 }));
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        let finger = json!({
            "type": "pointer",
            "id": "finger",
            "parameters": { "pointerType": "touch" },
            "actions": actions,
        });
        raw::post(driver, "actions", json!({ "actions": [finger] })).await
    }

    /// Lets go of a file from outside the browser at a place of the window.
    pub(crate) async fn let_go(
        &self,
        driver: &WebDriver,
        file: &Path,
        place: [f64; 2],
    ) -> Result<()> {
        match self {
            Self::Chromium => chromium::let_go(driver, file, place).await,
            Self::Firefox(_) | Self::WebKit(_) => {
                bail!("no driver of this engine brings files from outside")
            }
        }
    }

    /// Gives an origin so much room to store things, bytes.
    pub(crate) async fn limit_storage(
        &self,
        driver: &WebDriver,
        origin: &str,
        bytes: u32,
    ) -> Result<()> {
        match self {
            Self::Chromium => chromium::limit_storage(driver, origin, bytes).await,
            Self::Firefox(_) => firefox::limit_storage(driver, bytes).await,
            Self::WebKit(_) => bail!("no driver of WebKitGTK limits what is stored"),
        }
    }
}

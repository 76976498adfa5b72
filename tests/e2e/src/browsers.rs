//! Browsers that visits share, one after the other, where a browser can forget: to start one takes longer than most
//! visits.
//!
//! A visit gets a tab that nothing has been opened in, of a browser that has stored nothing of the
//! site. Visits side by side have different browsers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::prelude::*;
use tokio::runtime::{Builder, Runtime};

use crate::control::Control;
use crate::page::RecommendPage;
use crate::stage::Stage;
use crate::wait::{BEAT, patience};

/// Those that no visit has at the moment. ChromeDriver ends them when it ends.
static IDLE: Mutex<Vec<Browser>> = Mutex::new(Vec::new());

/// A browser, with the runtime that its connection lives on. It ends when it is dropped.
pub(crate) struct Browser {
    driver: WebDriver,
    runtime: Runtime,
    control: Arc<Control>,
}

impl Browser {
    /// One that is idle, or else a new one.
    ///
    /// # Errors
    /// When none is started.
    pub(crate) fn take(stage: &Stage) -> Result<Self> {
        let idle = idle().pop();
        idle.map_or_else(|| Self::start(stage), Ok)
    }

    fn start(stage: &Stage) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let poller = Arc::new(ElementPollerWithTimeout::new(patience(), BEAT));
        let (control, driver) = runtime.block_on(async {
            let (control, address, capabilities) = Control::start(&stage.engine).await?;
            let driver = WebDriver::builder(&address, capabilities)
                .poller(poller)
                // The first answer is there when a browser is.
                .request_timeout(6 * patience());
            let driver = driver.await?;
            // A sweep over a long page is one script: WebDriver gives it half a minute by itself.
            driver.set_script_timeout(3 * patience()).await?;
            anyhow::Ok((control, driver))
        })?;
        let control = Arc::new(control);
        Ok(Self {
            driver,
            runtime,
            control,
        })
    }

    /// Runs `visit` in the tab that is there.
    pub(crate) fn run<T>(&self, stage: &Stage, visit: impl AsyncFnOnce(RecommendPage) -> T) -> T {
        let (driver, control) = (self.driver.clone(), Arc::clone(&self.control));
        let page = RecommendPage::new(driver, stage.clone(), control);
        self.runtime.block_on(visit(page))
    }

    /// Forgets all of the visit and keeps the browser for the next one; a browser that cannot forget
    /// is ended.
    pub(crate) fn give_back(self, stage: &Stage) {
        let forgotten = self.control.forget_visit(&self.driver, stage);
        if self.runtime.block_on(forgotten).is_ok() {
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

//! A visit: what a test, or a program, does on the site.

use anyhow::Result;

use crate::browsers::Browser;
use crate::page::RecommendPage;
use crate::stage::Stage;

/// Opens the site with `query` (such as `?user=500&k=10`) in a browser that was never there, and hands it
/// to `test`. Where that fails, the browser ends with it.
///
/// # Panics
/// With what went wrong: this is called by tests.
pub fn visit(query: &str, test: impl AsyncFnOnce(RecommendPage) -> Result<()>) {
    prepare(async |page| {
        page.go(query).await?;
        test(page).await
    });
}

/// Has a page believe that data is dear, so that it keeps nothing for offline use (`public/offline.js`): for each
/// visit the browser would fetch, hash and store all files of the site.
pub(crate) const DATA_IS_DEAR: &str = "if (globalThis.NetworkInformation) {
      Object.defineProperty(NetworkInformation.prototype, 'saveData', { get: () => true });
    } else { // Only Chromium asks about it.
      Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });
    }";

/// The same before anything is opened, for what is to be set up first.
///
/// # Panics
/// As [`visit`].
pub fn prepare(test: impl AsyncFnOnce(RecommendPage) -> Result<()>) {
    keeping(async |page| {
        page.before_every_page(DATA_IS_DEAR).await?;
        test(page).await
    });
}

/// The same in a browser that keeps the site for offline use.
///
/// # Panics
/// As [`visit`].
#[allow(clippy::panic, reason = "a test fails by a panic")]
pub fn keeping(test: impl AsyncFnOnce(RecommendPage) -> Result<()>) {
    let outcome = (|| {
        let stage = Stage::from_environment()?;
        let browser = Browser::take(&stage)?;
        browser.run(&stage, test)?;
        browser.give_back(&stage);
        anyhow::Ok(())
    })();
    if let Err(error) = outcome {
        panic!("{error:#}");
    }
}

//! The service worker, as the page and the browser's stores show it.

use anyhow::Result;

use crate::page::RecommendPage;

/// Whether the build is said to work offline.
const WORKS: &str = "const said = document.querySelector('.footer-offline');
    return said !== null && !said.hidden && navigator.serviceWorker.controller !== null;";

/// The line that says that another build is there.
const NEWER: &str = ".static-newer";

/// Looks for another build, as a browser does by itself; the state in which its worker ends, or nothing where
/// there is none.
const LOOK: &str = "const [done] = arguments;
    (async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      let found;
      registration.addEventListener('updatefound', () => { found = registration.installing; }, { once: true });
      await registration.update();
      const worker = found ?? registration.installing;
      if (!worker) return registration.waiting?.state ?? '';
      const isOver = () => worker.state !== 'installing';
      if (!isOver()) await new Promise((over) => worker.addEventListener('statechange', over, { once: true }));
      return worker.state;
    })().then(done, (failure) => done(String(failure)));";

impl RecommendPage {
    /// Waits until the page says that it works offline.
    ///
    /// # Errors
    /// When it does not.
    pub async fn until_works_offline(&self) -> Result<()> {
        self.until_true(WORKS).await
    }

    /// Has the browser forget what it keeps of answers by itself, so that nothing but the service worker has files.
    ///
    /// # Errors
    /// When it does not.
    pub async fn forget_answers(&self) -> Result<()> {
        self.control().forget_answers(self.driver()).await
    }

    /// Has the browser look for another build, and returns what becomes of it: `installed`, or `redundant` where it
    /// could not be had as a whole, or nothing where there is none.
    ///
    /// # Errors
    /// When the browser has no service worker of the page.
    pub async fn look_for_another_build(&self) -> Result<String> {
        let state = self.driver().execute_async(LOOK, Vec::new()).await?;
        Ok(state.convert()?)
    }

    /// Waits until the page says that another build is there, or no longer says so.
    ///
    /// # Errors
    /// When it does not.
    pub async fn until_newer_is_said(&self, is_said: bool) -> Result<()> {
        let script = format!(
            "return document.querySelector('{NEWER}').hidden === {};",
            !is_said
        );
        self.until_true(&script).await
    }

    /// Waits until so many builds are in the browser's stores for the site of this path.
    ///
    /// # Errors
    /// When there are more or fewer.
    pub async fn until_builds_are_kept(&self, path: &str, n: usize) -> Result<()> {
        self.until_true(&format!(
            "return caches.keys().then((names) => names
               .filter((name) => /^matinee:{}:[0-9a-f]+$/.test(name)).length === {n});",
            path.replace('/', "[/]"),
        ))
        .await
    }
}

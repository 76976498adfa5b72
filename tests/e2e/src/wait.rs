//! Waiting for what comes later: parts of the page are fetched, drawn in a later task or frame, or
//! follow what the browser stores.

use std::fmt::Debug;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::json;

use crate::page::RecommendPage;

/// How long the slowest machine may take to show something: 20 seconds, or as many as MATINEE_PATIENCE says where a
/// machine has much else to do.
pub(crate) fn patience() -> Duration {
    static PATIENCE: LazyLock<Duration> = LazyLock::new(|| {
        let asked = std::env::var("MATINEE_PATIENCE").ok();
        let seconds = asked.and_then(|it| it.parse().ok());
        Duration::from_secs(seconds.unwrap_or(20))
    });
    *PATIENCE
}
/// How often what does not tell of itself is looked for that is not there yet.
pub(crate) const BEAT: Duration = Duration::from_millis(20);
/// How long nothing may change on the page before a condition is looked at again: what is waited for may be
/// a value, or something stored, and a change may have come between a look and the wait for it.
const LONGEST: Duration = Duration::from_millis(50);
/// Between two looks where the page changes all the time.
const SHORTEST: Duration = Duration::from_millis(5);

/// Waits until an element, an attribute or a text is another, but not for longer than the milliseconds asked
/// for.
const CHANGED: &str = "const [longest, done] = arguments;
    const end = () => { observer.disconnect(); clearTimeout(late); setTimeout(done); };
    const late = setTimeout(end, longest);
    const observer = new MutationObserver(end);
    observer.observe(document,
      { attributes: true, characterData: true, childList: true, subtree: true });";

impl RecommendPage {
    /// Asks whenever the page has changed until `is_it` is content with the answer, and returns that.
    ///
    /// # Errors
    /// When it never is: with `what` was waited for and the last answer.
    pub(crate) async fn wait<T: Debug>(
        &self,
        patience: Duration,
        what: &str,
        ask: impl AsyncFn() -> Result<T>,
        is_it: impl Fn(&T) -> bool,
    ) -> Result<T> {
        let start = Instant::now();
        loop {
            let answer = ask().await?;
            if is_it(&answer) {
                return Ok(answer);
            }
            if start.elapsed() > patience {
                bail!("waited in vain until {what}; there is {answer:#?}");
            }
            // A page that goes in the meantime has changed.
            let longest = vec![json!(LONGEST.as_millis() as u64)];
            let _ = self.driver().execute_async(CHANGED, longest).await;
            tokio::time::sleep(SHORTEST).await;
        }
    }
}

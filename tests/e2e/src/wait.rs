//! Waiting for what comes later: parts of the page are fetched, drawn in a later task or frame, or
//! follow what the browser stores.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long the slowest machine may take to show something.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How often a condition is looked at.
const BEAT: Duration = Duration::from_millis(20);

/// Asks again and again until `is_it` is content with the answer, and returns that.
///
/// # Errors
/// When it never is: with `what` was waited for and the last answer.
pub(crate) async fn wait<T: Debug>(
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
        tokio::time::sleep(BEAT).await;
    }
}

//! Waiting for what comes later: parts of the page are fetched, drawn in a later task or frame, or
//! follow what the browser stores.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long the slowest machine may take to show something.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// The shortest and the longest time between two looks at a condition: what comes soon is seen at once,
/// and what takes long is not slowed down by looks.
const BEATS: [Duration; 2] = [Duration::from_millis(5), Duration::from_millis(50)];

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
        let waited = start.elapsed();
        if waited > patience {
            bail!("waited in vain until {what}; there is {answer:#?}");
        }
        let [shortest, longest] = BEATS;
        tokio::time::sleep((waited / 10).clamp(shortest, longest)).await;
    }
}

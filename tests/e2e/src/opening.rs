//! How a page opens, in the browser's own clock.

use anyhow::Result;
use serde::Deserialize;

use crate::page::RecommendPage;

/// What notes it: to be run before every page, beside [`GAPS`](crate::GAPS).
pub const OPENING: &str = include_str!("opening.js");

/// One opening of the page; milliseconds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opening {
    /// From the navigation until the first list is painted.
    pub painted: f64,
    /// From the navigation until all of the page's model is there.
    pub whole: f64,
    /// The longest time in which the page did not answer, until a second after it was whole.
    pub longest_gap: f64,
}

impl Opening {
    /// Opens the page as somebody who was never there.
    ///
    /// # Errors
    /// When it does not come to be whole.
    pub async fn measure(page: &RecommendPage) -> Result<Self> {
        page.forget().await?;
        page.go("").await?;
        Self::noted(page).await
    }

    /// Opens the page again, by what the browser keeps of it.
    ///
    /// # Errors
    /// When it does not come to be whole.
    pub async fn again(page: &RecommendPage) -> Result<Self> {
        page.go("").await?;
        Self::noted(page).await
    }

    async fn noted(page: &RecommendPage) -> Result<Self> {
        page.until_true(
            "return opening.whole && opening.painted && performance.now() - opening.whole > 1100;",
        )
        .await?;
        // What comes by itself is drawn by then.
        page.evaluate("return { ...opening, longestGap };").await
    }
}

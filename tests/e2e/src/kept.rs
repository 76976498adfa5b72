//! What the browser keeps of runs and models.

use anyhow::Result;

use crate::page::RecommendPage;
use crate::wait::patience;

/// Counts the kept runs and the kept models.
const KEPT: &str = include_str!("kept.js");

impl RecommendPage {
    /// Waits until the browser keeps so many runs, each with its model, and the page has read them if
    /// it was about to. A run is shown before it is kept: a page that is left in between loses it.
    ///
    /// # Errors
    /// When there are more or fewer.
    pub async fn until_kept(&self, n: usize) -> Result<()> {
        let what = format!("{n} runs are kept with their models");
        let kept = async || self.evaluate::<[usize; 2]>(KEPT).await;
        self.wait(patience(), &what, kept, |kept| *kept == [n, n])
            .await
            .map(drop)
    }
}
